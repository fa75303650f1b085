"""Bars with a target, and one bar divided by counts (look, section 10)."""

from __future__ import annotations

from collections.abc import Sequence
from fractions import Fraction

from spm_oversight.charts.ink import HATCH, INK, INK_2, fitted, hatch, shade, text_width
from spm_oversight.charts.marks import Chart, Figure, Mark, Path, Rect, Text, alternative, said, tidy
from spm_oversight.charts.scale import Scale, upright

_TOP = 26


def bar_chart(
    rows: Sequence[Figure],
    *,
    title: str,
    unit: str,
    source: str,
    target: Fraction | None = None,
    target_text: str = "",
    full: Fraction = Fraction(100),
    width: float = 560,
) -> Chart:
    """Bars from 0 to ``full`` in the order given, filled by band; values and letters in a column of their own.

    ``target``: a dashed line named ``target_text`` at the top, which crosses no figure.
    """
    # Many districts stand closer, so that all of them fit on one page of paper.
    step = 24 if len(rows) <= 20 else 19
    widths = (text_width(row.name, 13, bold=row.marked) for row in rows)
    names = min(max(widths, default=0), width * 0.4)
    values = max((text_width(row.text, 13, bold=True) for row in rows), default=0)
    bottom = _TOP + step * len(rows) + 4
    scale = Scale(Fraction(0), full, tidy(names + 10), tidy(width - values - 44))
    named = None if target is None else _target_name(scale(target), target_text, width)
    marks = upright(scale, _TOP - 3, bottom - 3, named)
    for index, row in enumerate(rows):
        marks += _bar(row, (_TOP + step * index, step), scale, names, width)
    if target is not None and named:
        x = scale(target)
        marks += [Path((((x, _TOP - 3), (x, bottom - 3)),), INK, 1.2, "4 3"), named]
    words = alternative(title, unit, [said(row) for row in rows])
    return Chart("bar", title, unit, source, words, width, bottom, tuple(marks))


def _bar(row: Figure, band: tuple[float, float], scale: Scale, names: float, width: float) -> list[Mark]:
    top, step = band
    line = tidy(top + step / 2 + 4.5)
    name = fitted(row.name, names, 13, bold=row.marked)
    marks: list[Mark] = [Text(tidy(names), line, name, 13, "end", bold=row.marked)]
    if row.value is not None:
        fill = shade(row.style)
        length = tidy(scale(row.value) - scale.start)
        marks.append(Rect(scale.start, top + 4, length, step - 8, fill.fill, fill.edge))
    absent = row.value is None
    marks.append(Text(width - 28, line, row.text, 13, "end", INK_2 if absent else INK, bold=not absent))
    marks.append(Text(width, line, row.letters, 12, "end", INK_2))
    return [mark for mark in marks if not isinstance(mark, Text) or mark.text]


def _target_name(x: float, text: str, width: float) -> Text:
    text = fitted(text, width, 11, bold=True)
    half = text_width(text, 11, bold=True) / 2
    return Text(tidy(min(max(x, half), width - half)), 13, text, 11, "middle", INK, bold=True)


def divided_bar(
    parts: Sequence[tuple[str, str, str, int]],
    *,
    title: str,
    unit: str,
    source: str,
    width: float = 440,
) -> Chart:
    """Counts as parts of one bar: each part ``(letters, label, style, count)``; count inside, letters below."""
    shown = [part for part in parts if part[3]]
    total = sum(part[3] for part in shown)
    # A part keeps room for its letters; the rest is shared out by count.
    least = min(30.0, width / max(1, len(shown)))
    marks: list[Mark] = []
    left = 0.0
    for letters, _, style, count in shown:
        length = least + (width - least * len(shown)) * count / total
        marks += _part(letters, style, count, left, length)
        left += length
    words = alternative(title, unit, [f"{label} {count}" for _, label, _, count in shown])
    return Chart("divided", title, unit, source, words, width, 48, tuple(marks))


def _part(letters: str, style: str, count: int, left: float, length: float) -> list[Mark]:
    fill = shade(style)
    x, wide = tidy(left + 0.5), tidy(max(length - 3, 1))
    marks: list[Mark] = [Rect(x, 0.5, wide, 27, fill.fill, fill.edge, "3 3" if fill.hatched else "")]
    if fill.hatched:
        marks.append(Path(hatch(x, 0.5, wide, 27), HATCH))
    middle = tidy(left + length / 2 - 1)
    marks.append(Text(middle, 19, f"{count}", 14, "middle", fill.text, bold=True))
    marks.append(Text(middle, 43, letters, 12, "middle", INK_2))
    return marks
