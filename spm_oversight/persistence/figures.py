"""What districts report for a quarter, cell by cell, and the running results beside it."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping
from datetime import datetime
from decimal import Decimal
from typing import Any

from sqlalchemy import delete, func, select, tuple_
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.orm import Session

from spm_oversight.domain.errors import Conflict
from spm_oversight.domain.figures import BudgetVersion, CellState, Pair, Problem
from spm_oversight.domain.form import BudgetCell, BudgetKey, ChangeSet, PairCell, ProblemList, TotalsCell
from spm_oversight.domain.method import Method
from spm_oversight.domain.period import Quarter
from spm_oversight.domain.results import Results
from spm_oversight.domain.show import bounds_for
from spm_oversight.persistence.amounts import entered, exact, published
from spm_oversight.persistence.tables import (
    CELL_VERSION,
    BudgetRow,
    IndicatorRow,
    ProblemRow,
    QualityRow,
    RecipientsRow,
    ResultRow,
    TotalsRow,
)

OVERTAKEN = (
    "Sebagian sel sudah diubah orang lain sejak dibaca. Buka ulang, periksa nilai barunya, lalu simpan lagi."
)

KINDS = ("recipients", "quality", "budget", "totals", "problems")


class Cells:
    """All stored cells of one district's quarter; filled while they are read."""

    def __init__(self) -> None:
        self.recipients: dict[str, PairCell] = {}
        self.quality: dict[str, PairCell] = {}
        self.budget: dict[BudgetKey, BudgetCell] = {}
        self.totals: dict[BudgetVersion, TotalsCell] = {}
        self.problems: dict[str, ProblemList] = {}

    @property
    def begun(self) -> bool:
        """Whether anything is reported."""
        return bool(self.recipients or self.quality or self.budget)

    @property
    def services(self) -> frozenset[str]:
        """The services of which anything is reported."""
        items = (item.rsplit(".", 1)[0] for item in self.quality)
        return frozenset((*self.recipients, *items, *(service for service, _, _ in self.budget)))

    def only(self, services: Collection[str] | None) -> Cells:
        """The cells of these services alone, without totals and problems; all cells where None."""
        if services is None:
            return self
        some = Cells()
        some.recipients = {code: cell for code, cell in self.recipients.items() if code in services}
        some.quality = {c: cell for c, cell in self.quality.items() if c.rsplit(".", 1)[0] in services}
        some.budget = {key: cell for key, cell in self.budget.items() if key[0] in services}
        return some

    def count(self, services: Collection[str] | None = None) -> int:
        """How many recipients, quality and budget cells stand here; of some services when given."""
        some = self.only(services)
        return len(some.recipients) + len(some.quality) + len(some.budget)

    def after(self, changes: ChangeSet) -> Cells:
        """What stands once the changes are stored (the versions are the old ones)."""
        cells = Cells()
        for kind in KINDS:
            both = {**getattr(self, kind), **getattr(changes, kind)}
            setattr(cells, kind, {key: cell for key, cell in both.items() if not cell.is_empty})
        return cells


