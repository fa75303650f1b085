"""Exact fractions as the database keeps them."""

from __future__ import annotations

from decimal import Decimal
from fractions import Fraction

PLACES = 12


def cut(value: Fraction | None) -> Decimal | None:
    """``value`` cut (not rounded) at 12 decimals, so that no stored figure reaches a band its fraction has not."""
    if value is None:
        return None
    scaled = abs(value.numerator) * 10**PLACES // value.denominator
    return Decimal(scaled if value >= 0 else -scaled).scaleb(-PLACES)
