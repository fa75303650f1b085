"""What a cell of the entry page says, in words: in short beside others, in full where people choose between values."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from spm_oversight import formats
from spm_oversight.domain.figures import CellState, Pair
from spm_oversight.domain.form import BudgetCell, PairCell, ProblemList
from spm_oversight.services.entry_rows import PROBLEM_FIELDS, Cell, fields_of
from spm_oversight.services.overtaken import Overtaken

Sides = tuple[tuple[str, str], ...]


def told_pair(pair: Pair, unit: str) -> str:
    """``10 dari 12 orang``, ``nihil``, or nothing."""
    match pair.state:
        case CellState.NIL:
            return "nihil"
        case CellState.BLANK:
            return ""
        case CellState.FILLED:
            fields = fields_of(PairCell(pair))
            return f"{fields['part']} dari {fields['base']} {unit}".rstrip()


def told_cell(stored: Cell, unit: str) -> str:
    """A cell in short; of problems how many."""
    match stored:
        case PairCell(pair=pair):
            return told_pair(pair, unit) or "dikosongkan"
        case BudgetCell():
            parts = (formats.rupiah(stored.allocation), formats.rupiah(stored.realisation))
            return "dihapus" if stored.is_empty else f"pagu {parts[0]}, realisasi {parts[1]}"
        case ProblemList(problems=problems):
            return f"{len(problems)} permasalahan"


def told_sides(seen: Overtaken | None, stored: Cell, mine: Cell, unit: str) -> Sides:
    """What was there, what is there now and by whom, and what was typed: each in full, under its name."""
    base = "tidak tercatat" if seen is None or seen.base is None else _whole(seen.base, unit)
    who = seen.by if seen else ""
    when = formats.moment(seen.at, seen.zone) if seen and seen.at else ""
    by = ", ".join(filter(None, (who, when)))
    return (
        ("Semula, ketika Anda membuka", base),
        (f"Tersimpan sekarang, oleh {by}" if by else "Tersimpan sekarang", _whole(stored, unit)),
        ("Isian Anda", _whole(mine, unit)),
    )


def _whole(cell: Cell, unit: str) -> str:
    if cell.is_empty:
        return "kosong"
    if isinstance(cell, ProblemList):
        return "; ".join(map(_problem, fields_of(cell)["rows"]))
    value = told_pair(cell.pair, unit) if isinstance(cell, PairCell) else told_cell(cell, unit)
    note = f"penjelasan: {cell.note}" if cell.note else ""
    return "; ".join(filter(None, (value, note)))


def _problem(fields: Mapping[str, Any]) -> str:
    return ", ".join(filter(None, (fields[name] for name in PROBLEM_FIELDS)))
