"""What a closed period came to: districts beside each other, and in order of their achievement.

Everything here is read from frozen snapshots, as published; nothing is computed anew but plain means and distances.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from fractions import Fraction

from spm_oversight.domain.access import Permission
from spm_oversight.domain.catalogue import URUSAN, Urusan
from spm_oversight.domain.method import ReportState
from spm_oversight.domain.period import Quarter
from spm_oversight.persistence.amounts import exact
from spm_oversight.persistence.places import District
from spm_oversight.persistence.snapshots import Score
from spm_oversight.persistence.work import Work
from spm_oversight.services.begin import require
from spm_oversight.services.closed_period import FrozenPeriod, choose

COMPARED_METRICS = (
    "completeness",
    "on_time",
    "on_time_extended",
    "serapan",
    "porsi_apbd",
    "porsi_urusan",
    "kecukupan",
)


@dataclass(frozen=True)
class Achievement:
    """An achievement (IPSPM), percent, as published; without ``index`` there is nothing to assess."""

    index: Fraction | None
    category: str | None


@dataclass(frozen=True)
class ComparedDistrict:
    """One district: its achievement as a whole and by urusan code, and its indicators by metric (contract 1)."""

    district: District
    report_state: ReportState
    whole: Achievement
    rank: int | None
    urusan: Mapping[str, Achievement]
    indicators: Mapping[str, Fraction | None]


@dataclass(frozen=True)
class Comparison:
    """Districts by rank, then those without rank, then those that cannot be assessed.

    ``mean`` and ``urusan_means`` are plain means over the ranked districts that have a value.
    """

    period: FrozenPeriod
    urusan: tuple[Urusan, ...]
    districts: tuple[ComparedDistrict, ...]
    mean: Fraction | None
    urusan_means: Mapping[str, Fraction | None]

    @property
    def ranked(self) -> int:
        """How many districts have a rank."""
        return sum(each.rank is not None for each in self.districts)


@dataclass(frozen=True)
class Standing:
    """A district in the ranking, or outside it: without ``rank``.

    ``gap``: percentage points to the next better achievement; ``earlier``: its ranks in the ranking's earlier quarters.
    """

    district: District
    report_state: ReportState
    achievement: Achievement
    rank: int | None = None
    tied: bool = False
    gap: Fraction | None = None
    earlier: tuple[int | None, ...] = ()


@dataclass(frozen=True)
class Ranking:
    """The ranking of a closed period; ``earlier`` names the quarters that each row's earlier ranks belong to.

    ``unranked``: the report is in no state the method ranks. ``unassessable``: there is nothing to assess.
    """

    period: FrozenPeriod
    ranked: tuple[Standing, ...]
    unranked: tuple[Standing, ...]
    unassessable: tuple[Standing, ...]
    mean: Fraction | None
    earlier: tuple[Quarter, ...]


def comparison(work: Work, *, quarter: Quarter | None) -> Comparison | None:
    """All districts of a closed period beside each other; the newest one seen when none is named.

    None: no period is closed (for a district: published) yet. ``Missing``: the named one is not.
    """
    require(work, Permission.SEE_RESULTS)
    chosen = choose(work, quarter)
    if chosen is None:
        return None
    snapshot, period = chosen.snapshot, chosen.period
    scores = work.snapshots.scores(snapshot.id)
    indicators = work.snapshots.indicators(snapshot.id)
    states = work.snapshots.report_states(snapshot.id)
    urusan = tuple(
        u for u in URUSAN if any(level == "urusan" and code == u.code for _, level, code in scores)
    )
    districts = tuple(
        ComparedDistrict(
            district=each,
            report_state=states[each.id],
            whole=_achievement(scores[each.id, "district", each.id]),
            rank=scores[each.id, "district", each.id].rank,
            urusan={u.code: _achievement(scores[each.id, "urusan", u.code]) for u in urusan},
            indicators={metric: exact(indicators.get((each.id, metric))) for metric in COMPARED_METRICS},
        )
        for each in work.places.districts(period.province.id)
        if each.id in states
    )
    ranked = [each for each in districts if each.rank is not None]
    return Comparison(
        period=period,
        urusan=urusan,
        districts=tuple(sorted(districts, key=_place)),
        mean=exact(indicators.get((period.province.id, "province_mean"))),
        urusan_means={u.code: _mean(each.urusan[u.code].index for each in ranked) for u in urusan},
    )


def ranking(work: Work, *, quarter: Quarter | None) -> Ranking | None:
    """The ranking of a closed period, with the ranks of the quarter before and of a year before where they exist.

    None and ``Missing`` as for ``comparison``.
    """
    require(work, Permission.SEE_RESULTS)
    chosen = choose(work, quarter)
    if chosen is None:
        return None
    snapshot, period = chosen.snapshot, chosen.period
    wanted = (period.quarter.previous, period.quarter.year_before)
    earlier = [each for q in dict.fromkeys(wanted) for each in chosen.seen if each.quarter == q]
    standings = work.snapshots.standings((snapshot.id, *(each.id for each in earlier)))
    now, before = standings[snapshot.id], [standings[each.id] for each in earlier]
    states = work.snapshots.report_states(snapshot.id)
    districts = [each for each in work.places.districts(period.province.id) if each.id in states]
    standing = [_standing(each, states[each.id], now, before) for each in districts]
    outside = [each for each in standing if each.rank is None]
    return Ranking(
        period=period,
        ranked=tuple(
            sorted((each for each in standing if each.rank), key=lambda each: (each.rank, each.district.id))
        ),
        unranked=tuple(each for each in outside if each.achievement.index is not None),
        unassessable=tuple(each for each in outside if each.achievement.index is None),
        mean=exact(work.snapshots.indicators(snapshot.id).get((period.province.id, "province_mean"))),
        earlier=tuple(each.quarter for each in earlier),
    )


def _achievement(score: Score) -> Achievement:
    return Achievement(exact(score.index), score.category)


def _place(each: ComparedDistrict) -> tuple[bool, bool, int, str]:
    """Ranked districts by rank, then those with an index, then the rest; equal ones by code."""
    return (each.rank is None, each.whole.index is None, each.rank or 0, each.district.id)


def _mean(values: Iterable[Fraction | None]) -> Fraction | None:
    present = [value for value in values if value is not None]
    return sum(present, Fraction(0)) / len(present) if present else None


def _standing(
    district: District, state: ReportState, now: Mapping[str, Score], before: Iterable[Mapping[str, Score]]
) -> Standing:
    own = now[district.id]
    if own.rank is None:
        return Standing(district, state, _achievement(own))
    better = [
        exact(score.index) for score in now.values() if score.rank is not None and score.rank < own.rank
    ]
    return Standing(
        district=district,
        report_state=state,
        achievement=_achievement(own),
        rank=own.rank,
        tied=sum(score.rank == own.rank for score in now.values()) > 1,
        gap=_gap(exact(own.index), better),
        earlier=tuple(standing[district.id].rank if district.id in standing else None for standing in before),
    )


def _gap(own: Fraction | None, better: Iterable[Fraction | None]) -> Fraction | None:
    above = [index for index in better if index is not None]
    return min(above) - own if above and own is not None else None
