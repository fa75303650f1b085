"""One square for each district, by row and column (look, section 10)."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from spm_oversight.charts.ink import HATCH, INK, hatch, shade, sized
from spm_oversight.charts.marks import Chart, Figure, Group, Mark, Path, Rect, Text, alternative, said, tidy

TALL = 82
"""A square's usual height."""
_GAP = 2


@dataclass(frozen=True)
class Tile:
    """A district's figure and its square, rows and columns counted from 1. The figure's ``name`` is the short one."""

    row: int
    column: int
    figure: Figure


def tile_map(
    tiles: Sequence[Tile], *, title: str, unit: str, source: str, width: float = 598, tall: float = TALL
) -> Chart:
    """The squares with short name, value and letters; hatched where there is no value. Empty rows stay empty."""
    left = min((tile.column for tile in tiles), default=1)
    top = min((tile.row for tile in tiles), default=1)
    columns = max((tile.column for tile in tiles), default=1) - left + 1
    rows = max((tile.row for tile in tiles), default=1) - top + 1
    # Never wider than two fifths of their height more: few columns make a narrower map, not larger squares.
    wide = tidy(min((width - _GAP * (columns - 1)) / columns, tall * 1.4))
    ordered = sorted(tiles, key=lambda tile: (tile.row, tile.column))
    marks = tuple(
        _tile(tile.figure, (tile.column - left) * (wide + _GAP), (tile.row - top) * (tall + _GAP), wide, tall)
        for tile in ordered
    )
    return Chart(
        kind="tiles",
        title=title,
        unit=unit,
        source=source,
        alternative=alternative(title, unit, [said(tile.figure) for tile in ordered]),
        width=tidy(columns * (wide + _GAP) - _GAP),
        height=tidy(rows * (tall + _GAP) - _GAP),
        marks=marks,
    )


def _tile(figure: Figure, x: float, y: float, wide: float, tall: float) -> Group:
    fill = shade(figure.style)
    inner = (tidy(x + 0.5), tidy(y + 0.5), tidy(wide - 1), tidy(tall - 1))
    edge = INK if figure.marked else fill.edge
    marks: list[Mark] = [Rect(*inner, fill.fill, edge, "3 3" if fill.hatched else "")]
    if fill.hatched:
        marks.append(Path(hatch(*inner), HATCH))
    room, part = wide - 12, tall / TALL
    marks += _fits(figure.name, x + 6, y + 22 * part, room, 17, fill.text)
    marks += _fits(figure.text, x + 6, y + 50 * part, room, 26, fill.text, bold=figure.value is not None)
    if figure.letters:
        at = (tidy(x + wide - 6), tidy(y + 74 * part))
        marks.append(Text(*at, figure.letters, tidy(16 * part), "end", fill.text, bold=True))
    return Group(said(figure), tuple(marks))


def _fits(
    text: str, x: float, y: float, room: float, size: float, fill: str, *, bold: bool = False
) -> list[Mark]:
    cut, fits = sized(text, room, size, 10, bold=bold)
    return [Text(tidy(x), tidy(y), cut, fits, "start", fill, bold)] if cut else []
