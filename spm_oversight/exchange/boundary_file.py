"""Boundaries of districts from a GeoJSON file (RFC 7946): what is taken from it, and what is told when it is not.

A file lists features; each has its shape and some properties, one of which says which district it is. Nobody need know
which: it is the one in which most districts are found, by their code with or without dots, or by their name.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from spm_oversight.domain.errors import Refused
from spm_oversight.domain.outline import Outlines, Point, Ring, simplified

LARGEST = 8 * 2**20
"""Bytes of a file."""
MOST_POINTS = 150_000
"""Of the districts of one province; more is drawn finer than any screen shows."""
MOST_KEPT = 60_000
"""Letters of a province's stored boundaries: a page carries them with every map."""
_FINEST, _COARSER = 2.0, 1.5
WEST, EAST, SOUTH, NORTH = 94, 142, -12, 7
"""Degrees around Indonesia, from Sabang to Merauke and from Rote to Miangas."""
_KINDS = {"Polygon": 1, "MultiPolygon": 2}
_MAP_PROGRAM = "Ekspor lagi dari program peta sebagai GeoJSON, sistem koordinat WGS 84 (EPSG:4326)."

Feature = Mapping[str, Any]


def read_boundaries(data: bytes, names: Mapping[str, str]) -> dict[str, tuple[Ring, ...]]:
    """The rings of each district (``names`` by code), in thousandths of a degree.

    ``Refused`` says in a sentence what is wrong, where in the file, and what helps.
    """
    if len(data) > LARGEST:
        raise Refused(
            f"Berkas ini lebih besar dari {LARGEST // 2**20} MB. Sederhanakan batasnya di program peta."
        )
    features = _features(_parsed(data))
    of = _districts(features, names)
    found: dict[str, tuple[Ring, ...]] = {}
    points = 0
    for number, feature in enumerate(features, 1):
        if code := of.get(number):
            rings = tuple(_rings(feature.get("geometry"), f"Fitur ke-{number} ({names[code]})"))
            points += sum(map(len, rings))
            if points > MOST_POINTS:
                raise Refused("Batas ini memuat terlalu banyak titik. Sederhanakan batasnya di program peta.")
            found[code] = found.get(code, ()) + rings
    missing = [name for code, name in names.items() if not found.get(code)]
    if missing:
        raise Refused(
            f"Berkas tidak memuat batas {len(missing)} daerah: {', '.join(missing[:5])}"
            f"{' dan lainnya' if len(missing) > 5 else ''}. Setiap kabupaten/kota harus ada di dalam satu berkas."
        )
    return found


def _parsed(data: bytes) -> object:
    try:
        return json.loads(data.decode("utf-8-sig"), parse_constant=_no_number)
    except UnicodeDecodeError:
        raise Refused(f"Berkas ini bukan teks UTF-8. {_MAP_PROGRAM}") from None
    except json.JSONDecodeError as error:
        place = f"baris {error.lineno} kolom {error.colno}"
        raise Refused(
            f"Berkas ini bukan GeoJSON yang utuh: {place} tidak dapat dibaca. {_MAP_PROGRAM}"
        ) from None
    except (RecursionError, ValueError):
        raise Refused(f"Berkas ini bukan GeoJSON yang dapat dibaca. {_MAP_PROGRAM}") from None


def _no_number(word: str) -> float:
    raise ValueError(word)


def _features(whole: object) -> Sequence[Feature]:
    if not isinstance(whole, dict) or whole.get("type") != "FeatureCollection":
        raise Refused(f"Berkas ini bukan GeoJSON jenis FeatureCollection. {_MAP_PROGRAM}")
    features = whole.get("features")
    if not isinstance(features, list) or not features:
        raise Refused(f"Berkas ini tidak memuat fitur apa pun. {_MAP_PROGRAM}")
    for number, feature in enumerate(features, 1):
        if not isinstance(feature, dict) or feature.get("type") != "Feature":
            raise Refused(f"Fitur ke-{number} bukan Feature. {_MAP_PROGRAM}")
    return features


