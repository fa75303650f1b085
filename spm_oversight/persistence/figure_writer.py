"""Stores one change set of a district's quarter: a statement per table, all of them waiting to go together."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import datetime

from spm_oversight.domain.figures import BudgetVersion
from spm_oversight.domain.form import BudgetCell, BudgetKey, ChangeSet, PairCell, ProblemList, TotalsCell
from spm_oversight.domain.period import Quarter
from spm_oversight.persistence.amounts import entered
from spm_oversight.persistence.database import Base
from spm_oversight.persistence.figure_tables import (
    BudgetRow,
    ProblemRow,
    QualityRow,
    RecipientsRow,
    TotalsRow,
)
from spm_oversight.persistence.scoped_session import ScopedSession
from spm_oversight.persistence.writing import Row, remove, upsert


class FigureWriter:
    """Writes cells of one district's quarter under one version, moment and author."""

    def __init__(
        self,
        session: ScopedSession,
        district: str,
        quarter: Quarter,
        *,
        version: int,
        now: datetime,
        by: str,
    ) -> None:
        self._session = session
        self._key: Row = session.key(district, quarter)
        self._author: Row = {"entered_at": now, "entered_by": by, "version": version}

    def write(self, changes: ChangeSet) -> None:
        """Put the cells of a change set in place of what was stored; empty ones go."""
        self._pairs(RecipientsRow, changes.recipients)
        self._pairs(QualityRow, changes.quality)
        self._budget(changes.budget)
        self._totals(changes.totals)
        self._problems(changes.problems)

    def _pairs(self, table: type[Base], cells: Mapping[str, PairCell]) -> None:
        self._remove(table, ({"code": code} for code, cell in cells.items() if cell.is_empty))
        self._upsert(
            table,
            (
                {
                    "code": code,
                    "state": cell.pair.state,
                    "base": entered(cell.pair.base),
                    "part": entered(cell.pair.part),
                    "note": cell.note,
                }
                for code, cell in cells.items()
                if not cell.is_empty
            ),
        )

    def _budget(self, cells: Mapping[BudgetKey, BudgetCell]) -> None:
        names = ("service_code", "budget_version", "source")
        keyed: list[tuple[Row, BudgetCell]] = [
            (dict(zip(names, key, strict=True)), cell) for key, cell in cells.items()
        ]
        self._remove(BudgetRow, (key for key, cell in keyed if cell.is_empty))
        self._upsert(
            BudgetRow,
            (
                {
                    **key,
                    "allocation": cell.allocation,
                    "realisation": cell.realisation,
                    "note": cell.note,
                }
                for key, cell in keyed
                if not cell.is_empty
            ),
        )

    def _totals(self, cells: Mapping[BudgetVersion, TotalsCell]) -> None:
        self._remove(TotalsRow, ({"budget_version": each} for each, cell in cells.items() if cell.is_empty))
        self._upsert(
            TotalsRow,
            (
                {
                    "budget_version": version,
                    "total_spending": cell.total_spending,
                    "six_urusan_spending": cell.six_urusan_spending,
                    "computed_need": cell.computed_need,
                }
                for version, cell in cells.items()
                if not cell.is_empty
            ),
        )

    def _problems(self, lists: Mapping[str, ProblemList]) -> None:
        self._remove(ProblemRow, ({"urusan_code": urusan} for urusan in lists))
        self._upsert(
            ProblemRow,
            (
                {
                    "urusan_code": urusan,
                    "position": position,
                    "problem": each.problem,
                    "solution": each.solution,
                    "owner": each.owner,
                    "due": each.due,
                }
                for urusan, listed in lists.items()
                for position, each in enumerate(listed.problems, start=1)
            ),
        )

    def _remove(self, table: type[Base], keys: Iterable[Row]) -> None:
        if listed := list(keys):
            self._session.later(remove(table, self._key, listed))

    def _upsert(self, table: type[Base], rows: Iterable[Row]) -> None:
        if listed := list(rows):
            self._session.later(upsert(table, {**self._key, **self._author}, listed))
