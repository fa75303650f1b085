"""Quarters in a row. Figures are cumulative inside a year, so every line breaks between years (look, section 5)."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction
from itertools import groupby

from spm_oversight.charts.ink import ACCENT, INK_2, LINE, LINE_2, fitted, text_width
from spm_oversight.charts.marks import Chart, Circle, Mark, Path, Point, Text, alternative, tidy
from spm_oversight.charts.scale import Scale, plain, steps

_ROMAN = ("I", "II", "III", "IV")


@dataclass(frozen=True)
class Quarter:
    """One quarter: the figure, as shown, and the mean it is seen against; either value may be missing."""

    year: int
    quarter: int
    value: Fraction | None
    text: str
    mean: Fraction | None = None


def trend_line(
    quarters: Sequence[Quarter],
    *,
    title: str,
    unit: str,
    source: str,
    mean_name: str = "rata-rata provinsi",
    heading: bool = False,
    width: float = 420,
    height: float = 190,
) -> Chart:
    """Up to eight quarters in time order on 0 to 100; the last value is written, the mean dashed.

    ``heading``: the title stands in the drawing, for one of several.
    """
    top = 34 if heading else 20
    places = _places(quarters, 44, width - 24)
    scale = Scale(Fraction(0), Fraction(100), height - 40, top)
    marks: list[Mark] = []
    if heading:
        marks.append(Text(0, 13, fitted(title, width, 13, bold=True), 13, bold=True))
    marks += _ground(scale, width)
    marks += _years(quarters, places, scale, height)
    marks += _means(quarters, places, scale)
    marks += _values(quarters, places, scale)
    if any(each.mean is not None for each in quarters) and mean_name and not heading:
        word = Text(width, 11, mean_name, 11, "end", INK_2)
        left = tidy(word.box()[0] - 28)
        marks += [Path((((left, 7), (left + 22, 7)),), INK_2, 1.2, "4 3"), word]
    parts = [f"{_name(each)} {each.text}" for each in quarters]
    return Chart("trend", title, unit, source, alternative(title, unit, parts), width, height, tuple(marks))


def _name(quarter: Quarter) -> str:
    return f"TW {_ROMAN[quarter.quarter - 1]} {quarter.year}"


def _places(quarters: Sequence[Quarter], start: float, end: float) -> list[float]:
    """One step a quarter, and half a step more between two years."""
    at, places = 0.0, list[float]()
    for index, each in enumerate(quarters):
        at += 0 if not index else 1.5 if each.year != quarters[index - 1].year else 1
        places.append(at)
    step = (end - start) / max(at, 3)
    return [tidy(start + place * step) for place in places]


def _ground(scale: Scale, width: float) -> list[Mark]:
    marks: list[Mark] = []
    for value in steps(scale.low, scale.high, 3):
        y = scale(value)
        marks.append(Path((((28, y), (width, y)),), LINE))
        marks.append(Text(22, tidy(y + 4), plain(value), 11, "end", INK_2))
    return marks


def _years(quarters: Sequence[Quarter], places: Sequence[float], scale: Scale, height: float) -> list[Mark]:
    base = scale.start
    marks: list[Mark] = [
        Text(x, tidy(base + 15), _ROMAN[each.quarter - 1], 11, "middle", INK_2)
        for each, x in zip(quarters, places, strict=True)
    ]
    last = None
    for year, run in _runs(quarters, places):
        xs = [x for _, x in run]
        marks.append(Text(tidy((xs[0] + xs[-1]) / 2), tidy(height - 8), f"{year}", 12, "middle"))
        if last is not None:
            x = tidy((last + xs[0]) / 2)
            marks.append(Path((((x, scale.end), (x, height - 4)),), LINE))
        last = xs[-1]
    return marks


def _runs(
    quarters: Sequence[Quarter], places: Sequence[float]
) -> list[tuple[int, list[tuple[Quarter, float]]]]:
    pairs = zip(quarters, places, strict=True)
    return [(year, list(run)) for year, run in groupby(pairs, key=lambda pair: pair[0].year)]


def _strokes(
    quarters: Sequence[Quarter], places: Sequence[float], scale: Scale, *, mean: bool
) -> list[list[Point]]:
    """The points that a line joins: those of one year without a gap between them."""
    strokes: list[list[Point]] = []
    for _, run in _runs(quarters, places):
        stroke: list[Point] = []
        for each, x in run:
            value = each.mean if mean else each.value
            if value is not None:
                stroke.append((x, scale(value)))
            elif stroke:
                strokes.append(stroke)
                stroke = []
        strokes.append(stroke)
    return [stroke for stroke in strokes if stroke]


def _means(quarters: Sequence[Quarter], places: Sequence[float], scale: Scale) -> list[Mark]:
    strokes = _strokes(quarters, places, scale, mean=True)
    lines = [
        tuple(stroke)
        if len(stroke) > 1
        else ((tidy(stroke[0][0] - 7), stroke[0][1]), (tidy(stroke[0][0] + 7), stroke[0][1]))
        for stroke in strokes
    ]
    return [Path(tuple(lines), INK_2, 1.2, "4 3")] if lines else []


def _values(quarters: Sequence[Quarter], places: Sequence[float], scale: Scale) -> list[Mark]:
    strokes = _strokes(quarters, places, scale, mean=False)
    lines = tuple(tuple(stroke) for stroke in strokes if len(stroke) > 1)
    marks: list[Mark] = [Path(lines, ACCENT, 2.2)] if lines else []
    marks += [Circle(x, y, 3.4, ACCENT) for stroke in strokes for x, y in stroke]
    known = [(each, x) for each, x in zip(quarters, places, strict=True) if each.value is not None]
    if known:
        each, x = known[-1]
        y = scale(each.value or Fraction(0))
        # Over the point, unless the scale's top is there.
        at = y - 9 if y - 20 > scale.end else y + 18
        half = text_width(each.text, 12, bold=True) / 2
        room = scale.start - 3
        marks.append(
            Text(tidy(max(x, half)), tidy(min(at, room)), each.text, 12, "middle", ACCENT, bold=True)
        )
    return marks


def sparkline(quarters: Sequence[Quarter], *, width: float = 84, height: float = 22) -> Chart:
    """A row's quarters inside its cell: no axis, one scale for all rows, the last point in the accent."""
    places = _places(quarters, 4, width - 4)
    scale = Scale(Fraction(0), Fraction(100), height - 4, 4)
    strokes = _strokes(quarters, places, scale, mean=False)
    lines = tuple(tuple(stroke) for stroke in strokes if len(stroke) > 1)
    marks: list[Mark] = [Path(lines, INK_2, 1.4)] if lines else []
    marks += [Circle(*stroke[-1], 1.6, LINE_2) for stroke in strokes[:-1]]
    marks += [Circle(*stroke[-1], 2.4, ACCENT) for stroke in strokes[-1:]]
    return Chart("spark", "", "", "", "", width, height, tuple(marks))
