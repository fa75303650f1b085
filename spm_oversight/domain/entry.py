"""What may be entered: the rules on one row, the same for the workbook and the screen (contract 2, *Reading*)."""

from __future__ import annotations

from datetime import date
from fractions import Fraction

from spm_oversight.domain.figures import CellState, Pair, Problem
from spm_oversight.domain.form import BudgetCell, TotalsCell

MOST_DECIMALS = 4
LARGEST = 10**15 - 1
"""A spreadsheet keeps fifteen digits; a larger number would be stored as another one than was typed."""
LONGEST_TEXT = 2000

_COUNTED = frozenset(
    {
        "dokumen",
        "kawasan",
        "kegiatan",
        "keluarga",
        "laporan",
        "orang",
        "paket",
        "panggilan",
        "rumah tangga",
        "unit",
        "unit rumah",
    }
)


class WrongEntry(ValueError):
    """A row that may not be stored: ``field`` is where to mend it, the message what is expected (Indonesian)."""

    def __init__(self, field: str, expected: str) -> None:
        super().__init__(expected)
        self.field = field


def decimals_of(unit: str) -> int:
    """How many digits after the comma a unit takes: people and things are counted whole, measures have four."""
    return 0 if unit in _COUNTED else MOST_DECIMALS


def entered_pair(state: CellState, base: Fraction | None, part: Fraction | None, note: str) -> Pair:
    """The pair that a row means. A state left empty with both numbers is ``filled``; WrongEntry otherwise."""
    _check_amounts(base=base, part=part)
    if state is CellState.BLANK and base is not None and part is not None:
        state = CellState.FILLED
    match state:
        case CellState.FILLED:
            _check_filled(base, part)
        case CellState.NIL:
            _check_nil(base, part, note)
        case CellState.BLANK:
            if base is not None or part is not None:
                raise WrongEntry("part" if part is None else "base", "kedua angka, atau keduanya kosong")
    return Pair(state, base, part)


def _check_filled(base: Fraction | None, part: Fraction | None) -> None:
    for name, value in (("base", base), ("part", part)):
        if value is None:
            raise WrongEntry(name, "angka; yang terisi membutuhkan kedua angka")
    if not base:
        raise WrongEntry("base", "angka lebih dari 0, atau nihil bila memang tidak ada yang dilayani")


def _check_nil(base: Fraction | None, part: Fraction | None, note: str) -> None:
    for name, value in (("base", base), ("part", part)):
        if value:
            raise WrongEntry(name, "kosong atau 0, karena dinyatakan nihil")
    if not note:
        raise WrongEntry("note", "penjelasan, karena dinyatakan nihil")


def entered_budget(allocation: int | None, realisation: int | None, note: str, version: int) -> BudgetCell:
    """A budget line: a realisation or a note needs its allocation; WrongEntry otherwise."""
    _check_amounts(allocation=allocation, realisation=realisation)
    if allocation is None and (realisation is not None or note):
        raise WrongEntry("allocation", "pagu dalam rupiah (0 bila tidak ada), atau seluruh baris kosong")
    return BudgetCell(allocation, realisation, note, version)


def entered_totals(total: int | None, six_urusan: int | None, need: int | None, version: int) -> TotalsCell:
    """A district's totals; each may be unknown. WrongEntry for a negative or too large amount."""
    _check_amounts(total_spending=total, six_urusan_spending=six_urusan, computed_need=need)
    return TotalsCell(total, six_urusan, need, version)


def entered_problem(urusan_code: str, problem: str, solution: str, owner: str, due: date | None) -> Problem:
    """A problem of an urusan; it must at least be named."""
    if not problem:
        raise WrongEntry("problem", "permasalahan, atau seluruh baris kosong")
    return Problem(urusan_code, problem, solution, owner, due)


def _check_amounts(**amounts: Fraction | int | None) -> None:
    for name, value in amounts.items():
        if value is None:
            continue
        if value.numerator < 0:
            raise WrongEntry(name, "angka paling sedikit 0")
        if value.numerator > LARGEST * value.denominator:
            raise WrongEntry(name, "angka paling banyak 15 digit")
