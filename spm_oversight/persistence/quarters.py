"""Periods with their windows and methods, submissions, and what the province decided on them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

from sqlalchemy import (
    ARRAY,
    ColumnElement,
    Integer,
    ScalarSelect,
    Select,
    String,
    and_,
    bindparam,
    func,
    literal_column,
    or_,
    select,
)

from spm_oversight.domain.errors import Missing
from spm_oversight.domain.method import Method, ReportState
from spm_oversight.domain.method_settings import method_from_settings, method_to_settings
from spm_oversight.domain.period import Quarter, Window
from spm_oversight.domain.walk import Extension
from spm_oversight.persistence.asking import Asked, Question
from spm_oversight.persistence.locks import lock, of_period
from spm_oversight.persistence.tables import (
    BudgetRow,
    DecisionRow,
    MethodRow,
    PeriodRow,
    QualityRow,
    RecipientsRow,
    SubmissionRow,
)
from spm_oversight.persistence.tenancy import ScopedSession
from spm_oversight.persistence.walk import Walk
from spm_oversight.persistence.walk_tables import WithdrawalRow


@dataclass(frozen=True)
class Period:
    """A quarter a province takes reports for, with its window, catalogue year and method."""

    quarter: Quarter
    window: Window
    catalogue_year: int
    method_version: str
    closed_at: datetime | None = None
    published_at: datetime | None = None
    head_approves: bool = False
    leader_approves: bool = False

    @property
    def form_version(self) -> str:
        """Which form a workbook of this period was made for."""
        return f"{self.catalogue_year}.1"


@dataclass(frozen=True)
class Report:
    """Where a district's quarter stands: its last submission and the decision on it.

    A submission that was withdrawn leaves a draft with its ``number``; an accepted one that was ``reopened`` is
    returned, by whom and when the reopening was granted. ``extensions``: the time added for it and its offices.
    """

    district: str
    state: ReportState
    number: int = 0
    reopened: bool = False
    extensions: tuple[Extension, ...] = ()
    sent_at: datetime | None = None
    sent_by: str = ""
    decided_at: datetime | None = None
    decided_by: str = ""
    reason: str = ""


@dataclass(frozen=True)
class CourseStep:
    """One step between a district and its province: sent, withdrawn, accepted or returned submission ``number``."""

    at: datetime
    by: str
    step: str
    number: int
    reason: str = ""


class Quarters:
    """Questions and writes on periods and reports of the province in scope."""

    def __init__(self, session: ScopedSession, now: datetime) -> None:
        self._session, self._now = session, now

    def periods(self, province: str) -> tuple[Period, ...]:
        """All periods, the newest first."""
        rows = self._session.scalars(
            select(PeriodRow)
            .where(PeriodRow.province_id == province)
            .order_by(PeriodRow.year.desc(), PeriodRow.quarter.desc())
        )
        return tuple(map(_period, rows))

    def period(self, province: str, quarter: Quarter) -> Period:
        """One period; ``Missing`` when the province never opened it."""
        return self._opened(province, quarter).period

    def hold(self, province: str, quarter: Quarter) -> None:
        """Let nobody write into the period until this work ends."""
        lock(self._session, of_period(province, quarter))

    def open(self, province: str, period: Period) -> None:
        """Start taking reports for a quarter."""
        self._session.add(
            PeriodRow(
                province_id=province,
                year=period.quarter.year,
                quarter=period.quarter.number,
                opens_at=period.window.opens,
                deadline=period.window.closes,
                catalogue_year=period.catalogue_year,
                method_version=period.method_version,
                head_approves=period.head_approves,
                leader_approves=period.leader_approves,
            )
        )
        self._session.flush()

    def set_approvals(self, province: str, quarter: Quarter, *, head: bool, leader: bool) -> None:
        """Say who approves before a district's quarter goes on."""
        row = self._row(province, quarter)
        row.head_approves, row.leader_approves = head, leader
        self._session.flush()

    def mark_closed(self, province: str, quarter: Quarter, at: datetime) -> None:
        """No report is taken any more."""
        self._row(province, quarter).closed_at = at
        self._session.flush()

    def mark_published(self, province: str, quarter: Quarter) -> None:
        """The districts may see the results."""
        self._row(province, quarter).published_at = self._now
        self._session.flush()

    def method(self, province: str, version: str) -> Method:
        """A method version of the province."""
        settings = self._session.ask(_METHOD(province=province, version=version))
        if settings is None:
            raise Missing(f"Metode {version} tidak ada.")
        return method_from_settings(settings)

    def method_of(self, province: str, quarter: Quarter) -> Method:
        """The method version that a period is calculated with."""
        return method_from_settings(self._opened(province, quarter).method)

    def methods(self, province: str) -> tuple[str, ...]:
        """The versions the province has, oldest first: ``2022.9`` before ``2022.10``."""
        versions = self._session.scalars(select(MethodRow.version).where(MethodRow.province_id == province))
        return tuple(sorted(versions, key=lambda version: [int(part) for part in version.split(".")]))

    def add_method(self, province: str, method: Method) -> None:
        """Keep a method version; versions are never changed, a new choice is a new version."""
        self._session.add(
            MethodRow(province_id=province, version=method.version, settings=method_to_settings(method))
        )
        self._session.flush()

    def reports(self, province: str, quarter: Quarter, districts: tuple[str, ...]) -> Mapping[str, Report]:
        """Where each of the districts stands; ``draft`` and ``none`` are told apart by whether it has figures."""
        walk = Walk(self._session, self._now, None)
        asked = self._of_reports(province, quarter, districts)
        self._session.ahead(asked, walk.asked_extensions(quarter, districts))
        found, extensions = self._session.ask(asked), walk.extensions(quarter, districts)
        return {district: _with_time(found[district], extensions[district]) for district in districts}

    def report(self, province: str, quarter: Quarter, district: str) -> Report:
        """Where one district stands."""
        return self.reports(province, quarter, (district,))[district]

    def course(self, province: str, quarter: Quarter, district: str) -> tuple[CourseStep, ...]:
        """Every step between one district and the province, submission by submission."""
        steps: list[CourseStep] = []
        for sent, decision, withdrawal in self._session.execute(_submissions(province, quarter, district)):
            steps.append(CourseStep(sent.sent_at, sent.sent_by, "quarter_sent", sent.number))
            if withdrawal:
                steps.append(CourseStep(withdrawal.at, withdrawal.by, "quarter_withdrawn", sent.number))
            if decision:
                step = f"report_{decision.state}"
                by = decision.decided_by
                steps.append(CourseStep(decision.decided_at, by, step, sent.number, decision.reason))
        return tuple(steps)

    def send(self, province: str, quarter: Quarter, district: str, number: int, by: str) -> None:
        """Hand the district's quarter to the province as submission ``number``."""
        self._session.add(
            SubmissionRow(
                province_id=province,
                district_id=district,
                year=quarter.year,
                quarter=quarter.number,
                number=number,
                sent_at=self._now,
                sent_by=by,
            )
        )
        self._session.flush()

    def decide(
        self, province: str, quarter: Quarter, report: Report, state: ReportState, by: str, reason: str
    ) -> None:
        """Accept or return the submission of ``report``."""
        self._session.add(
            DecisionRow(
                province_id=province,
                district_id=report.district,
                year=quarter.year,
                quarter=quarter.number,
                number=report.number,
                state=state.value,
                reason=reason,
                decided_at=self._now,
                decided_by=by,
            )
        )
        self._session.flush()

    def wanted_for_a_save(self, province: str, quarter: Quarter, district: str) -> tuple[Asked[Any], ...]:
        """What deciding whether the district's quarter takes an entry will ask here."""
        return (_of_period(province, quarter), self._of_reports(province, quarter, (district,)))

    def _opened(self, province: str, quarter: Quarter) -> _Opened:
        found = self._session.ask(_of_period(province, quarter))
        if found is None:
            raise Missing(f"Periode {quarter.code} belum dibuka oleh provinsi.")
        return found

    def _of_reports(
        self, province: str, quarter: Quarter, districts: tuple[str, ...]
    ) -> Asked[Mapping[str, Report]]:
        return _REPORTS(province=province, districts=districts, year=quarter.year, quarter=quarter.number)

    def _row(self, province: str, quarter: Quarter) -> PeriodRow:
        key = {"province_id": province, "year": quarter.year, "quarter": quarter.number}
        # Read anew: it may have closed while a lock was waited for.
        row = self._session.get(PeriodRow, key, populate_existing=True)
        if row is None:
            raise Missing(f"Periode {quarter.code} belum dibuka oleh provinsi.")
        return row


