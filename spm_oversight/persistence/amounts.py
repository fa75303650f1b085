"""Exact fractions as the database keeps them: numbers entered exactly, results as they are published."""

from __future__ import annotations

from collections.abc import Iterable
from decimal import Decimal
from fractions import Fraction

from spm_oversight.domain.show import PUBLISHED_DECIMALS, shown

ENTERED_DECIMALS = 4


def entered(value: Fraction | None) -> Decimal | None:
    """A number a person entered; the rules of entry let at most four decimals through."""
    return None if value is None else shown(value, ENTERED_DECIMALS, ())


def published(value: Fraction | None, bounds: Iterable[Fraction]) -> Decimal | None:
    """A result as the open data package publishes it: at most 12 decimals, no bound reached that it has not."""
    return None if value is None else shown(value, PUBLISHED_DECIMALS, bounds)


def exact(value: Decimal | None) -> Fraction | None:
    """The stored number as the domain computes with it."""
    return None if value is None else Fraction(value)
