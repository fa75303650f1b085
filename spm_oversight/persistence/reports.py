"""Where districts' reports stand with their province: submissions, withdrawals, decisions."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

from sqlalchemy import (
    ColumnElement,
    Integer,
    ScalarSelect,
    Select,
    and_,
    bindparam,
    func,
    literal_column,
    or_,
    select,
    true,
)

from spm_oversight.domain.method import ReportState
from spm_oversight.domain.period import Quarter
from spm_oversight.domain.walk import Extension
from spm_oversight.persistence.asking import Asked, Question, joined, listed
from spm_oversight.persistence.figure_tables import BudgetRow, QualityRow, RecipientsRow
from spm_oversight.persistence.period_tables import DecisionRow, SubmissionRow
from spm_oversight.persistence.scoped_session import ScopedSession
from spm_oversight.persistence.tenancy import of_quarter
from spm_oversight.persistence.walk import Walk
from spm_oversight.persistence.walk_tables import WithdrawalRow


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


class Reports:
    """Questions and writes on the reports of the districts in scope."""

    def __init__(self, session: ScopedSession) -> None:
        self._session = session

    def of_districts(self, quarter: Quarter, districts: tuple[str, ...]) -> Mapping[str, Report]:
        """Where each of the districts stands; ``draft`` and ``none`` are told apart by whether it has figures."""
        reports, granted = self.asked(quarter, districts)
        self._session.ahead(reports, granted)
        found = self._session.ask(reports)
        extensions = Walk(self._session, None).extensions(quarter, districts)
        return {district: _with_time(found[district], extensions[district]) for district in districts}

    def of_district(self, quarter: Quarter, district: str) -> Report:
        """Where one district stands."""
        return self.of_districts(quarter, (district,))[district]

    def asked(self, quarter: Quarter, districts: tuple[str, ...]) -> tuple[Asked[Any], Asked[Any]]:
        """What ``of_districts`` asks."""
        names = {"province": self._session.province, "districts": joined(districts)}
        reports = _REPORTS(**names, year=quarter.year, quarter=quarter.number)
        return reports, Walk(self._session, None).asked_extensions(quarter, districts)

    def for_a_save(self, quarter: Quarter, district: str) -> Report:
        """Where one district stands that is about to have figures: a draft where nothing is sent."""
        sent = self._session.ask(self.wanted_for_a_save(quarter, district))
        extensions = Walk(self._session, None).extensions(quarter, (district,))
        return _with_time(sent.get(district, Report(district, ReportState.DRAFT)), extensions[district])

    def course(self, quarter: Quarter, district: str) -> tuple[CourseStep, ...]:
        """Every step between one district and the province, submission by submission."""
        steps: list[CourseStep] = []
        for sent, decision, withdrawal in self._session.execute(
            _submissions(self._session.province, quarter, district)
        ):
            steps.append(CourseStep(sent.sent_at, sent.sent_by, "quarter_sent", sent.number))
            if withdrawal:
                steps.append(CourseStep(withdrawal.at, withdrawal.by, "quarter_withdrawn", sent.number))
            if decision:
                step = f"report_{decision.state}"
                by = decision.decided_by
                steps.append(CourseStep(decision.decided_at, by, step, sent.number, decision.reason))
        return tuple(steps)

    def send(self, quarter: Quarter, district: str, number: int, by: str) -> None:
        """Hand the district's quarter to the province as submission ``number``."""
        self._session.add(
            SubmissionRow(
                **self._session.key(district, quarter),
                number=number,
                sent_at=self._session.clock(),
                sent_by=by,
            )
        )
        self._session.flush()

    def decide(self, quarter: Quarter, report: Report, state: ReportState, by: str, reason: str) -> None:
        """Accept or return the submission of ``report``."""
        self._session.add(
            DecisionRow(
                **self._session.key(report.district, quarter),
                number=report.number,
                state=state.value,
                reason=reason,
                decided_at=self._session.clock(),
                decided_by=by,
            )
        )
        self._session.flush()

    def wanted_for_a_save(self, quarter: Quarter, district: str) -> Asked[Mapping[str, Report]]:
        """What ``for_a_save`` asks beside the time added."""
        return _SENT(**self._session.at(district, quarter))


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


_WANTED = func.unnest(listed("districts")).table_valued("id").render_derived()


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


_REPORT = (
    *(SubmissionRow.number, SubmissionRow.sent_at, SubmissionRow.sent_by),
    *(DecisionRow.state, DecisionRow.decided_at, DecisionRow.decided_by, DecisionRow.reason),
    WithdrawalRow.at.label("taken_back"),
)
_REPORTS: Question[Mapping[str, Report]] = Question(
    select(
        _WANTED.c.id,
        # Whether it has any figure: the first that is found is enough, where "exists" would gather all there are.
        or_(*(_first(t).is_not(None) for t in (RecipientsRow, QualityRow, BudgetRow))).label("begun"),
        *_REPORT,
    )
    .select_from(_WANTED)
    .outerjoin(SubmissionRow, and_(*_of_one(SubmissionRow)))
    .outerjoin(DecisionRow, _DECIDED)
    .outerjoin(WithdrawalRow, _WITHDRAWN)
    .order_by(SubmissionRow.number),
    _latest,
)
_SENT: Question[Mapping[str, Report]] = Question(
    select(SubmissionRow.district_id.label("id"), true().label("begun"), *_REPORT)
    .outerjoin(DecisionRow, _DECIDED)
    .outerjoin(WithdrawalRow, _WITHDRAWN)
    .where(*of_quarter(SubmissionRow))
    .order_by(SubmissionRow.number),
    _latest,
)
