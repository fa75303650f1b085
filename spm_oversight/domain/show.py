"""How an exact figure is written down: rounded so that it never claims more than was reached (contract 1, rule 8)."""

from __future__ import annotations

from collections.abc import Iterable
from decimal import Decimal
from fractions import Fraction

from spm_oversight.domain.method import DEFAULT_BANDS, Method

PUBLISHED_DECIMALS = 12
"""Decimals that the open data package and ``recompute`` carry at most."""

PLAIN_FIGURES = frozenset({"rank", "on_time", "on_time_extended", "not_served_people"})
"""Counts among the published figures: rounded plainly, since no band applies to them."""

_DEFAULT_BOUNDS = tuple(band.lower for band in DEFAULT_BANDS)


def shown(value: Fraction, decimals: int = 2, bounds: Iterable[Fraction] = _DEFAULT_BOUNDS) -> Decimal:
    """Round half away from zero, but never up to a bound that ``value`` has not reached: 99.996 gives 99.99.

    Give ``bounds=()`` for money and counts, which are rounded plainly.
    """
    scale, below = 10**decimals, value.denominator
    # Whole numbers all the way: this is asked of every result at every save.
    exact = value.numerator * scale
    away = (2 * abs(exact) + below) // (2 * below)
    units = away if exact >= 0 else -away
    if units * below > exact and any(
        exact * bound.denominator < bound.numerator * scale * below
        and bound.numerator * scale <= units * bound.denominator
        for bound in bounds
    ):
        units = exact // below
    # Built from its text: every other way rounds to the precision of the current decimal context.
    return Decimal(f"{units}E-{decimals}")


def bounds_for(figure: str, method: Method) -> tuple[Fraction, ...]:
    """The bounds with which a published figure (a column of results, a metric) is shown under ``method``."""
    return () if figure in PLAIN_FIGURES else method.bounds


def plain_text(value: Fraction, decimals: int = PUBLISHED_DECIMALS) -> str:
    """The decimal digits of ``value``: exact if they end within ``decimals``, else cut there (contract 1, Command)."""
    if value.denominator == 1:
        return str(value.numerator)
    scale = 10**decimals
    whole, part = divmod(abs(value.numerator) * scale // value.denominator, scale)
    fraction = f"{part:0{decimals}d}".rstrip("0") if decimals else ""
    text = f"{whole}.{fraction}" if fraction else str(whole)
    return f"-{text}" if value < 0 and text != "0" else text


def is_decimal(value: Fraction, decimals: int = PUBLISHED_DECIMALS) -> bool:
    """Whether ``value`` can be written exactly with that many decimals."""
    return 10**decimals % value.denominator == 0


def published_text(value: Fraction, bounds: Iterable[Fraction]) -> str:
    """The text under which a figure is published: exact where it ends, else rounded by rule 8 to 12 decimals.

    Cutting, as ``plain_text`` does, would publish 66.666666666666 for two thirds, which nobody recomputes.
    """
    text = format(shown(value, PUBLISHED_DECIMALS, bounds), "f")
    return text.rstrip("0").rstrip(".")


def as_published(value: Fraction, bounds: Iterable[Fraction] = _DEFAULT_BOUNDS) -> Fraction:
    """The figure that readers of a published package hold: at most 12 decimals.

    A later quarter compares with this one, not with the unpublished rest of its decimals; so its package can be
    rebuilt from the files alone.
    """
    return Fraction(published_text(value, bounds))
