"""What a row said when a person opened it, and who stored what stands there now: both read from the record of saves.

Versions come from one sequence under the quarter's lock, so a cell's saves have rising versions (ADR 11, 41).
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from fractions import Fraction
from typing import Any

from spm_oversight.domain.figures import CellState, Pair, Problem
from spm_oversight.domain.form import BudgetCell, PairCell, ProblemList
from spm_oversight.domain.period import Quarter
from spm_oversight.persistence.typed import RowKey
from spm_oversight.persistence.work import Work
from spm_oversight.services.begin import own_district
from spm_oversight.services.entry_rows import BUDGET, PROBLEMS, Cell, empty_cell


@dataclass(frozen=True)
class Overtaken:
    """``base``: the cell as the person had it before them, None where the record does not tell; ``by``, ``at``: who
    stored last and when, empty where unknown; ``zone``: in which ``at`` is told.
    """

    base: Cell | None
    by: str
    at: datetime | None
    zone: str


def overtaken(work: Work, *, quarter: Quarter, row: RowKey, version: int) -> Overtaken:
    """Of a row of the own district that was opened at ``version`` and has been saved by somebody since."""
    (kind, key), (province, district) = row, own_district(work)
    saves = work.record.saves(f"{district} {quarter.code}", f"{kind} {key.replace('|', '/')}")
    by, at = (saves[-1].actor, saves[-1].at) if saves else ("", None)
    # The first save after what was seen says what it replaced; saves of earlier releases say no version.
    before = [save.before for save in saves if save.version is not None and save.version > version]
    if version == 0:
        base: Cell | None = empty_cell(kind)
    else:
        base = cell_of(kind, before[0]) if before else None
    return Overtaken(base, by, at, work.places.province(province).time_zone)


def cell_of(kind: str, values: Sequence[Any] | None) -> Cell:
    """A cell as the record keeps it (services/forms.py); None: nothing was stored."""
    if values is None:
        return empty_cell(kind)
    if kind == BUDGET:
        allocation, realisation, note = values
        return BudgetCell(allocation, realisation, note)
    if kind == PROBLEMS:
        return ProblemList(tuple(_problem(*each) for each in values))
    state, base, part, note = values
    return PairCell(Pair(CellState(state), _number(base), _number(part)), note)


def _problem(problem: str, solution: str, owner: str, due: str | None) -> Problem:
    return Problem("", problem, solution, owner, date.fromisoformat(due) if due else None)


def _number(text: str | None) -> Fraction | None:
    return None if text is None else Fraction(text)
