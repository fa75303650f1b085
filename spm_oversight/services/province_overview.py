"""The province's overview of a quarter: who reported, how full, what it comes to, who moved, who still waits.

A closed quarter is its snapshot as published, a running one the stored results. Nothing is computed anew but sums over
the districts, and of a running quarter the mean.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction

from spm_oversight.domain.access import Permission
from spm_oversight.domain.figures import Pair
from spm_oversight.domain.indicators import Metric, province_mean
from spm_oversight.domain.method import ReportState
from spm_oversight.domain.period import Quarter
from spm_oversight.domain.province_step import ProvinceStanding
from spm_oversight.domain.unserved import Unserved, unserved
from spm_oversight.exchange.data_package import recipients_in
from spm_oversight.persistence.places import District
from spm_oversight.persistence.quarters import Period
from spm_oversight.persistence.work import Work
from spm_oversight.services.begin import own_province, require
from spm_oversight.services.compared_figures import Figures, read_figures
from spm_oversight.services.gathering import Gathered, gathering
from spm_oversight.services.measures import MEASURE_BY_KEY
from spm_oversight.services.shown_period import Achievement, Chosen, ShownPeriod, choose
from spm_oversight.services.tile_map import ProvinceMap, tile_map

_MOVES = MEASURE_BY_KEY["perubahan"]
_CAME = (ReportState.SENT, ReportState.ACCEPTED)
_MOST_MOVERS = 3


@dataclass(frozen=True)
class DistrictLine:
    """A district. ``counted``: its report is in a state the method ranks, so it is in means, bands and movers.

    ``completeness``: percent; ``on_time``: by the deadline or the extended one, of a closed quarter alone;
    ``gathered``: of a running one alone.
    """

    district: District
    state: ReportState
    counted: bool
    achievement: Achievement
    completeness: Fraction | None
    on_time: bool | None
    gathered: Gathered | None


@dataclass(frozen=True)
class Move:
    """A district's achievement then and now, percent, and the change between, percentage points."""

    district: District
    before: Fraction
    now: Fraction
    change: Fraction


@dataclass(frozen=True)
class Moves:
    """All moves of the counted districts from ``against``, the largest gain first; ``fair``: like against like."""

    against: Quarter
    fair: bool
    all: tuple[Move, ...]

    @property
    def gains(self) -> tuple[Move, ...]:
        """The largest gains, the largest first."""
        return tuple(each for each in self.all if each.change > 0)[:_MOST_MOVERS]

    @property
    def falls(self) -> tuple[Move, ...]:
        """The largest falls, the largest first."""
        return tuple(each for each in reversed(self.all) if each.change < 0)[:_MOST_MOVERS]


@dataclass(frozen=True)
class ProvinceOverview:
    """``window``: of a running quarter its period. ``bands``: counted districts in each, by the method's name of it and
    in its order; ``unassessed``: all others. ``moves``: against the same quarter of the year before, then against the
    quarter before.
    """

    period: ShownPeriod
    window: Period | None
    lines: tuple[DistrictLine, ...]
    standing: ProvinceStanding
    mean: Fraction | None
    counted: int
    bands: tuple[tuple[str, int], ...]
    unassessed: int
    moves: tuple[Moves, ...]
    unserved: tuple[Unserved, ...]
    map: ProvinceMap

    @property
    def completeness(self) -> Fraction | None:
        """The plain mean over all districts, percent; each has the same form to fill."""
        known = [line.completeness for line in self.lines if line.completeness is not None]
        return sum(known, Fraction(0)) / len(known) if known else None


