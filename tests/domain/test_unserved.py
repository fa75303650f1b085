"""Who still waits in a province: exactly what each district's own indicator counts, each unit for itself."""

from __future__ import annotations

from collections.abc import Mapping
from fractions import Fraction

from hypothesis import given
from hypothesis import strategies as st

from spm_oversight.domain.catalogue import Catalogue, Service
from spm_oversight.domain.figures import CellState, Pair
from spm_oversight.domain.indicators import Metric, summed_indicators
from spm_oversight.domain.method import ReportState
from spm_oversight.domain.package import DistrictFigures
from spm_oversight.domain.unserved import by_unit, unserved

UNITS = {
    "kab.1.02.01": "orang",
    "kab.1.02.02": "orang",
    "kab.1.04.01": "unit rumah",
    "kab.1.03.01": "rumah tangga",
}
CATALOGUE = Catalogue(2022, tuple(Service(code, code[4:8], code, unit) for code, unit in UNITS.items()), ())


def told(base: int, part: int) -> Pair:
    return Pair(CellState.FILLED, Fraction(base), Fraction(part))


def test_a_service_is_summed_over_the_districts_that_gave_figures() -> None:
    first, second, *_ = unserved(
        (
            {"kab.1.02.01": told(100, 80), "kab.1.02.02": Pair(CellState.NIL)},
            {"kab.1.02.01": told(50, 60), "kab.1.02.02": Pair()},
            {},
        ),
        CATALOGUE,
    )
    # 60 of 50 served: nobody waits there, and the ten too many are no help to the twenty elsewhere.
    assert (first.to_serve, first.waiting, first.filled, first.nil) == (150, 20, 2, 0)
    assert (second.to_serve, second.waiting, second.filled, second.nil) == (0, 0, 0, 1)


def test_unlike_units_are_never_added() -> None:
    rows = unserved(({code: told(10, 4) for code in UNITS},), CATALOGUE)
    assert by_unit(rows) == {"orang": 12, "unit rumah": 6, "rumah tangga": 6}
    assert by_unit(unserved(({},), CATALOGUE)) == {}


counts = st.integers(0, 10**6)
pairs = st.one_of(
    st.just(Pair()),
    st.just(Pair(CellState.NIL)),
    st.builds(told, st.integers(1, 10**6), counts),
)
forms = st.dictionaries(st.sampled_from([*UNITS, "kab.9.99.99"]), pairs)


@given(st.lists(forms, max_size=5))
def test_the_people_are_those_of_the_districts_own_indicator(districts: list[Mapping[str, Pair]]) -> None:
    of_each = (
        summed_indicators(
            DistrictFigures("62.01", "A", "kabupaten", ReportState.DRAFT, recipients=each), CATALOGUE
        )[Metric.NOT_SERVED_PEOPLE]
        for each in districts
    )
    assert by_unit(unserved(districts, CATALOGUE)).get("orang", 0) == sum(
        value for value in of_each if value is not None
    )
