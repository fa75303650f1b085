"""The field of allocation against achievement as a drawing; the table under it holds the same figures."""

from __future__ import annotations

from fractions import Fraction

from spm_oversight.charts.marks import Chart
from spm_oversight.charts.scatter import Axis, Dot, Quadrants, scatter_chart
from spm_oversight.formats import number
from spm_oversight.services.money import Against, Money, Place, Quadrant
from spm_oversight.services.money_words import (
    QUADRANT,
    THOUSAND,
    achieved_label,
    achieved_shown,
    allocated_label,
    allocated_shown,
)
from spm_oversight.web.told import title_of

_NAMED = 5
"""More names than these make a field unreadable (look, section 10)."""
_ALL_NAMED = 16
_STEPS = (2, 4, 6, 8, 10)
"""Ends of an axis, times a power of ten: each is parted by four into figures of one decimal."""


def field_of(money: Money) -> Chart | None:
    """The drawing; None where fewer than two districts have both figures."""
    placed = [place for place in money.places if place.quadrant]
    if len(placed) < 2 or money.allocated is None or money.achieved is None:
        return None
    high = ceiling(max(_across(money, place.allocated) for place in placed))
    named = _named(money, placed, high)
    return scatter_chart(
        [_dot(money, place, named) for place in placed],
        across=Axis(allocated_label(money), Fraction(0), high),
        up=Axis(achieved_label(money)),
        title="Letak tiap daerah",
        unit=title_of(money.comparison.period.quarter),
        source="Garis putus-putus: median daerah yang ditampilkan.",
        quadrants=Quadrants(_across(money, money.allocated), money.achieved, _CORNERS),
        width=760,
        height=440,
    )


_CORNERS = (
    QUADRANT[Quadrant.LITTLE_HIGH],
    QUADRANT[Quadrant.MUCH_HIGH],
    QUADRANT[Quadrant.LITTLE_LOW],
    QUADRANT[Quadrant.MUCH_LOW],
)


def ceiling(value: Fraction) -> Fraction:
    """The end of an axis from 0 that holds ``value``: 2, 4, 6, 8 or 10 times a power of ten."""
    scale = Fraction(1, 10)
    while value > 10 * scale:
        scale *= 10
    return next(step * scale for step in _STEPS if value <= step * scale)


def _across(money: Money, value: Fraction | None) -> Fraction:
    """In the unit of the axis."""
    value = value or Fraction(0)
    return value / THOUSAND if money.against is Against.RECIPIENTS else value


def _named(money: Money, placed: list[Place], high: Fraction) -> frozenset[str]:
    """Everybody in a small field; in a larger one those farthest from where the medians cross."""
    if len(placed) <= _ALL_NAMED:
        return frozenset(place.row.district.id for place in placed)
    middle = (_across(money, money.allocated) / high, (money.achieved or 0) / 100)

    def distance(place: Place) -> float:
        x, y = _across(money, place.allocated) / high, (place.achieved or 0) / Fraction(100)
        return float((x - middle[0]) ** 2 + (y - middle[1]) ** 2)

    far = sorted(placed, key=lambda place: (-distance(place), place.row.district.id))
    return frozenset(place.row.district.id for place in far[:_NAMED])


def _dot(money: Money, place: Place, named: frozenset[str]) -> Dot:
    return Dot(
        name=place.row.district.short,
        x=_across(money, place.allocated),
        y=place.achieved,
        x_text=number(allocated_shown(money, place.allocated), 2),
        y_text=number(achieved_shown(money, place.achieved), 2),
        named=place.row.district.id in named,
    )
