"""A receipt (tanda terima) of one step in a quarter's walk: one page from plain values."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict, dataclass
from datetime import datetime
from fractions import Fraction
from typing import Any

from spm_oversight.documents.method import grouped
from spm_oversight.documents.model import (
    Cell,
    Document,
    Front,
    KeyFigure,
    KeyFigures,
    Pairs,
    Prose,
)
from spm_oversight.documents.words import badge_of
from spm_oversight.domain.district_paper import PaperSize
from spm_oversight.domain.period import Quarter
from spm_oversight.domain.show import shown
from spm_oversight.formats import EMPTY, moment, number, quarter_title


@dataclass(frozen=True, kw_only=True)
class ReceiptFacts:
    """Everything a receipt says.

    ``step`` says in words what was done ("Diserahkan ke kabupaten"); ``office`` is empty for a step of the whole
    district. ``at`` is aware, ``zone`` a name (``Asia/Jakarta``). ``completeness`` and ``achievement`` are exact
    percentages of the figures the step was made with, None where there is none; ``category`` is the achievement's
    band. ``filled`` of ``expected`` fields say something. ``data_hash``: SHA-256 of these figures; ``audit_number``:
    of the step's event in the district's chain.
    """

    number: str
    step: str
    district: str
    quarter: Quarter
    by: str
    at: datetime
    zone: str
    completeness: Fraction | None
    achievement: Fraction | None
    filled: int
    expected: int
    data_hash: str
    audit_number: int
    category: str | None = None
    office: str = ""
    note: str = ""
    sample: bool = False
    sheet: PaperSize = PaperSize.A4

    def plain(self) -> dict[str, Any]:
        """As JSON keeps it."""
        percents = {"completeness": self.completeness, "achievement": self.achievement}
        return {
            **asdict(self),
            "quarter": self.quarter.code,
            "at": self.at.isoformat(),
            **{name: None if value is None else str(value) for name, value in percents.items()},
        }

    @classmethod
    def read(cls, stored: Mapping[str, Any]) -> ReceiptFacts:
        """What ``plain`` wrote."""
        read: dict[str, Any] = {
            "quarter": Quarter.parse(stored["quarter"]),
            "at": datetime.fromisoformat(stored["at"]),
            "completeness": _exact(stored["completeness"]),
            "achievement": _exact(stored["achievement"]),
            "sheet": PaperSize(stored["sheet"]),
        }
        return cls(**{**stored, **read})


def build_receipt(facts: ReceiptFacts) -> Document:
    """The receipt as a document of one page; the same facts give the same."""
    period = quarter_title(facts.quarter.year, facts.quarter.number)
    place = f"{facts.office}, {facts.district}" if facts.office else facts.district
    front = Front(
        letterhead=("Pengawasan SPM", "Tanda Terima", facts.district),
        title=f"{facts.step}, {period}",
        subtitle=f"{place}. Nomor {facts.number}",
        blocks=(
            Prose((f"Dicatat {moment(facts.at, facts.zone)} atas nama {facts.by}.",), lead=True),
            KeyFigures(_key_figures(facts)),
            Pairs("Rincian", _pairs(facts, period)),
            Prose(_notes(facts), note=True),
        ),
    )
    return Document(
        title=f"Tanda terima {facts.number}",
        author=facts.district,
        running_head=f"Tanda terima {facts.number}",
        foot=_foot(facts),
        cover=front,
        preface=(),
        sections=(),
        sample=facts.sample,
        sheet=facts.sheet,
    )


def _key_figures(facts: ReceiptFacts) -> tuple[KeyFigure, ...]:
    badge = badge_of(facts.category, running=facts.quarter.number < 4)
    achievement = _percent(facts.achievement)
    return (
        KeyFigure(
            "Keterisian",
            _percent(facts.completeness),
            "" if facts.completeness is None else "%",
            f"{number(facts.filled)} dari {number(facts.expected)} isian",
        ),
        KeyFigure(
            "Capaian saat itu",
            Cell(achievement.text, absent=achievement.absent, number=True, badge=badge),
            "" if facts.achievement is None else "%",
            f"IPSPM, dilaporkan, {badge.label}",
        ),
    )


def _pairs(facts: ReceiptFacts, period: str) -> tuple[tuple[str, str], ...]:
    pairs = (
        ("Nomor", facts.number),
        ("Langkah", facts.step),
        ("Periode", period),
        ("Daerah", facts.district),
        ("Perangkat daerah", facts.office),
        ("Oleh", facts.by),
        ("Waktu", moment(facts.at, facts.zone)),
        ("Isian terisi", f"{number(facts.filled)} dari {number(facts.expected)}"),
        ("Sidik data", f"SHA-256 {grouped(facts.data_hash)}"),
        ("Catatan audit", f"nomor {number(facts.audit_number)}"),
        ("Keterangan", facts.note),
    )
    return tuple(pair for pair in pairs if pair[1])


def _notes(facts: ReceiptFacts) -> tuple[str, ...]:
    kept = (
        "Tanda terima ini dibuat oleh aplikasi dari catatan audit daerah, tanpa tanda tangan. "
        "Sidik data mengikat isian pada waktu langkah itu; isian yang berubah sesudahnya memberi sidik lain."
    )
    return (kept, "Semua angka adalah data contoh.") if facts.sample else (kept,)


def _foot(facts: ReceiptFacts) -> str:
    parts = (
        f"Tanda terima {facts.number}, {moment(facts.at, facts.zone)}.",
        f"Sidik data {grouped(facts.data_hash, 12)}.",
        "Data contoh." if facts.sample else "",
    )
    return " ".join(part for part in parts if part)


def _percent(value: Fraction | None) -> Cell:
    text = EMPTY if value is None else number(shown(value), 2)
    return Cell(text, absent=value is None, number=True)


def _exact(text: str | None) -> Fraction | None:
    return None if text is None else Fraction(text)