def _period(row: PeriodRow) -> Period:
    return Period(
        quarter=Quarter(row.year, row.quarter),
        window=Window(row.opens_at, row.deadline),
        catalogue_year=row.catalogue_year,
        method_version=row.method_version,
        closed_at=row.closed_at,
        published_at=row.published_at,
        head_approves=row.head_approves,
        leader_approves=row.leader_approves,
    )


_BOTH = ("province_id", "district_id", "year", "quarter", "number")
_DECIDED = and_(*(getattr(DecisionRow, name) == getattr(SubmissionRow, name) for name in _BOTH))
_WITHDRAWN = and_(*(getattr(WithdrawalRow, name) == getattr(SubmissionRow, name) for name in _BOTH))


def _submissions(
    province: str, quarter: Quarter, district: str
) -> Select[SubmissionRow, DecisionRow, WithdrawalRow]:
    """Every submission of a district with its decision and its withdrawal, where there is one, in order."""
    return (
        select(SubmissionRow, DecisionRow, WithdrawalRow)
        .outerjoin(DecisionRow, _DECIDED)
        .outerjoin(WithdrawalRow, _WITHDRAWN)
        .where(SubmissionRow.province_id == province, SubmissionRow.district_id == district)
        .where(SubmissionRow.year == quarter.year, SubmissionRow.quarter == quarter.number)
        .order_by(SubmissionRow.number)
        .execution_options(populate_existing=True)
    )


