"""Two figures of every district against each other (look, section 10); no line through the points."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction
from itertools import islice

from spm_oversight.charts.ink import ACCENT, INK, INK_2, LINE, LINE_2, PAPER, fitted, text_width
from spm_oversight.charts.marks import Box, Chart, Circle, Mark, Path, Text, alternative, tidy
from spm_oversight.charts.places import crosses, free_places, nearest
from spm_oversight.charts.scale import Scale, plain, steps


@dataclass(frozen=True)
class Dot:
    """One district. ``named``: its name stands beside its ring; ``marked``: it is the one meant, or one of few."""

    name: str
    x: Fraction | None
    y: Fraction | None
    x_text: str
    y_text: str
    named: bool = False
    marked: bool = False


@dataclass(frozen=True)
class Axis:
    """What a direction measures, with its denominator and unit, and from where to where."""

    name: str
    low: Fraction = Fraction(0)
    high: Fraction = Fraction(100)


@dataclass(frozen=True)
class Quadrants:
    """Two lines that part the field, and the words for its corners: left and right above, left and right below."""

    x: Fraction
    y: Fraction
    words: tuple[str, str, str, str]


def scatter_chart(
    dots: Sequence[Dot],
    *,
    across: Axis,
    up: Axis,
    title: str,
    unit: str,
    source: str,
    quadrants: Quadrants | None = None,
    width: float = 520,
    height: float = 360,
) -> Chart:
    """A ring for each district with both figures; names never cover a ring, a word or each other.

    A name stands as near as there is room, with a leader when that is not beside its ring; where there is none at
    all it is left to the table. Name at most five, or all of a small field.
    """
    # Room for the figures of both scales, however long: beside the field, and half of the last one below it.
    beside = max(text_width(plain(value), 11) for value in steps(up.low, up.high, 5)) + 8
    after = text_width(plain(across.high), 11) / 2
    x = Scale(across.low, across.high, tidy(max(44, beside)), tidy(width - max(14, after)))
    y = Scale(up.low, up.high, tidy(height - 44), 30)
    drawn = [dot for dot in dots if dot.x is not None and dot.y is not None]
    marks = _field(x, y, across, up, width, height)
    words = _corners(quadrants, x, y) if quadrants else []
    rings: list[Mark] = [_ring(dot, x, y) for dot in drawn]
    marks += words
    taken = [box for mark in (*words, *rings) for box in _boxes(mark)]
    # The marked choose first, then from the top: the same field always gives the same places.
    order = sorted(
        (dot for dot in drawn if dot.named or dot.marked),
        key=lambda dot: (not dot.marked, y(dot.y or Fraction(0)), x(dot.x or Fraction(0)), dot.name),
    )
    for dot in order:
        marks += _label(dot, x, y, taken)
    marks += rings  # over the leaders that end at them
    parts = [f"{dot.name} {dot.x_text} dan {dot.y_text}" for dot in drawn]
    said = alternative(f"{title}; {across.name} dan {up.name}", unit, parts)
    return Chart("scatter", title, unit, source, said, width, height, tuple(marks))


def _ring(dot: Dot, x: Scale, y: Scale) -> Circle:
    fill, edge = (ACCENT, ACCENT) if dot.marked else (PAPER, INK_2)
    return Circle(x(dot.x or Fraction(0)), y(dot.y or Fraction(0)), 5, fill, edge, 1.4)


def _field(x: Scale, y: Scale, across: Axis, up: Axis, width: float, height: float) -> list[Mark]:
    marks: list[Mark] = []
    for value in steps(x.low, x.high, 5):
        at = x(value)
        marks.append(Path((((at, y.end), (at, y.start)),), LINE))
        marks.append(Text(at, tidy(y.start + 16), plain(value), 11, "middle", INK_2))
    for value in steps(y.low, y.high, 5):
        at = y(value)
        marks.append(Path((((x.start, at), (x.end, at)),), LINE))
        marks.append(Text(tidy(x.start - 7), tidy(at + 4), plain(value), 11, "end", INK_2))
    marks.append(Text(0, 15, fitted(up.name, width, 12, bold=True), 12, bold=True))
    marks.append(
        Text(width, tidy(height - 8), fitted(across.name, width, 12, bold=True), 12, "end", bold=True)
    )
    return marks


def _corners(quadrants: Quadrants, x: Scale, y: Scale) -> list[Mark]:
    """The two lines, and each corner's words at its outer end."""
    at, level = x(quadrants.x), y(quadrants.y)
    marks: list[Mark] = [
        Path((((at, y.end), (at, y.start)), ((x.start, level), (x.end, level))), LINE_2, 1.2, "5 3"),
    ]
    half = (x.end - x.start) / 2 - 10
    for words, left, upper in zip(quadrants.words, (1, 0, 1, 0), (1, 1, 0, 0), strict=True):
        text = fitted(words, half, 11)
        place = tidy(x.start + 5) if left else tidy(x.end - 5)
        row = tidy(y.end + 13) if upper else tidy(y.start - 6)
        if text:
            marks.append(Text(place, row, text, 11, "start" if left else "end", INK_2))
    return marks


def _boxes(mark: Mark) -> list[Box]:
    """What a name must not cover: the box of a ring or a word, and a line's own, which crosses the field."""
    if not isinstance(mark, Path):
        return [mark.box()]
    return [
        (min(x, to_x) - 2, min(y, to_y) - 2, max(x, to_x) + 2, max(y, to_y) + 2)
        for (x, y), (to_x, to_y) in mark.strokes
    ]


def _label(dot: Dot, x: Scale, y: Scale, taken: list[Box]) -> list[Mark]:
    """The name at the nearest free place whose leader crosses nothing; the place is taken from then on."""
    at = (x(dot.x or Fraction(0)), y(dot.y or Fraction(0)))
    width = text_width(dot.name, 12, bold=dot.marked)
    free = free_places(at, width + 2, 14, (x.start, y.end, x.end, y.start), taken)
    found = list(islice(free, 24))
    if not found:
        return []
    # Lines are thin: a leader may cross one, but neither a ring nor a word.
    solid = [box for box in taken if min(box[2] - box[0], box[3] - box[1]) > 4]
    box = next((each for each in found if not crosses(at, nearest(each, at), solid)), found[0])
    taken.append(box)
    ink = INK if dot.marked else INK_2
    text = Text(tidy(box[0] + 1), tidy(box[1] + 10.6), dot.name, 12, "start", ink, dot.marked)
    near = nearest(box, at)
    if abs(near[0] - at[0]) + abs(near[1] - at[1]) <= 14:
        return [text]
    return [Path(((at, (tidy(near[0]), tidy(near[1]))),), LINE_2, 0.8), text]
