"""/kop-surat: letterhead and signers, a district's kept by its admin, the province's by its coordinator, no other."""

from __future__ import annotations

import re
from collections.abc import Callable
from threading import Thread

import psycopg
import pytest
from flask import Flask

from spm_oversight.domain.letterhead import Letterhead
from spm_oversight.domain.scope import Scope
from spm_oversight.persistence.embedded import Urls
from spm_oversight.persistence.letterheads import KeptLetterhead
from spm_oversight.persistence.work import open_work
from tests.web.cast import DISTRICT, FOREIGN, FOREIGN_DISTRICT, PROVINCE, RIVAL, Visitor

Visit = Callable[[str], Visitor]
FORM = {
    "government": "Pemerintah Kabupaten Katingan",
    "office": "Sekretariat Daerah",
    "address": "Jalan Garuda Nomor 1\r\nKasongan 74413",
    "contact": "Telepon (0536) 123456",
    "paper": "F4",
    "version": "0",
    "position_1": "Kepala Bagian Tata Pemerintahan",
    "name_1": "Siti Contoh, S.STP.",
    "rank_1": "Pembina, IV/a",
    "nip_1": "198202022001122002",
    "position_2": "Bupati Katingan",
    "name_2": "Nama Contoh",
}


def kept(app: Flask, province: str = PROVINCE, district: str = DISTRICT) -> KeptLetterhead | None:
    """What is stored for a district."""
    with app.app_context(), open_work(Scope.of_district(province, district), None) as work:
        return work.letterheads.of_district(district)


def version_on(visitor: Visitor) -> str:
    """The version that the page carries back."""
    found = re.search(r'name="version"[^>]* value="(\d+)"', visitor.get("/kop-surat").text)
    assert found
    return found[1]


def test_the_admin_writes_the_letterhead_and_finds_it_again(app: Flask, visit: Visit) -> None:
    visitor = visit("district_admin")
    first = visitor.get("/kop-surat")
    assert "Kop surat belum diisi" in first.text
    assert 'value="Pemerintah Kabupaten Katingan"' in first.text
    assert visitor.post("/kop-surat", FORM).status_code == 302
    page = visitor.get("/kop-surat")
    assert "Kop surat tersimpan dan dipakai pada dokumen yang diminta mulai sekarang." in page.text
    assert "Kop surat dan penanda tangan" in page.text
    for text in ("Kasongan 74413", "Siti Contoh, S.STP.", "19820202 200112 2 002", "Bupati Katingan"):
        assert text in page.text
    found = kept(app)
    assert found and found.version == 1
    assert found.letterhead.address == ("Jalan Garuda Nomor 1", "Kasongan 74413")
    assert found.letterhead.paper == "F4"
    assert [(s.position, s.nip) for s in found.letterhead.signers] == [
        ("Kepala Bagian Tata Pemerintahan", "19820202 200112 2 002"),
        ("Bupati Katingan", ""),
    ]
    assert "Ubah kop surat dan penanda tangan" in visitor.get("/dokumen").text


def test_it_is_recorded_with_what_stood_there_before(app: Flask, visit: Visit) -> None:
    visitor = visit("district_admin")
    visitor.post("/kop-surat", FORM)
    visitor.post("/kop-surat", {**FORM, "version": "1", "contact": "Telepon (0536) 654321"})
    with app.app_context(), open_work(Scope.of_district(PROVINCE, DISTRICT), None) as work:
        events = [each for each in work.record.events() if each.action == "letterhead_kept"]
    assert [each.actor for each in events] == ["District Admin"] * 2
    assert events[0].detail["before"] is None
    assert events[1].detail["before"]["contact"] == "Telepon (0536) 123456"
    assert events[1].detail["after"]["contact"] == "Telepon (0536) 654321"


@pytest.mark.parametrize(
    ("typed", "told"),
    [
        ({"government": "  "}, "Tulis nama pemerintah daerah."),
        ({"office": ""}, "Tulis nama perangkat daerah atau bagian yang mengeluarkan dokumen."),
        ({"office": "x" * 151}, "Tulis paling panjang 150 huruf sebaris."),
        ({"address": "a\nb\nc\nd"}, "Tulis alamat dalam paling banyak 3 baris."),
        ({"nip_1": "1982 0202"}, "“1982 0202” bukan NIP. Tulis 18 angka"),
        ({"nip_1": "١٩٨٢٠٢٠٢٢٠٠١١٢٢٠٠٢"}, "bukan NIP"),
        ({"name_2": ""}, "Tulis nama penanda tangan ini, atau kosongkan semua isiannya."),
        ({"rank_3": "Pembina"}, "Tulis jabatan penanda tangan ini."),
        ({"paper": "A3"}, "Pilih salah satu dari daftar."),
    ],
)
def test_a_wrong_text_comes_back_with_place_and_remedy_and_keeps_what_stood(
    app: Flask, visit: Visit, typed: dict[str, str], told: str
) -> None:
    visitor = visit("district_admin")
    visitor.post("/kop-surat", FORM)
    before = kept(app)
    answer = visitor.post("/kop-surat", {**FORM, "version": "1", "contact": "Kontak baru", **typed})
    assert answer.status_code == 422
    assert told in answer.text
    assert 'value="Kontak baru"' in answer.text
    assert kept(app) == before


