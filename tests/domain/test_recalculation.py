"""Computing what a change reaches gives what computing everything gives."""

from __future__ import annotations

from dataclasses import replace

from hypothesis import given
from hypothesis import strategies as st

from spm_oversight.domain.calculation import calculate
from spm_oversight.domain.figures import BLANK, Pair
from spm_oversight.domain.method import Method
from spm_oversight.domain.package import DistrictFigures, Package
from spm_oversight.domain.recalculation import recalculated
from spm_oversight.domain.results import Results
from tests.domain.build import SMALL, district, filled, methods, package, pairs, quality, recipients


def changed(figures: DistrictFigures, cells: dict[str, Pair]) -> DistrictFigures:
    return replace(
        figures,
        recipients={**figures.recipients, **{c: p for c, p in cells.items() if c in SMALL.service}},
        quality={**figures.quality, **{c: p for c, p in cells.items() if c in SMALL.item}},
    )


def only(figures: DistrictFigures, services: set[str]) -> DistrictFigures:
    return replace(
        figures,
        recipients={code: pair for code, pair in figures.recipients.items() if code in services},
        quality={code: pair for code, pair in figures.quality.items() if code[0] in services},
        budget=(),
        totals=(),
    )


def renewed(before: Package, cells: dict[str, Pair]) -> tuple[Results | None, Results]:
    """What recalculation says, and what the whole calculation says."""
    old = before.districts[0]
    new = changed(old, cells)
    services = {code[0] for code in cells}
    fresh = recalculated(
        calculate(before), services, only(old, services), only(new, services), SMALL, before.method
    )
    return fresh, calculate(replace(before, districts=(new,)))


cells = st.dictionaries(st.sampled_from([*SMALL.service, *SMALL.item]), pairs, min_size=1)


@given(recipients, quality, methods, cells)
def test_what_a_change_reaches_is_as_if_all_were_computed_and_the_rest_stands(
    recipients: dict[str, Pair], quality: dict[str, Pair], method: Method, cells: dict[str, Pair]
) -> None:
    before = package(district("62.01", recipients, quality), method=replace(method, ranked_states=()))
    fresh, whole = renewed(before, cells)
    if fresh is None:
        return
    was = calculate(before)
    rows = {**was.by_key, **fresh.by_key}
    values = {**was.indicator, **fresh.indicator}
    assert rows == whole.by_key
    assert values == whole.indicator


def test_everything_is_asked_for_where_data_begin_or_may_end() -> None:
    blank = package(district("62.01", {}, {"a.q1": filled(3, 2)}))
    one = package(district("62.01", {"a": filled(3, 2)}))
    assert renewed(blank, {"a": filled(2, 1)})[0] is None
    assert renewed(one, {"a": BLANK})[0] is None
    assert renewed(one, {"b": filled(2, 1)})[0] is not None


def test_everything_is_asked_for_where_a_row_is_missing() -> None:
    before = package(district("62.01", {"a": filled(3, 2)}))
    old, services = before.districts[0], {"b"}
    new = changed(old, {"b": filled(2, 1)})
    known = calculate(before)
    for gone in known.rows:
        rows = tuple(row for row in known.rows if row is not gone)
        fresh = recalculated(
            replace(known, rows=rows),
            services,
            only(old, services),
            only(new, services),
            SMALL,
            before.method,
        )
        needed = gone.code in ("b", "1.01", "62.01")
        assert (fresh is None) == needed
    bare = replace(known, indicators=())
    assert (
        recalculated(bare, services, only(old, services), only(new, services), SMALL, before.method) is None
    )
