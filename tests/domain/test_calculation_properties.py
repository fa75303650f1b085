"""What must hold for every package: no better service lowers an index, ranks and bands are well formed."""

from __future__ import annotations

from dataclasses import replace
from fractions import Fraction

from hypothesis import assume, example, given
from hypothesis import strategies as st

from spm_oversight.domain.calculation import calculate, category_of, competition_ranks
from spm_oversight.domain.figures import CellState, Pair
from spm_oversight.domain.method import DEFAULT_BANDS, Method, QualityAggregation
from spm_oversight.domain.package import Package
from spm_oversight.domain.results import Level, Results
from tests.domain.build import SMALL, district, filled, numbers, one_district, package, packages

more = numbers.filter(bool)


def with_cell(whole: Package, kind: str, code: str, pair: Pair) -> Package:
    first, *rest = whole.districts
    cells = {**(first.recipients if kind == "recipients" else first.quality), code: pair}
    changed = replace(first, recipients=cells) if kind == "recipients" else replace(first, quality=cells)
    return replace(whole, districts=(changed, *rest))


def assert_never_lower(better: Results, worse: Results) -> None:
    for high, low in zip(better.rows, worse.rows, strict=True):
        assert (high.index is None) == (low.index is None)
        if high.index is not None and low.index is not None:
            assert high.index >= low.index
            assert 0 <= low.index <= 100


def draw_cell(data: st.DataObject, whole: Package) -> tuple[str, str, Pair]:
    first = whole.districts[0]
    found = [
        ("recipients", code, pair)
        for code, pair in first.recipients.items()
        if pair.state is CellState.FILLED
    ]
    found += [
        ("quality", code, pair) for code, pair in first.quality.items() if pair.state is CellState.FILLED
    ]
    assume(found)
    return data.draw(st.sampled_from(found))


@given(one_district, st.data(), more)
def test_raising_served_or_available_never_lowers_an_index(
    whole: Package, data: st.DataObject, rise: Fraction
) -> None:
    kind, code, pair = draw_cell(data, whole)
    assert pair.part is not None
    raised = with_cell(whole, kind, code, replace(pair, part=pair.part + rise))
    assert_never_lower(calculate(raised), calculate(whole))


@given(one_district, st.data(), more)
def test_raising_to_serve_or_needed_never_raises_an_index(
    whole: Package, data: st.DataObject, rise: Fraction
) -> None:
    kind, code, pair = draw_cell(data, whole)
    assert pair.base is not None
    assert pair.part is not None
    # Pooling weighs items by what is needed of them: needing more of an item that has plenty makes it count for more.
    pooled = whole.method.quality_aggregation is QualityAggregation.POOLED
    assume(not (kind == "quality" and pooled and pair.part > pair.base))
    raised = with_cell(whole, kind, code, replace(pair, base=pair.base + rise))
    assert_never_lower(calculate(whole), calculate(raised))


def test_pooling_is_the_one_reading_in_which_needing_more_can_raise_an_index() -> None:
    def index(needed: int) -> Fraction | None:
        quality = {"a.q1": filled(needed, 10), "a.q2": filled(10, 0)}
        one = district("62.01", {"a": filled(10, 5)}, quality)
        method = Method(quality_aggregation=QualityAggregation.POOLED)
        return calculate(package(one, method=method)).by_key["62.01", Level.SERVICE, "a"].index

    assert (index(1), index(10)) == (40 + Fraction(20, 11), 50)


@given(st.dictionaries(st.text(max_size=3), st.integers(0, 4).map(lambda n: Fraction(n, 3)), max_size=9))
def test_ranks_are_a_competition_ranking(indexes: dict[str, Fraction]) -> None:
    ranks = competition_ranks(indexes)
    assert ranks == {
        code: 1 + sum(other > index for other in indexes.values()) for code, index in indexes.items()
    }


@given(packages)
def test_exactly_the_eligible_districts_with_an_index_are_ranked(whole: Package) -> None:
    results = calculate(whole)
    for one in whole.districts:
        row = results.by_key[one.code, Level.DISTRICT, one.code]
        assert (row.rank is not None) == (
            row.index is not None and one.report_state in whole.method.ranked_states
        )
        assert (row.category is None) == (row.index is None)
    assert all(row.rank is None for row in results.rows if row.level is not Level.DISTRICT)
    assert len(results.rows) == len(whole.districts) * (len(SMALL.services) + 2 + 1)


@given(st.fractions(0, 100))
@example(Fraction(0))
@example(Fraction(100))
def test_bands_cover_the_scale_without_gap(index: Fraction) -> None:
    uppers = [None, *(band.lower for band in DEFAULT_BANDS)]
    holding = [
        band.name
        for band, upper in zip(DEFAULT_BANDS, uppers, strict=False)
        if band.lower <= index and (upper is None or index < upper)
    ]
    assert holding == [category_of(index, Method())]
