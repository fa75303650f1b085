"""Exact fractions as the database keeps them: numbers entered exactly, results as they are published."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
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


def unrounded(*values: Fraction | int | None) -> str:
    """Fractions as text that ``fractions`` reads back, however long they are."""
    # Hexadecimal: Python reads and writes long decimal integers slowly, and from 4,300 digits on not at all.
    return " ".join("-" if v is None else f"{v.numerator:x}/{v.denominator:x}" for v in values)


def fractions(text: str) -> Sequence[Fraction | None]:
    """The values that ``unrounded`` wrote."""
    return [None if part == "-" else _fraction(*part.split("/")) for part in text.split()]


def _fraction(above: str, below: str) -> Fraction:
    return Fraction(int(above, 16), int(below, 16))


def exact(value: Decimal | None) -> Fraction | None:
    """The stored number as the domain computes with it."""
    if value is None:
        return None
    whole = int(value)
    # Nearly every figure is whole, and of whole numbers fractions are made much faster.
    return Fraction(whole) if whole == value else Fraction(value)
