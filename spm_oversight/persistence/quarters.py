"""Periods with their windows and methods, submissions, and what the province decided on them."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from functools import lru_cache

from sqlalchemy import Text, and_, bindparam, cast, select

from spm_oversight.domain.errors import Missing
from spm_oversight.domain.method import Method
from spm_oversight.domain.method_settings import method_from_settings, method_to_settings
from spm_oversight.domain.period import Quarter, Window
from spm_oversight.persistence.asking import Asked, Question
from spm_oversight.persistence.locks import lock, of_period
from spm_oversight.persistence.period_tables import MethodRow, PeriodRow
from spm_oversight.persistence.reopening_tables import ReopeningRow
from spm_oversight.persistence.scoped_session import ScopedSession


@dataclass(frozen=True)
class Period:
    """A quarter a province takes reports for, with its window, catalogue year and method.

    ``recalculating``: since when its results are brought to that method; None: they all are.
    """

    quarter: Quarter
    window: Window
    catalogue_year: int
    method_version: str
    closed_at: datetime | None = None
    published_at: datetime | None = None
    head_approves: bool = False
    leader_approves: bool = False
    recalculating: datetime | None = None

    @property
    def form_version(self) -> str:
        """Which form a workbook of this period was made for."""
        return f"{self.catalogue_year}.1"


@dataclass(frozen=True)
class Reopening:
    """A closed quarter opened again to correct one district, replacing ``revision``."""

    revision: int
    district: str
    at: datetime
    by: str
    reason: str


class Quarters:
    """Questions and writes on periods and reports of the province in scope."""

    def __init__(self, session: ScopedSession) -> None:
        self._session = session

    def periods(self, province: str) -> tuple[Period, ...]:
        """All periods, the newest first."""
        return self._session.ask(self.asked_periods(province))

    def asked_periods(self, province: str) -> Asked[tuple[Period, ...]]:
        """What ``periods`` asks."""
        return _PERIODS(province=province)

    def period(self, province: str, quarter: Quarter) -> Period:
        """One period; ``Missing`` when the province never opened it."""
        return self._opened(province, quarter).period

    def running(self, province: str) -> tuple[tuple[Period, Method], ...]:
        """The periods that are not closed, the newest first, each with the method it is calculated with."""
        return self._session.ask(self.asked_running(province))

    def asked_running(self, province: str) -> Asked[tuple[tuple[Period, Method], ...]]:
        """What ``running`` asks."""
        return _RUNNING(province=province)

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

    def switch_method(self, province: str, quarter: Quarter, version: str, *, since: datetime | None) -> None:
        """Count a quarter by another version; ``since``: its stored results are not there yet, from this moment."""
        row = self._row(province, quarter)
        row.method_version, row.recalculating_since = version, since
        self._session.flush()
        self._session.forget("period")

    def mark_recalculated(self, province: str, quarter: Quarter) -> None:
        """All stored results are those of the quarter's method."""
        self._row(province, quarter).recalculating_since = None
        self._session.flush()

    def reopen(self, province: str, quarter: Quarter, reopening: Reopening) -> None:
        """Take reports again for a closed quarter; what was frozen stays as it is."""
        row = self._row(province, quarter)
        row.closed_at = row.published_at = None
        self._session.add(
            ReopeningRow(
                **{"province_id": province, "year": quarter.year, "quarter": quarter.number},
                revision=reopening.revision,
                district_id=reopening.district,
                at=reopening.at,
                by=reopening.by,
                reason=reopening.reason,
            )
        )
        self._session.flush()

    def reopenings(self, province: str) -> Mapping[tuple[Quarter, int], Reopening]:
        """Why closed quarters were opened again, by quarter and the revision that was to be replaced."""
        return self._session.ask(_REOPENINGS(province=province))

    def mark_closed(self, province: str, quarter: Quarter, at: datetime) -> None:
        """No report is taken any more."""
        self._row(province, quarter).closed_at = at
        self._session.flush()

    def mark_published(self, province: str, quarter: Quarter) -> None:
        """The districts may see the results."""
        self._row(province, quarter).published_at = self._session.now
        self._session.flush()

    def method(self, province: str, version: str) -> Method:
        """A method version of the province."""
        found = self._session.ask(_METHOD(province=province, version=version))
        if found is None:
            raise Missing(f"Metode {version} tidak ada.")
        return found

    def frozen(self, province: str, quarter: Quarter, version: str) -> tuple[Method, int]:
        """What a closed period was calculated with: the method of this version, and the year of its catalogue."""
        found = self._session.ask(self.asked_frozen(province, quarter, version))
        if found is None:
            raise Missing(f"Metode {version} tidak ada.")
        return found

    def asked_frozen(self, province: str, quarter: Quarter, version: str) -> Asked[tuple[Method, int] | None]:
        """What ``frozen`` asks."""
        return _FROZEN(province=province, year=quarter.year, quarter=quarter.number, version=version)

    def method_of(self, province: str, quarter: Quarter) -> Method:
        """The method version that a period is calculated with."""
        return self._opened(province, quarter).method

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

    def asked(self, province: str, quarter: Quarter) -> Asked[_Opened | None]:
        """What ``period`` and ``method_of`` ask."""
        return _PERIOD(province=province, year=quarter.year, quarter=quarter.number)

    def _opened(self, province: str, quarter: Quarter) -> _Opened:
        found = self._session.ask(self.asked(province, quarter))
        if found is None:
            raise Missing(f"Periode {quarter.code} belum dibuka oleh provinsi.")
        return found

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
        recalculating=row.recalculating_since,
    )


