"""What a closed period came to: its districts in order of their achievement, read from the snapshot as published."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from fractions import Fraction

from spm_oversight.domain.access import Permission
from spm_oversight.domain.method import ReportState
from spm_oversight.domain.period import Quarter
from spm_oversight.persistence.amounts import exact
from spm_oversight.persistence.places import District
from spm_oversight.persistence.snapshots import Score
from spm_oversight.persistence.work import Work
from spm_oversight.services.begin import require
from spm_oversight.services.shown_period import Achievement, ShownPeriod, choose_closed


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

    period: ShownPeriod
    ranked: tuple[Standing, ...]
    unranked: tuple[Standing, ...]
    unassessable: tuple[Standing, ...]
    mean: Fraction | None
    earlier: tuple[Quarter, ...]


def ranking(work: Work, *, quarter: Quarter | None) -> Ranking | None:
    """The ranking of a closed period, with the ranks of the quarter before and of a year before where they exist.

    None: no period is closed (for a district: published) yet. ``Missing``: the named one is not.
    """
    require(work, Permission.SEE_RESULTS)
    found = choose_closed(work, quarter)
    if found is None:
        return None
    snapshot, chosen = found
    period = chosen.period
    wanted = (period.quarter.previous, period.quarter.year_before)
    earlier = [each for q in dict.fromkeys(wanted) for each in chosen.seen if each.quarter == q]
    standings = work.snapshots.standings((snapshot.id, *(each.id for each in earlier)))
    now, before = standings[snapshot.id], [standings[each.id] for each in earlier]
    states = work.snapshots.report_states(snapshot.id)
    districts = [each for each in chosen.districts if each.id in states]
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
