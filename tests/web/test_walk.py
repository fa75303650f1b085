"""A quarter's walk over HTTP: handed in, approved, returned with comments, sent, taken back, extended, on record."""

from __future__ import annotations

import re

import psycopg
import pytest
from werkzeug.test import TestResponse

from spm_oversight.persistence.embedded import Urls
from tests.exchange.workbook_example import edited, typed
from tests.web.cast import DISTRICT, HEALTH, Visitor, office_of
from tests.web.walk import (
    DESK,
    HERE,
    confirm,
    download,
    enter,
    enter_cells,
    everything,
    fill,
    open_quarter,
    stored,
    text_of,
    upload,
)

HEALTH_SERVICE, SCHOOL_SERVICE = "kab.1.02.01", "kab.1.01.01"
FIGURES = {
    ("Penerima", HEALTH_SERVICE, "Harus dilayani"): 100,
    ("Penerima", HEALTH_SERVICE, "Terlayani"): 80,
}


@pytest.fixture
def opened(visit):
    """The coordinator, who has opened the quarter."""
    coordinator = visit("coordinator")
    open_quarter(coordinator)
    return coordinator


def approvals(coordinator: Visitor, **who: str) -> None:
    assert coordinator.post(f"{DESK}/persetujuan", who).status_code == 302


def tried(visitor: Visitor, code: str, served: int) -> TestResponse:
    """Enter a figure the way a person would, and the last answer on that way."""
    cells = {("Penerima", code, "Harus dilayani"): 100, ("Penerima", code, "Terlayani"): served}
    answer = upload(visitor, edited(typed(cells), download(visitor)))
    return confirm(visitor, answer) if answer.status_code == 200 else answer


def past_deadline(urls: Urls) -> None:
    """Time passes: the deadline was an hour ago."""
    with psycopg.connect(urls.superuser) as connection:
        connection.execute(
            "update period set opens_at = now() - interval '9 days', deadline = now() - interval '1 hour'"
        )


def done(answer: TestResponse) -> str:
    assert answer.status_code == 200, text_of(answer)
    return text_of(answer)


def refused(answer: TestResponse, sentence: str) -> None:
    assert answer.status_code in (403, 409, 422), answer.status_code
    assert sentence in text_of(answer)


def number_in(page: TestResponse) -> str:
    found = re.search(r'name="number" value="(\d+)"', page.text)
    assert found
    return found[1]


def test_an_office_hands_in_its_part_and_its_figures_stand_still(opened, visit, urls):
    operator, admin = visit("operator"), visit("district_admin")
    enter_cells(operator, FIGURES)
    told = done(operator.post(f"{HERE}/serahkan", follow=True))
    assert f"Nomor tanda terima: TT/{DISTRICT}/2024/0001" in told
    assert "Bagian Anda diserahkan" in told
    before = everything(urls)
    refused(
        tried(operator, HEALTH_SERVICE, 81),
        "Bagian Dinas Kesehatan sudah diserahkan",
    )
    refused(
        tried(admin, HEALTH_SERVICE, 81),
        "Bagian Dinas Kesehatan sudah diserahkan",
    )
    assert everything(urls)["recipients"] == before["recipients"]
    done(tried(admin, SCHOOL_SERVICE, 9))
    assert stored(urls, f"select part from recipients where code = '{SCHOOL_SERVICE}'") == [(9,)]


def test_a_part_is_taken_back_before_the_next_step_only(opened, visit):
    operator, head = visit("operator"), visit("office_head")
    enter_cells(operator, FIGURES)
    operator.post(f"{HERE}/serahkan")
    done(operator.post(f"{HERE}/tarik-bagian", follow=True))
    tried(operator, HEALTH_SERVICE, 81)
    operator.post(f"{HERE}/serahkan")
    done(head.post(f"{HERE}/setujui-bagian", {"number": number_in(head.get(HERE))}, follow=True))
    refused(operator.post(f"{HERE}/tarik-bagian"), "Bagian ini sudah disetujui kepala perangkat daerah.")
    done(head.post(f"{HERE}/tarik-persetujuan", follow=True))
    done(operator.post(f"{HERE}/tarik-bagian", follow=True))


def test_nothing_is_handed_in_empty_or_twice(opened, visit, urls):
    operator = visit("operator")
    refused(operator.post(f"{HERE}/serahkan"), "Belum ada isian pada bagian ini.")
    enter_cells(operator, FIGURES)
    operator.post(f"{HERE}/serahkan")
    refused(operator.post(f"{HERE}/serahkan"), "Bagian ini sudah diserahkan.")
    assert stored(urls, "select count(*) from part_step") == [(1,)]
    assert stored(urls, "select count(*) from receipt") == [(1,)]


