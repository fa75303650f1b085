"""Boundaries of districts: how they are stored, and how they become small without coming apart.

Neighbours share their border. Each shared stretch is simplified once, whichever way round a file lists it, so that no
gap opens between two districts.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from itertools import pairwise

Point = tuple[int, int]
"""Longitude and latitude in thousandths of a degree, about 110 metres."""
Ring = tuple[Point, ...]
"""Closed by its first point, which is not repeated at the end."""
_PIECE = 200

Outlines = Mapping[str, tuple[Ring, ...]]
"""The rings of each district by its code; holes and islands alike, filled by the even-odd rule."""


def simplified(outlines: Outlines, tolerance: float) -> dict[str, tuple[Ring, ...]]:
    """The outlines without the points that lie nearer than ``tolerance`` to the line without them.

    Islands smaller than the tolerance go, but every district keeps its largest ring, as a triangle at the least.
    """
    joints = _joints(outlines)
    found: dict[str, tuple[Ring, ...]] = {}
    for code, rings in outlines.items():
        drawn = [(_area(ring), _simplified_ring(ring, joints, tolerance), ring) for ring in rings]
        kept = tuple(small for area, small, _ in drawn if len(small) > 2 and area > tolerance**2)
        largest = max(drawn, key=lambda each: each[0])
        found[code] = kept or ((largest[1],) if len(largest[1]) > 2 else (_triangle(largest[2]),))
    return found


def _joints(outlines: Outlines) -> set[Point]:
    """Points where more than two lines meet: there the stretches begin and end."""
    beside: defaultdict[Point, set[Point]] = defaultdict(set)
    for rings in outlines.values():
        for ring in rings:
            for index, point in enumerate(ring):
                beside[point] |= {ring[index - 1], ring[(index + 1) % len(ring)]}
    return {point for point, others in beside.items() if len(others) > 2}


def _simplified_ring(ring: Ring, joints: set[Point], tolerance: float) -> Ring:
    places = [index for index, point in enumerate(ring) if point in joints]
    if not places:
        # Nothing to hold on to: begin at the least point, and cut at the one farthest from it.
        first = ring.index(min(ring))
        ring = ring[first:] + ring[:first]
        far = max(range(len(ring)), key=lambda index: (_far(ring[index], ring[0], ring[0]), ring[index]))
        places = [0, far]
    points: list[Point] = []
    for index, start in enumerate(places):
        end = places[(index + 1) % len(places)]
        stretch = ring[start : end + 1] if end > start else ring[start:] + ring[: end + 1]
        points += _stretch(stretch, tolerance)[:-1]
    return tuple(point for index, point in enumerate(points) if point != points[index - 1])


def _stretch(points: Sequence[Point], tolerance: float) -> Sequence[Point]:
    """A stretch simplified the same whichever way round it is listed (Douglas and Peucker)."""
    backwards = tuple(points) > tuple(reversed(points))
    ordered = tuple(reversed(points)) if backwards else tuple(points)
    # In pieces: a line made to be slow would else take the square of its length.
    kept = {*range(0, len(ordered) - 1, _PIECE), len(ordered) - 1}
    spans = list(pairwise(sorted(kept)))
    while spans:
        first, last = spans.pop()
        far, at = 0.0, 0
        for index in range(first + 1, last):
            distance = _far(ordered[index], ordered[first], ordered[last])
            if distance > far:
                far, at = distance, index
        if far > tolerance**2:
            kept.add(at)
            spans += [(first, at), (at, last)]
    found = [ordered[index] for index in sorted(kept)]
    return found[::-1] if backwards else found


def _far(point: Point, start: Point, end: Point) -> float:
    """The square of the distance of a point from a stretch."""
    across, up = end[0] - start[0], end[1] - start[1]
    length = across * across + up * up
    x, y = point[0] - start[0], point[1] - start[1]
    part = min(1.0, max(0.0, (x * across + y * up) / length)) if length else 0.0
    return (x - part * across) ** 2 + (y - part * up) ** 2


def _area(ring: Ring) -> float:
    return abs(sum(x * below - left * y for (left, below), (x, y) in edges(ring))) / 2


def edges(ring: Sequence[Point]) -> Iterator[tuple[Point, Point]]:
    """The sides of a ring, the last of which leads back to its first point."""
    return ((ring[index - 1], point) for index, point in enumerate(ring))


def _triangle(ring: Ring) -> Ring:
    """The coarsest picture of a ring that lost its shape: three of its points."""
    step = max(1, len(ring) // 3)
    return ring[0], ring[step], ring[min(2 * step, len(ring) - 1)]