def province_overview(work: Work, *, quarter: Quarter | None) -> ProvinceOverview | None:
    """The named quarter, else the newest running one, else the newest closed one; None: there is none yet.

    ``Missing``: the named one is not there.
    """
    require(work, Permission.SEE_DESK)
    chosen = choose(work, quarter, running_first=True)
    if chosen is None:
        return None
    period = chosen.period
    window = None if period.frozen else _period(work, period.quarter)
    codes = tuple(each.id for each in chosen.districts)
    gathered = gathering(work, period=window, districts=codes) if window else {}
    figures, _ = read_figures(work, chosen, measure=_MOVES, levels=("district",), against=None)
    lines = _lines(chosen, figures, gathered)
    counted = [line for line in lines if line.counted and line.achievement.index is not None]
    bands = tuple(
        (band.name, sum(line.achievement.category == band.name for line in counted))
        for band in period.method.bands
    )
    catalogue = work.catalogues.of_year(period.catalogue_year)
    return ProvinceOverview(
        period=period,
        window=window,
        lines=lines,
        standing=_standing(period, lines),
        mean=_mean(figures, period, counted),
        counted=len(counted),
        bands=bands,
        unassessed=len(lines) - sum(count for _, count in bands),
        moves=tuple(_moves(period, counted, figures)),
        unserved=unserved(_recipients(work, chosen, codes).values(), catalogue),
        map=tile_map(work, districts=chosen.districts),
    )


def _period(work: Work, quarter: Quarter) -> Period:
    """Known already: whoever chose the quarter asked which ones are running."""
    running = work.quarters.running(own_province(work))
    return next(period for period, _ in running if period.quarter == quarter)


def _lines(chosen: Chosen, figures: Figures, gathered: Mapping[str, Gathered]) -> tuple[DistrictLine, ...]:
    def line(district: District) -> DistrictLine:
        on_time = figures.indicator(district.id, Metric.ON_TIME_EXTENDED)
        state = figures.states[district.id]
        return DistrictLine(
            district=district,
            state=state,
            counted=state in chosen.period.method.ranked_states,
            achievement=figures.whole(district.id),
            completeness=figures.indicator(district.id, Metric.COMPLETENESS),
            on_time=None if on_time is None or not chosen.snapshot else bool(on_time),
            gathered=gathered.get(district.id),
        )

    return tuple(line(each) for each in chosen.districts if each.id in figures.states)


def _standing(period: ShownPeriod, lines: Sequence[DistrictLine]) -> ProvinceStanding:
    out = [line for line in lines if line.state not in _CAME]
    return ProvinceStanding(
        waiting=sum(line.state is ReportState.SENT for line in lines),
        missing=len(out),
        late=all(line.gathered.late for line in out if line.gathered),
        closed=period.frozen,
        published=period.published_at is not None,
    )


def _mean(figures: Figures, period: ShownPeriod, counted: Iterable[DistrictLine]) -> Fraction | None:
    """As published with the quarter; of a running one over the same districts as it will be."""
    if period.frozen:
        return figures.indicator(period.province.id, Metric.PROVINCE_MEAN)
    indexes = [line.achievement.index for line in counted if line.achievement.index is not None]
    return province_mean(period.province.id, indexes).value


def _moves(period: ShownPeriod, counted: Iterable[DistrictLine], figures: Figures) -> Iterable[Moves]:
    against = (Metric.DELTA_YEAR, period.quarter.year_before), (Metric.DELTA_QUARTER, period.quarter.previous)
    for metric, quarter in against:
        found: list[Move] = []
        for line in counted:
            index = line.achievement.index
            change = figures.indicator(line.district.id, metric)
            if index is not None and change is not None:
                found.append(Move(line.district, index - change, index, change))
        ordered = sorted(found, key=lambda move: (-move.change, move.district.id))
        yield Moves(quarter, metric is Metric.DELTA_YEAR, tuple(ordered))


def _recipients(work: Work, chosen: Chosen, codes: tuple[str, ...]) -> Mapping[str, Mapping[str, Pair]]:
    if chosen.snapshot is None:
        return work.oversight.recipients(chosen.period.quarter, codes)
    return recipients_in(work.snapshots.package(chosen.snapshot.id))
