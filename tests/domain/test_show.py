"""Rule 8: two decimals, half away from zero, never a band too early."""

from __future__ import annotations

from decimal import Decimal, localcontext
from fractions import Fraction

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from spm_oversight.domain.calculation import category_of
from spm_oversight.domain.method import DEFAULT_BANDS, Band, Method
from spm_oversight.domain.show import as_published, bounds_for, is_decimal, plain_text, published_text, shown

percents = st.fractions(0, 100) | st.sampled_from(DEFAULT_BANDS).flatmap(
    lambda band: st.fractions(0, Fraction(1, 50)).map(lambda gap: max(Fraction(0), band.lower - gap))
)


@pytest.mark.parametrize(
    ("value", "decimals", "text"),
    [
        ("99.996", 2, "99.99"),
        ("99.996", 3, "99.996"),
        ("99.996", 0, "99"),
        ("89.995", 2, "89.99"),
        ("59.99999", 2, "59.99"),
        ("60", 2, "60.00"),
        ("85.195", 2, "85.20"),
        ("85.194", 2, "85.19"),
        ("0.005", 2, "0.01"),
        ("-57.306", 2, "-57.31"),
        ("-57.305", 2, "-57.31"),
        ("-0.004", 2, "-0.01"),
        ("2190.725", 2, "2190.73"),
    ],
)
def test_shown(value: str, decimals: int, text: str) -> None:
    assert str(shown(Fraction(value), decimals)) == text


@pytest.mark.parametrize(("value", "text"), [("99.996", "100.00"), ("-0.004", "0.00"), ("59.5", "59.50")])
def test_without_bounds_rounding_is_plain(value: str, text: str) -> None:
    assert str(shown(Fraction(value), 2, ())) == text


def test_a_long_amount_keeps_every_digit_whatever_the_decimal_context() -> None:
    with localcontext() as context:
        context.prec = 3
        assert (
            str(shown(Fraction(12345678901234567890123456789012), 0, ()))
            == "12345678901234567890123456789012"
        )


@given(percents, st.integers(0, 6))
@example(Fraction("99.9999999"), 2)
def test_a_shown_figure_never_crosses_a_band(value: Fraction, decimals: int) -> None:
    figure = shown(value, decimals)
    assert category_of(Fraction(figure), Method()) == category_of(value, Method())
    assert abs(Fraction(figure) - value) < Fraction(1, 10**decimals)


@given(st.fractions(-(10**6), 10**6), st.integers(0, 14))
def test_plain_rounding_is_the_nearest_with_ties_away_from_zero(value: Fraction, decimals: int) -> None:
    figure, half = Fraction(shown(value, decimals, ())), Fraction(1, 2 * 10**decimals)
    assert abs(figure - value) <= half
    assert abs(figure - value) < half or abs(figure) > abs(value)


def test_bounds_are_the_methods_and_always_100_but_none_for_counts() -> None:
    method = Method(bands=(Band(Fraction("66.6"), "atas"), Band(Fraction(0), "bawah")))
    assert bounds_for("index", method) == (Fraction("66.6"), 0, 100)
    assert [bounds_for(name, method) for name in ("rank", "on_time", "not_served_people")] == [(), (), ()]


@pytest.mark.parametrize(
    ("value", "text"),
    [
        (Fraction(2, 3), "0.666666666666"),
        (Fraction(-2, 3), "-0.666666666666"),
        (Fraction(-1, 10**13), "0"),
        (Fraction(426, 5), "85.2"),
        (Fraction(100), "100"),
        (Fraction(1, 10**12), "0.000000000001"),
    ],
)
def test_plain_text_is_exact_or_cut(value: Fraction, text: str) -> None:
    assert plain_text(value) == text


def test_a_figure_without_end_is_published_rounded() -> None:
    assert published_text(Fraction(200, 3), ()) == "66.666666666667"
    assert published_text(100 - Fraction(1, 10**14), (Fraction(100),)) == "99.999999999999"
    assert published_text(Fraction(0), ()) == "0"
    assert published_text(Fraction(500), ()) == "500"


@given(st.fractions(-100, 100), st.integers(0, 12))
def test_a_published_text_agrees_with_its_value(value: Fraction, decimals: int) -> None:
    bounds = Method().bounds
    text = published_text(value, bounds)
    kept = len(text.partition(".")[2])
    assert Decimal(text) == shown(value, kept, bounds)
    assert is_decimal(as_published(value))
    assert not is_decimal(value, decimals) or Fraction(plain_text(value, decimals)) == value