def test_the_admin_returns_a_part_with_comments_where_they_belong(app, opened, visit):
    operator, admin = visit("operator"), visit("district_admin")
    enter_cells(operator, FIGURES)
    operator.post(f"{HERE}/serahkan")
    part = f"{HERE}/bagian/{office_of(app, DISTRICT, HEALTH)}"
    refused(
        admin.post(f"{part}/kembalikan", {f"komentar-{HEALTH_SERVICE}": "lima orang"}),
        "Tulis apa yang harus diperbaiki.",
    )
    kept = admin.post(f"{part}/kembalikan", {f"komentar-{HEALTH_SERVICE}": "lima orang"})
    assert 'value="lima orang"' in kept.text
    refused(
        admin.post(f"{part}/kembalikan", {"reason": "Periksa.", f"komentar-{SCHOOL_SERVICE}": "x"}),
        "bukan pelayanan atau butir mutu Dinas Kesehatan",
    )
    item = f"{HEALTH_SERVICE}.q01"
    said = {
        "reason": "Periksa lagi.",
        f"komentar-{HEALTH_SERVICE}": "Terlayani kurang.",
        f"komentar-{item}": "Butir ini.",
    }
    done(admin.post(f"{part}/kembalikan", said, follow=True))
    told = text_of(operator.get(HERE))
    assert "Periksa lagi." in told and "Terlayani kurang." in told and "Butir ini." in told
    assert "Bagian Anda dikembalikan" in told
    assert "Isian Dinas Kesehatan Triwulan IV 2024 dikembalikan" in text_of(operator.get("/pesan"))
    assert "Periksa lagi." not in text_of(visit("teacher").get(HERE))
    tried(operator, HEALTH_SERVICE, 85)
    done(operator.post(f"{HERE}/serahkan", follow=True))


def test_a_head_decides_on_what_was_looked_at(opened, visit):
    operator, head = visit("operator"), visit("office_head")
    enter_cells(operator, FIGURES)
    operator.post(f"{HERE}/serahkan")
    seen = number_in(head.get(HERE))
    operator.post(f"{HERE}/tarik-bagian")
    operator.post(f"{HERE}/serahkan")
    refused(head.post(f"{HERE}/setujui-bagian", {"number": seen}), "sudah berubah sejak Anda membukanya")
    done(head.post(f"{HERE}/kembalikan-bagian", {"reason": "Belum lengkap."}, follow=True))
    assert "Belum lengkap." in text_of(operator.get(HERE))


def test_where_heads_approve_nothing_is_sent_without_them(opened, visit, urls):
    approvals(opened, head="y")
    operator, head, admin = visit("operator"), visit("office_head"), visit("district_admin")
    enter_cells(operator, FIGURES)
    operator.post(f"{HERE}/serahkan")
    refused(admin.post(f"{HERE}/kirim"), "Belum disetujui kepala perangkat daerahnya: ")
    head.post(f"{HERE}/setujui-bagian")
    refused(admin.post(f"{HERE}/kirim"), "Dinas Pendidikan")
    assert stored(urls, "select count(*) from submission") == [(0,)]


def test_the_leader_approves_and_that_sends(opened, visit, urls):
    approvals(opened, leader="y")
    admin, leader = visit("district_admin"), visit("district_leader")
    enter(admin, fill)
    assert "Ajukan ke pimpinan daerah" in admin.get(HERE).text
    assert "diajukan kepada pimpinan daerah" in done(admin.post(f"{HERE}/kirim", follow=True))
    assert stored(urls, "select count(*) from submission") == [(0,)]
    refused(tried(admin, HEALTH_SERVICE, 80), "menunggu persetujuan pimpinan daerah")
    refused(leader.post(f"{HERE}/kembalikan"), "Tulis apa yang harus diperbaiki.")
    done(leader.post(f"{HERE}/kembalikan", {"reason": "Pagu belum benar."}, follow=True))
    assert "Pagu belum benar." in text_of(admin.get(HERE))
    admin.post(f"{HERE}/kirim")
    seen = number_in(leader.get(HERE))
    admin.post(f"{HERE}/tarik")
    refused(leader.post(f"{HERE}/setujui", {"number": seen}), "tidak sedang menunggu persetujuan Anda")
    admin.post(f"{HERE}/kirim")
    refused(leader.post(f"{HERE}/setujui", {"number": seen}), "diajukan ulang sejak Anda membukanya")
    done(leader.post(f"{HERE}/setujui", {"number": number_in(leader.get(HERE))}, follow=True))
    assert stored(urls, "select number, sent_by from submission") == [(1, "District Leader")]


