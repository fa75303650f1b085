"""/peta: any figure of the comparison as a map, its squares, and who may place them."""

from __future__ import annotations

import json
import re
from collections.abc import Callable
from html import unescape
from io import BytesIO
from uuid import UUID

import pytest
from flask import Flask
from werkzeug.test import TestResponse

from spm_oversight.domain.access import ROLES, Actor, Membership
from spm_oversight.domain.errors import Refused
from spm_oversight.exchange.boundary_file import MOST_KEPT
from spm_oversight.persistence.embedded import Urls
from spm_oversight.persistence.work import open_work
from spm_oversight.services.tile_map import map_to_keep
from tests.exchange.boundaries import features, geojson
from tests.papers.factory import NAMES
from tests.web import closed, walk
from tests.web.cast import Visitor

Visit = Callable[[str], Visitor]
PAGE, TILES = "/peta", "/peta/atur"
KEPT = "select tiles -> '62.06', version from province_map"


def squares(page: str) -> list[str]:
    """What is said of each square, in the order of the map."""
    return re.findall(r"<g><title>([^<]+)</title>", page)


def form_of(visitor: Visitor) -> dict[str, str]:
    """The form as it is shown."""
    fields = re.findall(r"<input ([^>]+)>", visitor.get(TILES).text)
    found = (dict(re.findall(r'([\w-]+)="([^"]*)"', field)) for field in fields)
    return {
        each["name"]: each["value"]
        for each in found
        if each["name"] not in ("csrf_token", "form_key", "file")
    }


def test_the_map_shows_what_the_table_of_the_same_address_shows(app: Flask, visit: Visit) -> None:
    closed.close(app, closed.kalteng())
    visitor = visit("district_leader")
    for query, badge in (("urut=1.02", True), ("ukuran=anggaran&urut=kecukupan", False)):
        address = f"periode=2023-Q4&{query}"
        page = visitor.get(f"{PAGE}?{address}").text
        told = squares(page)
        table = closed.rows_of(page, "table")
        assert len(told) == len(table) == 14
        assert told[0].startswith("Gunung Mas ") and told[-1].startswith("Barito Timur ")
        said = {" ".join(row) for row in table}
        # A square repeats the row; where there is no value its letters are BD in both.
        assert {text if badge else text.removesuffix(" BD") for text in told} == said
        heat = closed.rows_of(visitor.get(f"/perbandingan?{address}").text, "heat")
        figures = {row[0].removesuffix(" tanpa peringkat"): " ".join(row[1:]) for row in heat}
        for name, text in ((row[0], row[1].split(" ")[0]) for row in table):
            assert text in figures[name], name
    assert "Atur peta" not in page
    assert 'href="/perbandingan?' in page


def test_a_district_that_is_not_assessable_is_hatched_and_says_so(app: Flask, visit: Visit) -> None:
    closed.close(app, closed.kalteng())
    page = visit("coordinator").get(f"{PAGE}?periode=2023-Q4").text
    assert any(text.endswith("– BD") for text in squares(page))
    assert page.count('stroke-dasharray="3 3"') == sum(text.endswith(" BD") for text in squares(page))
    assert "Atur peta" in page


def test_squares_are_placed_and_every_reader_of_the_province_sees_them(
    app: Flask, visit: Visit, urls: Urls
) -> None:
    closed.close(app, closed.kalteng())
    coordinator = visit("coordinator")
    form = form_of(coordinator)
    assert (form["62.06-row"], form["62.06-column"], form["62.06-label"]) == ("2", "3", "Katingan")
    moved = {**form, "62.06-row": "4", "62.06-column": "1", "62.06-label": "  Ktg  "}
    answer = coordinator.post(TILES, moved, follow=True)
    assert "Letak petak tersimpan." in answer.text
    assert walk.stored(urls, KEPT) == [([4, 1, "Ktg"], 1)]
    page = visit("operator").get(f"{PAGE}?periode=2023-Q4").text
    assert squares(page)[-1].startswith("Katingan ")
    assert ">Ktg</text>" in page
    assert walk.stored(urls, "select action from audit_event where action like 'map%'") == [
        ("map_tiles_kept",)
    ]
    late = coordinator.post(TILES, {**form, "62.06-row": "5"})
    assert late.status_code == 409
    assert "baru saja diubah orang lain" in late.text
    assert 'value="5"' in late.text
    assert walk.stored(urls, KEPT) == [([4, 1, "Ktg"], 1)]


