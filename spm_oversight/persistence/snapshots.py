"""Frozen periods: the open data package of a cut-off, and its results as rows for the pages."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from typing import Any
from uuid import UUID

from sqlalchemy import ColumnElement, Uuid, any_, bindparam, func, insert, select
from sqlalchemy.orm import load_only

from spm_oversight.domain.errors import Missing
from spm_oversight.domain.method import ReportState
from spm_oversight.domain.package import Package
from spm_oversight.domain.period import Quarter
from spm_oversight.domain.results import Results
from spm_oversight.domain.show import bounds_for
from spm_oversight.persistence.amounts import published
from spm_oversight.persistence.asking import Asked, Question, joined, listed
from spm_oversight.persistence.scoped_session import ScopedSession
from spm_oversight.persistence.snapshot_tables import (
    PublishedFigureRow,
    SnapshotIndicatorRow,
    SnapshotReportRow,
    SnapshotResultRow,
    SnapshotRow,
)


@dataclass(frozen=True)
class Snapshot:
    """A frozen period; ``revision`` None is a draft, 2 and more replace the one before.

    ``sha256``: of the package's bytes (sidik data).
    """

    id: UUID
    quarter: Quarter
    revision: int | None
    cut_off: datetime
    method_version: str
    sha256: str
    published_at: datetime | None


@dataclass(frozen=True)
class Score:
    """One result of a snapshot; percent, as published (at most 12 decimals)."""

    recipients_pct: Decimal | None
    quality_pct: Decimal | None
    index: Decimal | None
    category: str | None
    rank: int | None


@dataclass(frozen=True)
class PublishedFigure:
    """A real figure published elsewhere, beside sample data."""

    district: str
    quarter: Quarter
    metric: str
    value: Decimal
    source: str
    note: str


ScoreKey = tuple[str, str, str]
"""District, level, code."""
Indicators = Mapping[tuple[str, str], Decimal | None]
"""Values by (scope code, metric)."""


class Snapshots:
    """Questions and writes on snapshots; a district sees published ones only, by the wall."""

    def __init__(self, session: ScopedSession) -> None:
        self._session = session

    def add(
        self,
        province: str,
        package: Package,
        results: Results,
        *,
        data: bytes,
        sha256: str,
        problems: Mapping[str, Any],
        draft: bool = False,
    ) -> Snapshot:
        """Freeze a package with its results; ``data`` are the package's bytes as anybody can download them."""
        row = SnapshotRow(
            province_id=province,
            year=package.quarter.year,
            quarter=package.quarter.number,
            revision=None if draft else self._next_revision(province, package.quarter),
            cut_off=package.cut_off,
            method_version=package.method.version,
            package=data,
            sha256=sha256,
            problems=dict(problems),
        )
        self._session.add(row)
        self._session.flush()
        key = {"province_id": province, "snapshot_id": row.id}
        bounds = package.method.bounds
        self._session.execute(
            insert(SnapshotResultRow),
            [
                {
                    **key,
                    "district_id": each.district_code,
                    "level": each.level.value,
                    "code": each.code,
                    "recipients_pct": published(each.recipients_pct, bounds),
                    "quality_pct": published(each.quality_pct, bounds),
                    "index": published(each.index, bounds),
                    "category": each.category,
                    "rank": each.rank,
                }
                for each in results.rows
            ],
        )
        self._session.execute(
            insert(SnapshotIndicatorRow),
            [
                {
                    **key,
                    "scope_code": each.scope_code,
                    "metric": each.metric,
                    "value": published(each.value, bounds_for(each.metric, package.method)),
                }
                for each in results.indicators
            ],
        )
        self._session.execute(
            insert(SnapshotReportRow),
            [
                {**key, "district_id": each.code, "report_state": each.report_state.value}
                for each in package.districts
            ],
        )
        return _snapshot(row)

    def publish(self, snapshot: UUID, now: datetime) -> None:
        """Let the districts see it."""
        self._row(snapshot).published_at = now
        self._session.flush()

    def of_quarter(self, quarter: Quarter) -> Snapshot | None:
        """The newest frozen (not draft) snapshot of the quarter that this scope sees."""
        row = self._session.scalars(
            _light()
            .where(SnapshotRow.year == quarter.year, SnapshotRow.quarter == quarter.number)
            .where(SnapshotRow.revision.is_not(None))
            .order_by(SnapshotRow.revision.desc())
            .limit(1)
        ).one_or_none()
        return _snapshot(row) if row else None

    def all(self) -> tuple[Snapshot, ...]:
        """The newest snapshot of each quarter this scope sees, the newest quarter first."""
        return self._session.ask(self.asked_all())

    def asked_all(self) -> Asked[tuple[Snapshot, ...]]:
        """What ``all`` asks."""
        return _ALL(province=self._session.province)

    def revisions(self) -> tuple[Snapshot, ...]:
        """Every snapshot this scope sees, the newest quarter and revision first."""
        return self._session.ask(_REVISIONS(province=self._session.province))

    def by_id(self, snapshot: UUID) -> Snapshot:
        """One snapshot; ``Missing`` when this scope does not see it."""
        return _snapshot(self._row(snapshot))

    def by_ids(self, snapshots: Collection[UUID]) -> Mapping[UUID, Snapshot]:
        """Those of these snapshots that this scope sees, without their packages: one question."""
        rows = self._session.scalars(_light().where(SnapshotRow.id.in_(snapshots)))
        return {row.id: _snapshot(row) for row in rows}

    def package(self, snapshot: UUID) -> bytes:
        """The package's bytes."""
        return self._row(snapshot).package

    def content(self, snapshot: UUID) -> tuple[bytes, Mapping[str, Any]]:
        """The package's bytes and the problems frozen with it: one question."""
        row = self._row(snapshot)
        return row.package, row.problems

    def problems(self, snapshot: UUID) -> Mapping[str, Any]:
        """The problems frozen with it, by district, as they were stored."""
        return self._row(snapshot).problems

    def scores(
        self, snapshot: UUID, levels: tuple[str, ...] = ("district", "urusan")
    ) -> Mapping[ScoreKey, Score]:
        """Results of the wanted levels by (district, level, code): one question."""
        return self.scores_of((snapshot,), levels)[snapshot]

    def scores_of(
        self, snapshots: Collection[UUID], levels: tuple[str, ...]
    ) -> Mapping[UUID, Mapping[ScoreKey, Score]]:
        """Results of the wanted levels in several snapshots: one question."""
        found = self._session.ask(self.asked_scores(snapshots, levels))
        return {snapshot: found.get(snapshot, {}) for snapshot in snapshots}

    def asked_scores(
        self, snapshots: Collection[UUID], levels: tuple[str, ...]
    ) -> Asked[Mapping[UUID, Mapping[ScoreKey, Score]]]:
        """What ``scores_of`` asks."""
        return _SCORES(**self._among(snapshots), levels=joined(levels))

    def standings(self, snapshots: Collection[UUID]) -> Mapping[UUID, Mapping[str, Score]]:
        """Each district's result as a whole in several snapshots, by district code: one question."""
        scores = self.scores_of(snapshots, ("district",))
        return {
            snapshot: {district: score for (district, _, _), score in found.items()}
            for snapshot, found in scores.items()
        }

    def indicators(self, snapshot: UUID) -> Indicators:
        """Indicators by (scope code, metric)."""
        return self.indicators_of((snapshot,))[snapshot]

    def indicators_of(self, snapshots: Collection[UUID]) -> Mapping[UUID, Indicators]:
        """Indicators of several snapshots: one question."""
        found = self._session.ask(self.asked_indicators(snapshots))
        return {snapshot: found.get(snapshot, {}) for snapshot in snapshots}

    def asked_indicators(self, snapshots: Collection[UUID]) -> Asked[Mapping[UUID, Indicators]]:
        """What ``indicators_of`` asks."""
        return _INDICATORS(**self._among(snapshots))

    def report_states(self, snapshot: UUID) -> Mapping[str, ReportState]:
        """Where each district's report stood at the cut-off."""
        return self._session.ask(self.asked_report_states(snapshot))

    def asked_report_states(self, snapshot: UUID) -> Asked[Mapping[str, ReportState]]:
        """What ``report_states`` asks."""
        return _REPORT_STATES(**self._among((snapshot,)))

    def add_published_figure(self, province: str, figure: PublishedFigure) -> None:
        """Note a real figure published elsewhere."""
        self._session.add(
            PublishedFigureRow(
                province_id=province,
                district_id=figure.district,
                year=figure.quarter.year,
                quarter=figure.quarter.number,
                metric=figure.metric,
                value=figure.value,
                source=figure.source,
                note=figure.note,
            )
        )
        self._session.flush()

    def published_figures(self, quarter: Quarter) -> tuple[PublishedFigure, ...]:
        """Real figures published for the quarter."""
        return self._session.ask(self.asked_published_figures(quarter))

    def asked_published_figures(self, quarter: Quarter) -> Asked[tuple[PublishedFigure, ...]]:
        """What ``published_figures`` asks."""
        return _PUBLISHED(province=self._session.province, year=quarter.year, quarter=quarter.number)

    def _among(self, snapshots: Collection[UUID]) -> dict[str, str]:
        """Some snapshots of the own province as a question names them."""
        return {"province": self._session.province, "snapshots": joined(snapshots)}

    def _next_revision(self, province: str, quarter: Quarter) -> int:
        last = self._session.scalar(
            select(func.max(SnapshotRow.revision)).where(
                SnapshotRow.province_id == province,
                SnapshotRow.year == quarter.year,
                SnapshotRow.quarter == quarter.number,
            )
        )
        return (last or 0) + 1

    def _row(self, snapshot: UUID) -> SnapshotRow:
        row = self._session.scalars(select(SnapshotRow).where(SnapshotRow.id == snapshot)).one_or_none()
        if row is None:
            raise Missing("Data periode itu tidak ada.")
        return row


