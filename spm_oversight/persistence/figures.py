"""What districts report for a quarter, and the running results beside it."""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from typing import Any

from sqlalchemy import (
    ColumnElement,
    Select,
    String,
    any_,
    func,
    literal_column,
    null,
    select,
    tuple_,
    union_all,
)

from spm_oversight.domain.catalogue import urusan_of_service
from spm_oversight.domain.errors import Conflict
from spm_oversight.domain.form import ChangeSet
from spm_oversight.domain.method import Method
from spm_oversight.domain.period import Quarter
from spm_oversight.domain.results import Indicator, Level, Result, Results
from spm_oversight.domain.show import bounds_for
from spm_oversight.persistence.amounts import fractions, published, unrounded
from spm_oversight.persistence.asking import Asked, Question, joined, listed
from spm_oversight.persistence.cells import KINDS, Cells, questions, read_cells, read_money, read_urusan
from spm_oversight.persistence.figure_tables import (
    BudgetRow,
    ProblemRow,
    QualityRow,
    RecipientsRow,
    TotalsRow,
)
from spm_oversight.persistence.figure_writer import FigureWriter
from spm_oversight.persistence.locks import lock, of_figures, of_period
from spm_oversight.persistence.result_tables import IndicatorRow, ResultRow
from spm_oversight.persistence.scoped_session import ScopedSession
from spm_oversight.persistence.tenancy import of_quarter, of_quarters
from spm_oversight.persistence.writing import remove, upsert

OVERTAKEN = (
    "Sebagian sel sudah diubah orang lain sejak dibaca. Buka ulang, periksa nilai barunya, lalu simpan lagi."
)


@dataclass(frozen=True)
class RunningResult:
    """A running result, percent as published; None where there is no value.

    ``exact``: the three unrounded, and of how many values they are the means.
    """

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


_INDICATOR = "indicator"


def _text(value: str) -> ColumnElement[str]:
    return literal_column(f"'{value}'", String)


def _results(rows: Sequence[Any]) -> Mapping[tuple[str, str, str], RunningResult]:
    return {
        (r.district_id, r.level, r.code): RunningResult(
            r.recipients_pct, r.quality_pct, r.index, r.category, r.exact
        )
        for r in rows
    }


def _running(row: Result, method: Method) -> RunningResult:
    reached, quality, index = (published(each, method.bounds) for each in row.percentages)
    return RunningResult(reached, quality, index, row.category, unrounded(*row.percentages, *row.counts))


def _exact_result(district: str, level: Level, code: str, exact: str, category: str | None) -> Result | None:
    """None for a mean that an earlier release stored, which did not say of how many."""
    reached, quality, index, *counts = fractions(exact)
    if level is not Level.SERVICE and not counts:
        return None
    told = tuple(int(count) for count in counts if count is not None)
    return Result(district, level, code, reached, quality, index, category, counts=told)


def _indicators(rows: Sequence[Any]) -> Mapping[tuple[str, str], RunningIndicator]:
    return {(row.district_id, row.metric): RunningIndicator(row.value, row.exact) for row in rows}


def _exact(rows: Sequence[Any]) -> Mapping[tuple[str, str], tuple[str, str | None]]:
    return {(row.level, row.code): (row.exact, row.category) for row in rows if row.exact}


_RESULTS = Question(select(*ResultRow.__table__.columns).where(*of_quarters(ResultRow)), _results)
_INDICATORS = Question(select(*IndicatorRow.__table__.columns).where(*of_quarters(IndicatorRow)), _indicators)
# Some results, and all indicators of a district, each as a row of a level of its own.
_EXACT = Question(
    union_all(
        select(ResultRow.level, ResultRow.code, ResultRow.exact, ResultRow.category)
        .where(*of_quarter(ResultRow))
        .where(ResultRow.code == any_(listed("codes"))),
        select(_text(_INDICATOR), IndicatorRow.metric, IndicatorRow.exact, null()).where(
            *of_quarter(IndicatorRow)
        ),
    ),
    _exact,
)


def _authors(table: Any, key: Any) -> Select[*tuple[Any, ...]]:
    kind = _text(table.__tablename__).label("kind")
    asked = select(kind, table.district_id, key.label("key"), table.entered_by, table.entered_at)
    return asked.where(*of_quarters(table))


