"""A few registered denominators for the running year of one district: one locked, one that a form differs from."""

from __future__ import annotations

from datetime import date

from spm_oversight.domain.denominators import Denominator
from spm_oversight.domain.period import Quarter
from spm_oversight.persistence.work import Work
from spm_oversight.services.keep_register import keep_denominator, lock, register_of

_LINES = 4
_OFF = 57


def register_samples(work: Work, *, district: str, quarter: Quarter) -> None:
    """From what the district entered first; nothing where a register stands already."""
    if any(line.registered for line in register_of(work, year=quarter.year).lines):
        return
    entered = work.figures.cells(quarter, (district,))[district].recipients
    filled = [(code, cell.pair.base) for code, cell in entered.items() if cell.pair.base]
    for place, (service, base) in enumerate(filled[:_LINES]):
        said = Denominator(
            value=base + (_OFF if place == 1 else 0),
            source="Dinas Kependudukan dan Pencatatan Sipil",
            dated=date(quarter.year - 1, 12, 31),
            document=f"Keputusan Bupati tentang sasaran SPM {quarter.year} (contoh)",
            owner="Bagian Tata Pemerintahan",
        )
        keep_denominator(work, year=quarter.year, service=service, typed=said, version=0)
        if place == 0:
            lock(work, year=quarter.year, service=service, version=1)
