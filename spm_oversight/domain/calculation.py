"""Achievement, category and rank of districts from what they reported (contract 1, *The calculation*).

Exact fractions throughout; nothing is rounded here. The open choices of the rules come in as a ``Method``.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, replace
from fractions import Fraction

from spm_oversight.domain.catalogue import Catalogue
from spm_oversight.domain.figures import BLANK, CellState, Pair
from spm_oversight.domain.indicators import district_indicators, province_mean
from spm_oversight.domain.method import EmptyDenominator, Method, QualityAggregation, ReportState
from spm_oversight.domain.package import DistrictFigures, Package
from spm_oversight.domain.results import Level, Result, Results

_NONE, _HUNDRED = Fraction(0), Fraction(100)


@dataclass(frozen=True)
class Score:
    """The three percentages of a service, an urusan or a district; all absent when it is not counted.

    ``counts`` as in ``Result``.
    """

    recipients_pct: Fraction | None = None
    quality_pct: Fraction | None = None
    index: Fraction | None = None
    counts: tuple[int, ...] = ()

    @property
    def percentages(self) -> tuple[Fraction | None, Fraction | None, Fraction | None]:
        """Recipients, quality, index."""
        return self.recipients_pct, self.quality_pct, self.index


_UNCOUNTED = Score()
_FULL = Score(_HUNDRED, _HUNDRED, _HUNDRED)


def calculate(package: Package) -> Results:
    """Everything that is published from one package.

    Rows stand by district in package order: its services, its urusan, itself. Indicators likewise, the
    province last.
    """
    rows: list[Result] = []
    ranked: dict[str, Fraction] = {}
    index: dict[str, Fraction | None] = {}
    for district in package.districts:
        *parts, whole = district_results(district, package.catalogue, package.method)
        rows += (*parts, whole)
        index[district.code] = whole.index
        if whole.index is not None and district.report_state in package.method.ranked_states:
            ranked[district.code] = whole.index
    ranks = competition_ranks(ranked)
    indicators = (
        indicator
        for district in package.districts
        for indicator in district_indicators(district, package.catalogue, index[district.code])
    )
    return Results(
        tuple(replace(r, rank=ranks.get(r.code)) if r.level is Level.DISTRICT else r for r in rows),
        (*indicators, province_mean(package.province, ranked.values())),
    )


def district_results(district: DistrictFigures, catalogue: Catalogue, method: Method) -> tuple[Result, ...]:
    """One district's services, then its urusan, then itself, all without rank (rules 1 to 6).

    Every service and urusan of the catalogue has its row; a district without data has empty ones (rule 5).
    """
    services: dict[str, Score] = dict.fromkeys(catalogue.service, _UNCOUNTED)
    if _has_data(district, catalogue):
        services = {code: service_score(district, code, catalogue, method) for code in services}
    members: dict[str, list[Score]] = {}
    for service in catalogue.services:
        members.setdefault(service.urusan_code, []).append(services[service.code])
    urusan = {code: mean_score(scores) for code, scores in members.items()}
    whole = {district.code: mean_score(urusan.values())}
    return tuple(
        result_of(district.code, level, code, score, method)
        for level, scores in ((Level.SERVICE, services), (Level.URUSAN, urusan), (Level.DISTRICT, whole))
        for code, score in scores.items()
    )


def result_of(district: str, level: Level, code: str, score: Score, method: Method) -> Result:
    """A score as the row that is published, with its category."""
    category = category_of(score.index, method)
    return Result(district, level, code, *score.percentages, category=category, counts=score.counts)


def service_score(district: DistrictFigures, code: str, catalogue: Catalogue, method: Method) -> Score:
    """One service of a district that has data (rules 1 to 4)."""
    items = [district.quality.get(item.code, BLANK) for item in catalogue.items_of[code]]
    return _service(district.recipients.get(code, BLANK), items, method)


def plain_mean(values: Sequence[Fraction]) -> Fraction | None:
    """The plain mean; None where there is nothing to take it of."""
    # Over a common denominator, reduced once: reducing at every step is most of the work of a whole district.
    above, below = 0, 1
    for value in values:
        above, below = above * value.denominator + value.numerator * below, below * value.denominator
    return Fraction(above, below * len(values)) if values else None


def mean_score(scores: Collection[Score]) -> Score:
    """The level above: each percentage is the plain mean of those that exist below it (rule 4)."""
    columns = [
        [value for value in column if value is not None]
        for column in zip(*(score.percentages for score in scores), strict=True)
    ]
    return Score(*map(plain_mean, columns), counts=tuple(map(len, columns)))


def category_of(index: Fraction | None, method: Method) -> str | None:
    """The band of an unrounded index, lower bound included (rule 6)."""
    return None if index is None else next(band.name for band in method.bands if index >= band.lower)


def competition_ranks(indexes: Mapping[str, Fraction]) -> dict[str, int]:
    """Ranks by index, highest first: equal values share one and the next is skipped, 1, 2, 2, 4 (rule 7)."""
    first_place: dict[Fraction, int] = {}
    for place, index in enumerate(sorted(indexes.values(), reverse=True), start=1):
        first_place.setdefault(index, place)
    return {code: first_place[index] for code, index in indexes.items()}


def _has_data(district: DistrictFigures, catalogue: Catalogue) -> bool:
    """Rule 5: a report that exists, with at least one service that says something."""
    return district.report_state is not ReportState.NONE and any(
        pair.state is not CellState.BLANK
        for code, pair in district.recipients.items()
        if code in catalogue.service
    )


def _service(recipients: Pair, items: Sequence[Pair], method: Method) -> Score:
    """Rules 1 to 4 for one service."""
    count_100 = method.empty_denominator is EmptyDenominator.COUNT_100
    if recipients.state is CellState.NIL:
        return _FULL if count_100 else _UNCOUNTED
    reached = capped_percent(recipients)
    quality = _quality(items, method.quality_aggregation)
    if quality is None and count_100:
        quality = _HUNDRED
    if quality is None:
        return Score(reached, None, reached)
    return Score(reached, quality, method.recipients_weight * reached + method.quality_weight * quality)


def capped_percent(pair: Pair) -> Fraction:
    """Percent of the base that is reached, at most 100; a blank pair counts 0."""
    if pair.base is None or pair.part is None:
        return _NONE
    reached, whole = pair.part.numerator * pair.base.denominator, pair.part.denominator * pair.base.numerator
    return _HUNDRED if reached >= whole else Fraction(100 * reached, whole)


def _quality(items: Sequence[Pair], aggregation: QualityAggregation) -> Fraction | None:
    """Quality of a service over the items that are not nil; None where there is none to count (rules 2 and 3)."""
    counted = [item for item in items if item.state is not CellState.NIL]
    if not counted:
        return None
    if aggregation is QualityAggregation.MEAN_OF_ITEMS:
        return plain_mean([capped_percent(item) for item in counted])
    filled = [(item.base, item.part) for item in counted if item.base is not None and item.part is not None]
    if not filled:
        return Fraction(0)
    pooled = 100 * sum(min(part, base) for base, part in filled) / sum(base for base, _ in filled)
    return Fraction(pooled) * len(filled) / len(counted)
