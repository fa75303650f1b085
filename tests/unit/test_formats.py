"""What is written is Indonesian and exact, and forms read it back."""

from __future__ import annotations

from datetime import UTC, date, datetime
from decimal import Decimal
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from spm_oversight import formats
from spm_oversight.formats import NBSP


@pytest.mark.parametrize(
    ("value", "decimals", "text"),
    [
        (0, 0, "0"),
        (1234, 0, "1.234"),
        (1385437875, 0, "1.385.437.875"),
        (Decimal("1234.56"), 2, "1.234,56"),
        (Decimal("99.99"), 1, "100,0"),
        (Fraction(1, 3), 4, "0,3333"),
        (Fraction(1, 200), 2, "0,01"),
        (Fraction(3, 200), 2, "0,02"),
        (Fraction(-1, 200), 2, "−0,01"),
        (Fraction(-1, 1000), 2, "0,00"),
        (-1234567, 0, "−1.234.567"),
        (None, 2, "–"),
    ],
)
def test_number(value: int | Fraction | Decimal | None, decimals: int, text: str) -> None:
    assert formats.number(value, decimals) == text


@pytest.mark.parametrize(
    ("value", "text"),
    [
        (Decimal("7.51"), "+7,51"),
        (Decimal("-2.65"), "−2,65"),
        (Fraction(1, 1000), "0,00"),
        (0, "0,00"),
        (None, "–"),
    ],
)
def test_signed(value: int | Fraction | Decimal | None, text: str) -> None:
    assert formats.signed(value, 2) == text


def test_percent_and_money_stay_on_one_line() -> None:
    assert formats.percent(Decimal("85.2")) == f"85,20{NBSP}%"
    assert formats.percent(Fraction(100), 1) == f"100,0{NBSP}%"
    assert formats.percent(None) == "–"
    assert formats.rupiah(1385437875) == f"Rp{NBSP}1.385.437.875"
    assert formats.rupiah(-1000) == f"−Rp{NBSP}1.000"
    assert formats.rupiah(None) == "–"


@pytest.mark.parametrize(
    ("value", "text"),
    [
        (117_260_000_000, "Rp 117,26 miliar"),
        (2_500_000_000_000, "Rp 2,50 triliun"),
        (12_345_678, "Rp 12,35 juta"),
        (999_994_999, "Rp 999,99 juta"),
        (999_995_000, "Rp 1,00 miliar"),
        (950_000, "Rp 950.000"),
        (-3_000_000, "−Rp 3,00 juta"),
        (None, "–"),
    ],
)
def test_rupiah_short(value: int | None, text: str) -> None:
    assert formats.rupiah_short(value) == text.replace(" ", NBSP)


def test_dates() -> None:
    late = datetime(2024, 10, 20, 16, 59, tzinfo=UTC)
    assert formats.long_date(date(2024, 5, 21)) == "21 Mei 2024"
    assert formats.long_date(None) == "–"
    assert formats.moment(late, "Asia/Jakarta") == "20 Oktober 2024 pukul 23.59 WIB"
    assert formats.moment(late, "Asia/Makassar") == "21 Oktober 2024 pukul 00.59 WITA"
    assert formats.moment(late, "Asia/Jayapura") == "21 Oktober 2024 pukul 01.59 WIT"
    assert formats.moment(None, "Asia/Jakarta") == "–"
    with pytest.raises(ValueError, match="time zone"):
        formats.moment(datetime(2024, 10, 20, 16, 59), "Asia/Jakarta")  # noqa: DTZ001 - the fault meant


def test_quarters() -> None:
    assert formats.quarter_title(2024, 3) == "Triwulan III 2024"
    assert formats.quarter_short(4) == "TW IV"


@given(st.integers())
def test_forms_read_the_whole_numbers_that_are_written(value: int) -> None:
    assert formats.read_whole(formats.number(value)) == value
    assert formats.read_whole(f" {value} ") == value


@given(st.integers(), st.integers(min_value=0, max_value=6))
def test_forms_read_the_decimals_that_are_written(units: int, decimals: int) -> None:
    value = Fraction(units, 10**decimals)
    assert formats.read_decimal(formats.number(value, decimals), decimals) == value


@given(st.fractions(), st.integers(min_value=0, max_value=6))
def test_what_is_written_is_within_half_a_step(value: Fraction, decimals: int) -> None:
    written = formats.read_decimal(formats.number(value, decimals), decimals)
    assert abs(written - value) <= Fraction(1, 2 * 10**decimals)
    assert abs(written) >= abs(value) or abs(written - value) < Fraction(1, 2 * 10**decimals)


WRONG = [
    "",
    " ",
    "1,234.56",
    "1234.5",
    "1.5",
    "0.500",
    "12 %",
    "Rp 1.000",
    "(5)",
    "1e3",
    "NaN",
    "1_000",
    "1.23.456",
]
WRONG += ["1 234", "١٢", "+5", "--5", "1,", ",5", "∞", "1.234.56", "12.3456", "1" * 5000]


@pytest.mark.parametrize("text", WRONG)
def test_other_writings_are_refused_in_indonesian(text: str) -> None:
    with pytest.raises(ValueError, match="tidak dapat dibaca sebagai bilangan bulat. Tulis angka saja"):
        formats.read_whole(text)
    with pytest.raises(ValueError, match="tidak dapat dibaca sebagai bilangan. Tulis angka saja"):
        formats.read_decimal(text, 4)


def test_digits_after_the_comma_are_limited() -> None:
    assert formats.read_decimal("1.234,5678", 4) == Fraction("1234.5678")
    with pytest.raises(ValueError, match="paling banyak 4 angka"):
        formats.read_decimal("1,23456", 4)
    with pytest.raises(ValueError, match="bilangan bulat"):
        formats.read_whole("12,5")


@given(st.dates(min_value=date(1000, 1, 1)))
def test_forms_read_the_dates_that_are_written(day: date) -> None:
    assert formats.read_date(formats.long_date(day)) == day


@pytest.mark.parametrize("text", ["21/05/2024", "21-5-2024", " 21 mei 2024 ", "2024-05-21"])
def test_dates_are_read_in_the_usual_writings(text: str) -> None:
    assert formats.read_date(text) == date(2024, 5, 21)


@pytest.mark.parametrize(
    "text", ["", "31/02/2024", "05/21/2024", "21 May 2024", "21/05/24", "besok", "2024-13-01"]
)
def test_what_is_no_day_is_refused(text: str) -> None:
    with pytest.raises(ValueError, match="tidak dapat dibaca sebagai tanggal"):
        formats.read_date(text)
