"""What districts report for a quarter, and the running results beside it."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from typing import Any

from sqlalchemy import select, tuple_

from spm_oversight.domain.errors import Conflict
from spm_oversight.domain.form import ChangeSet
from spm_oversight.domain.method import Method
from spm_oversight.domain.period import Quarter
from spm_oversight.domain.results import Indicator, Level, Result, Results
from spm_oversight.domain.show import bounds_for
from spm_oversight.persistence.amounts import fractions, published, unrounded
from spm_oversight.persistence.asking import Asked, Question
from spm_oversight.persistence.cells import KINDS, Cells, questions, read_cells
from spm_oversight.persistence.figure_writer import FigureWriter
from spm_oversight.persistence.locks import lock, of_figures, of_period
from spm_oversight.persistence.scoped_session import ScopedSession
from spm_oversight.persistence.tables import (
    BudgetRow,
    IndicatorRow,
    ProblemRow,
    QualityRow,
    RecipientsRow,
    ResultRow,
)
from spm_oversight.persistence.tenancy import of_quarters
from spm_oversight.persistence.writing import remove, upsert

OVERTAKEN = (
    "Sebagian sel sudah diubah orang lain sejak dibaca. Buka ulang, periksa nilai barunya, lalu simpan lagi."
)


@dataclass(frozen=True)
class RunningResult:
    """A running result, percent as published; None where there is no value. ``exact``: the three unrounded."""

    recipients_pct: Decimal | None
    quality_pct: Decimal | None
    index: Decimal | None
    category: str | None
    exact: str | None


@dataclass(frozen=True)
class RunningIndicator:
    """A running indicator as published, and unrounded."""

    value: Decimal | None
    exact: str | None


def _results(rows: Sequence[Any]) -> Mapping[tuple[str, str, str], RunningResult]:
    return {
        (r.district_id, r.level, r.code): RunningResult(
            r.recipients_pct, r.quality_pct, r.index, r.category, r.exact
        )
        for r in rows
    }


def _running(row: Result, method: Method) -> RunningResult:
    percentages = (row.recipients_pct, row.quality_pct, row.index)
    reached, quality, index = (published(each, method.bounds) for each in percentages)
    return RunningResult(reached, quality, index, row.category, unrounded(*percentages))


def _indicators(rows: Sequence[Any]) -> Mapping[tuple[str, str], RunningIndicator]:
    return {(row.district_id, row.metric): RunningIndicator(row.value, row.exact) for row in rows}


_RESULTS = Question(select(*ResultRow.__table__.columns).where(*of_quarters(ResultRow)), _results)
_INDICATORS = Question(select(*IndicatorRow.__table__.columns).where(*of_quarters(IndicatorRow)), _indicators)
# Versions come from one sequence and never return (ADR 0011).
_NEXT_VERSION = Question("select nextval('cell_version') as version", lambda rows: int(rows[0].version))


def _readings(
    quarter: Quarter, services: tuple[str, ...], *, whole: bool
) -> tuple[tuple[tuple[Quarter, ...], tuple[str, ...] | None], ...]:
    """Quarters to read together, and of which services: None for everything."""
    if not whole:
        return (((quarter, quarter.previous), services),)
    before = (((quarter.previous,), services),) if services else ()
    return (((quarter,), None), *before)


class Figures:
    """Questions and writes on reported figures."""

    def __init__(self, session: ScopedSession) -> None:
        self._session = session

    def cells(self, quarter: Quarter, districts: tuple[str, ...]) -> Mapping[str, Cells]:
        """Every stored cell of the districts in the quarter."""
        found = read_cells(self._session, (quarter,), districts)
        return {district: found[district, quarter] for district in districts}

    def history(self, district: str, quarters: tuple[Quarter, ...]) -> Mapping[Quarter, Cells]:
        """Every stored cell of one district in several quarters."""
        found = read_cells(self._session, quarters, (district,))
        return {quarter: found[district, quarter] for quarter in quarters}

    def cells_for_a_save(
        self, district: str, quarter: Quarter, services: tuple[str, ...], *, whole: bool
    ) -> tuple[Cells, Cells]:
        """The cells of a quarter (all of them, or of the ``services`` alone), and of the quarter before theirs."""
        now, before = Cells(), Cells()
        for quarters, some in _readings(quarter, services, whole=whole):
            found = read_cells(self._session, quarters, (district,), some)
            now = found.get((district, quarter), now)
            before = found.get((district, quarter.previous), before)
        return now, before

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

    def hold(self, province: str, district: str, quarter: Quarter, ahead: Sequence[Asked[Any]] = ()) -> None:
        """Let one save at a time into a district's quarter, and keep its period from closing, until this work ends.

        ``ahead``: what will be asked as soon as it is held.
        """
        lock(self._session, of_figures(district, quarter), shared=of_period(province, quarter), ahead=ahead)

    def wanted_for_a_save(
        self, district: str, quarter: Quarter, services: tuple[str, ...], *, whole: bool
    ) -> tuple[Asked[Any], ...]:
        """What storing a change will ask here (``cells_for_a_save``)."""
        of_quarter = self._session.over((quarter,), (district,))
        return (
            *(
                asked
                for quarters, some in _readings(quarter, services, whole=whole)
                for asked in questions(self._session, quarters, (district,), some)
            ),
            _RESULTS(**of_quarter),
            _INDICATORS(**of_quarter),
            _NEXT_VERSION(),
        )

    def apply(self, district: str, quarter: Quarter, changes: ChangeSet, by: str, stored: Cells) -> int:
        """Store all changes or none; ``Conflict`` when a cell's stored version is not the one expected.

        Answers the version that every cell written has now. The caller holds the district's quarter (``hold``) since
        before it read ``stored``, so nothing has moved.
        """
        for name in KINDS:
            present, wanted = getattr(stored, name), getattr(changes, name)
            for key, cell in wanted.items():
                if (present[key].version if key in present else 0) != cell.version:
                    raise Conflict(OVERTAKEN)
        version = self._session.ask(_NEXT_VERSION())
        self._session.forget("cell_version")
        FigureWriter(self._session, district, quarter, version=version, now=self._session.now, by=by).write(
            changes
        )
        return version

    def store_results(self, district: str, quarter: Quarter, results: Results, method: Method) -> None:
        """Keep the running results and indicators of a district's quarter; only what differs is written."""
        before = self.results(quarter, (district,))
        rows = {(district, row.level.value, row.code) for row in results.rows}
        gone = [{"level": level, "code": code} for _, level, code in before.keys() - rows]
        if gone:
            self._session.later(remove(ResultRow, self._session.key(district, quarter), gone))
        self.renew_results(district, quarter, results, method, before)

    def renew_results(
        self,
        district: str,
        quarter: Quarter,
        results: Results,
        method: Method,
        before: Mapping[tuple[str, str, str], RunningResult] | None = None,
    ) -> None:
        """Keep some of a district's running results and indicators; the others stand as they are."""
        before = self.results(quarter, (district,)) if before is None else before
        indicators = self._running_indicators(quarter, (district,))
        key = self._session.key(district, quarter)
        rows = {(row.level.value, row.code): _running(row, method) for row in results.rows}
        values = {
            each.metric: RunningIndicator(
                published(each.value, bounds_for(each.metric, method)), unrounded(each.value)
            )
            for each in results.indicators
            if each.scope_code == district
        }
        fresh = [
            {"level": level, "code": code, **vars(row)}
            for (level, code), row in rows.items()
            if before.get((district, level, code)) != row
        ]
        moved = [
            {"metric": metric, **vars(value)}
            for metric, value in values.items()
            if indicators.get((district, metric)) != value
        ]
        for table, wanted in ((ResultRow, fresh), (IndicatorRow, moved)):
            if wanted:
                self._session.later(upsert(table, key, wanted))

    def exact_results(self, district: str, quarter: Quarter, codes: Collection[str]) -> Results:
        """Unrounded what is stored of the running results with these codes, and of the indicators."""
        rows = (
            Result(district, Level(level), code, *fractions(row.exact), category=row.category)
            for (_, level, code), row in self.results(quarter, (district,)).items()
            if code in codes and row.exact
        )
        indicators = (
            Indicator(district, metric, *fractions(each.exact))
            for (_, metric), each in self._running_indicators(quarter, (district,)).items()
            if each.exact
        )
        return Results(tuple(rows), tuple(indicators))

    def indicators(
        self, quarter: Quarter, districts: tuple[str, ...]
    ) -> Mapping[tuple[str, str], Decimal | None]:
        """Running indicators by (district, metric)."""
        return {key: each.value for key, each in self._running_indicators(quarter, districts).items()}

    def _running_indicators(
        self, quarter: Quarter, districts: tuple[str, ...]
    ) -> Mapping[tuple[str, str], RunningIndicator]:
        return self._session.ask(_INDICATORS(**self._session.over((quarter,), districts)))

    def results(
        self, quarter: Quarter, districts: tuple[str, ...]
    ) -> Mapping[tuple[str, str, str], RunningResult]:
        """Running results by (district, level, code)."""
        return self._session.ask(_RESULTS(**self._session.over((quarter,), districts)))
