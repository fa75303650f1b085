"""What becomes of a district's results when some of its services are filled in differently (ADR 0016).

The rules are those of ``calculation``; computed is only what a change reaches: services, urusan, district.
"""

from __future__ import annotations

from collections.abc import Collection
from fractions import Fraction

from spm_oversight.domain.calculation import Score, mean_score, result_of, service_score
from spm_oversight.domain.catalogue import Catalogue
from spm_oversight.domain.figures import CellState
from spm_oversight.domain.indicators import summed_indicators
from spm_oversight.domain.method import Method
from spm_oversight.domain.package import DistrictFigures
from spm_oversight.domain.results import Indicator, Level, Result, Results


def recalculated(
    before: Results,
    services: Collection[str],
    old: DistrictFigures,
    new: DistrictFigures,
    catalogue: Catalogue,
    method: Method,
) -> Results | None:
    """The rows and indicators of one district that recipients and items of some ``services`` can have moved.

    ``before``: exact, of the services' urusan, every urusan and the district; ``old``, ``new``: the figures of
    the ``services`` alone, without budget. None where all of the district has to be looked at: there was nothing to
    assess before (rule 5), a service is reported no more, or ``before`` lacks a row.
    """
    whole = before.by_key.get((new.code, Level.DISTRICT, new.code))
    if whole is None or whole.index is None or _reported(old) - _reported(new):
        return None
    fresh = {code: service_score(new, code, catalogue, method) for code in services}
    urusan: dict[str, Score | Result | None] = {
        each.urusan_code: before.by_key.get((new.code, Level.URUSAN, each.urusan_code))
        for each in catalogue.services
    }
    touched = dict.fromkeys(catalogue.service[code].urusan_code for code in services)
    for code in touched:
        members = [
            fresh.get(each.code) or before.by_key.get((new.code, Level.SERVICE, each.code))
            for each in catalogue.services
            if each.urusan_code == code
        ]
        urusan[code] = _mean(members)
    district = _mean(urusan.values())
    moved = _moved(before, old, new, catalogue)
    if district is None or moved is None:
        return None
    scores = (
        *((Level.SERVICE, code, score) for code, score in fresh.items()),
        *((Level.URUSAN, code, urusan[code]) for code in touched),
        (Level.DISTRICT, new.code, district),
    )
    rows = (result_of(new.code, level, code, s, method) for level, code, s in scores if isinstance(s, Score))
    return Results(tuple(rows), moved)


def _reported(figures: DistrictFigures) -> set[str]:
    return {code for code, pair in figures.recipients.items() if pair.state is not CellState.BLANK}


def _mean(scores: Collection[Score | Result | None]) -> Score | None:
    known = [score for score in scores if score is not None]
    return mean_score(known) if len(known) == len(scores) else None


def _moved(
    before: Results, old: DistrictFigures, new: DistrictFigures, catalogue: Catalogue
) -> tuple[Indicator, ...] | None:
    """The sums over services: what they were, without what the services gave before, with what they give now."""
    given, gives = summed_indicators(old, catalogue), summed_indicators(new, catalogue)
    moved: list[Indicator] = []
    for metric, value in gives.items():
        known = before.indicator.get((new.code, metric.value))
        if known is None:
            return None
        sum_ = known - (given[metric] or Fraction(0)) + (value or Fraction(0))
        moved.append(Indicator(new.code, metric.value, sum_))
    return tuple(moved)