@pytest.mark.parametrize(
    ("changed", "told"),
    [
        (
            {"62.06-row": "2", "62.06-column": "5"},
            "Baris 2 kolom 5 sudah dipakai Kapuas. Pilih petak yang kosong.",
        ),
        ({"62.06-row": "13"}, "Tulis angka 1 sampai 12."),
        ({"62.06-row": "dua"}, "“dua” tidak dapat dibaca sebagai bilangan bulat."),
        ({"62.06-label": ""}, "Tulis nama singkat, paling panjang 12 huruf."),
    ],
)
def test_a_wrong_square_is_told_at_its_field_and_kept_as_typed(
    visit: Visit, urls: Urls, changed: dict[str, str], told: str
) -> None:
    visitor = visit("coordinator")
    answer = visitor.post(TILES, {**form_of(visitor), **changed})
    assert answer.status_code == 422
    assert told in walk.text_of(answer)
    for name, value in changed.items():
        assert re.search(rf'<input [^>]*name="{name}"[^>]* value="{value}"', answer.text)
    assert walk.stored(urls, KEPT) == []


def test_another_province_has_its_own_map(visit: Visit, urls: Urls) -> None:
    visit("coordinator").post(TILES, form_of(visit("coordinator")))
    foreign = visit("foreign_coordinator")
    form = form_of(foreign)
    assert form["version"] == "0"
    assert not any(name.startswith("62.") for name in form)
    foreign.post(TILES, {**form, "62.06-row": "9", "62.06-column": "9"})
    assert walk.stored(urls, "select province_id, version from province_map order by 1") == [
        ("62", 1),
        ("63", 1),
    ]
    assert walk.stored(urls, KEPT)[0] == ([2, 3, "Katingan"], 1)


def test_before_any_period_there_is_no_map(visit: Visit) -> None:
    assert "Peta capaian daerah" in visit("district_admin").get(PAGE).text


def upload(visitor: Visitor, data: bytes, version: str | None = None) -> TestResponse:
    """As the page does, or as an older page would."""
    seen = form_of(visitor)["version"] if version is None else version
    return visitor.post("/peta/batas", {"file": (BytesIO(data), "batas kalteng.geojson"), "version": seen})


def test_boundaries_are_uploaded_drawn_on_request_and_dropped(app: Flask, visit: Visit, urls: Urls) -> None:
    closed.close(app, closed.kalteng())
    coordinator, reader = visit("coordinator"), visit("district_leader")
    address = f"{PAGE}?periode=2023-Q4&ukuran=penerima"
    assert "Peta wilayah" not in reader.get(address).text
    assert upload(coordinator, geojson()).status_code == 302
    tiles = reader.get(address).text
    link = re.search(r'href="(/peta[^"]*bentuk=wilayah[^"]*)"', tiles)
    assert link
    drawn = reader.get(unescape(link[1])).text
    assert sorted(squares(drawn)) == sorted(squares(tiles))
    assert "Batas wilayah: batas kalteng.geojson, disederhanakan." in drawn
    assert len(drawn) < 120_000
    assert "ukuran=penerima" in link[1]
    assert "bentuk=wilayah" not in visit("foreign_coordinator").get(PAGE).text
    coordinator.post("/peta/batas/hapus", {"version": "1"})
    assert "Peta wilayah" not in reader.get(address).text
    assert "sudah tidak ada" in coordinator.post("/peta/batas/hapus", {"version": "1"}, follow=True).text
    steps = "select action from audit_event where action like 'map%' order by number"
    assert walk.stored(urls, steps) == [("map_boundaries_kept",), ("map_boundaries_dropped",)]


