"""What is taken from a GeoJSON file of boundaries, and what is told of one that cannot be taken."""

from __future__ import annotations

import json
from typing import Any

import pytest

from spm_oversight.domain.errors import Refused
from spm_oversight.domain.outline import Ring, simplified
from spm_oversight.exchange.boundary_file import LARGEST, read_boundaries, small_enough
from tests.exchange.boundaries import features, geojson
from tests.papers.factory import NAMES


def changed(number: int, **parts: Any) -> bytes:
    listed = features(1)
    listed[number].update(parts)
    return geojson(features_of=listed)


def polygon(*positions: Any) -> dict[str, Any]:
    return {"geometry": {"type": "Polygon", "coordinates": [list(positions)]}}


def test_every_district_is_found_by_code_or_by_name() -> None:
    by_code = read_boundaries(geojson(depth=1), NAMES)
    assert set(by_code) == set(NAMES)
    assert by_code["62.01"][0][0] == (110800, -1700)
    listed = features(1)
    for feature in listed:
        feature["properties"] = {"WADMKK": feature["properties"]["NAMOBJ"].removeprefix("KABUPATEN ")}
    assert read_boundaries(geojson(features_of=listed), NAMES) == by_code
    for feature in listed:
        name = feature["properties"]["WADMKK"]
        feature["properties"] = {"kode": next(code for code, full in NAMES.items() if name in full.upper())}
    assert read_boundaries(geojson(features_of=listed), NAMES) == by_code


def test_a_map_of_more_than_the_province_and_islands_of_one_district_are_taken() -> None:
    listed = features(1)
    foreign = {**listed[0], "properties": {"KODE": "6301", "NAMOBJ": "TANAH LAUT"}}
    island = {
        **listed[3],
        "geometry": {"type": "MultiPolygon", "coordinates": [features(1)[5]["geometry"]["coordinates"]]},
    }
    found = read_boundaries(geojson(features_of=[foreign, *listed, island]), NAMES)
    assert set(found) == set(NAMES)
    assert len(found["62.04"]) == 2


A, B, C = [111, -1], [112, -1], [112, -2]


@pytest.mark.parametrize(
    ("data", "told"),
    [
        (b" " * (LARGEST + 1), "lebih besar dari 8 MB"),
        (b"\xff\xfe", "bukan teks UTF-8"),
        (b'{"type":\n "FeatureCollection",, }', "baris 2 kolom 22 tidak dapat dibaca"),
        (b"[" * 100_000, "bukan GeoJSON"),
        (b'{"type": "FeatureCollection", "features": [NaN]}', "bukan GeoJSON yang dapat dibaca"),
        (b'{"type": "Topology"}', "bukan GeoJSON jenis FeatureCollection"),
        (b'{"type": "FeatureCollection", "features": []}', "tidak memuat fitur apa pun"),
        (b'{"type": "FeatureCollection", "features": [3]}', "Fitur ke-1 bukan Feature"),
        (
            geojson(features_of=features(1)[:-2]),
            "batas 2 daerah: Kabupaten Barito Timur, Kota Palangka Raya.",
        ),
        (
            geojson(features_of=[{**each, "properties": None} for each in features(1)]),
            "tidak memuat batas 14 daerah",
        ),
        (
            changed(2, geometry={"type": "Point", "coordinates": A}),
            "Fitur ke-3 (Kabupaten Kapuas) bukan Polygon",
        ),
        (changed(2, geometry=None), "Fitur ke-3 (Kabupaten Kapuas) bukan Polygon"),
        (changed(2, geometry={"type": "Polygon", "coordinates": []}), "tidak memuat koordinat"),
        (changed(2, **polygon(A, B, C)), "cincin ke-1 tidak tertutup"),
        (changed(2, **polygon(A, B, C, [111, -1.5])), "cincin ke-1 tidak tertutup"),
        (changed(2, **polygon(A, B, ["112", -2], A)), "titik ke-3 bukan pasangan angka"),
        (changed(2, **polygon(A, B, [112], A)), "titik ke-3 bukan pasangan angka"),
        (changed(2, **polygon(A, B, [True, -2], A)), "titik ke-3 bukan pasangan angka"),
        (changed(2, **polygon(A, B, [-2, 112], A)), "titik ke-3 tertukar: bujur harus di depan lintang"),
        (changed(2, **polygon(A, B, [430000, 9780000], A)), "titik ke-3 berada di luar Indonesia"),
        (changed(2, **polygon(A, B, C, A)).replace(b"-2]", b"1e999]"), "titik ke-3 berada di luar Indonesia"),
        (changed(2, **polygon(A, A, A, A)), "tidak memuat batas 1 daerah: Kabupaten Kapuas."),
    ],
)
def test_a_file_that_cannot_be_taken_is_told_why_and_where(data: bytes, told: str) -> None:
    with pytest.raises(Refused, match=told.replace("(", r"\(").replace(")", r"\)")):
        read_boundaries(data, NAMES)


def test_what_is_kept_is_small_whatever_the_file_holds() -> None:
    outlines = read_boundaries(geojson(depth=9), NAMES)
    kept = small_enough(outlines)
    sizes = [sum(len(ring) for rings in each.values() for ring in rings) for each in (outlines, kept)]
    assert sizes[0] > 20_000
    assert len(json.dumps(kept, separators=(",", ":"))) <= 60_000
    assert 500 < sizes[1] < 5_000
    assert set(kept) == set(outlines)


def test_a_district_of_too_many_islets_is_drawn_coarser_until_it_fits() -> None:
    def square(left: int, top: int, side: int) -> Ring:
        return ((left, top), (left + side, top), (left + side, top - side), (left, top - side))

    island = square(100_000, -3_000, 900)
    islets = (square(110_000 + 20 * (at % 32), -1_000 - 20 * (at // 32), 10) for at in range(1_100))
    outlines = {"62.01": (island, *islets)}
    assert len(json.dumps(simplified(outlines, 2.0), separators=(",", ":"))) > 60_000
    kept = small_enough(outlines)["62.01"]
    assert len(json.dumps(kept, separators=(",", ":"))) <= 60_000
    assert sorted(kept[0]) == sorted(island)
