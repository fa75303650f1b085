"""All districts as rings on one line, the one meant filled and named (look, section 10)."""

from __future__ import annotations

from collections.abc import Sequence
from fractions import Fraction
from functools import lru_cache

from spm_oversight.charts.ink import ACCENT, INK, INK_2, LINE_2, PAPER, fitted, in_two, sized, text_width
from spm_oversight.charts.marks import Chart, Circle, Figure, Mark, Path, Rings, Text, alternative, said, tidy
from spm_oversight.charts.scale import Scale, plain, steps


def dot_plot(
    figures: Sequence[Figure],
    *,
    title: str,
    unit: str,
    source: str,
    mean: Fraction | None = None,
    mean_text: str = "",
    full: Fraction = Fraction(100),
    width: float = 560,
) -> Chart:
    """Rings on a line from 0 to ``full``; the marked one filled and named above, the mean a tick named below."""
    line, scale = 40, Scale(Fraction(0), full, 14, width - 14)
    marks = _axis(scale, line, width, unit_sign=full == 100, parts=5)
    marks += _rings(figures, scale, line, 5.5)
    if mean is not None:
        x = scale(mean)
        # Parted where the figures of the scale stand.
        marks.append(Path((((x, line - 10), (x, line + 9)), ((x, line + 24), (x, line + 27))), INK, 1.5))
        marks.append(_held(x, line + 38, mean_text, 12, width))
    marks += _named(figures, scale, line, 7.5, width, named=True)
    words = alternative(title, unit, [said(figure) for figure in figures])
    return Chart("dots", title, unit, source, words, width, 84, tuple(marks))


def dot_strip(
    figures: Sequence[Figure],
    *,
    title: str,
    unit: str,
    source: str,
    mean: Fraction | None = None,
    mean_text: str = "",
    width: float = 380,
) -> Chart:
    """The same, small, under its own heading with the mean at the right: one of several on one scale, 0 to 100."""
    line = 50
    scale, axis = _strip_axis(line, width)
    beside = fitted(mean_text, width / 2, 11)
    marks = _heading(title, width - text_width(beside, 11) - 6)
    if beside:
        marks.append(Text(width, 15, beside, 11, "end", INK_2))
    marks += axis
    marks += _rings(figures, scale, line, 4.5)
    if mean is not None:
        x = scale(mean)
        marks.append(Path((((x, line - 11), (x, line + 8)),), INK, 1.6))
    marks += _named(figures, scale, line, 6.5, width, named=False)
    words = alternative(title, unit, [f"{len(figures)} daerah", *filter(None, (mean_text,))])
    meant = [said(figure) for figure in figures if figure.marked]
    return Chart("dots", title, unit, source, "; ".join([words, *meant]), width, 78, tuple(marks))


@lru_cache(maxsize=16)
def _strip_axis(line: float, width: float) -> tuple[Scale, tuple[Mark, ...]]:
    """The scale of strips of this width and its axis, which are the same under any figures."""
    scale = Scale(Fraction(0), Fraction(100), 7, width - 7)
    return scale, tuple(_axis(scale, line, width, unit_sign=True, parts=3))


def _heading(title: str, room: float) -> list[Mark]:
    """On one line where it has room, else on two in the same height, with no word cut."""
    heading, size = sized(title, room, 13, 11, bold=True)
    if heading == title:
        return [Text(0, 15, heading, size, bold=True)]
    lines = zip((11, 24), in_two(title, room, 11, bold=True), strict=True)
    return [Text(0, y, line, 11, bold=True) for y, line in lines if line]


def _axis(scale: Scale, line: float, width: float, *, unit_sign: bool, parts: int) -> list[Mark]:
    values = steps(scale.low, scale.high, parts)
    ticks = (((x, line - 4), (x, line + 4)) for x in map(scale, values))
    marks: list[Mark] = [Path((((scale.start, line), (scale.end, line)), *ticks), LINE_2)]
    for value in values:
        sign = "\u00a0%" if unit_sign and value == scale.high else ""
        marks.append(_held(scale(value), line + 20, plain(value) + sign, 11, width, fill=INK_2))
    return marks


def _held(
    x: float, y: float, text: str, size: float, width: float, *, fill: str = INK, bold: bool = False
) -> Text:
    """A text in the middle over its place, or at the edge it would leave."""
    text = fitted(text, width, size, bold=bold)
    half = text_width(text, size, bold=bold) / 2
    return Text(tidy(min(max(x, half), width - half)), tidy(y), text, size, "middle", fill, bold)


def _rings(figures: Sequence[Figure], scale: Scale, line: float, radius: float) -> list[Mark]:
    places = [
        (scale(figure.value), float(line))
        for figure in figures
        if figure.value is not None and not figure.marked
    ]
    return [Rings(tuple(places), radius, PAPER, INK_2, 1.3)] if places else []


def _named(
    figures: Sequence[Figure], scale: Scale, line: float, radius: float, width: float, *, named: bool
) -> list[Mark]:
    """The one that is meant; were there more, their names would lie on each other, so the first alone is named."""
    marks: list[Mark] = []
    for figure in figures:
        if figure.marked and figure.value is not None:
            text = f"{figure.name} {figure.text}" if named else figure.text
            first = not marks
            marks.append(Circle(scale(figure.value), line, radius, ACCENT, PAPER, 1.5))
            if first:
                marks.append(_held(scale(figure.value), line - 13, text, 12.5, width, fill=ACCENT, bold=True))
    return marks