class Figures:
    """Questions and writes on reported figures."""

    def __init__(self, session: Session, now: datetime) -> None:
        self._session, self._now = session, now

    def cells(self, quarter: Quarter, districts: tuple[str, ...]) -> Mapping[str, Cells]:
        """Every stored cell of the districts in the quarter: five questions, however many districts."""
        found = self._cells((quarter,), districts)
        return {district: found[district, quarter] for district in districts}

    def history(self, district: str, quarters: tuple[Quarter, ...]) -> Mapping[Quarter, Cells]:
        """Every stored cell of one district in several quarters, in as many questions as one quarter takes."""
        found = self._cells(quarters, (district,))
        return {quarter: found[district, quarter] for quarter in quarters}

    def _cells(
        self, quarters: tuple[Quarter, ...], districts: tuple[str, ...]
    ) -> Mapping[tuple[str, Quarter], Cells]:
        found = {(district, quarter): Cells() for district in districts for quarter in quarters}

        def at(row: Any) -> Cells:
            return found[row.district_id, Quarter(row.year, row.quarter)]

        for row in self._rows(RecipientsRow, quarters, districts):
            at(row).recipients[row.code] = _pair_cell(row)
        for row in self._rows(QualityRow, quarters, districts):
            at(row).quality[row.code] = _pair_cell(row)
        for row in self._rows(BudgetRow, quarters, districts):
            key = (row.service_code, BudgetVersion(row.budget_version), row.source)
            at(row).budget[key] = BudgetCell(row.allocation, row.realisation, row.note, row.version)
        for row in self._rows(TotalsRow, quarters, districts):
            at(row).totals[BudgetVersion(row.budget_version)] = TotalsCell(
                row.total_spending, row.six_urusan_spending, row.computed_need, row.version
            )
        lists: dict[tuple[str, Quarter, str], list[ProblemRow]] = defaultdict(list)
        for row in sorted(self._rows(ProblemRow, quarters, districts), key=lambda r: r.position):
            lists[row.district_id, Quarter(row.year, row.quarter), row.urusan_code].append(row)
        for (district, quarter, urusan), rows in sorted(lists.items()):
            found[district, quarter].problems[urusan] = _problem_list(rows)
        return found

    def author(self, district: str, quarter: Quarter, kind: str, key: str) -> tuple[str, datetime | None]:
        """Who entered a cell last, and when; nobody where nothing is stored (or all of it was taken away)."""
        table: Any = {"recipients": RecipientsRow, "quality": QualityRow, "budget": BudgetRow}.get(
            kind, ProblemRow
        )
        names = {"budget": ("service_code", "budget_version", "source"), "problems": ("urusan_code",)}
        columns = [getattr(table, name) for name in names.get(kind, ("code",))]
        row = self._session.execute(
            select(table.entered_by, table.entered_at)
            .where(table.district_id == district)
            .where(table.year == quarter.year, table.quarter == quarter.number)
            .where(tuple_(*columns) == tuple_(*key.split("|")))
            .limit(1)
        ).one_or_none()
        return (row[0], row[1]) if row else ("", None)

    def hold(self, district: str, quarter: Quarter) -> None:
        """Let one save at a time into a district's quarter, until this work ends."""
        key = func.hashtextextended(f"figures {district} {quarter.code}", 0)
        self._session.execute(select(func.pg_advisory_xact_lock(key)))

    def apply(
        self, province: str, district: str, quarter: Quarter, changes: ChangeSet, by: str, stored: Cells
    ) -> int:
        """Store all changes or none; ``Conflict`` when a cell's stored version is not the one expected.

        Answers the version that every cell written has now. The caller holds the district's quarter (``hold``) since
        before it read ``stored``, so nothing has moved.
        """
        for name in KINDS:
            present, wanted = getattr(stored, name), getattr(changes, name)
            for key, cell in wanted.items():
                if (present[key].version if key in present else 0) != cell.version:
                    raise Conflict(OVERTAKEN)
        writer = _Writer(self._session, province, district, quarter, self._now, by)
        writer.pairs(RecipientsRow, changes.recipients)
        writer.pairs(QualityRow, changes.quality)
        writer.budget(changes.budget)
        writer.totals(changes.totals)
        writer.problems(changes.problems)
        return writer.version

    def store_results(
        self, province: str, district: str, quarter: Quarter, results: Results, method: Method
    ) -> None:
        """Replace the running results and indicators of a district's quarter."""
        key = {
            "province_id": province,
            "district_id": district,
            "year": quarter.year,
            "quarter": quarter.number,
        }
        for table in (ResultRow, IndicatorRow):
            self._session.execute(
                delete(table).where(
                    table.district_id == district, table.year == quarter.year, table.quarter == quarter.number
                )
            )
        self._session.execute(
            insert(ResultRow),
            [
                {
                    **key,
                    "level": row.level.value,
                    "code": row.code,
                    "recipients_pct": published(row.recipients_pct, method.bounds),
                    "quality_pct": published(row.quality_pct, method.bounds),
                    "index": published(row.index, method.bounds),
                    "category": row.category,
                }
                for row in results.rows
            ],
        )
        self._session.execute(
            insert(IndicatorRow),
            [
                {
                    **key,
                    "metric": each.metric,
                    "value": published(each.value, bounds_for(each.metric, method)),
                }
                for each in results.indicators
                if each.scope_code == district
            ],
        )

    def indicators(
        self, quarter: Quarter, districts: tuple[str, ...]
    ) -> Mapping[tuple[str, str], Decimal | None]:
        """Running indicators by (district, metric)."""
        rows = self._rows(IndicatorRow, (quarter,), districts)
        return {(row.district_id, row.metric): row.value for row in rows}

    def results(
        self, quarter: Quarter, districts: tuple[str, ...]
    ) -> Mapping[tuple[str, str, str], ResultRow]:
        """Running results by (district, level, code)."""
        return {(r.district_id, r.level, r.code): r for r in self._rows(ResultRow, (quarter,), districts)}

    def _rows(self, table: Any, quarters: tuple[Quarter, ...], districts: tuple[str, ...]) -> Iterable[Any]:
        when = [(quarter.year, quarter.number) for quarter in quarters]
        return self._session.scalars(
            select(table)
            .where(table.district_id.in_(districts), tuple_(table.year, table.quarter).in_(when))
            .execution_options(populate_existing=True)
        ).all()


