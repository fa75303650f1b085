"""Periods with their windows and methods, submissions, and what the province decided on them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

from sqlalchemy import Select, and_, func, select, text
from sqlalchemy.orm import Session

from spm_oversight.domain.errors import Missing
from spm_oversight.domain.method import Method, ReportState
from spm_oversight.domain.method_settings import method_from_settings, method_to_settings
from spm_oversight.domain.period import Quarter, Window
from spm_oversight.domain.walk import Extension
from spm_oversight.persistence.tables import DecisionRow, MethodRow, PeriodRow, SubmissionRow
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

    def __init__(self, session: Session, now: datetime) -> None:
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
        return _period(self._row(province, quarter))

    def hold(self, province: str, quarter: Quarter, *, alone: bool = False) -> None:
        """Keep the period from closing (shared) or from being written (``alone``) until this work ends.

        An advisory lock, not a row lock: a province's ``for update`` on a district's rows returns nothing.
        """
        kind = "pg_advisory_xact_lock" if alone else "pg_advisory_xact_lock_shared"
        key = func.hashtextextended(f"period {province} {quarter.code}", 0)
        self._session.execute(select(getattr(func, kind)(key)))

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
        row = self._session.get(MethodRow, {"province_id": province, "version": version})
        if row is None:
            raise Missing(f"Metode {version} tidak ada.")
        return method_from_settings(row.settings)

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
        sent = self._session.execute(_submissions(WithdrawalRow.at, province, quarter, districts)).all()
        latest = {row.district_id: _report(row, decision, taken_back) for row, decision, taken_back in sent}
        begun = self._begun(province, quarter)
        extensions = Walk(self._session, self._now, None).extensions(quarter, districts)
        for district in districts:
            report = latest.get(district) or Report(district, ReportState.NONE)
            if report.state is ReportState.NONE and district in begun:
                report = replace(report, state=ReportState.DRAFT)
            latest[district] = _with_time(report, extensions[district])
        return {district: latest[district] for district in districts}

    def report(self, province: str, quarter: Quarter, district: str) -> Report:
        """Where one district stands."""
        return self.reports(province, quarter, (district,))[district]

    def course(self, province: str, quarter: Quarter, district: str) -> tuple[CourseStep, ...]:
        """Every step between one district and the province, submission by submission."""
        steps: list[CourseStep] = []
        for sent, decision, withdrawal in self._session.execute(
            _submissions(WithdrawalRow, province, quarter, (district,))
        ):
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

    def _begun(self, province: str, quarter: Quarter) -> set[str]:
        """Districts with at least one figure in the quarter."""
        rows = self._session.execute(
            text(
                "select district_id from recipients where province_id = :p and year = :y and quarter = :q union"
                " select district_id from quality where province_id = :p and year = :y and quarter = :q union"
                " select district_id from budget where province_id = :p and year = :y and quarter = :q"
            ),
            {"p": province, "y": quarter.year, "q": quarter.number},
        )
        return {district for (district,) in rows}

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


def _submissions(
    withdrawal: Any, province: str, quarter: Quarter, districts: tuple[str, ...]
) -> Select[SubmissionRow, DecisionRow, Any]:
    """Every submission of the districts with its decision and its withdrawal, where there is one, in order."""
    both = ("province_id", "district_id", "year", "quarter", "number")
    decided = and_(*(getattr(DecisionRow, name) == getattr(SubmissionRow, name) for name in both))
    withdrawn = and_(*(getattr(WithdrawalRow, name) == getattr(SubmissionRow, name) for name in both))
    return (
        select(SubmissionRow, DecisionRow, withdrawal)
        .outerjoin(DecisionRow, decided)
        .outerjoin(WithdrawalRow, withdrawn)
        .where(SubmissionRow.province_id == province, SubmissionRow.district_id.in_(districts))
        .where(SubmissionRow.year == quarter.year, SubmissionRow.quarter == quarter.number)
        .order_by(SubmissionRow.number)
        .execution_options(populate_existing=True)
    )


def _report(row: SubmissionRow, decision: DecisionRow | None, taken_back: datetime | None) -> Report:
    if taken_back is not None:
        return Report(row.district_id, ReportState.NONE, row.number)
    return Report(
        district=row.district_id,
        state=ReportState(decision.state) if decision else ReportState.SENT,
        number=row.number,
        sent_at=row.sent_at,
        sent_by=row.sent_by,
        decided_at=decision.decided_at if decision else None,
        decided_by=decision.decided_by if decision else "",
        reason=decision.reason if decision else "",
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