def test_a_text_is_put_on_one_line_without_what_a_printer_stumbles_over(app: Flask, visit: Visit) -> None:
    visit("district_admin").post("/kop-surat", {**FORM, "office": " Sekretariat\t\x00 Daerah\u202e "})
    found = kept(app)
    assert found and found.letterhead.office == "Sekretariat Daerah"


def test_two_admins_do_not_overwrite_each_other(app: Flask, visit: Visit) -> None:
    one, other = visit("district_admin"), visit("district_admin")
    seen = version_on(one), version_on(other)
    assert one.post("/kop-surat", {**FORM, "version": seen[0]}).status_code == 302
    refused = other.post("/kop-surat", {**FORM, "version": seen[1], "office": "Bappeda"})
    assert refused.status_code == 409
    assert "Kop surat baru saja diubah orang lain." in refused.text
    assert 'value="Bappeda"' in refused.text
    found = kept(app)
    assert found and found.letterhead.office == "Sekretariat Daerah"
    again = {**FORM, "version": version_on(other), "office": "Bappeda"}
    assert other.post("/kop-surat", again).status_code == 302
    assert other.post("/kop-surat", {**again, "version": "x"}).status_code == 409


def test_two_first_letterheads_at_one_moment_leave_one(app: Flask, visit: Visit, urls: Urls) -> None:
    visitor, answers = visit("district_admin"), []
    second = Thread(target=lambda: answers.append(visitor.post("/kop-surat", FORM).status_code))
    with app.app_context(), open_work(Scope.of_district(PROVINCE, DISTRICT), None) as work:
        work.letterheads.keep(PROVINCE, DISTRICT, Letterhead("Pemerintah", "Bappeda"), version=0, by="Lain")
        second.start()
        with psycopg.connect(urls.superuser, autocommit=True) as connection:
            while (
                second.is_alive()
                and not connection.execute("select 1 from pg_locks where not granted").fetchall()
            ):
                second.join(0.05)
    second.join()
    assert answers == [409]
    found = kept(app)
    assert found and found.letterhead.office == "Bappeda"


def test_nobody_else_opens_or_changes_it(app: Flask, visit: Visit) -> None:
    visit("district_admin").post("/kop-surat", FORM)
    before = kept(app)
    for name in (
        "operator",
        "office_head",
        "district_leader",
        "reviewer",
        "province_leader",
        "platform_admin",
    ):
        visitor = visit(name)
        assert visitor.get("/kop-surat").status_code == 404
        assert visitor.post("/kop-surat", {**FORM, "version": "1"}).status_code == 404
        assert "kop-surat" not in visitor.get("/dokumen").text
    assert kept(app) == before


@pytest.mark.parametrize(
    ("name", "province", "district"),
    [("rival_admin", PROVINCE, RIVAL), ("foreign_admin", FOREIGN, FOREIGN_DISTRICT)],
)
def test_a_neighbour_sees_and_changes_its_own_alone(
    app: Flask, visit: Visit, name: str, province: str, district: str
) -> None:
    visit("district_admin").post("/kop-surat", FORM)
    before = kept(app)
    visitor = visit(name)
    page = visitor.get("/kop-surat").text
    assert "Siti Contoh" not in page
    assert "Kop surat belum diisi" in page
    assert visitor.post("/kop-surat", {**FORM, "office": "Bappeda"}).status_code == 302
    assert kept(app) == before
    theirs = kept(app, province, district)
    assert theirs and theirs.letterhead.office == "Bappeda"
    with app.app_context(), open_work(Scope.of_district(province, district), None) as work:
        assert work.letterheads.of_district(DISTRICT) is None


def kept_by_province(app: Flask, province: str = PROVINCE) -> KeptLetterhead | None:
    """What is stored for a province."""
    with app.app_context(), open_work(Scope.of_province(province, ()), None) as work:
        return work.letterheads.of_province(province)


def test_the_coordinator_writes_the_provinces_and_no_districts(app: Flask, visit: Visit) -> None:
    visit("district_admin").post("/kop-surat", FORM)
    district = kept(app)
    visitor = visit("coordinator")
    page = visitor.get("/kop-surat").text
    assert "Kop surat belum diisi" in page
    assert 'value="Pemerintah Provinsi Kalimantan Tengah"' in page
    assert "Siti Contoh" not in page
    typed = {**FORM, "government": "Pemerintah Provinsi Kalimantan Tengah", "office": "Inspektorat"}
    assert visitor.post("/kop-surat", typed).status_code == 302
    assert 'value="Inspektorat"' in visitor.get("/kop-surat").text
    assert "/kop-surat" in visitor.get("/dokumen").text
    assert visitor.post("/kop-surat", typed).status_code == 409
    assert visitor.post("/kop-surat", {**typed, "version": "1", "office": ""}).status_code == 422
    found = kept_by_province(app)
    assert found and (found.version, found.letterhead.office) == (1, "Inspektorat")
    assert kept(app) == district
    with app.app_context(), open_work(Scope.of_province(PROVINCE, ()), None) as work:
        [event] = [each for each in work.record.events() if each.action == "letterhead_kept"]
    assert (event.actor, event.detail["after"]["office"]) == ("Coordinator", "Inspektorat")
    with app.app_context(), open_work(Scope.of_province(FOREIGN, ()), None) as work:
        assert work.letterheads.of_province(PROVINCE) is None
