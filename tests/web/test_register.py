"""/sasaran and the totals: kept by the district's admin, told beside the figures, with their changes on record."""

from __future__ import annotations

import re

import pytest

from tests.web.test_entry import FORM, MOTHERS, pair, saved
from tests.web.walk import HERE, open_quarter, stored, text_of

YEAR = "/sasaran/2024"
LINE = f"{YEAR}/{MOTHERS}"
TOTALS = f"{HERE}/total-anggaran"
SAID = {
    "value": "14.995",
    "source": "Dinas Dukcapil",
    "dated": "31 Desember 2023",
    "document": "SK Bupati 12/2024",
    "owner": "Dinas Kesehatan",
    "version": "0",
}


@pytest.fixture(autouse=True)
def opened(visit):
    open_quarter(visit("coordinator"))


def test_a_denominator_is_registered_changed_and_told_with_its_changes(visit, urls):
    admin = visit("district_admin")
    assert admin.get("/sasaran").headers["Location"] == YEAR
    assert admin.post(LINE, SAID).status_code == 302
    assert admin.post(LINE, {**SAID, "value": "15.000", "version": "1"}).status_code == 302
    told = text_of(admin.get(LINE))
    assert "Didaftarkan: 14.995 orang, Dinas Dukcapil, 31 Desember 2023" in told
    assert "Jumlah 14.995 orang menjadi 15.000 orang" in told
    listed = text_of(visit("teacher").get(YEAR))
    assert "1 dari 29 layanan terdaftar" in listed and "15.000 orang" in listed
    late = admin.post(LINE, {**SAID, "version": "1", "source": "BPS"})
    assert late.status_code == 409 and "diubah orang lain" in late.text and 'value="BPS"' in late.text
    assert stored(urls, "select value::int, source, version from denominator") == [
        (15000, "Dinas Dukcapil", 2)
    ]


@pytest.mark.parametrize(
    ("typed", "sentence"),
    [
        ({"value": "1,5"}, "tidak dapat dibaca sebagai bilangan bulat"),
        ({"value": "-5"}, "jumlah dari 0"),
        ({"value": "9" * 16}, "15 digit"),
        ({"value": ""}, "Tulis jumlahnya"),
        ({"source": " "}, "Tulis siapa yang menghitung"),
        ({"source": "x" * 301}, "paling panjang 300 huruf"),
        ({"dated": "31 Februari 2024"}, "tanggal"),
        ({"dated": "1 Januari 2099"}, "paling lambat hari ini"),
    ],
)
def test_what_cannot_be_registered_is_refused_and_kept_in_the_form(visit, urls, typed, sentence):
    answer = visit("district_admin").post(LINE, {**SAID, **typed})
    assert answer.status_code == 422 and sentence in text_of(answer)
    assert 'value="SK Bupati 12/2024"' in answer.text
    assert stored(urls, "select count(*) from denominator") == [(0,)]


def test_a_locked_one_is_changed_after_unlocking_with_a_reason(visit):
    admin = visit("district_admin")
    admin.post(LINE, SAID)
    assert admin.post(f"{LINE}/kunci", {"version": "1"}).status_code == 302
    refused = admin.post(LINE, {**SAID, "version": "2"})
    assert refused.status_code == 403 and "terkunci" in text_of(refused)
    assert "alasan ini tercatat" in text_of(admin.post(f"{LINE}/buka", {"version": "2", "reason": " "}))
    assert admin.post(f"{LINE}/buka", {"version": "2", "reason": "Hasil sensus."}).status_code == 302
    assert "Hasil sensus." in text_of(admin.get(LINE))
    assert admin.post(LINE, {**SAID, "version": "3"}).status_code == 302


def test_a_year_begins_with_the_one_before(visit):
    admin = visit("district_admin")
    admin.post(LINE, SAID)
    assert "Bawa 1 sasaran dari 2024" in text_of(admin.get("/sasaran/2025"))
    told = text_of(admin.post("/sasaran/2025/bawa", follow=True))
    assert "1 sasaran dibawa dari 2024" in told and "dibawa dari 2024" in told
    assert "Tidak ada sasaran 2024" in text_of(admin.post("/sasaran/2025/bawa", follow=True))


def test_the_register_is_told_beside_the_form_and_a_difference_is_asked_about(visit):
    admin, operator = visit("district_admin"), visit("operator")
    admin.post(LINE, SAID)
    page = operator.get(FORM)
    assert "Sasaran terdaftar: 14.995 orang, Dinas Dukcapil, 31 Desember 2023." in text_of(page)
    assert 'data-carry="14.995"' in page.text and "Pakai sasaran terdaftar" in page.text
    assert operator.post(FORM, {"carry": MOTHERS}).status_code in (302, 422)
    assert re.search(rf'name="recipients/{MOTHERS}/base" value="14.995"', operator.get(FORM).text)
    told = saved(operator, "recipients", MOTHERS, pair("15.995", "12.000"))["warnings"]
    assert any("berbeda dari sasaran terdaftar (14.995)" in sentence for sentence in told)
    assert "TW IV" in text_of(admin.get(YEAR))


def test_nobody_else_keeps_it_and_no_other_district_sees_it(visit, urls):
    visit("district_admin").post(LINE, SAID)
    for name in ("operator", "office_head", "district_leader"):
        assert visit(name).post(LINE, {**SAID, "version": "1"}).status_code == 404
        assert "Simpan sasaran" not in visit(name).get(LINE).text
    assert "0 dari 29" in text_of(visit("rival_admin").get(YEAR))
    assert stored(urls, "select version from denominator") == [(1,)]


def test_the_totals_are_kept_by_version_and_only_what_changed(visit, urls):
    admin = visit("district_admin")
    typed = {"murni-total_spending": "1.500.000.000.000", "murni-six_urusan_spending": "600.000.000.000"}
    assert admin.post(TOTALS, typed).status_code == 302
    assert 'value="1.500.000.000.000"' in admin.get(TOTALS).text
    kept = "select budget_version, total_spending, six_urusan_spending, computed_need from totals"
    assert stored(urls, kept) == [("murni", 1_500_000_000_000, 600_000_000_000, None)]
    assert "Tidak ada total yang berubah." in text_of(admin.post(TOTALS, typed, follow=True))
    late = admin.post(TOTALS, {**typed, "murni-computed_need": "7"})
    assert late.status_code == 409 and 'value="7"' in late.text
    wrong = admin.post(TOTALS, {"perubahan-total_spending": "1,5 miliar"})
    assert wrong.status_code == 422 and "tidak dapat dibaca sebagai bilangan bulat" in text_of(wrong)
    assert 'value="1,5 miliar"' in wrong.text
    operator = visit("operator")
    assert "Simpan total" not in operator.get(TOTALS).text
    assert operator.post(TOTALS, {"pergeseran-total_spending": "5"}).status_code == 403
    assert len(stored(urls, kept)) == 1
