"""/kelompok-daerah: the province's groups of districts, who sees them, and the comparison of one of them."""

from __future__ import annotations

from collections.abc import Callable

from flask import Flask

from spm_oversight.persistence.embedded import Urls
from tests.web import closed, walk
from tests.web.cast import Visitor

Visit = Callable[[str], Visitor]
PAGE = "/kelompok-daerah"
COAST = {"name": "Pesisir", "districts": ["62.01", "62.03", "62.08"]}


def shown(visitor: Visitor, query: str = "") -> list[str]:
    rows = closed.rows_of(visitor.get(f"/perbandingan?{query}").text, "heat")
    return sorted(row[0] for row in rows)


def test_a_group_is_kept_changed_and_dropped_and_each_step_is_recorded(visit: Visit, urls: Urls) -> None:
    visitor = visit("coordinator")
    assert "Belum ada kelompok daerah" in visitor.get(PAGE).text
    assert "Kelompok Pesisir tersimpan." in walk.text_of(visitor.post(PAGE, COAST, follow=True))
    asked = "select name, districts from peer_group"
    assert walk.stored(urls, asked) == [("Pesisir", ["62.01", "62.03", "62.08"])]
    changed = {"name": " pesisir ", "districts": ["62.08", "62.01", "63.01", "62.99"]}
    assert visit("reviewer").post(PAGE, changed).status_code == 302
    assert walk.stored(urls, asked) == [("Pesisir", ["62.01", "62.08"])]
    page = visitor.get(f"{PAGE}?nama=Pesisir").text
    assert 'value="Pesisir"' in page
    assert page.count(" checked") == 2
    assert "Kotawaringin Barat, Sukamara" in page
    visitor.take_token(PAGE)
    visitor.post(f"{PAGE}/hapus", {"name": "Pesisir"})
    assert walk.stored(urls, asked) == []
    assert (
        "Kelompok itu sudah tidak ada."
        in visitor.post(f"{PAGE}/hapus", {"name": "Pesisir"}, follow=True).text
    )
    steps = "select action from audit_event where action like 'group%' order by number"
    assert walk.stored(urls, steps) == [("group_kept",), ("group_kept",), ("group_dropped",)]


def test_what_is_wrong_is_told_at_its_field_and_kept_as_typed(visit: Visit, urls: Urls) -> None:
    visitor = visit("reviewer")
    for typed, told in (
        ({**COAST, "name": "  "}, "Tulis nama kelompok, paling panjang 60 huruf."),
        ({**COAST, "name": "x" * 61}, "Tulis nama kelompok, paling panjang 60 huruf."),
        ({**COAST, "districts": ["62.01", "63.01"]}, "Pilih paling sedikit dua kabupaten/kota."),
    ):
        answer = visitor.post(PAGE, typed)
        assert answer.status_code == 422
        assert told in answer.text
        assert answer.text.count(" checked") == sum(code.startswith("62.") for code in typed["districts"])
    assert walk.stored(urls, "select * from peer_group") == []


def test_the_comparison_of_a_group_shows_its_districts_alone(app: Flask, visit: Visit) -> None:
    closed.close(app, closed.kalteng())
    visitor = visit("coordinator")
    visitor.post(PAGE, COAST)
    visitor.post(PAGE, {"name": "Sungai & rawa", "districts": ["62.03", "62.71"]})
    assert shown(visitor, "kelompok=Pesisir") == ["Kapuas", "Kotawaringin Barat", "Sukamara"]
    assert shown(visitor, "kelompok=Sungai+%26+rawa&jenis=kota") == ["Kota Palangka Raya"]
    page = visitor.get("/perbandingan?kelompok=Pesisir").text
    assert '<option value="Pesisir" selected>' in page
    assert "kelompok=Pesisir&amp;urut=1.02" in page
    assert "Rata-rata 11 daerah" in page
    told = visitor.get("/perbandingan?kelompok=Gunung")
    assert "Kelompok itu tidak ada; semua daerah ditampilkan." in told.text
    file = visitor.get("/perbandingan.csv?kelompok=Pesisir").data.decode()
    assert file.count("Pesisir") == 3
    assert len(file.splitlines()) == 4


def test_no_district_and_no_other_province_learns_of_a_group(app: Flask, visit: Visit) -> None:
    closed.close(app, closed.kalteng())
    visit("coordinator").post(PAGE, COAST)
    for name in ("district_admin", "district_leader", "rival_admin"):
        visitor = visit(name)
        assert visitor.get(PAGE).status_code == 404
        known = walk.text_of(visitor.get("/perbandingan?kelompok=Pesisir"))
        assert known == walk.text_of(visitor.get("/perbandingan?kelompok=Lembah"))
        assert "Pesisir" not in known
        assert len(shown(visitor, "kelompok=Pesisir")) == 14
    foreign = visit("foreign_coordinator")
    assert "Pesisir" not in foreign.get(PAGE).text
    assert "sudah tidak ada" in foreign.post(f"{PAGE}/hapus", {"name": "Pesisir"}, follow=True).text
    foreign.post(PAGE, {"name": "Pesisir", "districts": ["63.01", "63.02"]})
    assert shown(visit("coordinator"), "kelompok=Pesisir") == ["Kapuas", "Kotawaringin Barat", "Sukamara"]
