"""Each of the province's people does a whole task on its pages, and a district's leader reads the own one."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from openpyxl import load_workbook
from playwright.sync_api import Browser, Locator, Page, expect

from tests.browser.site import Site, download, fits, sign_in
from tests.papers.pages import pages_of

pytestmark = pytest.mark.browser

PHONE: dict[str, Any] = {"viewport": {"width": 390, "height": 844}, "has_touch": True, "is_mobile": True}
DESKTOP: dict[str, Any] = {"viewport": {"width": 1366, "height": 900}}
RUNNING = "(select year, quarter from period where closed_at is null)"

Arrive = Callable[..., Page]


@pytest.fixture
def arrive(shared_site: Site, browser: Browser) -> Iterator[Arrive]:
    """``arrive(who, **kind)``: somebody signed in on their first page, in a browser of this kind."""
    pages: list[Page] = []

    def signed_in(who: str, **kind: Any) -> Page:
        page = browser.new_page(base_url=shared_site.address, locale="id-ID", **(kind or DESKTOP))
        pages.append(page)
        sign_in(page, f"{who}@contoh.test")
        return page

    yield signed_in
    for page in pages:
        page.close()


def title(page: Page) -> Locator:
    return page.get_by_role("heading", level=1)


def to(page: Page, *links: str) -> None:
    """Click the first link of these words, one page after another."""
    for words in links:
        page.get_by_role("link", name=re.compile(words)).first.click()


def districts(page: Page) -> list[str]:
    """The rows of the comparison as a reader hears them."""
    return page.locator("table.heat tbody tr").all_inner_texts()


def text_of(file: Path) -> list[str]:
    """Each page of a paper in one line of words."""
    return [" ".join(page.text.split()) for page in pages_of(file.read_bytes())]


def write_to_the_late(page: Page) -> None:
    """From the overview to letters asked for."""
    state = page.locator("td:first-of-type", has_text="Belum mulai")
    late = page.locator("table.gathering tbody tr", has=state)
    expect(late).to_have_count(4)
    expect(late.filter(has_text="Kapuas")).to_contain_text("8 perangkat daerah, sejak")
    to(page, "^Periode$")
    page.locator("main table a").first.click()
    to(page, "^Surati$")
    page.get_by_label("Nomor surat").fill("700/12/2026")
    for name in ("Kapuas", "Murung Raya"):
        page.get_by_label(re.compile(f"^Kabupaten {name}: belum mulai diisi")).check()
    page.get_by_role("button", name="Buat surat").click()
    expect(page.get_by_text("2 surat sedang dibuat")).to_be_visible()


def accept_two(page: Page) -> None:
    """On the desk, at once."""
    to(page, "^Periode$")
    page.locator("main table a").first.click()
    for name in ("Kota Palangka Raya", "Kabupaten Barito Utara"):
        page.get_by_label(f"Terima laporan {name}").check()
    page.get_by_role("button", name="Terima laporan yang dicentang").click()
    expect(page.get_by_role("heading", name="2 laporan diterima")).to_be_visible()


def compare(page: Page) -> list[str]:
    """Health by service in the kabupaten alone, the best care of mothers first; the rows."""
    to(page, "^Perbandingan$")
    page.get_by_label("Kolom").select_option(label="Layanan Kesehatan")
    page.get_by_text("Saring daerah").click()
    page.get_by_label("Jenis daerah").select_option(label="Kabupaten saja")
    page.get_by_role("button", name="Tampilkan").click()
    expect(title(page)).to_contain_text("Kesehatan di 13 dari 14 kabupaten/kota")
    to(page, "^Ibu hamil$")
    mothers = page.locator("table.heat tbody td:nth-of-type(2)").all_inner_texts()
    found = [float(match[0].replace(",", ".")) for each in mothers if (match := re.search(r"\d+,\d+", each))]
    assert len(found) > 10 and found == sorted(found, reverse=True)
    rows = districts(page)
    assert len(rows) == 13 and not any("Palangka" in row for row in rows)
    return rows


def compose(page: Page) -> None:
    """The table seen goes into the booklet, a preface before it; one chapter stays out."""
    page.get_by_role("button", name="Muat tabel ini dalam buku rakor").click()
    expect(page.get_by_text("Tabel dimuat dalam buku rakor Triwulan IV 2024.")).to_be_visible()
    page.get_by_label("Kata pengantar", exact=True).fill("Assalamualaikum.\n\nBuku ini **dibaca bersama**.")
    page.get_by_label("Muat Permasalahan").uncheck()
    page.get_by_role("button", name="Simpan dan lihat pratinjau").click()
    expect(page.get_by_text("dibaca bersama", exact=True)).to_be_visible()
    expect(page.get_by_text("Tidak dimuat: Permasalahan.")).to_be_visible()
    to(page, "Ubah susunan")
    page.get_by_role("button", name="Buat buku rakor").click()


def test_the_coordinator_writes_to_the_late_accepts_compares_and_prints(
    shared_site: Site, arrive: Arrive, tmp_path: Path
) -> None:
    page = arrive("koordinator")
    expect(title(page)).to_contain_text("5 laporan sudah masuk, 9 belum")
    ((oldest,),) = shared_site.stored(
        f"select district_id from submission where (year, quarter) = {RUNNING}"
        " and district_id in ('62.05', '62.71') order by sent_at limit 1"
    )
    name = {"62.05": "Kabupaten Barito Utara", "62.71": "Kota Palangka Raya"}[oldest]
    expect(page.get_by_text(re.compile(f"Paling lama: {name}, dikirim"))).to_be_visible()
    expect(page.locator("table.gathering tbody tr").first).to_contain_text(name)
    write_to_the_late(page)
    accept_two(page)
    assert shared_site.stored(
        f"select district_id from decision where (year, quarter) = {RUNNING} and state = 'accepted'"
        " and district_id in ('62.05', '62.71') order by 1"
    ) == [("62.05",), ("62.71",)]
    to(page, "^Beranda$")
    expect(page.locator("dl.keys dd").first).to_contain_text("5 dari 14 daerah yang laporannya diterima")
    rows = compare(page)
    # Who keeps the address keeps the view: another person sees the same rows.
    reviewer = arrive("pereviu")
    reviewer.goto(page.url)
    assert districts(reviewer) == rows
    compose(page)
    shared_site.work()
    page.goto("/dokumen")
    booklet = text_of(download(page, "Unduh PDF Buku rakor", tmp_path))
    assert any("Buku ini dibaca bersama." in each for each in booklet)
    assert any("Capaian (IPSPM), Kesehatan" in each and "hanya kabupaten" in each for each in booklet)
    assert "Permasalahan" not in booklet[1], "the contents name what was left out"
    page.get_by_text("Setiap daerah").first.click()
    letter = " ".join(text_of(download(page, "Surat kepada Kabupaten Kapuas", tmp_path)))
    for words in ("700/12/2026", "Bupati Kapuas", "belum mulai diisi"):
        assert words in letter


def test_the_reviewer_goes_from_a_running_figure_to_its_origin_and_takes_the_table_along(
    shared_site: Site, arrive: Arrive, tmp_path: Path
) -> None:
    page = arrive("pereviu")
    to(page, "^Perbandingan$")
    page.get_by_label("Periode").select_option(index=0)
    page.get_by_label("Kolom").select_option(label="Layanan Kesehatan")
    page.get_by_role("button", name="Tampilkan").click()
    expect(page.get_by_text(re.compile("masih berjalan: angka dapat berubah"))).to_be_visible()
    expect(page.locator("dl.facts")).to_contain_text("sementara, belum ditutup")
    sheet = load_workbook(download(page, "Unduh XLSX", tmp_path)).active
    table = [tuple(row) for row in sheet.iter_rows(values_only=True)]  # pyright: ignore
    place = next(row for row in table if row[0] == "Kode").index("Pelayanan kesehatan ibu hamil (%)")
    figure = next(row for row in table if row[0] == "62.05")[place]
    shown = page.get_by_role("row", name=re.compile("^Barito Utara")).locator("td").nth(1)
    expect(shown).to_contain_text(f"{figure:.2f}".replace(".", ","))

    page.get_by_role("link", name="Barito Utara").first.click()
    expect(title(page)).to_contain_text("Capaian Kabupaten Barito Utara")
    expect(page.get_by_text("Triwulan ini masih berjalan")).to_be_visible()
    page.get_by_role("heading", name="Kesehatan", exact=True).click()
    page.locator("summary", has_text="Pelayanan kesehatan ibu hamil").click()
    to(page, "asal angka Ibu hamil")
    ((base, part, by),) = shared_site.stored(
        "select base::int, part::int, entered_by from recipients where district_id = '62.05'"
        f" and code = 'kab.1.02.01' and (year, quarter) = {RUNNING}"
    )
    whole, reached = (f"{number:,}".replace(",", ".") for number in (base, part))
    expect(title(page)).to_contain_text(f"Ibu hamil: {reached} dari {whole} orang")
    row = page.locator("main tbody tr").first
    for words in (by, whole, reached):
        expect(row).to_contain_text(words)
    assert page.get_by_role("button", name=re.compile("Simpan|Terima")).count() == 0
    to(page, "^Kabupaten Barito Utara$")
    expect(title(page)).to_contain_text("Capaian Kabupaten Barito Utara")


def test_the_provinces_leader_reads_it_all_on_a_phone(shared_site: Site, arrive: Arrive) -> None:
    page = arrive("pimpinan", **PHONE)
    expect(title(page)).to_contain_text(re.compile("rata-rata capaian .* dari 14 daerah dinilai"))
    fits(page)
    to(page, "^Peringkat$")
    expect(title(page)).to_contain_text("di peringkat 1 dari 12 daerah")
    fits(page)
    first = page.locator("main tbody tr").first
    name = first.get_by_role("link").inner_text()
    first.get_by_role("link").click()
    expect(title(page)).to_contain_text(re.compile(f"{name} .*peringkat 1 dari 12"))
    fits(page)
    to(page, "^Peringkat$", "arsip semua triwulan")
    expect(title(page)).to_have_text(re.compile("triwulan tersimpan"))
    fits(page)
    page.get_by_role("link", name="Peringkat Triwulan IV 2023").click()
    row = page.get_by_role("row", name=re.compile("Kotawaringin Barat"))
    expect(row).to_contain_text("85,20")
    fits(page)
    to(page, "Revisi dan data Triwulan IV 2023")
    expect(title(page)).to_have_text("Triwulan IV 2023: belum pernah direvisi")
    expect(page.get_by_text("Perbaiki Triwulan IV 2023")).to_have_count(0)
    ((seal,),) = shared_site.stored(
        "select left(sha256, 12) from snapshot where (year, quarter) = (2023, 4) and published_at is not null"
    )
    expect(page.locator("dl.facts")).to_contain_text(seal)


def test_a_districts_leader_reads_the_own_page_on_a_phone_and_no_rivals(
    shared_site: Site, arrive: Arrive
) -> None:
    page = arrive("pimpinan.kotawaringin-barat", **PHONE)
    expect(title(page)).to_contain_text("perangkat daerah sudah menyerahkan")
    expect(page.get_by_role("heading", name="Yang menghambat")).to_be_visible()
    fits(page)
    to(page, "^Peringkat$")
    links = page.locator("main tbody").get_by_role("link")
    expect(links).to_have_count(1)
    links.click()
    expect(title(page)).to_contain_text("Capaian Kabupaten Kotawaringin Barat 91,37")
    expect(page.get_by_role("heading", name=re.compile("Yang paling mengangkat capaian"))).to_be_visible()
    fits(page)
    own = page.url
    for rival in ("62.02", "62.02/angka/kab.1.02.01", "63.01"):
        answer = page.goto(own.replace("62.01", rival, 1))
        assert answer and answer.status == 404
        expect(title(page)).to_have_text("Halaman tidak ditemukan")
        assert "Kotawaringin Timur" not in page.content()
    to(page, "Buka beranda")
    expect(title(page)).to_contain_text("perangkat daerah sudah menyerahkan")