_LINE = func.concat_ws(_text("|"), BudgetRow.service_code, BudgetRow.budget_version, BudgetRow.source)
_AUTHORS: Question[Mapping[tuple[str, str, str], tuple[str, datetime]]] = Question(
    union_all(
        _authors(RecipientsRow, RecipientsRow.code),
        _authors(QualityRow, QualityRow.code),
        _authors(BudgetRow, _LINE),
        _authors(TotalsRow, TotalsRow.budget_version),
    ),
    lambda rows: {(r.district_id, r.kind, r.key): (r.entered_by, r.entered_at) for r in rows},
)
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

    def asked(self, quarter: Quarter, districts: tuple[str, ...]) -> tuple[Asked[Any], ...]:
        """What ``cells``, ``results`` and ``indicators`` ask."""
        over = self._session.over((quarter,), districts)
        cells = questions(self._session, (quarter,), districts)
        return (*cells, _RESULTS(**over), _INDICATORS(**over))

    def money(self, quarter: Quarter, districts: tuple[str, ...]) -> Mapping[str, Cells]:
        """Recipients, budget and totals of the districts in the quarter: one round trip."""
        return read_money(self._session, quarter, districts)

    def of_urusan(
        self, quarter: Quarter, districts: tuple[str, ...], services: tuple[str, ...]
    ) -> Mapping[str, Cells]:
        """What these services report in the districts, and the problems of every urusan: one round trip."""
        return read_urusan(self._session, quarter, districts, services)

    def history(self, district: str, quarters: tuple[Quarter, ...]) -> Mapping[Quarter, Cells]:
        """Every stored cell of one district in several quarters."""
        found = read_cells(self._session, quarters, (district,))
        return {quarter: found[district, quarter] for quarter in quarters}

    def asked_history(self, district: str, quarters: tuple[Quarter, ...]) -> tuple[Asked[Any], ...]:
        """What ``history`` asks."""
        return questions(self._session, quarters, (district,))

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

    def authors(
        self, quarter: Quarter, districts: tuple[str, ...]
    ) -> Mapping[tuple[str, str, str], tuple[str, datetime]]:
        """Who entered what stands in a cell now, and when: by district, kind and the cell's key, parted by ``|``."""
        return self._session.ask(_AUTHORS(**self._session.over((quarter,), districts)))

    def hold(self, province: str, district: str, quarter: Quarter, ahead: Sequence[Asked[Any]] = ()) -> None:
        """Let one save at a time into a district's quarter, and keep its period from closing, until this work ends.

        ``ahead``: what will be asked as soon as it is held.
        """
        lock(self._session, of_figures(district, quarter), shared=of_period(province, quarter), ahead=ahead)

    def wanted_for_a_save(
        self, district: str, quarter: Quarter, services: tuple[str, ...], *, whole: bool
    ) -> tuple[Asked[Any], ...]:
        """What storing a change will ask here (``cells_for_a_save``, ``exact_results``)."""
        of_quarter = self._session.over((quarter,), (district,))
        results = (
            (_RESULTS(**of_quarter), _INDICATORS(**of_quarter))
            if whole
            else (self._asked_exact(district, quarter, services),)
        )
        return (
            *(
                asked
                for quarters, some in _readings(quarter, services, whole=whole)
                for asked in questions(self._session, quarters, (district,), some)
            ),
            *results,
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
        indicators = self._running_indicators(quarter, (district,))
        self._write(
            *(district, quarter, results, method),
            lambda level, code, row: before.get((district, level, code)) == row,
            lambda metric, value: indicators.get((district, metric)) == value,
        )

    def renew_results(
        self, district: str, quarter: Quarter, services: Collection[str], results: Results, method: Method
    ) -> None:
        """Keep what ``services`` moved of a district's running results; the others stand as they are."""
        before = self._session.ask(self._asked_exact(district, quarter, services))
        self._write(
            *(district, quarter, results, method),
            lambda level, code, row: before.get((level, code)) == (row.exact, row.category),
            lambda metric, value: before.get((_INDICATOR, metric)) == (value.exact, None),
        )

    def _write(
        self,
        district: str,
        quarter: Quarter,
        results: Results,
        method: Method,
        stands: Callable[[str, str, RunningResult], bool],
        indicator_stands: Callable[[str, RunningIndicator], bool],
    ) -> None:
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
            if not stands(level, code, row)
        ]
        moved = [
            {"metric": metric, **vars(value)}
            for metric, value in values.items()
            if not indicator_stands(metric, value)
        ]
        key = self._session.key(district, quarter)
        for table, wanted in ((ResultRow, fresh), (IndicatorRow, moved)):
            if wanted:
                self._session.later(upsert(table, key, wanted))

    def exact_results(self, district: str, quarter: Quarter, services: Collection[str]) -> Results:
        """Unrounded what is stored of the running results that ``services`` can move, and of the indicators."""
        stored = self._session.ask(self._asked_exact(district, quarter, services))
        return Results(
            tuple(
                row
                for (level, code), (exact, category) in stored.items()
                if level != _INDICATOR
                and (row := _exact_result(district, Level(level), code, exact, category))
            ),
            tuple(
                Indicator(district, metric, *fractions(exact))
                for (level, metric), (exact, _) in stored.items()
                if level == _INDICATOR
            ),
        )

    def _asked_exact(
        self, district: str, quarter: Quarter, services: Collection[str]
    ) -> Asked[Mapping[tuple[str, str], tuple[str, str | None]]]:
        urusan = {urusan_of_service(service) for service in services}
        codes = joined(sorted({*services, *urusan, district}))
        return _EXACT(**self._session.at(district, quarter), codes=codes)

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