def _districts(features: Sequence[Feature], names: Mapping[str, str]) -> dict[int, str]:
    """Which district each feature is, by its number; other features of a larger map are left out."""
    known = _spellings(names)
    by_property: dict[str, dict[int, str]] = {}
    for number, feature in enumerate(features, 1):
        properties = feature.get("properties")
        for name, value in properties.items() if isinstance(properties, dict) else ():
            if isinstance(value, str | int) and (code := known.get(_plain(str(value)))):
                by_property.setdefault(str(name), {})[number] = code
    return max(
        (found for _, found in sorted(by_property.items())),
        key=lambda found: (len(set(found.values())), -len(found)),
        default={},
    )


def _spellings(names: Mapping[str, str]) -> dict[str, str]:
    """Code by every spelling of code and name; what would mean two districts means none."""
    found: dict[str, str] = {}
    bare: dict[str, list[str]] = {}
    for code, name in names.items():
        found[_plain(code)] = found[_plain(name)] = code
        kind, _, rest = name.partition(" ")
        if kind == "Kabupaten":
            found[_plain(f"Kab. {rest}")] = code
        bare.setdefault(_plain(rest), []).append(code)
    for spelling, codes in bare.items():
        if len(codes) == 1:
            found.setdefault(spelling, codes[0])
    return found


def _plain(text: str) -> str:
    return "".join(sign for sign in text.casefold() if sign.isalnum())


def _rings(geometry: object, place: str) -> Iterator[Ring]:
    kind = geometry.get("type") if isinstance(geometry, dict) else None
    if not isinstance(geometry, dict) or kind not in _KINDS:
        raise Refused(f"{place} bukan Polygon atau MultiPolygon. {_MAP_PROGRAM}")
    coordinates = geometry.get("coordinates")
    polygons = [coordinates] if kind == "Polygon" else coordinates
    if not isinstance(polygons, list) or not polygons:
        raise Refused(f"{place} tidak memuat koordinat. {_MAP_PROGRAM}")
    for polygon in polygons:
        if not isinstance(polygon, list) or not polygon:
            raise Refused(f"{place} tidak memuat koordinat. {_MAP_PROGRAM}")
        for index, ring in enumerate(polygon, 1):
            points = _ring(ring, f"{place}, cincin ke-{index}")
            if len(points) > 2:  # an islet of less than a hundred metres is not seen
                yield points


def _ring(ring: object, place: str) -> Ring:
    if not isinstance(ring, list) or len(ring) < 4 or ring[0] != ring[-1]:
        raise Refused(
            f"{place} tidak tertutup: titik akhirnya harus sama dengan titik awalnya. {_MAP_PROGRAM}"
        )
    points: list[Point] = []
    for number, position in enumerate(ring[:-1], 1):
        point = _point(position, f"{place}, titik ke-{number}")
        if not points or point != points[-1]:
            points.append(point)
    return tuple(points)


def _point(position: object, place: str) -> Point:
    """A position in thousandths of a degree."""
    pair = position[:2] if isinstance(position, list) else []
    if len(pair) < 2 or any(isinstance(each, bool) or not isinstance(each, int | float) for each in pair):
        raise Refused(f"{place} bukan pasangan angka bujur dan lintang. {_MAP_PROGRAM}")
    east, north = pair
    if WEST <= east <= EAST and SOUTH <= north <= NORTH:
        return round(east * 1000), round(north * 1000)
    if WEST <= north <= EAST and SOUTH <= east <= NORTH:
        raise Refused(f"{place} tertukar: bujur harus di depan lintang. {_MAP_PROGRAM}")
    raise Refused(f"{place} berada di luar Indonesia. {_MAP_PROGRAM}")


def small_enough(outlines: Outlines) -> Outlines:
    """The outlines in as many points as fit: coarser until they do. Refused when they never do."""
    tolerance = _FINEST
    while tolerance < 1000:
        found = simplified(outlines, tolerance)
        if _size(found) <= MOST_KEPT:
            return found
        outlines, tolerance = found, tolerance * _COARSER
    raise Refused("Batas ini memuat terlalu banyak pulau. Sederhanakan batasnya di program peta.")


def _size(outlines: Outlines) -> int:
    return len(json.dumps({code: list(rings) for code, rings in outlines.items()}, separators=(",", ":")))