def _latest(rows: Sequence[Any]) -> Mapping[str, Report]:
    """The last submission of each district; the rows come in the order they were sent."""
    return {row.id: _report(row) for row in rows}


def _report(row: Any) -> Report:
    if row.number is None or row.taken_back is not None:
        return Report(row.id, ReportState.DRAFT if row.begun else ReportState.NONE, row.number or 0)
    return Report(
        district=row.id,
        state=ReportState(row.state) if row.state else ReportState.SENT,
        number=row.number,
        sent_at=row.sent_at,
        sent_by=row.sent_by,
        decided_at=row.decided_at,
        decided_by=row.decided_by or "",
        reason=row.reason or "",
    )


def _with_time(report: Report, extensions: tuple[Extension, ...]) -> Report:
    """The report with the time added for it; a reopening after the decision gives an accepted one back."""
    report = replace(report, extensions=extensions)
    reopening = next((each for each in reversed(extensions) if each.reopening), None)
    if reopening is None or report.state is not ReportState.ACCEPTED or report.decided_at is None:
        return report
    if reopening.granted_at < report.decided_at:
        return report
    return replace(
        report,
        state=ReportState.RETURNED,
        reopened=True,
        decided_at=reopening.granted_at,
        decided_by=reopening.granted_by,
        reason=reopening.reason,
    )


@dataclass(frozen=True)
class _Opened:
    """A period and the settings of the method it is calculated with."""

    period: Period
    method: Mapping[str, Any]


_PERIOD: Question[_Opened | None] = Question(
    select(*PeriodRow.__table__.columns, MethodRow.settings)
    .join(
        MethodRow,
        and_(PeriodRow.province_id == MethodRow.province_id, PeriodRow.method_version == MethodRow.version),
    )
    .where(
        PeriodRow.province_id == bindparam("province"),
        PeriodRow.year == bindparam("year"),
        PeriodRow.quarter == bindparam("quarter"),
    ),
    lambda rows: _Opened(_period(rows[0]), rows[0].settings) if rows else None,
)
_METHOD: Question[Mapping[str, Any] | None] = Question(
    select(MethodRow.settings).where(
        MethodRow.province_id == bindparam("province"), MethodRow.version == bindparam("version")
    ),
    lambda rows: rows[0].settings if rows else None,
)


def _of_period(province: str, quarter: Quarter) -> Asked[_Opened | None]:
    return _PERIOD(province=province, year=quarter.year, quarter=quarter.number)


_WANTED = func.unnest(bindparam("districts", type_=ARRAY(String))).table_valued("id").render_derived()


def _of_one(table: Any) -> tuple[ColumnElement[bool], ...]:
    return (
        table.province_id == bindparam("province"),
        table.district_id == _WANTED.c.id,
        table.year == bindparam("year"),
        table.quarter == bindparam("quarter"),
    )


def _first(table: Any) -> ScalarSelect[int]:
    return (
        select(literal_column("1", Integer))
        .where(*_of_one(table))
        .limit(literal_column("1"))
        .scalar_subquery()
    )


_REPORTS: Question[Mapping[str, Report]] = Question(
    select(
        _WANTED.c.id,
        # Whether it has any figure: the first that is found is enough, where "exists" would gather all there are.
        or_(*(_first(t).is_not(None) for t in (RecipientsRow, QualityRow, BudgetRow))).label("begun"),
        *(SubmissionRow.number, SubmissionRow.sent_at, SubmissionRow.sent_by),
        *(DecisionRow.state, DecisionRow.decided_at, DecisionRow.decided_by, DecisionRow.reason),
        WithdrawalRow.at.label("taken_back"),
    )
    .select_from(_WANTED)
    .outerjoin(SubmissionRow, and_(*_of_one(SubmissionRow)))
    .outerjoin(DecisionRow, _DECIDED)
    .outerjoin(WithdrawalRow, _WITHDRAWN)
    .order_by(SubmissionRow.number),
    _latest,
)
