"""A district's page: its index taken apart, where it stands, what would lift it most, money, problems and history.

Computed is only this one district, from its own cells; whatever it is held against was published.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from fractions import Fraction

from spm_oversight.domain.access import Permission, decide
from spm_oversight.domain.errors import Missing
from spm_oversight.domain.index_tree import IndexTree, index_tree
from spm_oversight.domain.indicators import Metric, district_indicators
from spm_oversight.domain.lift import Lift, lifts
from spm_oversight.domain.period import Quarter
from spm_oversight.persistence.amounts import exact
from spm_oversight.persistence.offices import Office
from spm_oversight.persistence.places import District
from spm_oversight.persistence.snapshots import Snapshot
from spm_oversight.persistence.work import Work
from spm_oversight.services.begin import require
from spm_oversight.services.district_figures import Own, Scores, read_own
from spm_oversight.services.history import Happened, steps_of
from spm_oversight.services.open_quarter import own_office
from spm_oversight.services.shown_period import Chosen, ShownPeriod, choose

_QUARTERS = 8


@dataclass(frozen=True)
class TrendPoint:
    """An achievement in a quarter, and the province's mean as published with it (none of a running quarter)."""

    quarter: Quarter
    index: Fraction | None
    mean: Fraction | None


@dataclass(frozen=True)
class Peers:
    """The plain mean over the ranked districts of one of the province's groups, the district itself included."""

    name: str
    count: int
    mean: Fraction


@dataclass(frozen=True)
class DistrictPage:
    """The page. ``own``: its reader belongs to the district; ``ranked``: the indexes of all ranked districts.

    ``rank``, ``ranked``, ``mean``, ``peers``: of a closed quarter alone, and ``peers`` told to the province alone.
    ``traced``: the services of which this reader may see who entered what: all of them, but for people of an office.
    """

    period: ShownPeriod
    district: District
    own: bool
    figures: Own
    tree: IndexTree
    indicators: Mapping[str, Fraction | None]
    rank: int | None
    ranked: tuple[Fraction, ...]
    mean: Fraction | None
    peers: tuple[Peers, ...]
    trend: tuple[TrendPoint, ...]
    lifts: tuple[Lift, ...]
    history: tuple[Happened, ...]
    traced: frozenset[str]


def district_page(work: Work, *, district: str, quarter: Quarter | None) -> DistrictPage | None:
    """A district as the province sees each of its own, and the district's people see theirs alone.

    None: no quarter to show yet. ``Missing``: no such district or quarter for this scope.
    """
    require(work, Permission.SEE_RESULTS)
    place, chosen = seen_district(work, district, quarter)
    if chosen is None:
        return None
    period = chosen.period
    office = own_office(work) if work.scope.write_district else None
    standings, means = _earlier(work, chosen)
    own = read_own(work, chosen, place, standings)
    tree = index_tree(own.figures, own.catalogue, period.method)
    indicators = district_indicators(own.figures, own.catalogue, tree.result.index)
    now = standings.get(chosen.snapshot, {}) if chosen.snapshot else {}
    ranked = {
        code: index
        for code, score in now.items()
        if score.rank is not None and (index := exact(score.index)) is not None
    }
    return DistrictPage(
        period=period,
        district=place,
        own=work.scope.write_district is not None,
        figures=own,
        tree=tree,
        indicators={each.metric: each.value for each in indicators},
        rank=now[place.id].rank if place.id in now else None,
        ranked=tuple(ranked.values()),
        mean=means.get(period.quarter),
        peers=tuple(_peers(place, chosen.districts, ranked)),
        trend=_trend(chosen, place, tree, standings, means),
        lifts=lifts(tree, own.figures.budget),
        history=_history(work, place, period.quarter, office),
        traced=frozenset(own.catalogue.service if office is None else office.services),
    )


def seen_district(
    work: Work, district: str, quarter: Quarter | None, *, running_first: bool = False
) -> tuple[District, Chosen | None]:
    """A district that this scope may look into, in a quarter; its own people see a running one too.

    Which quarter without a named one: ``shown_period.choose``.
    """
    own = work.scope.write_district
    if district != own if own else district not in work.scope.districts:
        raise Missing("Kabupaten/kota itu tidak ada.")
    chosen = choose(work, quarter, running_first=running_first, running=own is not None)
    districts = chosen.districts if chosen else (work.places.district(district),)
    place = next((each for each in districts if each.id == district), None)
    if place is None:
        raise Missing("Kabupaten/kota itu tidak ada.")
    return place, chosen


def _earlier(
    work: Work, chosen: Chosen
) -> tuple[Mapping[Snapshot, Scores], Mapping[Quarter, Fraction | None]]:
    """The achievements of the closed quarters up to this one, the newest eight, and the province's means."""
    seen = [each for each in chosen.seen if each.quarter <= chosen.period.quarter][:_QUARTERS]
    ids, province = [each.id for each in seen], chosen.period.province.id
    work.ahead(work.snapshots.asked_scores(ids, ("district",)), work.snapshots.asked_indicators(ids))
    standings, indicators = work.snapshots.standings(ids), work.snapshots.indicators_of(ids)
    key = (province, Metric.PROVINCE_MEAN.value)
    means = {each.quarter: exact(indicators[each.id].get(key)) for each in seen}
    return {each: standings[each.id] for each in seen}, means


def _peers(place: District, districts: Iterable[District], ranked: Mapping[str, Fraction]) -> Iterable[Peers]:
    everybody = tuple(districts)
    for group in place.groups:
        known = [ranked[each.id] for each in everybody if group in each.groups and each.id in ranked]
        if known:
            yield Peers(group, len(known), sum(known, Fraction(0)) / len(known))


def _trend(
    chosen: Chosen,
    place: District,
    tree: IndexTree,
    standings: Mapping[Snapshot, Scores],
    means: Mapping[Quarter, Fraction | None],
) -> tuple[TrendPoint, ...]:
    points = [
        TrendPoint(each.quarter, exact(scores[place.id].index), means[each.quarter])
        for each, scores in standings.items()
        if place.id in scores
    ]
    if chosen.snapshot is None:
        points.insert(0, TrendPoint(chosen.period.quarter, tree.result.index, None))
    return tuple(reversed(points[:_QUARTERS]))


def _history(work: Work, place: District, quarter: Quarter, office: Office | None) -> tuple[Happened, ...]:
    """For people of an office the district's steps and their office's."""
    permission = Permission.SEE_QUARTER if work.scope.write_district else Permission.SEE_DESK
    if work.actor is None or not decide(work.actor, permission):
        return ()
    return steps_of(work, quarter=quarter, district=place.id, office=office.id if office else None)
