"""How a period, a report and a figure are told on screen: the words and icons of the look, once for all pages."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from fractions import Fraction

from spm_oversight import formats
from spm_oversight.documents.model import Badge
from spm_oversight.domain.district_paper import PaperSize
from spm_oversight.domain.period import Quarter
from spm_oversight.domain.show import shown
from spm_oversight.domain.walk import PartState
from spm_oversight.persistence.places import District
from spm_oversight.persistence.quarters import Period


@dataclass(frozen=True)
class State:
    """A state as a person reads it: word, icon, and the style (as of a report's state) that colours both."""

    word: str
    icon: str
    style: str


# The sheets to choose from, in the words of a shop.
SHEETS = {PaperSize.A4.value: "A4, 210 x 297 mm", PaperSize.F4.value: "F4, 215 x 330 mm"}
_NAMED = 3
"""So many districts are named at one end; more that tie are counted."""
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


PART: Mapping[PartState, State] = {
    PartState.EMPTY: State("Belum mulai", "circle", "none"),
    PartState.DRAFT: State("Sedang diisi", "pencil", "draft"),
    PartState.HANDED_IN: State("Diserahkan", "send", "sent"),
    PartState.APPROVED: State("Disetujui", "check2-circle", "accepted"),
    PartState.RETURNED: State("Dikembalikan", "arrow-return-left", "returned"),
}
"""Where an office's part stands, in the words of the look."""

STEPS: Mapping[str, str] = {
    "part_handed_in": "Bagian perangkat daerah diserahkan ke kabupaten/kota",
    "part_withdrawn": "Bagian perangkat daerah ditarik kembali",
    "part_approved": "Bagian disetujui kepala perangkat daerah",
    "part_approval_taken_back": "Persetujuan kepala perangkat daerah ditarik",
    "part_returned": "Bagian dikembalikan kepada perangkat daerah",
    "quarter_proposed": "Triwulan diajukan kepada pimpinan daerah",
    "quarter_approved": "Triwulan disetujui pimpinan daerah",
    "quarter_returned": "Triwulan dikembalikan pimpinan kepada admin",
    "quarter_sent": "Triwulan dikirim ke provinsi",
    "quarter_withdrawn": "Triwulan ditarik kembali",
    "report_accepted": "Laporan diterima provinsi",
    "report_returned": "Laporan dikembalikan provinsi",
    "report_reopened": "Laporan dibuka kembali oleh provinsi",
    "time_granted": "Waktu ditambah oleh provinsi",
}
"""The steps of a quarter's walk, in the words of the look."""


def title_of(quarter: Quarter) -> str:
    """``Triwulan III 2024``."""
    return formats.quarter_title(quarter.year, quarter.number)


def cumulative(quarter: Quarter) -> str:
    """Which months the figures of a quarter count together."""
    return f"kumulatif Januari sampai {_MONTHS_UP_TO[quarter.number - 1]}"


def achieved(index: Decimal | None, badge: Badge) -> str:
    """``85,20 %, Tuntas Madya``, or only the words where there is no value yet."""
    return badge.label if index is None else f"{figure(index)}{formats.NBSP}%, {badge.label}"


def warnings_told(unexplained: int, explained: int) -> str:
    """``2 belum dijelaskan, 1 sudah dijelaskan``, or that there is none."""
    counted = ((unexplained, "belum dijelaskan"), (explained, "sudah dijelaskan"))
    return ", ".join(f"{formats.number(count)} {word}" for count, word in counted if count) or "tidak ada"


def figure(value: Decimal | None, decimals: int = 2) -> str:
    """A percentage without its sign, never rounded up to a band it has not reached (contract 1, rule 8)."""
    return formats.number(None if value is None else shown(Fraction(value), decimals), decimals)


def names(districts: Sequence[District]) -> str:
    """``Kapuas, Katingan, Sukamara dan 2 lainnya``: those who share an end of a table."""
    more = len(districts) - _NAMED
    return ", ".join(each.short for each in districts[:_NAMED]) + (f" dan {more} lainnya" if more > 0 else "")
