"""One person of each role does their part of the line, in a browser, signing in by the form."""

from __future__ import annotations

import re
from pathlib import Path

import pikepdf
import pytest
from openpyxl import load_workbook
from playwright.sync_api import Page, expect

from tests.browser.site import Site, choose_password, download, link_in_outbox, sign_in, typed_into, upload

pytestmark = pytest.mark.browser

BARAT, BARITO_UTARA, PALANGKA_RAYA = "62.01", "62.05", "62.71"


def test_the_operator_enters_the_offices_figures(site: Site, page: Page, tmp_path: Path) -> None:
    sign_in(page, "operator.kesehatan@contoh.test")
    page.get_by_role("link", name="Triwulan", exact=True).click()
    path = download(page, "Unduh lembar kerja", tmp_path)
    typed_into(path, "Penerima", {"Harus dilayani": 4321, "Terlayani": 1234})

    upload(page, path)
    expect(page.get_by_text("1.234").first).to_be_visible()
    page.get_by_role("button", name=re.compile("Simpan")).click()

    expect(page.get_by_text(re.compile("sel disimpan"))).to_be_visible()
    assert site.stored(
        "select base::int, part::int, entered_by from recipients where district_id = '62.01' and code = 'kab.1.02.01'"
        " order by year desc, quarter desc limit 1"
    ) == [(4321, 1234, "Ratna Dewanti")]


def test_a_wrong_row_is_shown_with_its_place_and_nothing_is_saved(
    site: Site, page: Page, tmp_path: Path
) -> None:
    before = site.stored("select count(*) from recipients")
    sign_in(page, "operator.kesehatan@contoh.test")
    page.get_by_role("link", name="Triwulan", exact=True).click()
    path = download(page, "Unduh lembar kerja", tmp_path)
    typed_into(path, "Penerima", {"Harus dilayani": "1,234.56", "Terlayani": 5})

    upload(page, path)

    expect(page.get_by_text("1,234.56").first).to_be_visible()
    expect(page.get_by_role("button", name=re.compile("Simpan"))).to_have_count(0)
    assert site.stored("select count(*) from recipients") == before


def test_the_head_of_office_sees_and_changes_nothing(site: Site, page: Page) -> None:
    sign_in(page, "kepala.kesehatan@contoh.test")
    page.get_by_role("link", name="Triwulan", exact=True).click()

    expect(page.get_by_text("Pelayanan kesehatan ibu hamil").first).to_be_visible()
    expect(page.get_by_role("link", name=re.compile("Unggah"))).to_have_count(0)
    assert site.stored("select count(*) from recipients where entered_by = 'Indah Permatasari'") == [(0,)]


def test_the_district_admin_completes_and_sends_the_quarter(site: Site, page: Page, tmp_path: Path) -> None:
    sign_in(page, "admin.kotawaringin-barat@contoh.test")
    page.get_by_role("link", name="Triwulan", exact=True).click()
    path = download(page, "Unduh lembar kerja", tmp_path)
    typed_into(path, "Penerima", {"Harus dilayani": 900, "Terlayani": 450})
    upload(page, path)
    page.get_by_role("button", name=re.compile("Simpan")).click()

    page.get_by_role("button", name="Kirim ke provinsi").click()

    expect(page.get_by_text(re.compile("dikirim|menunggu pemeriksaan", re.IGNORECASE)).first).to_be_visible()
    assert site.stored(
        "select number, sent_by from submission where district_id = '62.01' order by year desc, quarter desc limit 1"
    ) == [(1, "Siti Rahmawati")]


def test_the_district_leader_reads_the_published_ranking(site: Site, page: Page) -> None:
    sign_in(page, "pimpinan.kotawaringin-barat@contoh.test")
    page.goto("/peringkat?periode=2023-Q4")

    expect(page.get_by_role("row", name=re.compile("Kotawaringin Barat"))).to_contain_text("85,20")
    assert site.stored(
        "select rank, round(index, 2)::text from snapshot_result r join snapshot s on s.id = r.snapshot_id"
        " where level = 'district' and district_id = '62.01' and year = 2023 and quarter = 4"
    ) == [(1, "85.20")]