def test_a_file_that_cannot_be_taken_changes_nothing(visit: Visit, urls: Urls) -> None:
    coordinator = visit("coordinator")
    upload(coordinator, geojson())
    before = walk.stored(urls, "select outlines, source, version from province_map")
    refused = upload(coordinator, geojson().replace(b"FeatureCollection", b"Topology"))
    assert refused.status_code == 422
    assert "Berkas ini bukan GeoJSON jenis FeatureCollection." in refused.text
    assert "paling besar 8,0 MB" in walk.text_of(refused)
    assert coordinator.post("/peta/batas", {}).status_code == 422
    elsewhere = features(names={code.replace("62.", "61."): name[::-1] for code, name in NAMES.items()})
    foreign = upload(coordinator, geojson(features_of=elsewhere))
    assert foreign.status_code == 422
    assert "Berkas tidak memuat batas 14 daerah: " in walk.text_of(foreign)
    assert walk.stored(urls, "select outlines, source, version from province_map") == before


def test_boundaries_are_kept_small_and_of_the_own_districts_alone(visit: Visit, urls: Urls) -> None:
    beyond = features(depth=8, names={**NAMES, "63.01": "Kabupaten Tanah Laut"})
    assert upload(visit("coordinator"), geojson(features_of=beyond)).status_code == 302
    ((outlines,),) = walk.stored(urls, "select outlines from province_map")
    assert outlines.keys() == NAMES.keys()
    assert len(json.dumps(outlines, separators=(",", ":"))) <= MOST_KEPT
    points = {code: sum(map(len, rings)) for code, rings in outlines.items()}
    assert all(3 < points[code] < 600 for code in NAMES)  # each came with 1,024


def test_whoever_saw_an_older_map_neither_replaces_nor_drops_the_boundaries(visit: Visit, urls: Urls) -> None:
    coordinator, kept = visit("coordinator"), "select source, version, outlines <> '{}' from province_map"
    assert upload(coordinator, geojson(), "0").status_code == 302
    for version in ("0", "", "-1", "dua"):
        late = upload(coordinator, geojson(depth=2), version)
        assert late.status_code == 409, version
        assert "Peta baru saja diubah orang lain." in late.text
        assert coordinator.post("/peta/batas/hapus", {"version": version}).status_code == 409
    assert 'name="version" value="1"' in late.text  # who goes on from here has seen what is there now
    assert coordinator.post(TILES, {**form_of(coordinator), "version": "0"}).status_code == 409
    for name in ("reviewer", "province_leader", "district_admin", "foreign_coordinator"):
        visit(name).post("/peta/batas/hapus", {"version": "1"})
        visit(name).post("/peta/batas", {"file": (BytesIO(geojson()), "lain.geojson"), "version": "1"})
    assert walk.stored(urls, kept + " where province_id = '62'") == [("batas kalteng.geojson", 1, True)]
    assert coordinator.post("/peta/batas/hapus", {"version": "1"}).status_code == 302
    assert walk.stored(urls, kept + " where province_id = '62'") == [("", 2, False)]


def test_the_service_itself_asks_for_the_right_to_keep_the_map(app: Flask) -> None:
    for role, refused in (("coordinator", False), ("reviewer", True), ("province_leader", True)):
        membership = Membership(UUID(int=1), ROLES[role], "", "62", districts=tuple(NAMES))
        who = Actor(UUID(int=1), "Seseorang", "seseorang@contoh.go.id", membership)
        with app.app_context(), open_work(who.scope, who) as work:
            if refused:
                with pytest.raises(Refused):
                    map_to_keep(work)
            else:
                assert len(map_to_keep(work)[0]) == len(NAMES)
