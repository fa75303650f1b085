"""The province's desk over HTTP: opening, examining, deciding, closing, publishing; and the whole walk."""

from __future__ import annotations

import pytest

from tests.web.cast import DISTRICT, RIVAL
from tests.web.test_workbook import PREGNANT, SERVED
from tests.web.walk import (
    DESK,
    HERE,
    WINDOW,
    enter,
    enter_cells,
    everything,
    fill,
    open_quarter,
    stored,
    text_of,
)

REPORT = f"{DESK}/{DISTRICT}"
REASON = (
    "Pelayanan kesehatan ibu hamil: terlayani lebih kecil dari triwulan lalu.\nPeriksa laporan puskesmas."
)


@pytest.fixture
def sent(visit):
    """A quarter that the district has sent; the coordinator and the admin who sent it."""
    coordinator, admin = visit("coordinator"), visit("district_admin")
    open_quarter(coordinator)
    enter_cells(admin, SERVED)
    admin.post(f"{HERE}/kirim")
    return coordinator, admin


def test_the_next_quarter_is_offered_with_the_ministrys_days(visit):
    coordinator = visit("coordinator")
    open_quarter(coordinator)
    page = coordinator.get("/periode").text
    for value in ("2025-Q1", "1 April 2025", "20 April 2025", "23.59"):
        assert f'value="{value}"' in page
    assert "Waktu setempat, WIB." in page


def test_a_period_is_opened_in_the_provinces_own_time(visit, urls):
    coordinator = visit("coordinator")
    answer = coordinator.post("/periode", WINDOW, follow=True)
    assert "Triwulan IV 2024 dibuka untuk laporan sejak 1 Januari 2025." in text_of(answer)
    assert stored(
        urls, "select opens_at at time zone 'Asia/Jakarta', deadline at time zone 'UTC' from period"
    ) == [
        (
            stored(urls, "select timestamp '2025-01-01 00:00'")[0][0],
            stored(urls, "select timestamp '2099-01-20 16:59:59'")[0][0],
        )
    ]


@pytest.mark.parametrize(
    ("changes", "said"),
    [
        ({"opens": ""}, "Tulis tanggal mulai, misalnya 1 Januari 2025."),
        ({"deadline": "31 Februari 2025"}, "“31 Februari 2025” tidak dapat dibaca sebagai tanggal."),
        ({"hour": "24.10"}, "Tulis jam dan menit, misalnya 23.59."),
        ({"opens": "1 Januari 0025"}, "Tulis tahun 2000 atau sesudahnya"),
        ({"deadline": "1 Desember 2024"}, "Tulis tanggal yang lebih akhir."),
    ],
)
def test_wrong_days_are_told_at_their_field_and_stay_typed(visit, urls, changes, said):
    answer = visit("coordinator").post("/periode", {**WINDOW, **changes})
    assert answer.status_code == 422
    assert said in text_of(answer)
    for typed in changes.values():
        assert f'value="{typed}"' in answer.text
    assert stored(urls, "select count(*) from period") == [(0,)]


def test_a_period_is_opened_once(visit, urls):
    coordinator = visit("coordinator")
    open_quarter(coordinator)
    answer = coordinator.post("/periode", WINDOW)
    assert answer.status_code == 422
    assert "Pilih triwulan lain." in text_of(answer)
    assert stored(urls, "select count(*) from period") == [(1,)]


def test_the_desk_tells_who_has_sent_and_what_is_next(sent):
    coordinator, _ = sent
    page = coordinator.get(DESK)
    told = text_of(page)
    assert "Triwulan IV 2024: 1 laporan sudah masuk, 13 belum" in told
    assert "1 laporan menunggu pemeriksaan Anda. Paling lama: Kabupaten Katingan" in told
    assert page.text.index("Kabupaten Katingan</a>") < page.text.index("Kabupaten Barito Selatan</a>")


def test_an_achievement_is_shown_only_while_the_report_is_with_the_province(sent, visit):
    coordinator, _ = sent
    enter_cells(visit("rival_admin"), SERVED)
    told = text_of(coordinator.get(DESK))
    assert "Kabupaten Katingan Menunggu pemeriksaan" in told
    rival = told.split("Kabupaten Kotawaringin Timur Sedang diisi")[1].split("Kabupaten")[0]
    assert "– BD Belum dapat dinilai" in rival