def test_what_changed_since_the_approval_is_listed_with_both_values(opened, visit):
    operator, head = visit("operator"), visit("office_head")
    enter_cells(operator, FIGURES)
    assert "belum pernah disetujui" in text_of(head.get(f"{HERE}/perubahan"))
    operator.post(f"{HERE}/serahkan")
    head.post(f"{HERE}/setujui-bagian")
    assert "tidak ada yang berubah" in text_of(head.get(f"{HERE}/perubahan"))
    head.post(f"{HERE}/tarik-persetujuan")
    operator.post(f"{HERE}/tarik-bagian")
    tried(operator, HEALTH_SERVICE, 81)
    tried(operator, HEALTH_SERVICE, 1234)
    told = text_of(head.get(f"{HERE}/perubahan"))
    assert "1 angka berubah sejak persetujuan terakhir" in told
    assert "Terlayani 80 1.234 Operator" in told


def test_a_sent_quarter_is_taken_back_until_the_province_decides(opened, visit, urls):
    admin = visit("district_admin")
    enter(admin, fill)
    admin.post(f"{HERE}/kirim")
    done(admin.post(f"{HERE}/tarik", follow=True))
    assert "sedang diisi, belum dikirim" in text_of(opened.get(f"{DESK}/{DISTRICT}"))
    refused(opened.post(f"{DESK}/{DISTRICT}/terima"), "tidak sedang menunggu pemeriksaan")
    assert stored(
        urls, f"select value from indicator where metric = 'on_time' and district_id = '{DISTRICT}'"
    ) == [(0,)]
    assert "kiriman ke-2" in done(admin.post(f"{HERE}/kirim", follow=True))
    opened.post(f"{DESK}/{DISTRICT}/terima")
    refused(admin.post(f"{HERE}/tarik"), "Tidak ada kiriman yang dapat ditarik.")


def test_the_provinces_comments_open_the_parts_they_concern_and_no_other(opened, visit):
    operator, teacher, admin = visit("operator"), visit("teacher"), visit("district_admin")
    enter_cells(operator, FIGURES)
    done(tried(teacher, SCHOOL_SERVICE, 40))
    for each in (operator, teacher):
        each.post(f"{HERE}/serahkan")
    admin.post(f"{HERE}/kirim")
    said = {"reason": "Lihat catatan.", f"komentar-{HEALTH_SERVICE}": "Sasaran tidak cocok."}
    assert opened.post(f"{DESK}/{DISTRICT}/kembalikan", said).status_code == 302
    assert "Sasaran tidak cocok." in text_of(operator.get(HERE))
    assert "Sasaran tidak cocok." not in text_of(teacher.get(HERE))
    assert "Sasaran tidak cocok." in text_of(opened.get(f"{DESK}/{DISTRICT}"))
    done(tried(operator, HEALTH_SERVICE, 85))
    refused(
        tried(teacher, SCHOOL_SERVICE, 41),
        "Bagian Dinas Pendidikan sudah diserahkan",
    )


def test_an_extension_for_one_office_opens_that_office_alone(app, opened, visit, urls):
    operator, teacher = visit("operator"), visit("teacher")
    past_deadline(urls)
    refused(tried(operator, HEALTH_SERVICE, 80), "Tenggat periode ini sudah lewat")
    path = f"{DESK}/{DISTRICT}/waktu"
    office = str(office_of(app, DISTRICT, HEALTH))
    late = {"until": "20 Januari 2090", "hour": "23.59"}
    refused(opened.post(path, {**late, "office": office}), "alasan ini tercatat")
    refused(
        opened.post(path, {"until": "1 Februari 2020", "hour": "23.59", "why": "x"}),
        "Tulis saat yang belum lewat.",
    )
    assert opened.post(path, {**late, "office": office, "why": "Banjir."}).status_code == 302
    done(enter_cells(operator, FIGURES))
    assert "Diperpanjang sampai 20 Januari 2090 pukul 23.59 WIB" in text_of(operator.get(HERE))
    refused(tried(teacher, SCHOOL_SERVICE, 80), "Tenggat periode ini sudah lewat")
    assert stored(urls, "select count(*) from recipients") == [(1,)]


