"""Which quarter a district's person means who names none, when several are open at once (ADR 0045)."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from spm_oversight.domain.errors import Missing
from spm_oversight.domain.method import ReportState
from spm_oversight.domain.period import Quarter
from spm_oversight.domain.walk import closes
from spm_oversight.persistence.quarters import Period
from spm_oversight.persistence.work import Work
from spm_oversight.services.begin import own_district
from spm_oversight.services.open_quarter import own_office

_HANDED_IN = (ReportState.SENT, ReportState.ACCEPTED)


@dataclass(frozen=True)
class OpenQuarters:
    """``first``: the one that is meant; ``others``: those that take reports beside it, with this person's deadline."""

    first: Quarter
    others: tuple[tuple[Quarter, datetime], ...]


def open_quarters(work: Work) -> OpenQuarters:
    """The own district's quarters that have begun and are not closed.

    First is the one that is due first: not handed in, its deadline (extensions included) still to come. Where none is
    due it is the newest, and where none is open the newest there is. ``Missing`` without any.
    """
    province, district = own_district(work)
    periods = work.quarters.periods(province)
    if not periods:
        raise Missing("Provinsi belum membuka periode pelaporan.")
    taking = [each for each in periods if each.closed_at is None and each.window.opens <= work.now]
    if len(taking) < 2:
        return OpenQuarters((taking or periods)[0].quarter, ())
    ends = {each.quarter: _end(work, each, district) for each in taking}
    due = [quarter for quarter, (end, handed_in) in ends.items() if not handed_in and work.now < end]
    first = min(due, key=lambda quarter: (ends[quarter][0], quarter), default=taking[0].quarter)
    return OpenQuarters(first, tuple((each, end) for each, (end, _) in ends.items() if each != first))


def _end(work: Work, period: Period, district: str) -> tuple[datetime, bool]:
    """Until when this person may enter, and whether the district has handed in."""
    report, office = work.reports.of_district(period.quarter, district), own_office(work)
    end = closes(period.window, report.extensions, office.id if office else None)
    return end, report.state in _HANDED_IN