def test_the_walk_of_a_quarter(visit, urls):
    coordinator, admin, operator = visit("coordinator"), visit("district_admin"), visit("operator")
    open_quarter(coordinator)
    enter(admin, fill)
    admin.post(f"{HERE}/kirim")

    told = text_of(coordinator.get(REPORT))
    assert "Kabupaten Katingan: laporan menunggu pemeriksaan" in told
    assert "335 dari 335 isian, 100,0 %" in told
    answer = coordinator.post(f"{REPORT}/kembalikan", {"reason": REASON}, follow=True)
    assert "Laporan Kabupaten Katingan dikembalikan dengan alasannya." in text_of(answer)

    told = text_of(admin.get(HERE))
    assert "Triwulan IV 2024: dikembalikan untuk diperbaiki" in told
    assert told.index(REASON.split("\n")[0]) < told.index("Langkah Anda")

    enter_cells(operator, {("Penerima", PREGNANT, "Terlayani"): 990})
    assert "kiriman ke-2" in text_of(admin.post(f"{HERE}/kirim", follow=True))
    assert "Laporan Kabupaten Katingan diterima." in text_of(
        coordinator.post(f"{REPORT}/terima", follow=True)
    )
    assert "laporan diterima provinsi" in text_of(admin.get(HERE))

    told = text_of(coordinator.post(f"{DESK}/tutup", follow=True))
    assert "Triwulan IV 2024: ditutup, 1 dari 14 laporan diterima" in told
    assert "Keadaan data dilaporkan, dibekukan" in told
    ((sha, published),) = stored(urls, "select sha256, published_at from snapshot")
    assert f"Sidik data {sha[:12]}" in told
    assert published is None

    told = text_of(coordinator.post(f"{DESK}/terbitkan", follow=True))
    assert "Triwulan IV 2024: hasil diterbitkan, 1 dari 14 laporan diterima" in told
    assert stored(urls, "select count(*) from snapshot where published_at is not null") == [(1,)]
    assert stored(urls, "select report_state, count(*) from snapshot_report group by 1 order by 1") == [
        ("accepted", 1),
        ("none", 13),
    ]
    assert [
        action for (action,) in stored(urls, "select action from audit_event where tenant = '62.06'")
    ].count("quarter_sent") == 2


@pytest.mark.parametrize("reason", ["", "   \n "])
def test_a_return_without_a_reason_keeps_the_page_with_the_message(sent, urls, reason):
    coordinator, _ = sent
    before = everything(urls)
    answer = coordinator.post(f"{REPORT}/kembalikan", {"reason": reason})
    assert answer.status_code == 422
    assert "Kabupaten Katingan: laporan menunggu pemeriksaan" in text_of(answer)
    assert 'id="reason-pesan">Tulis apa yang harus diperbaiki dan di mana.' in answer.text
    assert everything(urls) == before


@pytest.mark.parametrize("decision", ["terima", "kembalikan"])
def test_what_was_not_sent_cannot_be_decided_and_the_reason_stays_typed(visit, urls, decision):
    coordinator, admin = visit("coordinator"), visit("district_admin")
    open_quarter(coordinator)
    enter_cells(admin, SERVED)
    before = everything(urls)
    answer = coordinator.post(f"{REPORT}/{decision}", {"reason": REASON})
    assert answer.status_code == 403
    assert "Laporan ini tidak sedang menunggu pemeriksaan." in text_of(answer)
    assert everything(urls) == before


def test_a_decision_is_taken_once(sent, urls):
    coordinator, _ = sent
    coordinator.post(f"{REPORT}/terima")
    answer = coordinator.post(f"{REPORT}/kembalikan", {"reason": REASON})
    assert answer.status_code == 403
    assert stored(urls, "select state from decision") == [("accepted",)]


@pytest.mark.parametrize(
    "path", [f"{DESK}/63.01", f"{DESK}/99.99", f"{DESK}/x", "/periode/2031-Q1", "/periode/x"]
)
def test_foreign_and_absent_are_the_same(sent, path):
    coordinator, _ = sent
    coordinator.get("/periode")  # shows what was said about opening, once
    answer = coordinator.get(path)
    assert answer.status_code == 404
    assert text_of(answer) == text_of(coordinator.get("/periode/2031-Q1/62.06"))


def test_another_province_sees_and_decides_nothing(sent, visit, urls):
    foreigner = visit("foreign_coordinator")
    before = everything(urls)
    for answer in (
        foreigner.get(DESK),
        foreigner.get(REPORT),
        foreigner.post(f"{REPORT}/terima"),
        foreigner.post(f"{REPORT}/kembalikan", {"reason": REASON}),
        foreigner.post(f"{DESK}/tutup"),
        foreigner.post(f"{DESK}/terbitkan"),
    ):
        assert answer.status_code in (403, 404)
        assert "Katingan" not in answer.text
    assert everything(urls) == before


