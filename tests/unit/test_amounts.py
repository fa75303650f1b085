"""Numbers as the database keeps them come back as they were."""

from __future__ import annotations

from decimal import Decimal
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from spm_oversight.persistence.amounts import exact, fractions, unrounded

long = st.integers(1, 10**5000)


@pytest.mark.parametrize("text", ["0.0000", "5.0000", "12.3400", "-7.5", "99999999999999.0001"])
def test_an_entered_number_is_read_exactly(text: str) -> None:
    assert exact(Decimal(text)) == Fraction(text)


@given(st.lists(st.none() | st.builds(Fraction, st.integers() | long, long)))
def test_unrounded_values_come_back_however_long_they_are(values: list[Fraction | None]) -> None:
    assert list(fractions(unrounded(*values))) == values