def _light() -> Any:
    # The package itself stays in the database until somebody wants it.
    return select(SnapshotRow).options(
        load_only(
            SnapshotRow.year,
            SnapshotRow.quarter,
            SnapshotRow.revision,
            SnapshotRow.cut_off,
            SnapshotRow.method_version,
            SnapshotRow.sha256,
            SnapshotRow.published_at,
            raiseload=True,
        )
    )


def _snapshot(row: Any) -> Snapshot:
    return Snapshot(
        id=row.id,
        quarter=Quarter(row.year, row.quarter),
        revision=row.revision,
        cut_off=row.cut_off,
        method_version=row.method_version,
        sha256=row.sha256,
        published_at=row.published_at,
    )


def _newest(rows: Sequence[Any]) -> tuple[Snapshot, ...]:
    newest: dict[tuple[int, int], Snapshot] = {}
    for row in rows:
        newest.setdefault((row.year, row.quarter), _snapshot(row))
    return tuple(newest.values())


def _scores(rows: Sequence[Any]) -> Mapping[UUID, Mapping[ScoreKey, Score]]:
    scores: defaultdict[UUID, dict[ScoreKey, Score]] = defaultdict(dict)
    for snapshot, district, level, code, *score in rows:
        scores[snapshot][district, level, code] = Score(*score)
    return scores


