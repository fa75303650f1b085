"""A new method version before it is switched on: what is wrong with a typed one, and what it would do to a quarter.

What may be chosen is what ``docs/rules.md`` calls open; ranks of equal values are shared (contract 1, rule 7).
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from fractions import Fraction

from spm_oversight.domain.calculation import calculate
from spm_oversight.domain.errors import Fault, Invalid
from spm_oversight.domain.letterhead import one_line
from spm_oversight.domain.method import Band, Method
from spm_oversight.domain.package import Package
from spm_oversight.domain.results import Level, Result, Results
from spm_oversight.domain.tolerances import FEWEST_DAYS, MOST_DAYS, USUAL, USUAL_DAYS

LONGEST_WHY = 1000
_FULL = Fraction(100)


@dataclass(frozen=True)
class Place:
    """Where a district stands under one method: index in percent, band, rank; None where it has none."""

    index: Fraction | None
    category: str | None
    rank: int | None


@dataclass(frozen=True)
class Moved:
    """A district under the method a quarter was published with, and under another."""

    district: str
    name: str
    before: Place
    after: Place

    @property
    def climbed(self) -> int | None:
        """Ranks gained (negative: lost); None where it is not ranked under both."""
        if self.before.rank is None or self.after.rank is None:
            return None
        return self.before.rank - self.after.rank

    @property
    def lifted(self) -> Fraction | None:
        """Percentage points gained (negative: lost); None where either index cannot be computed."""
        if self.before.index is None or self.after.index is None:
            return None
        return self.after.index - self.before.index

    @property
    def other_band(self) -> bool:
        """Whether its band changes."""
        return self.before.category != self.after.category


def next_version(version: str) -> str:
    """The version after this one: ``2022.2`` after ``2022.1``."""
    rules, _, number = version.rpartition(".")
    return f"{rules}.{int(number) + 1}"


def checked_method(typed: Method, why: str, current: Method) -> tuple[Method, str]:
    """The method with the version that follows ``current``, and the reason on one line.

    ``Invalid`` with a fault for each place: ``weight``, ``states``, ``band_1`` for the highest bound, ``jump``,
    ``fall``, ``slip``, ``days``, ``why``; or without places when it is what is in force already.
    """
    reason = one_line(why)
    faults = [*_weight_faults(typed), *_band_faults(typed.bands), *_entry_faults(typed)]
    if not typed.ranked_states:
        faults.append(Fault("states", "Pilih paling sedikit satu keadaan laporan yang diperingkat."))
    if not reason:
        faults.append(Fault("why", "Tulis mengapa metode diubah dan apa dasarnya; alasan ini tercatat."))
    if len(reason) > LONGEST_WHY:
        faults.append(Fault("why", f"Tulis paling panjang {LONGEST_WHY} huruf."))
    if faults:
        raise Invalid("Konsep metode belum benar.", tuple(faults))
    if replace(typed, version=current.version) == current:
        raise Invalid("Konsep sama dengan metode yang berlaku. Ubah paling sedikit satu pilihan.")
    return replace(typed, version=next_version(current.version)), reason


def moves_figures(method: Method, other: Method) -> bool:
    """Whether the calculation may come out differently: not where only entry and deadline differ."""
    same = {"version": "", "tolerances": USUAL, "deadline_days": USUAL_DAYS}
    return replace(method, **same) != replace(other, **same)


def effect(package: Package, method: Method) -> tuple[Moved, ...]:
    """Every district of a frozen quarter under its own method and under another; as ranked now, unranked last."""
    before = _districts(calculate(package))
    after = _districts(calculate(replace(package, method=method)))
    moved = [
        Moved(each.code, each.name, _place(before[each.code]), _place(after[each.code]))
        for each in package.districts
    ]
    return tuple(sorted(moved, key=lambda each: (each.before.rank or len(moved) + 1, each.district)))


def _districts(results: Results) -> dict[str, Result]:
    return {row.code: row for row in results.rows if row.level is Level.DISTRICT}


def _place(row: Result) -> Place:
    return Place(row.index, row.category, row.rank)


def _weight_faults(typed: Method) -> list[Fault]:
    if 0 <= typed.recipients_weight <= 1 and typed.recipients_weight + typed.quality_weight == 1:
        return []
    return [Fault("weight", "Tulis bobot penerima antara 0 dan 100; sisanya bobot mutu.")]


def _entry_faults(typed: Method) -> list[Fault]:
    """What would ask about everything, or about nothing."""
    tolerances, faults = typed.tolerances, list[Fault]()
    if not 1 < tolerances.jump <= 100:
        faults.append(Fault("jump", "Tulis lebih dari 1 dan paling tinggi 100 kali."))
    if not 0 <= tolerances.fall < 100:
        faults.append(Fault("fall", "Tulis mulai 0 dan di bawah 100 persen."))
    if not 0 <= tolerances.slip <= 50:
        faults.append(Fault("slip", "Tulis antara 0 dan 50 persen."))
    if not FEWEST_DAYS <= typed.deadline_days <= MOST_DAYS:
        faults.append(Fault("days", f"Tulis antara {FEWEST_DAYS} dan {MOST_DAYS} hari."))
    return faults


def _band_faults(bands: tuple[Band, ...]) -> list[Fault]:
    """Falling from at most 100; the last, which takes the rest, begins at 0."""
    faults: list[Fault] = []
    above = _FULL
    for number, band in enumerate(bands[:-1], start=1):
        fits = band.lower <= above if number == 1 else band.lower < above
        if not fits or band.lower <= 0:
            remedy = "paling tinggi 100" if number == 1 else "di bawah batas kategori di atasnya"
            faults.append(Fault(f"band_{number}", f"Tulis batas {remedy} dan di atas 0."))
        above = band.lower
    return faults
