"""A district's index taken apart: what each urusan, service, part and item weighs in it, and what it adds.

Exact fractions. The scores are ``calculation.district_results``; the weights follow from how many of them are counted.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from fractions import Fraction

from spm_oversight.domain.calculation import capped_percent, district_results
from spm_oversight.domain.catalogue import Catalogue, QualityItem, Service
from spm_oversight.domain.figures import BLANK, CellState, Pair
from spm_oversight.domain.method import Method, QualityAggregation
from spm_oversight.domain.package import DistrictFigures
from spm_oversight.domain.results import Level, Result

_NONE, _WHOLE = Fraction(0), Fraction(1)


@dataclass(frozen=True)
class ItemNode:
    """A quality item. ``reached``: percent of its base, None for a nil one; ``weight``: of the index, 0 to 1."""

    item: QualityItem
    pair: Pair
    reached: Fraction | None
    weight: Fraction


@dataclass(frozen=True)
class ServiceNode:
    """A service. ``weight``, ``recipients_weight``, ``quality_weight``: of the index now; the two parts make the whole.

    ``usual``: its weight where every urusan and service is counted. 0: it is not counted now.
    """

    service: Service
    pair: Pair
    result: Result
    weight: Fraction
    usual: Fraction
    recipients_weight: Fraction
    quality_weight: Fraction
    items: tuple[ItemNode, ...]

    @property
    def short(self) -> Fraction:
        """Percentage points of the district's index that it is short of the whole."""
        return _short(self.result, self.weight)


@dataclass(frozen=True)
class UrusanNode:
    """An urusan, its weight in the index now and its services."""

    code: str
    result: Result
    weight: Fraction
    services: tuple[ServiceNode, ...]

    @property
    def short(self) -> Fraction:
        """As of a service; those of all urusan together are what the district's index is short of 100."""
        return _short(self.result, self.weight)


@dataclass(frozen=True)
class IndexTree:
    """The whole: the district's own result, and what it is the mean of."""

    result: Result
    urusan: tuple[UrusanNode, ...]


def index_tree(district: DistrictFigures, catalogue: Catalogue, method: Method) -> IndexTree:
    """One district's index down to every item: each index is the sum of what is below it, by weight."""
    results = {(row.level, row.code): row for row in district_results(district, catalogue, method)}
    owed = {code: services for code, services in catalogue.services_of.items() if services}
    urusan_weight = _equal(results[Level.URUSAN, code] for code in owed)
    nodes: list[UrusanNode] = []
    for code, services in owed.items():
        own = results[Level.URUSAN, code]
        weight = _NONE if own.index is None else urusan_weight
        share = weight * _equal(results[Level.SERVICE, each.code] for each in services)
        usual = Fraction(1, len(owed) * len(services))
        below = (
            _service(district, each, results[Level.SERVICE, each.code], catalogue, method, (share, usual))
            for each in services
        )
        nodes.append(UrusanNode(code, own, weight, tuple(below)))
    return IndexTree(results[Level.DISTRICT, district.code], tuple(nodes))


def _short(result: Result, weight: Fraction) -> Fraction:
    return _NONE if result.index is None else weight * (100 - result.index)


def _equal(results: Iterable[Result]) -> Fraction:
    """What one of those weighs that the mean counts."""
    counted = sum(each.index is not None for each in results)
    return Fraction(1, counted) if counted else _NONE


def _service(
    district: DistrictFigures,
    service: Service,
    result: Result,
    catalogue: Catalogue,
    method: Method,
    weights: tuple[Fraction, Fraction],
) -> ServiceNode:
    weight = _NONE if result.index is None else weights[0]
    quality = _NONE if result.quality_pct is None else weight * method.quality_weight
    recipients = weight - quality if result.quality_pct is None else weight * method.recipients_weight
    pairs = [(item, district.quality.get(item.code, BLANK)) for item in catalogue.items_of[service.code]]
    pair = district.recipients.get(service.code, BLANK)
    counted = pair.state is not CellState.NIL
    shares = item_shares([each for _, each in pairs], method.quality_aggregation)
    items = tuple(
        ItemNode(
            item,
            each,
            None if each.state is CellState.NIL else capped_percent(each),
            quality * share if counted else _NONE,
        )
        for (item, each), share in zip(pairs, shares, strict=True)
    )
    return ServiceNode(service, pair, result, weight, weights[1], recipients, quality, items)


def item_shares(items: list[Pair], aggregation: QualityAggregation) -> tuple[Fraction, ...]:
    """What each item weighs in the quality of its service, 0 to 1; nil ones nothing (rules 2 and 3).

    Pooled, items weigh by their base, and an empty one keeps its equal share, which it leaves unused.
    """
    counted = [each for each in items if each.state is not CellState.NIL]
    bases = sum((each.base for each in counted if each.base is not None and each.part is not None), _NONE)
    filled = sum(each.base is not None and each.part is not None for each in counted)

    def share(pair: Pair) -> Fraction:
        if pair.state is CellState.NIL:
            return _NONE
        equal = Fraction(1, len(counted))
        if aggregation is QualityAggregation.MEAN_OF_ITEMS or pair.base is None or pair.part is None:
            return equal
        return _WHOLE * pair.base / bases * filled * equal

    return tuple(map(share, items))
