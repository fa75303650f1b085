"""What becomes of a district's results when some of its services are filled in differently (ADR 0016).

The rules are those of ``calculation``; computed is only what a change reaches: services, urusan, district.
"""

from __future__ import annotations

from collections.abc import Collection, Sequence
from fractions import Fraction

from spm_oversight.domain.calculation import Score, result_of, service_score
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

    ``before``: exact, of the services, their urusan and the district; ``old``, ``new``: the figures of
    the ``services`` alone, without budget. None where all of the district has to be looked at: there was nothing to
    assess before (rule 5), a service is reported no more, or ``before`` lacks a row.
    """
    rows = before.by_key
    whole = rows.get((new.code, Level.DISTRICT, new.code))
    if whole is None or whole.index is None or _reported(old) - _reported(new):
        return None
    moved = _moved(before, old, new, catalogue)
    touched = {code: catalogue.service[code].urusan_code for code in services}
    known = {c: row for c in touched if (row := rows.get((new.code, Level.SERVICE, c)))}
    above = {c: row for c in touched.values() if (row := rows.get((new.code, Level.URUSAN, c)))}
    if moved is None or len(known) < len(touched) or above.keys() < set(touched.values()):
        return None
    fresh = {code: service_score(new, code, catalogue, method) for code in touched}
    urusan = {
        code: _moved_mean(mean, [(known[s], fresh[s]) for s, its in touched.items() if its == code])
        for code, mean in above.items()
    }
    district = _moved_mean(whole, [(above[code], score) for code, score in urusan.items()])
    scores = (
        *((Level.SERVICE, code, score) for code, score in fresh.items()),
        *((Level.URUSAN, code, score) for code, score in urusan.items()),
        (Level.DISTRICT, new.code, district),
    )
    return Results(
        tuple(result_of(new.code, level, code, score, method) for level, code, score in scores), moved
    )


def _moved_mean(mean: Result, moved: Sequence[tuple[Result, Score]]) -> Score:
    """A mean when some of the rows it is the mean of have become others."""
    percentages: list[Fraction | None] = []
    counts: list[int] = []
    for place, (value, count) in enumerate(zip(mean.percentages, mean.counts, strict=True)):
        # Over a common denominator, reduced once, as in ``calculation``.
        above, below = (value.numerator * count, value.denominator) if value is not None else (0, 1)
        for row, score in moved:
            for sign, each in ((-1, row.percentages[place]), (1, score.percentages[place])):
                if each is not None:
                    above = above * each.denominator + sign * each.numerator * below
                    below *= each.denominator
                    count += sign
        percentages.append(Fraction(above, below * count) if count else None)
        counts.append(count)
    return Score(*percentages, counts=tuple(counts))


def _reported(figures: DistrictFigures) -> set[str]:
    return {code for code, pair in figures.recipients.items() if pair.state is not CellState.BLANK}


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