def test_an_extended_district_is_late_and_yet_in_time(opened, visit, urls):
    admin = visit("district_admin")
    enter(admin, fill)
    past_deadline(urls)
    refused(admin.post(f"{HERE}/kirim"), "Tenggat periode ini sudah lewat")
    more = {"until": "20 Januari 2090", "hour": "23.59", "why": "Listrik padam."}
    opened.post(f"{DESK}/{DISTRICT}/waktu", more)
    done(admin.post(f"{HERE}/kirim", follow=True))
    found = stored(urls, "select metric, value from indicator where metric like 'on_time%' order by 1")
    assert found == [("on_time", 0), ("on_time_extended", 1)]


def test_an_accepted_report_is_reopened_and_sent_again(opened, visit):
    admin = visit("district_admin")
    enter(admin, fill)
    admin.post(f"{HERE}/kirim")
    opened.post(f"{DESK}/{DISTRICT}/terima")
    refused(tried(admin, HEALTH_SERVICE, 80), "sudah dikirim ke provinsi")
    more = {"until": "20 Januari 2099", "hour": "12.00", "why": "Salah satuan."}
    opened.post(f"{DESK}/{DISTRICT}/waktu", more)
    told = text_of(admin.get(HERE))
    assert "dibuka kembali oleh provinsi" in told and "Salah satuan." in told
    done(enter_cells(admin, FIGURES))
    assert "kiriman ke-2" in done(admin.post(f"{HERE}/kirim", follow=True))


def test_every_step_is_in_the_history_and_has_its_receipt(opened, visit, urls):
    operator, admin = visit("operator"), visit("district_admin")
    enter_cells(operator, FIGURES)
    operator.post(f"{HERE}/serahkan")
    admin.post(f"{HERE}/kirim")
    opened.post(f"{DESK}/{DISTRICT}/terima")
    for reader, path in ((admin, f"{HERE}/riwayat"), (opened, f"{DESK}/{DISTRICT}/riwayat")):
        told = text_of(reader.get(path))
        assert "3 langkah tercatat" in told
        steps = (
            "Laporan diterima provinsi",
            "Triwulan dikirim ke provinsi",
            "Bagian perangkat daerah diserahkan",
        )
        places = [told.index(step) for step in steps]
        assert places == sorted(places)
    numbers = stored(urls, "select issuer, number from receipt order by 1, 2")
    assert numbers == [("district", 1), ("district", 2), ("province", 1)]
    receipt = text_of(admin.get(f"{HERE}/tanda-terima/province/1"))
    assert f"TT/{DISTRICT}/2024/P0001" in receipt and "Sidik data" in receipt
    assert admin.get(f"{HERE}/tanda-terima/district/1").status_code == 200
    assert admin.post(f"{HERE}/tanda-terima/district/1/pdf").status_code == 302
    assert visit("rival_admin").post(f"{HERE}/tanda-terima/district/1/pdf").status_code == 404
    assert stored(urls, "select kind from district_paper") == [("receipt",)]
    assert visit("teacher").get(f"{HERE}/tanda-terima/district/1").status_code == 404
    assert "Belum ada tanda terima" in text_of(visit("rival_admin").get(f"{HERE}/tanda-terima"))


def test_the_same_figures_have_the_same_hash(opened, visit, urls):
    operator = visit("operator")
    enter_cells(operator, FIGURES)
    operator.post(f"{HERE}/serahkan")
    operator.post(f"{HERE}/tarik-bagian")
    tried(operator, HEALTH_SERVICE, 81)
    operator.post(f"{HERE}/serahkan")
    first, second, third = (
        h for (h,) in stored(urls, "select facts ->> 'data_hash' from receipt order by number")
    )
    assert first == second != third


def test_steps_receipts_and_extensions_are_never_altered(opened, visit, urls):
    operator = visit("operator")
    enter_cells(operator, FIGURES)
    operator.post(f"{HERE}/serahkan")
    tables = (
        "part_step",
        "cell_comment",
        "proposal_step",
        "withdrawal",
        "service_comment",
        "extension",
        "receipt",
    )
    granted = stored(
        urls,
        "select table_name, privilege_type from information_schema.role_table_grants where grantee = 'spm_app'"
        f" and table_name in {tables} and privilege_type not in ('SELECT', 'INSERT')",
    )
    assert granted == []
