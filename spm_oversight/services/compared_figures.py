"""The figures of all districts in a quarter, from its snapshot as published, or from the running results."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from decimal import Decimal
from fractions import Fraction

from spm_oversight.domain.indicators import Metric, change
from spm_oversight.domain.method import ReportState
from spm_oversight.persistence.amounts import exact
from spm_oversight.persistence.snapshots import Indicators, Score, ScoreKey, Snapshot
from spm_oversight.persistence.work import Work
from spm_oversight.services.measures import Column, Form, Measure
from spm_oversight.services.shown_period import Achievement, Chosen


@dataclass(frozen=True)
class Figures:
    """What is known of a quarter's districts. ``states``: by district; ``ranks``: of those that have one."""

    states: Mapping[str, ReportState]
    scores: Mapping[ScoreKey, Score]
    indicators: Mapping[tuple[str, str], Decimal | Fraction | None]
    ranks: Mapping[str, int]

    def whole(self, district: str) -> Achievement:
        """The district's own achievement."""
        score = self.scores.get((district, "district", district))
        return Achievement(exact(score.index), score.category) if score else Achievement(None, None)

    def value(self, district: str, measure: Measure, column: Column) -> Fraction | None:
        """One figure, in the unit of its column; none where a 0 would only say that nothing is there yet."""
        if measure.part is None:
            return None if self._untold(district, column) else self.indicator(district, column.code)
        score = self.scores.get((district, column.level, column.code or district))
        return exact(measure.part(score)) if score else None

    def indicator(self, scope: str, metric: str) -> Fraction | None:
        """One indicator of a district or the province."""
        value = self.indicators.get((scope, metric))
        return exact(value) if isinstance(value, Decimal) else value

    def _untold(self, district: str, column: Column) -> bool:
        """Contract 1 counts nobody who waits in an empty form, and takes a report that was never sent for late."""
        if column.code == Metric.NOT_SERVED_PEOPLE:
            return not self.indicators.get((district, Metric.COMPLETENESS))
        return column.form is Form.YES_NO and self.states.get(district) in (
            ReportState.NONE,
            ReportState.DRAFT,
        )

    def category(self, district: str, column: Column) -> str | None:
        """The category of an achievement."""
        score = self.scores.get((district, column.level, column.code or district))
        return score.category if score else None


def read_figures(
    work: Work, chosen: Chosen, *, measure: Measure, levels: tuple[str, ...], against: Snapshot | None
) -> tuple[Figures, Figures | None]:
    """The chosen quarter's figures at these levels of results, and those of the snapshot they are held ``against``."""
    if chosen.snapshot is None:
        running = _running(work, chosen, levels)
        if measure.moves:
            running = replace(running, indicators={**running.indicators, **_moves(work, chosen, running)})
        return running, _earlier(work, against, measure, levels) if against else None
    both = (chosen.snapshot, against) if against else (chosen.snapshot,)
    ids = [each.id for each in both]
    work.ahead(
        work.snapshots.asked_scores(ids, levels),
        work.snapshots.asked_indicators(ids),
        work.snapshots.asked_report_states(chosen.snapshot.id),
    )
    scores, indicators = work.snapshots.scores_of(ids, levels), work.snapshots.indicators_of(ids)
    states = work.snapshots.report_states(chosen.snapshot.id)
    now, *before = [_frozen(states, scores[each], indicators[each]) for each in ids]
    return now, before[0] if before else None


def _frozen(
    states: Mapping[str, ReportState], scores: Mapping[ScoreKey, Score], indicators: Indicators
) -> Figures:
    ranks = {
        district: score.rank
        for (district, level, _), score in scores.items()
        if level == "district" and score.rank is not None
    }
    return Figures(states, scores, indicators, ranks)


def _earlier(work: Work, snapshot: Snapshot, measure: Measure, levels: tuple[str, ...]) -> Figures:
    """Only what the measure needs: one question."""
    if measure.part:
        return _frozen({}, work.snapshots.scores_of((snapshot.id,), levels)[snapshot.id], {})
    return _frozen({}, {}, work.snapshots.indicators(snapshot.id))


def _running(work: Work, chosen: Chosen, levels: tuple[str, ...]) -> Figures:
    """As they stand now; a district that has stored nothing has filled in 0 %."""
    quarter, codes = chosen.period.quarter, tuple(each.id for each in chosen.districts)
    reports = work.reports.of_districts(quarter, codes)
    scores, stored = work.oversight.results(quarter, codes, levels)
    empty = {(code, Metric.COMPLETENESS.value): Fraction(0) for code in codes}
    return Figures(
        states={code: report.state for code, report in reports.items()},
        scores=scores,
        indicators={**empty, **stored},
        ranks={},
    )


def _moves(work: Work, chosen: Chosen, now: Figures) -> Mapping[tuple[str, str], Fraction | None]:
    """How the running achievement differs from what was published of the two earlier quarters (as ``freeze`` will)."""
    quarter = chosen.period.quarter
    wanted = {Metric.DELTA_QUARTER: quarter.previous, Metric.DELTA_YEAR: quarter.year_before}
    found = {
        metric: each.id
        for metric, earlier in wanted.items()
        for each in chosen.seen
        if each.quarter == earlier and each.published_at
    }
    standings = work.snapshots.standings(tuple(found.values()))
    return {
        (each.id, metric.value): change(now.whole(each.id).index, exact(standings[snapshot][each.id].index))
        for metric, snapshot in found.items()
        for each in chosen.districts
        if each.id in standings[snapshot]
    }