def _indicators(rows: Sequence[Any]) -> Mapping[UUID, Indicators]:
    indicators: defaultdict[UUID, dict[tuple[str, str], Decimal | None]] = defaultdict(dict)
    for snapshot, scope, metric, value in rows:
        indicators[snapshot][scope, metric] = value
    return indicators


def _figures(rows: Sequence[Any]) -> tuple[PublishedFigure, ...]:
    return tuple(
        PublishedFigure(r.district_id, Quarter(r.year, r.quarter), r.metric, r.value, r.source, r.note)
        for r in rows
    )


def _in(table: Any) -> tuple[ColumnElement[bool], ...]:
    """Which rows of some snapshots a question wants (its values: ``Snapshots._among``)."""
    return (
        table.province_id == bindparam("province"),
        table.snapshot_id == any_(listed("snapshots", Uuid)),
    )


_FROZEN = (
    select(
        *(SnapshotRow.id, SnapshotRow.year, SnapshotRow.quarter, SnapshotRow.revision, SnapshotRow.cut_off),
        *(SnapshotRow.method_version, SnapshotRow.sha256, SnapshotRow.published_at),
    )
    .where(SnapshotRow.province_id == bindparam("province"), SnapshotRow.revision.is_not(None))
    .order_by(SnapshotRow.year.desc(), SnapshotRow.quarter.desc(), SnapshotRow.revision.desc())
)
_ALL: Question[tuple[Snapshot, ...]] = Question(_FROZEN, _newest)
_REVISIONS: Question[tuple[Snapshot, ...]] = Question(_FROZEN, lambda rows: tuple(map(_snapshot, rows)))
_SCORES = Question(
    select(
        *(SnapshotResultRow.snapshot_id, SnapshotResultRow.district_id, SnapshotResultRow.level),
        *(SnapshotResultRow.code, SnapshotResultRow.recipients_pct, SnapshotResultRow.quality_pct),
        *(SnapshotResultRow.index, SnapshotResultRow.category, SnapshotResultRow.rank),
    ).where(*_in(SnapshotResultRow), SnapshotResultRow.level == any_(listed("levels"))),
    _scores,
)
_INDICATORS = Question(
    select(
        *(SnapshotIndicatorRow.snapshot_id, SnapshotIndicatorRow.scope_code),
        *(SnapshotIndicatorRow.metric, SnapshotIndicatorRow.value),
    ).where(*_in(SnapshotIndicatorRow)),
    _indicators,
)
_REPORT_STATES: Question[Mapping[str, ReportState]] = Question(
    select(SnapshotReportRow.district_id, SnapshotReportRow.report_state).where(*_in(SnapshotReportRow)),
    lambda rows: {row.district_id: ReportState(row.report_state) for row in rows},
)
_PUBLISHED = Question(
    select(*PublishedFigureRow.__table__.columns)
    .where(PublishedFigureRow.province_id == bindparam("province"))
    .where(PublishedFigureRow.year == bindparam("year"), PublishedFigureRow.quarter == bindparam("quarter"))
    .order_by(PublishedFigureRow.district_id, PublishedFigureRow.metric),
    _figures,
)
