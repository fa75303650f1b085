"""What looks odd in an entered figure: tables of what is asked about and what is not, and properties."""

from __future__ import annotations

from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from spm_oversight.domain.figures import BLANK, CellState, Pair
from spm_oversight.domain.tolerances import Tolerances
from spm_oversight.domain.warnings import Odd, pair_warnings, service_warnings


def pair(base: int, part: int) -> Pair:
    return Pair(CellState.FILLED, Fraction(base), Fraction(part))


NIL = Pair(CellState.NIL)


@pytest.mark.parametrize(
    ("now", "before", "same_year", "odd"),
    [
        (pair(100, 101), None, True, [Odd.ABOVE_BASE]),
        (pair(100, 100), None, True, []),
        (pair(100, 50), pair(100, 60), True, [Odd.FELL]),
        (pair(100, 50), pair(100, 60), False, []),
        (pair(100, 60), pair(100, 60), True, [Odd.COPIED]),
        (pair(100, 100), pair(100, 100), True, []),
        (pair(120, 60), pair(100, 50), True, [Odd.BASE_CHANGED]),
        (pair(1000, 70), pair(100, 60), True, [Odd.SLIPPED]),
        (pair(100, 61), pair(100, 6), True, [Odd.SLIPPED]),
        (pair(100, 6), pair(100, 60), True, [Odd.SLIPPED]),
        (pair(100000, 61), pair(100, 60), True, [Odd.SLIPPED]),
        (pair(100, 70), pair(100, 20), True, [Odd.JUMPED]),
        (pair(100, 60), pair(100, 20), True, []),
        (NIL, pair(2560, 9), True, [Odd.NOW_NIL]),
        (NIL, NIL, True, []),
        (BLANK, pair(100, 60), True, []),
        (pair(100, 60), BLANK, True, []),
        (pair(100, 60), NIL, True, []),
    ],
)
def test_what_is_asked_about(now: Pair, before: Pair | None, same_year: bool, odd: list[Odd]) -> None:
    assert [each.odd for each in pair_warnings(now, before, same_year=same_year)] == odd


LOOSE, STRICT = Tolerances(Fraction(8), Fraction(10), Fraction(0)), Tolerances(Fraction(2), slip=Fraction(25))


@pytest.mark.parametrize(
    ("now", "before", "tolerances", "odd"),
    [
        (pair(100, 54), pair(100, 60), LOOSE, []),
        (pair(100, 53), pair(100, 60), LOOSE, [Odd.FELL]),
        (pair(1000, 160), pair(1000, 20), LOOSE, []),
        (pair(1000, 161), pair(1000, 20), LOOSE, [Odd.JUMPED]),
        (pair(1000, 59), pair(1000, 6), LOOSE, [Odd.JUMPED]),
        (pair(1000, 40), pair(1000, 20), STRICT, []),
        (pair(1000, 41), pair(1000, 20), STRICT, [Odd.JUMPED]),
        (pair(1000, 240), pair(1000, 20), STRICT, [Odd.SLIPPED]),
    ],
)
def test_a_province_may_ask_about_less_or_more(
    now: Pair, before: Pair, tolerances: Tolerances, odd: list[Odd]
) -> None:
    found = pair_warnings(now, before, same_year=True, tolerances=tolerances)
    assert [each.odd for each in found] == odd


@pytest.mark.parametrize(
    ("recipients", "allocation", "realisation", "odd"),
    [
        (pair(100, 0), 10, 5, [Odd.BUDGET_WITHOUT_RESULT]),
        (pair(100, 1), 10, 5, []),
        (BLANK, 10, 5, []),
        (pair(100, 1), 0, None, [Odd.RESULT_WITHOUT_BUDGET]),
        (pair(100, 1), None, None, []),
        (pair(100, 1), 10, 11, [Odd.SPENT_ABOVE_ALLOCATION]),
        (pair(100, 1), 10, 10, []),
    ],
)
def test_what_is_asked_about_a_services_money(
    recipients: Pair, allocation: int | None, realisation: int | None, odd: list[Odd]
) -> None:
    found = service_warnings(recipients, allocation=allocation, realisation=realisation)
    assert [each.odd for each in found] == odd


FIGURES = st.builds(pair, st.integers(1, 10**6), st.integers(0, 10**6))


@given(FIGURES, FIGURES, st.booleans())
def test_each_oddity_is_told_once_with_the_numbers_it_is_about(
    now: Pair, before: Pair, same_year: bool
) -> None:
    found = pair_warnings(now, before, same_year=same_year)
    assert len({(each.odd, each.value, each.against) for each in found}) == len(found)
    numbers = {now.base, now.part, before.base, before.part}
    assert all(each.value in numbers and each.against in numbers for each in found)


@given(FIGURES, st.integers(1, 20))
def test_a_usual_step_forward_is_not_asked_about(before: Pair, percent: int) -> None:
    assert before.base is not None and before.part is not None
    step = before.part + before.part * percent / 100
    now = Pair(CellState.FILLED, before.base, min(step, before.base))
    if before.part and before.part < (now.part or 0):
        assert pair_warnings(now, before, same_year=True) == ()