@dataclass(frozen=True)
class _Opened:
    """A period and the method it is calculated with."""

    period: Period
    method: Method


@lru_cache(maxsize=256)
def _method(settings: str) -> Method:
    """A method by its settings as JSON: built once, since a version never changes and every request asks for one."""
    return method_from_settings(json.loads(settings))


_NEWEST_FIRST = (PeriodRow.year.desc(), PeriodRow.quarter.desc())
_PERIODS: Question[tuple[Period, ...]] = Question(
    select(*PeriodRow.__table__.columns)
    .where(PeriodRow.province_id == bindparam("province"))
    .order_by(*_NEWEST_FIRST),
    lambda rows: tuple(map(_period, rows)),
)
_SETTINGS = cast(MethodRow.settings, Text).label("settings")
_WITH_METHOD = (
    select(*PeriodRow.__table__.columns, _SETTINGS)
    .join(
        MethodRow,
        and_(PeriodRow.province_id == MethodRow.province_id, PeriodRow.method_version == MethodRow.version),
    )
    .where(PeriodRow.province_id == bindparam("province"))
)
_PERIOD: Question[_Opened | None] = Question(
    _WITH_METHOD.where(PeriodRow.year == bindparam("year"), PeriodRow.quarter == bindparam("quarter")),
    lambda rows: _Opened(_period(rows[0]), _method(rows[0].settings)) if rows else None,
)
_RUNNING: Question[tuple[tuple[Period, Method], ...]] = Question(
    _WITH_METHOD.where(PeriodRow.closed_at.is_(None)).order_by(*_NEWEST_FIRST),
    lambda rows: tuple((_period(row), _method(row.settings)) for row in rows),
)
_FROZEN: Question[tuple[Method, int] | None] = Question(
    select(_SETTINGS, PeriodRow.catalogue_year)
    .join(PeriodRow, PeriodRow.province_id == MethodRow.province_id)
    .where(MethodRow.province_id == bindparam("province"), MethodRow.version == bindparam("version"))
    .where(PeriodRow.year == bindparam("year"), PeriodRow.quarter == bindparam("quarter")),
    lambda rows: (_method(rows[0].settings), rows[0].catalogue_year) if rows else None,
)
_METHOD: Question[Method | None] = Question(
    select(_SETTINGS).where(
        MethodRow.province_id == bindparam("province"), MethodRow.version == bindparam("version")
    ),
    lambda rows: _method(rows[0].settings) if rows else None,
)
_REOPENINGS: Question[Mapping[tuple[Quarter, int], Reopening]] = Question(
    select(*ReopeningRow.__table__.columns).where(ReopeningRow.province_id == bindparam("province")),
    lambda rows: {
        (Quarter(r.year, r.quarter), r.revision): Reopening(r.revision, r.district_id, r.at, r.by, r.reason)
        for r in rows
    },
)
