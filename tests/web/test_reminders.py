"""Reminding by hand over HTTP: who is behind, whom it reaches, once in a while, and the text for a chat."""

from __future__ import annotations

import re
from collections.abc import Callable
from html import unescape

import psycopg
import pytest
from flask import Flask

from spm_oversight.persistence.embedded import Urls
from tests.web.cast import DISTRICT, EDUCATION, FOREIGN_DISTRICT, HEALTH, RIVAL, Visitor, office_of
from tests.web.test_workbook import SERVED
from tests.web.walk import DESK, HERE, enter, enter_cells, fill, open_quarter, stored, text_of

Visit = Callable[[str], Visitor]
OFFICES, DISTRICTS = f"{HERE}/ingatkan", f"{DESK}/ingatkan"
REMINDED = (
    "select l.name from message m join letter l on l.message_id = m.id where m.kind = 'reminder' order by 1"
)


@pytest.fixture
def admin(visit: Visit) -> Visitor:
    """The district's admin in an open quarter."""
    open_quarter(visit("coordinator"))
    return visit("district_admin")


def chat_of(visitor: Visitor, path: str) -> str:
    """The text in the page's box."""
    found = re.search(r"<textarea[^>]*readonly[^>]*>(.*?)</textarea>", visitor.get(path).text, re.DOTALL)
    assert found
    return unescape(found[1])


def test_the_page_tells_what_each_office_lacks_and_whom_a_reminder_reaches(admin: Visitor) -> None:
    page = text_of(admin.get(OFFICES))
    assert re.search(r"Triwulan IV 2024: (\d+) dari \1 perangkat daerah belum lengkap", page)
    assert "Dinas Pendidikan Belum lengkap 0 dari 3 layanan lengkap; belum ada: penerima 3 layanan," in page
    assert "Newcomer, Office Head, Operator, Traveller" in page
    assert "14, 7, 3, dan 1 hari sebelum tenggat" in page


def test_all_are_reminded_and_named(admin: Visitor, urls: Urls) -> None:
    answer = text_of(admin.post(OFFICES, follow=True))
    assert "Pengingat ditulis di halaman Pesan saya milik " in answer
    assert "Belum ada operator atau kepala di " in answer
    assert [name for (name,) in stored(urls, REMINDED)] == [
        "Newcomer",
        "Office Head",
        "Operator",
        "Teacher",
        "Traveller",
    ]
    assert stored(urls, "select distinct to_district_id from message where kind = 'reminder'") == [
        (DISTRICT,)
    ]
    assert "Pengingat yang sudah ditulis Nama" in answer


def test_one_office_is_reminded_alone(app: Flask, admin: Visitor, visit: Visit, urls: Urls) -> None:
    admin.post(OFFICES, {"perangkat": office_of(app, DISTRICT, EDUCATION)})
    assert stored(urls, REMINDED) == [("Teacher",)]
    told = text_of(visit("teacher").get("/pesan"))
    assert "Pengingat: isian SPM Triwulan IV 2024, Dinas Pendidikan" in told
    assert "Buka: http://localhost:8000/triwulan/2024-Q4" in told
    assert "Pengingat" not in visit("operator").get("/pesan").text.split("Lewat surel")[0]


def test_nobody_is_reminded_twice_in_a_short_time_and_that_is_said(
    app: Flask, admin: Visitor, urls: Urls
) -> None:
    admin.post(OFFICES, {"perangkat": office_of(app, DISTRICT, EDUCATION)})
    answer = text_of(admin.post(OFFICES, follow=True))
    assert "Tidak diulang kepada Teacher: sudah diingatkan kurang dari 12 jam yang lalu." in answer
    assert len(stored(urls, REMINDED)) == 5
    with psycopg.connect(urls.superuser) as connection:
        connection.execute("update message set created_at = created_at - interval '13 hours'")
    admin.post(OFFICES, {"perangkat": office_of(app, DISTRICT, EDUCATION)})
    assert len(stored(urls, REMINDED)) == 6


def test_an_office_that_is_done_is_not_reminded(app: Flask, admin: Visitor, urls: Urls) -> None:
    enter(admin, fill)
    page = admin.get(OFFICES)
    assert "semua perangkat daerah lengkap" in text_of(page)
    assert "Kirim pengingat" not in page.text
    answer = admin.post(OFFICES, {"perangkat": office_of(app, DISTRICT, EDUCATION)})
    assert answer.status_code == 403
    assert "Isian semua perangkat daerah sudah lengkap." in text_of(answer)
    assert stored(urls, REMINDED) == []


def test_a_report_that_was_sent_is_not_reminded_of(admin: Visitor, urls: Urls) -> None:
    enter_cells(admin, SERVED)
    admin.post(f"{HERE}/kirim")
    answer = admin.post(OFFICES)
    assert answer.status_code == 403
    assert "Triwulan ini sudah dikirim ke provinsi." in text_of(answer)
    assert stored(urls, REMINDED) == []


