"""Districts in their boundaries, filled by band (look, section 2): each with its letters and figure on a plate."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from math import cos, radians

from spm_oversight.charts.ink import HATCH, INK, INK_2, LINE_2, PAPER, shade, text_width
from spm_oversight.charts.marks import (
    Box,
    Chart,
    Figure,
    Group,
    Mark,
    Path,
    Point,
    Rect,
    Text,
    alternative,
    said,
    tidy,
)
from spm_oversight.charts.places import free_places, inside, nearest, overlap

_TALL, _PLATE = 30, 4


@dataclass(frozen=True)
class Region:
    """A district's figure and its rings of longitude and latitude; holes and islands by the even-odd rule."""

    rings: tuple[tuple[Point, ...], ...]
    figure: Figure


def region_map(
    regions: Sequence[Region], *, title: str, unit: str, source: str, width: float = 598, most: float = 520
) -> Chart:
    """The districts, as large as ``width`` and the height ``most`` allow; labels never lie on each other.

    A label stands in its district, else beside it with a leader; where there is no room at all, its title and the
    table say it.
    """
    placed, height = _on_paper(regions, width, most)
    shapes = [_shape(region) for region in placed]
    taken: list[Box] = []
    labels: list[Mark] = []
    # The largest first: they have room inside, and the small ones find their place beside them.
    for region in sorted(placed, key=lambda each: (-_extent(each), each.figure.name)):
        labels += _label(region, (0, 0, width, height), taken)
    return Chart(
        kind="regions",
        title=title,
        unit=unit,
        source=source,
        alternative=alternative(title, unit, [said(region.figure) for region in regions]),
        width=width,
        height=height,
        marks=(*shapes, *labels),
    )


def regions_of(
    outlines: Mapping[str, Sequence[Sequence[tuple[int, int]]]], figures: Mapping[str, Figure]
) -> list[Region]:
    """The districts that have both, in the order of their codes; points in any one unit of degrees."""
    return [
        Region(tuple(tuple(ring) for ring in rings), figures[code])
        for code, rings in sorted(outlines.items())
        if code in figures
    ]


def _on_paper(regions: Sequence[Region], width: float, most: float) -> tuple[list[Region], float]:
    """The same in places of the drawing: a degree of longitude is shorter the farther from the equator."""
    points = [point for region in regions for ring in region.rings for point in ring]
    if not points:
        return [], 60
    west, east = min(x for x, _ in points), max(x for x, _ in points)
    south, north = min(y for _, y in points), max(y for _, y in points)
    # Thousandths of degrees: Indonesia lies within 12 degrees of the equator.
    narrow = cos(radians((south + north) / 2000))
    scale = min((width - 8) / max((east - west) * narrow, 1), (most - 8) / max(north - south, 1))
    left = (width - (east - west) * narrow * scale) / 2
    height = tidy(max((north - south) * scale + 8, 60))

    def place(point: Point) -> Point:
        return tidy(left + (point[0] - west) * narrow * scale), tidy(4 + (north - point[1]) * scale)

    moved = [Region(tuple(tuple(map(place, ring)) for ring in each.rings), each.figure) for each in regions]
    return moved, height


def _shape(region: Region) -> Group:
    fill = shade(region.figure.style)
    marks: list[Mark] = [Path(region.rings, PAPER, 1.2, fill=fill.fill, closed=True)]
    if fill.hatched and (strokes := _hatched(region)):
        marks.append(Path(strokes, HATCH))
    marks.append(Path(region.rings, LINE_2, 0.8, "3 3" if fill.hatched else "", closed=True))
    return Group(said(region.figure), tuple(marks))


def _hatched(region: Region) -> tuple[tuple[Point, ...], ...]:
    """Slanted strokes where the district is: each line between the sides that it crosses, two by two."""
    left, top, right, bottom = _bounds(region)
    strokes: list[tuple[Point, ...]] = []
    for index in range(int((right - left + bottom - top) / 8) + 1):
        reach = left + top + 3.7 + index * 8
        crossed: list[float] = []
        for ring in region.rings:
            for (x, y), (to_x, to_y) in zip(ring, (*ring[1:], ring[0]), strict=True):
                before, after = x + y - reach, to_x + to_y - reach
                if (before < 0) != (after < 0):
                    crossed.append(x + (to_x - x) * before / (before - after))
        pairs = sorted(crossed)
        strokes += [
            ((tidy(start), tidy(reach - start)), (tidy(end), tidy(reach - end)))
            for start, end in zip(pairs[::2], pairs[1::2], strict=False)
            if end - start > 0.5
        ]
    return tuple(strokes)


def _bounds(region: Region) -> Box:
    points = [point for ring in region.rings for point in ring]
    xs, ys = [x for x, _ in points], [y for _, y in points]
    return min(xs), min(ys), max(xs), max(ys)


def _extent(region: Region) -> float:
    left, top, right, bottom = _bounds(region)
    return (right - left) * (bottom - top)


def _label(region: Region, frame: Box, taken: list[Box]) -> list[Mark]:
    """Short name over figure and letters on a white plate, in the district or as near as there is room."""
    figure = region.figure
    second = " ".join(filter(None, (figure.text, figure.letters)))
    wide = max(text_width(figure.name, 11), text_width(second, 12, bold=True)) + 2 * _PLATE
    at = _middle(region)
    own = (at[0] - wide / 2, at[1] - _TALL / 2, at[0] + wide / 2, at[1] + _TALL / 2)
    box = own if inside(own, frame) and not any(overlap(own, other) for other in taken) else None
    box = box or next(free_places(at, wide, _TALL, frame, taken), None)
    if box is None:
        return []
    taken.append(box)
    left, top = tidy(box[0]), tidy(box[1])
    marks: list[Mark] = []
    near = nearest(box, at)
    if near != at:
        marks.append(Path(((at, (tidy(near[0]), tidy(near[1]))),), INK_2, 1))
    marks.append(Rect(left, top, tidy(wide), _TALL, PAPER, LINE_2))
    marks.append(Text(tidy(left + _PLATE), tidy(top + 12), figure.name, 11, fill=INK_2))
    marks.append(Text(tidy(left + _PLATE), tidy(top + 25), second, 12, fill=INK, bold=True))
    return marks


def _middle(region: Region) -> Point:
    """A point well inside: the middle of the longest level stretch across the district, of seven levels."""
    left, top, right, bottom = _bounds(region)
    best = (0.0, ((left + right) / 2, (top + bottom) / 2))
    for share in (4, 3, 5, 2, 6, 1, 7):
        y = top + (bottom - top) * share / 8 + 0.037
        crossed: list[float] = []
        for ring in region.rings:
            for (x, up), (to_x, to_up) in zip(ring, (*ring[1:], ring[0]), strict=True):
                if (up < y) != (to_up < y):
                    crossed.append(x + (to_x - x) * (y - up) / (to_up - up))
        pairs = sorted(crossed)
        for start, end in zip(pairs[::2], pairs[1::2], strict=False):
            # The middle levels count more: a label there lies in the district on all sides.
            worth = (end - start) * (1 - abs(share - 4) / 8)
            if worth > best[0] + 0.1:
                best = (worth, ((start + end) / 2, y))
    return tidy(best[1][0]), tidy(best[1][1])
