"""How a period, a report and a figure are told on screen: the words and icons of the look, once for all pages."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from fractions import Fraction
from zoneinfo import ZoneInfo

from spm_oversight import formats
from spm_oversight.documents.model import Badge
from spm_oversight.domain.district_paper import PaperSize
from spm_oversight.domain.period import Quarter, Window
from spm_oversight.domain.show import shown
from spm_oversight.persistence.quarters import Period


@dataclass(frozen=True)
class State:
    """A state as a person reads it: word, icon, and the style (as of a report's state) that colours both."""

    word: str
    icon: str
    style: str


# The sheets to choose from, in the words of a shop.
SHEETS = ((PaperSize.A4.value, "A4, 210 x 297 mm"), (PaperSize.F4.value, "F4, 215 x 330 mm"))
_MONTHS_UP_TO = ("Maret", "Juni", "September", "Desember")


def period_state(period: Period, now: datetime) -> State:
    """Where a period stands at ``now``."""
    if period.published_at:
        return State("Diterbitkan", "check2-circle", "accepted")
    if period.closed_at:
        return State("Ditutup", "lock", "none")
    if now < period.window.opens:
        return State("Belum dibuka", "circle", "none")
    if now >= period.window.closes:
        return State("Lewat tenggat", "exclamation-triangle", "returned")
    return State("Dibuka", "pencil", "sent")


def title_of(quarter: Quarter) -> str:
    """``Triwulan III 2024``."""
    return formats.quarter_title(quarter.year, quarter.number)


def deadline(window: Window, zone: str, now: datetime) -> str:
    """``20 Oktober 2024 pukul 23.59 WIB, 4 hari lagi``: days as the calendar of ``zone`` counts them."""
    place = ZoneInfo(zone)
    days = (window.closes.astimezone(place).date() - now.astimezone(place).date()).days
    left = (
        "sudah lewat" if now >= window.closes else f"{formats.number(days)} hari lagi" if days else "hari ini"
    )
    return f"{formats.moment(window.closes, zone)}, {left}"


def cumulative(quarter: Quarter) -> str:
    """Which months the figures of a quarter count together."""
    return f"kumulatif Januari sampai {_MONTHS_UP_TO[quarter.number - 1]}"


def achieved(index: Decimal | None, badge: Badge) -> str:
    """``85,20 %, Tuntas Madya``, or only the words where there is no value yet."""
    return badge.label if index is None else f"{figure(index)}{formats.NBSP}%, {badge.label}"


def figure(value: Decimal | None, decimals: int = 2) -> str:
    """A percentage without its sign, never rounded up to a band it has not reached (contract 1, rule 8)."""
    return formats.number(None if value is None else shown(Fraction(value), decimals), decimals)