def test_an_office_of_another_district_is_not_there(app: Flask, admin: Visitor, urls: Urls) -> None:
    for office in (office_of(app, RIVAL), "00000000-0000-4000-8000-000000000000", "x"):
        assert admin.post(OFFICES, {"perangkat": office}).status_code == 404
        assert admin.get(f"{OFFICES}?perangkat={office}").status_code == 404
    assert stored(urls, REMINDED) == []


def test_the_chat_text_has_deadline_lack_and_address(app: Flask, admin: Visitor) -> None:
    text = chat_of(admin, OFFICES)
    assert text.startswith(
        "Pengingat laporan SPM Triwulan IV 2024, Kabupaten Katingan\nTenggat: 20 Januari 2099"
    )
    assert re.search(r"pukul 23\.59 WIB, [\d.]+ hari( \d+ jam)? lagi\.\n", text)
    assert "\n- Dinas Pendidikan: 0 dari 3 layanan lengkap;" in text
    assert text.endswith("\nIsi di http://localhost:8000/triwulan/2024-Q4")
    one = chat_of(admin, f"{OFFICES}?perangkat={office_of(app, DISTRICT, EDUCATION)}")
    assert "Dinas Pendidikan\n" in one and "Dinas Kesehatan" not in one


def test_whoever_has_filled_in_everything_is_asked_to_hand_in(app: Flask, admin: Visitor) -> None:
    enter(admin, fill)
    text = chat_of(admin, f"{OFFICES}?perangkat={office_of(app, DISTRICT, HEALTH)}")
    assert "\nIsian sudah lengkap, tinggal diserahkan.\n" in text
    assert text.endswith("\nBuka http://localhost:8000/triwulan/2024-Q4")


def test_the_coordinator_reminds_the_districts_that_have_not_sent(
    admin: Visitor, visit: Visit, urls: Urls
) -> None:
    enter_cells(admin, SERVED)
    admin.post(f"{HERE}/kirim")
    coordinator = visit("coordinator")
    page = text_of(coordinator.get(DISTRICTS))
    assert "Triwulan IV 2024: 13 dari 14 laporan belum masuk" in page
    assert "Kabupaten Katingan Sudah masuk" in page
    answer = text_of(coordinator.post(DISTRICTS, follow=True))
    assert "Pesan saya milik Rival Admin." in answer
    assert "Belum ada admin di Kabupaten Kotawaringin Barat, " in answer
    assert stored(urls, REMINDED) == [("Rival Admin",)]
    assert "Laporan SPM Triwulan IV 2024 dari Kabupaten Kotawaringin Timur belum dikirim" in text_of(
        visit("rival_admin").get("/pesan")
    )
    again = text_of(coordinator.post(DISTRICTS, {"daerah": RIVAL}, follow=True))
    assert "Tidak diulang kepada Rival Admin" in again


def test_a_district_that_has_sent_is_refused_and_a_foreign_one_is_not_there(
    admin: Visitor, visit: Visit, urls: Urls
) -> None:
    enter_cells(admin, SERVED)
    admin.post(f"{HERE}/kirim")
    coordinator = visit("coordinator")
    answer = coordinator.post(DISTRICTS, {"daerah": DISTRICT})
    assert answer.status_code == 403
    assert "Laporan daerah itu sudah masuk" in text_of(answer)
    for code in (FOREIGN_DISTRICT, "99.99"):
        assert coordinator.post(DISTRICTS, {"daerah": code}).status_code == 404
        assert coordinator.get(f"{DISTRICTS}?daerah={code}").status_code == 404
    assert stored(urls, REMINDED) == []


def test_the_coordinators_chat_text_names_who_is_missing(admin: Visitor, visit: Visit) -> None:
    enter_cells(admin, SERVED)
    coordinator = visit("coordinator")
    text = chat_of(coordinator, DISTRICTS)
    assert "- Kabupaten Kotawaringin Timur: belum mulai diisi." in text
    assert "- Kabupaten Katingan: sedang diisi, keterisian " in text
    one = chat_of(coordinator, f"{DISTRICTS}?daerah={RIVAL}")
    assert "Kotawaringin Timur" in one and "Katingan" not in one


def test_a_past_deadline_and_a_closed_period_are_told(admin: Visitor, visit: Visit, urls: Urls) -> None:
    coordinator = visit("coordinator")
    with psycopg.connect(urls.superuser) as connection:
        connection.execute(
            "update period set opens_at = now() - interval '2 days', deadline = now() - interval '1 day'"
        )
    assert "Tenggat periode ini sudah lewat." in text_of(admin.post(OFFICES))
    assert "Tenggat periode ini sudah lewat." in text_of(coordinator.post(DISTRICTS))
    coordinator.post(f"{DESK}/tutup")
    assert "Periode ini sudah ditutup." in text_of(coordinator.post(DISTRICTS))
    assert "Periode ini sudah ditutup." in text_of(admin.get(OFFICES))
    assert stored(urls, REMINDED) == []