def test_who_only_reads_finds_no_form_and_no_page_behind_it(sent, visit, urls):
    reviewer = visit("reviewer")
    before = everything(urls)
    for path in ("/periode", DESK, REPORT):
        page = reviewer.get(path)
        assert page.status_code == 200
        assert 'method="post"' not in page.text
    for path in (
        "/periode",
        f"{DESK}/tutup",
        f"{DESK}/terbitkan",
        f"{DESK}/terima",
        f"{REPORT}/terima",
        f"{REPORT}/kembalikan",
    ):
        assert reviewer.post(path, {"reason": REASON}).status_code == 404
    assert everything(urls) == before


def test_closing_says_who_will_not_be_assessed_and_happens_once(sent, urls):
    coordinator, _ = sent
    coordinator.post(f"{REPORT}/terima")
    told = text_of(coordinator.get(DESK))
    assert "1 laporan diterima dan dapat dinilai. 13 belum diterima" in told
    coordinator.post(f"{DESK}/tutup")
    again = coordinator.post(f"{DESK}/tutup")
    assert again.status_code == 403
    assert "Periode ini sudah ditutup." in text_of(again)
    assert stored(urls, "select count(*) from snapshot") == [(1,)]


def test_only_a_closed_period_is_published_and_only_once(sent, urls):
    coordinator, _ = sent
    early = coordinator.post(f"{DESK}/terbitkan")
    assert early.status_code == 403
    assert "Periode ini belum ditutup." in text_of(early)
    coordinator.post(f"{DESK}/tutup")
    assert coordinator.post(f"{DESK}/terbitkan").status_code == 302
    again = coordinator.post(f"{DESK}/terbitkan")
    assert "Hasil periode ini sudah diterbitkan." in text_of(again)


def test_a_closed_period_takes_no_decision(sent, urls):
    coordinator, _ = sent
    coordinator.post(f"{DESK}/tutup")
    before = everything(urls)
    assert f'action="{REPORT}/terima"' not in coordinator.get(REPORT).text
    answer = coordinator.post(f"{REPORT}/terima")
    assert answer.status_code == 403
    assert "Periode ini sudah ditutup" in text_of(answer)
    assert everything(urls) == before


def test_the_list_counts_districts_by_state(sent):
    coordinator, _ = sent
    assert "Triwulan IV 2024 Dibuka 20 Januari 2099 pukul 23.59 WIB 0 1 0 13" in text_of(
        coordinator.get("/periode")
    )


def test_several_reports_are_accepted_at_once_and_each_refusal_is_told(sent, visit, urls):
    coordinator, admin = sent
    rival = visit("rival_admin")
    enter_cells(rival, SERVED)
    rival.post(f"{HERE}/kirim")
    page = coordinator.get(DESK).text
    assert f'name="laporan" value="{DISTRICT}:1"' in page
    assert f'name="laporan" value="{RIVAL}:1"' in page
    assert " checked" not in page.split("<table")[1]
    admin.post(f"{HERE}/tarik")
    answer = coordinator.post(f"{DESK}/terima", {"laporan": [f"{DISTRICT}:1", f"{RIVAL}:1"]})
    told = text_of(answer)
    assert "1 laporan diterima, 1 tidak" in told
    assert "Kabupaten Katingan : Laporan ini tidak sedang menunggu pemeriksaan." in told
    assert stored(urls, "select district_id, state from decision") == [(RIVAL, "accepted")]
    assert stored(urls, "select district_id from receipt where step = 'report_accepted'") == [(RIVAL,)]
    again = text_of(coordinator.post(f"{DESK}/terima", {"laporan": [f"{RIVAL}:1"]}))
    assert "0 laporan diterima, 1 tidak" in again


@pytest.mark.parametrize(
    ("chosen", "status", "said"),
    [
        ([], 422, "Belum ada laporan yang dicentang."),
        ([f"{DISTRICT}:2"], 200, "sudah dikirim ulang sejak Anda membukanya"),
        ([f"{DISTRICT}:x"], 200, "sudah dikirim ulang sejak Anda membukanya"),
        ([f"{DISTRICT}:1", "63.01:1"], 404, ""),
    ],
)
def test_what_was_not_examined_is_not_accepted_with_the_others(sent, urls, chosen, status, said):
    coordinator, _ = sent
    before = everything(urls)
    answer = coordinator.post(f"{DESK}/terima", {"laporan": chosen})
    assert answer.status_code == status
    assert said in text_of(answer)
    assert everything(urls) == before
