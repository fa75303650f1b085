"""A province cut into blocks whose borders wander: neighbours share each of them, point by point."""

from __future__ import annotations

import json
from collections.abc import Mapping
from random import Random
from typing import Any

from tests.papers.factory import NAMES

WEST, SOUTH, SIDE = 110.8, -3.5, 0.9

Position = tuple[float, float]


def wandering(start: Position, end: Position, depth: int) -> list[Position]:
    """From start to end, the same points whichever is named first."""
    first, last = sorted((start, end))
    chance = Random(repr((first, last)))  # noqa: S311 a drawing

    def between(left: Position, right: Position, level: int, swing: float) -> list[Position]:
        if not level:
            return [left]
        middle = tuple((a + b) / 2 + chance.uniform(-swing, swing) for a, b in zip(left, right, strict=True))
        return between(left, middle, level - 1, swing / 2) + between(middle, right, level - 1, swing / 2)

    points = [*between(first, last, depth, 0.12), last]
    return points if start == first else points[::-1]


def block(row: int, column: int, depth: int) -> list[list[float]]:
    """The ring of one block of the grid."""
    corners = [
        (WEST + SIDE * (column + x), SOUTH + SIDE * (3 - row - y))
        for x, y in ((0, 1), (1, 1), (1, 0), (0, 0))
    ]
    ring: list[Position] = []
    for at, corner in enumerate(corners):
        ring += wandering(corner, corners[(at + 1) % 4], depth)[:-1]
    return [[round(x, 5), round(y, 5)] for x, y in (*ring, ring[0])]


def features(depth: int = 4, names: Mapping[str, str] = NAMES) -> list[dict[str, Any]]:
    """A feature for each district, five beside each other."""
    return [
        {
            "type": "Feature",
            "properties": {"OBJECTID": at, "KODE": code.replace(".", ""), "NAMOBJ": names[code].upper()},
            "geometry": {"type": "Polygon", "coordinates": [block(at // 5, at % 5, depth)]},
        }
        for at, code in enumerate(sorted(names))
    ]


def geojson(*, depth: int = 4, features_of: list[dict[str, Any]] | None = None) -> bytes:
    """The file."""
    return json.dumps(
        {"type": "FeatureCollection", "features": features(depth) if features_of is None else features_of}
    ).encode()
