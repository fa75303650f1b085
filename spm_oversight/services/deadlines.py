"""Until when one may report: the one place that is asked, so that an extension reaches every sentence."""

from __future__ import annotations

from datetime import datetime, timedelta
from uuid import UUID

from spm_oversight.domain.walk import closes as ends
from spm_oversight.formats import moment, number
from spm_oversight.persistence.quarters import Period
from spm_oversight.persistence.work import Work

_HOUR = timedelta(hours=1)


def deadline_of(work: Work, *, period: Period, district: str, office: UUID | None = None) -> datetime:
    """The moment from which nothing is taken any more; without ``office``, of the district and any of its offices."""
    extensions = work.walk.extensions(period.quarter, (district,))[district]
    return ends(period.window, extensions, office)


def until(closes: datetime, zone: str, now: datetime) -> str:
    """``20 Oktober 2024 pukul 23.59 WIB, 4 hari 3 jam lagi``: a deadline as lists and messages say it."""
    return f"{moment(closes, zone)}, {time_left(closes, now)}"


def until_in_full(closes: datetime, zone: str, now: datetime) -> str:
    """``20 Oktober 2024 pukul 23.59 WIB (UTC+7), 4 hari 3 jam lagi``: where a person works towards the deadline."""
    return f"{moment(closes, zone, offset=True)}, {time_left(closes, now)}"


def time_left(closes: datetime, now: datetime) -> str:
    """``3 hari 4 jam lagi``, ``5 jam lagi``, ``kurang dari 1 jam lagi``, ``sudah lewat``; never rounded up."""
    if now >= closes:
        return "sudah lewat"
    days, hours = divmod((closes - now) // _HOUR, 24)
    words = [f"{number(days)} hari" if days else "", f"{hours} jam" if hours else ""]
    return f"{' '.join(filter(None, words)) or 'kurang dari 1 jam'} lagi"
