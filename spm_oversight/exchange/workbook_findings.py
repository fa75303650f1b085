"""What a comparison of a file with the stored form finds."""

from __future__ import annotations

from dataclasses import dataclass, field

from spm_oversight.domain.figures import BudgetVersion
from spm_oversight.domain.form import (
    BudgetCell,
    BudgetKey,
    Change,
    ChangeSet,
    PairCell,
    ProblemList,
    TotalsCell,
)
from spm_oversight.exchange.workbook_layout import BUDGET, QUALITY, RECIPIENTS, TOTALS, Cell, Grid, budget_key


@dataclass(frozen=True)
class WrongRow:
    """A cell that cannot be stored: where, what was read, what is expected."""

    sheet: str
    row: int
    column: str
    read: str
    expected: str


@dataclass(frozen=True)
class ConflictingCell:
    """A cell that somebody else changed after the file was made: all three values (``""`` is empty)."""

    sheet: str
    row: int
    key: str
    column: str
    exported: str
    stored: str
    new: str


@dataclass(frozen=True)
class Outcome:
    """What a file would do. With wrong rows or conflicts nothing may be saved, and ``change_set`` is empty."""

    changes: tuple[Change, ...]
    change_set: ChangeSet
    wrong_rows: tuple[WrongRow, ...]
    conflicts: tuple[ConflictingCell, ...]
    notes: tuple[str, ...]

    @property
    def may_be_saved(self) -> bool:
        """Whether nothing stands against saving; there may still be nothing to save."""
        return not (self.wrong_rows or self.conflicts)


@dataclass
class Findings:
    """Collects while the sheets are compared; ``refused`` holds places that let the whole file be refused."""

    changes: list[Change] = field(default_factory=list[Change])
    wrong_rows: list[WrongRow] = field(default_factory=list[WrongRow])
    conflicts: list[ConflictingCell] = field(default_factory=list[ConflictingCell])
    notes: list[str] = field(default_factory=list[str])
    bad_keys: list[str] = field(default_factory=list[str])
    foreign: list[str] = field(default_factory=list[str])
    cells: dict[str, dict[str, Cell]] = field(default_factory=dict[str, dict[str, Cell]])
    problems: dict[str, ProblemList] = field(default_factory=dict[str, ProblemList])

    def outcome(self) -> Outcome:
        """All that was found, in the order of the sheets."""
        if deleted := sum(change.deletes for change in self.changes):
            self.notes.append(
                f"{deleted} nilai yang tersimpan akan dihapus, karena dikosongkan dalam berkas."
            )
        clean = not (self.wrong_rows or self.conflicts)
        return Outcome(
            tuple(self.changes),
            self._change_set() if clean else ChangeSet(),
            tuple(self.wrong_rows),
            tuple(self.conflicts),
            tuple(self.notes),
        )

    def _change_set(self) -> ChangeSet:
        pairs = {
            grid.sheet: {key: cell for key, cell in self._of(grid).items() if isinstance(cell, PairCell)}
            for grid in (RECIPIENTS, QUALITY)
        }
        budget: dict[BudgetKey, BudgetCell] = {
            budget_key(key): cell for key, cell in self._of(BUDGET).items() if isinstance(cell, BudgetCell)
        }
        totals = {
            BudgetVersion(key): cell for key, cell in self._of(TOTALS).items() if isinstance(cell, TotalsCell)
        }
        return ChangeSet(pairs[RECIPIENTS.sheet], pairs[QUALITY.sheet], budget, totals, self.problems)

    def _of(self, grid: Grid) -> dict[str, Cell]:
        return self.cells.get(grid.sheet, {})