class _Writer:
    """Writes one change set in as few statements as it has tables."""

    def __init__(
        self, session: Session, province: str, district: str, quarter: Quarter, now: datetime, by: str
    ) -> None:
        self._session, self._district, self._quarter = session, district, quarter
        self._key = {
            "province_id": province,
            "district_id": district,
            "year": quarter.year,
            "quarter": quarter.number,
        }
        self.version: int = session.scalar(CELL_VERSION)
        self._author = {"entered_at": now, "entered_by": by, "version": self.version}

    def pairs(self, table: Any, cells: Mapping[str, PairCell]) -> None:
        self._delete(table, (table.code,), [(code,) for code, cell in cells.items() if cell.is_empty])
        self._upsert(
            table,
            [
                {
                    "code": code,
                    "state": cell.pair.state.value,
                    "base": entered(cell.pair.base),
                    "part": entered(cell.pair.part),
                    "note": cell.note,
                }
                for code, cell in cells.items()
                if not cell.is_empty
            ],
        )

    def budget(self, cells: Mapping[BudgetKey, BudgetCell]) -> None:
        columns = (BudgetRow.service_code, BudgetRow.budget_version, BudgetRow.source)
        self._delete(BudgetRow, columns, [key for key, cell in cells.items() if cell.is_empty])
        self._upsert(
            BudgetRow,
            [
                {
                    "service_code": service,
                    "budget_version": version.value,
                    "source": source,
                    "allocation": cell.allocation,
                    "realisation": cell.realisation,
                    "note": cell.note,
                }
                for (service, version, source), cell in cells.items()
                if not cell.is_empty
            ],
        )

    def totals(self, cells: Mapping[BudgetVersion, TotalsCell]) -> None:
        empty = [(version,) for version, cell in cells.items() if cell.is_empty]
        self._delete(TotalsRow, (TotalsRow.budget_version,), empty)
        self._upsert(
            TotalsRow,
            [
                {
                    "budget_version": version.value,
                    "total_spending": cell.total_spending,
                    "six_urusan_spending": cell.six_urusan_spending,
                    "computed_need": cell.computed_need,
                }
                for version, cell in cells.items()
                if not cell.is_empty
            ],
        )

    def problems(self, lists: Mapping[str, ProblemList]) -> None:
        self._delete(ProblemRow, (ProblemRow.urusan_code,), [(urusan,) for urusan in lists])
        self._upsert(
            ProblemRow,
            [
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
            ],
        )

    def _delete(self, table: Any, columns: tuple[Any, ...], keys: list[tuple[Any, ...]]) -> None:
        if keys:
            self._session.execute(
                delete(table).where(
                    table.district_id == self._district,
                    table.year == self._quarter.year,
                    table.quarter == self._quarter.number,
                    tuple_(*columns).in_(keys),
                )
            )

    def _upsert(self, table: Any, rows: list[dict[str, Any]]) -> None:
        if not rows:
            return
        statement = insert(table)
        keys = [column.name for column in table.__table__.primary_key]
        fresh = {
            column.name: statement.excluded[column.name]
            for column in table.__table__.columns
            if not column.primary_key
        }
        self._session.execute(
            statement.on_conflict_do_update(index_elements=keys, set_=fresh),
            [{**self._key, **self._author, **row} for row in rows],
        )


def _pair_cell(row: Any) -> PairCell:
    return PairCell(Pair(CellState(row.state), exact(row.base), exact(row.part)), row.note, row.version)


def _problem_list(rows: list[ProblemRow]) -> ProblemList:
    return ProblemList(
        tuple(Problem(r.urusan_code, r.problem, r.solution, r.owner, r.due) for r in rows), rows[0].version
    )
