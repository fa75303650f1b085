"""Two periods of every district, joined (look, section 10)."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction

from spm_oversight.charts.ink import ACCENT, INK, INK_2, LINE, LINE_2, fitted, text_width
from spm_oversight.charts.marks import Chart, Circle, Mark, Path, Text, alternative, tidy
from spm_oversight.charts.places import spread
from spm_oversight.charts.scale import Scale

_GAP = 15


@dataclass(frozen=True)
class Change:
    """One district in both periods; without one of the two values it is not drawn."""

    name: str
    before: Fraction | None
    after: Fraction | None
    before_text: str
    after_text: str
    marked: bool = False


def slope_chart(
    changes: Sequence[Change],
    *,
    heads: tuple[str, str],
    title: str,
    unit: str,
    source: str,
    width: float = 420,
    height: float = 0,
) -> Chart:
    """Values on both sides, names at the right; labels are spread and thin leaders join them to their points.

    The scale reaches from the lowest to the highest value: a slope is read by its angle, not by its length. At most
    two are marked, in the accent; ``height`` grows to what the labels need.
    """
    drawn = [each for each in changes if each.before is not None and each.after is not None]
    tall = tidy(max(height, 44 + _GAP * len(drawn), 120))
    values = [value for each in drawn for value in (each.before, each.after) if value is not None]
    figures = max(
        (text_width(text, 12, bold=True) for each in drawn for text in (each.before_text, each.after_text)),
        default=30,
    )
    names = min(max((text_width(each.name, 12, bold=True) for each in drawn), default=40), width * 0.4)
    head = max(text_width(heads[0], 12, bold=True), figures + 22)
    left, right = tidy(min(head, width * 0.35)), tidy(width - names - figures - 28)
    scale = Scale(min(values, default=Fraction(0)), max(values, default=Fraction(100)), tall - 10, 34)
    sides = _Sides(left, right, tidy(figures), tidy(names), scale)
    marks: list[Mark] = [
        Text(left, 14, fitted(heads[0], left, 12, bold=True), 12, "end", bold=True),
        Text(right, 14, fitted(heads[1], width - right, 12, bold=True), 12, bold=True),
    ]
    marks += _lines(drawn, sides, tall)
    parts = [f"{each.name} {each.before_text} menjadi {each.after_text}" for each in drawn]
    return Chart("slope", title, unit, source, alternative(title, unit, parts), width, tall, tuple(marks))


@dataclass(frozen=True)
class _Sides:
    left: float
    right: float
    figures: float
    names: float
    scale: Scale


def _lines(changes: Sequence[Change], sides: _Sides, tall: float) -> list[Mark]:
    before = [sides.scale(each.before or Fraction(0)) for each in changes]
    after = [sides.scale(each.after or Fraction(0)) for each in changes]
    places = zip(
        changes,
        before,
        after,
        spread(before, _GAP, 34, tall - 8),
        spread(after, _GAP, 34, tall - 8),
        strict=True,
    )
    marks: list[Mark] = []
    # The marked last, so that no grey line crosses over them.
    for place in sorted(places, key=lambda each: each[0].marked):
        marks += _line(sides, *place)
    return marks


def _line(
    sides: _Sides, change: Change, before: float, after: float, left_at: float, right_at: float
) -> list[Mark]:
    ink, weight = (ACCENT, 2.4) if change.marked else (LINE_2, 1.1)
    fill = INK if change.marked else INK_2
    left, right = sides.left, sides.right
    leaders = (
        ((tidy(left - 16), tidy(left_at)), (left, before)),
        ((right, after), (tidy(right + 16), tidy(right_at))),
    )
    shown = fitted(change.name, sides.names, 12, bold=change.marked)
    figure = tidy(right + 20 + sides.figures)
    return [
        Path(leaders, LINE, 0.8),
        Path((((left, before), (right, after)),), ink, weight),
        Circle(left, before, 2.6, ink),
        Circle(right, after, 2.6, ink),
        Text(tidy(left - 20), tidy(left_at + 4), change.before_text, 12, "end", fill, change.marked),
        Text(figure, tidy(right_at + 4), change.after_text, 12, "end", fill, change.marked),
        Text(tidy(figure + 7), tidy(right_at + 4), shown, 12, "start", fill, change.marked),
    ]