def test_the_coordinator_decides_closes_publishes_and_prints(site: Site, page: Page, tmp_path: Path) -> None:
    sign_in(page, "koordinator@contoh.test")
    page.get_by_role("link", name="Periode", exact=True).click()
    page.locator("main table a, main li a").first.click()
    period = page.url
    code = period.rsplit("/", 1)[1]

    page.goto(f"{period}/{BARITO_UTARA}")
    page.get_by_label("Alasan pengembalian").fill("Lengkapi mutu layanan ibu hamil.")
    page.get_by_role("button", name="Kembalikan laporan").click()
    expect(page.get_by_text(re.compile("Barito Utara dikembalikan"))).to_be_visible()

    page.goto(f"{period}/{PALANGKA_RAYA}")
    page.get_by_role("button", name="Terima laporan").click()
    expect(page.get_by_text(re.compile("Palangka Raya diterima"))).to_be_visible()
    assert site.stored(
        "select district_id, state, reason from decision d join period p using (province_id, year, quarter)"
        f" where district_id in ('{BARITO_UTARA}', '{PALANGKA_RAYA}') and p.closed_at is null order by district_id"
    ) == [(BARITO_UTARA, "returned", "Lengkapi mutu layanan ibu hamil."), (PALANGKA_RAYA, "accepted", "")]

    page.goto(period)
    page.get_by_text(re.compile("^Tutup Triwulan")).click()
    page.get_by_role("button", name=re.compile("Tutup dan bekukan")).click()
    expect(page.get_by_text(re.compile("Angka dibekukan dengan sidik data"))).to_be_visible()
    page.get_by_role("button", name="Terbitkan hasil").click()
    expect(page.get_by_text(re.compile("diterbitkan dan dapat dilihat"))).to_be_visible()

    page.goto("/dokumen")
    page.get_by_label("Periode").select_option(code)
    page.get_by_role("button", name="Buat buku rakor").click()
    expect(page.get_by_text("Menunggu giliran")).to_be_visible()
    site.work()
    page.goto("/dokumen")
    booklet = download(page, "Unduh PDF", tmp_path)

    with pikepdf.open(booklet) as paper:
        assert list(paper.attachments) == ["paket-data.zip"]
    assert site.stored("select state, draft from paper") == [("done", False)]


def test_the_reviewer_compares_and_takes_the_table_along(site: Site, page: Page, tmp_path: Path) -> None:
    sign_in(page, "pereviu@contoh.test")
    page.goto("/perbandingan?periode=2023-Q4")

    table = load_workbook(download(page, "Unduh XLSX", tmp_path))
    first = [cell.value for row in table.active.iter_rows() for cell in row]  # pyright: ignore
    assert "Kabupaten Kapuas" in first
    expect(page.get_by_role("row", name=re.compile("Kapuas")).first).to_contain_text("14,90")
    assert site.stored("select count(*) from snapshot where published_at is not null") == [(8,)]


def test_the_provinces_leader_sees_who_cannot_be_rated(site: Site, page: Page) -> None:
    sign_in(page, "pimpinan@contoh.test")
    page.goto("/peringkat?periode=2024-Q4")

    expect(page.get_by_text("Belum dapat dinilai").first).to_be_visible()
    expect(page.get_by_text("Murung Raya").first).to_be_visible()
    assert site.stored(
        "select report_state from snapshot_report r join snapshot s on s.id = r.snapshot_id"
        " where district_id = '62.12' and year = 2024 and quarter = 4"
    ) == [("none",)]


def test_the_platform_admin_opens_a_province_whose_coordinator_comes_in(site: Site, page: Page) -> None:
    sign_in(page, "platform@contoh.test")
    page.goto("/provinsi")
    page.get_by_role("row", name=re.compile("Kalimantan Selatan")).get_by_role("button").click()
    expect(page.get_by_role("row", name=re.compile("Kalimantan Selatan"))).to_contain_text(re.compile("buka"))

    page.goto("/pengguna/baru")
    page.get_by_label("Nama").fill("Norhayati")
    page.get_by_label("Surel").fill("norhayati@contoh.test")
    page.get_by_label("Koordinator provinsi").check()
    page.get_by_label("Provinsi", exact=True).select_option("63")
    page.get_by_role("button", name="Simpan penugasan").click()
    expect(page.get_by_text("Diundang, belum masuk")).to_be_visible()
    link = link_in_outbox(page, "Undangan: Koordinator provinsi")
    page.context.clear_cookies()
    page.goto(link)
    choose_password(page, "gunung meratus biru")
    sign_in(page, "norhayati@contoh.test", "gunung meratus biru")
    expect(page.get_by_text("Kalimantan Selatan").first).to_be_visible()
    assert site.stored(
        "select m.role, m.province_id, a.must_change_password from membership m join account a on a.id = m.account_id"
        " where a.email = 'norhayati@contoh.test'"
    ) == [("coordinator", "63", False)]
