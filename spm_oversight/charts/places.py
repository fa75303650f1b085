"""Where labels stand so that none covers another."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from spm_oversight.charts.marks import Box


def spread(wanted: Sequence[float], gap: float, low: float, high: float) -> list[float]:
    """Places nearest to the wanted ones, at least ``gap`` apart, from low to high, in the order of the wanted.

    Pool adjacent violators: labels that would overlap move together around their mean. Where the whole does not fit
    between low and high the last of them runs over; callers make room for it.
    """
    order = sorted(range(len(wanted)), key=lambda index: wanted[index])
    blocks: list[tuple[float, int]] = []
    for position, index in enumerate(order):
        blocks.append((wanted[index] - position * gap, 1))
        while len(blocks) > 1 and blocks[-2][0] > blocks[-1][0]:
            (right, many), (left, more) = blocks.pop(), blocks.pop()
            blocks.append(((left * more + right * many) / (more + many), more + many))
    bases = [base for base, size in blocks for _ in range(size)]
    last = high - (len(wanted) - 1) * gap
    places = [0.0] * len(wanted)
    for position, index in enumerate(order):
        places[index] = max(min(bases[position], last), low) + position * gap
    return places


def overlap(one: Box, other: Box) -> bool:
    """Whether two boxes share more than an edge."""
    return one[0] < other[2] and other[0] < one[2] and one[1] < other[3] and other[1] < one[3]


def inside(box: Box, frame: Box) -> bool:
    """Whether a box leaves its frame nowhere."""
    return box[0] >= frame[0] and box[1] >= frame[1] and box[2] <= frame[2] and box[3] <= frame[3]


def free_places(
    point: tuple[float, float], width: float, height: float, frame: Box, taken: Sequence[Box]
) -> Iterator[Box]:
    """The free boxes near a point, nearest first: beside it, over it, below it, then ever farther; may be none."""
    for left, top in _tried(point, width, height, frame):
        box = (left, top, left + width, top + height)
        if inside(box, frame) and not any(overlap(box, other) for other in taken):
            yield box


def nearest(box: Box, point: tuple[float, float]) -> tuple[float, float]:
    """The point of a box that is nearest to a point."""
    return min(max(point[0], box[0]), box[2]), min(max(point[1], box[1]), box[3])


def crosses(start: tuple[float, float], end: tuple[float, float], boxes: Sequence[Box]) -> bool:
    """Whether a line runs through a box that it does not begin in."""
    far = [box for box in boxes if nearest(box, start) != start]
    length = max(abs(end[0] - start[0]), abs(end[1] - start[1]))
    count = max(1, int(length / 3))
    for index in range(count):
        x, y = (start[axis] + (end[axis] - start[axis]) * index / count for axis in (0, 1))
        if any(box[0] < x < box[2] and box[1] < y < box[3] for box in far):
            return True
    return False


def _tried(
    point: tuple[float, float], width: float, height: float, frame: Box
) -> Iterator[tuple[float, float]]:
    x, y = point
    for away in (9, 16, 26, 38):
        yield x + away, y - height / 2
        yield x - away - width, y - height / 2
        yield x - width / 2, y - away - height
        yield x - width / 2, y + away
        for dx, dy in ((1, -1), (-1, -1), (1, 1), (-1, 1)):
            yield (
                x + dx * away * 0.7 - (width if dx < 0 else 0),
                y + dy * away * 0.7 - (height if dy < 0 else 0),
            )
    rest = [
        (frame[0] + column * 12, frame[1] + row * height)
        for row in range(max(0, int((frame[3] - frame[1]) / height)))
        for column in range(max(0, int((frame[2] - frame[0] - width) / 12) + 1))
    ]
    yield from sorted(rest, key=lambda at: (at[0] + width / 2 - x) ** 2 + (at[1] + height / 2 - y) ** 2)
