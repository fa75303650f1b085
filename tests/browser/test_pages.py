"""Every page at 390 and 1366 pixels: no sideways scrolling, no violation of an accessibility rule.

``make pictures`` takes a picture of each as well; without it that would be half of the time.
"""

from __future__ import annotations

import os
import subprocess
from pathlib import Path

import pikepdf
import pytest
from playwright.sync_api import Browser, Page

from spm_oversight.config.settings import PROJECT
from spm_oversight.persistence.embedded import Urls
from spm_oversight.services.demonstration.people import COORDINATOR
from tests.browser.site import Site, download, faults_of, serving, sign_in, typed_into, upload

pytestmark = pytest.mark.browser

PICTURES = os.environ.get("PICTURES_IN")
WIDTHS = (1366, 390)
DISTRICT = (
    "beranda:/",
    "triwulan:/triwulan",
    "katalog:/katalog",
    "akun:/akun",
    "tempat-masuk:/akun/tempat-masuk",
    "kata-sandi:/akun/kata-sandi",
)
RESULTS = (
    "perbandingan:/perbandingan?periode=2023-Q4",
    "peringkat:/peringkat?periode=2024-Q4",
    "dokumen:/dokumen",
)
# Who opens what: every page once, by somebody for whom it is full of figures.
PAGES = {
    "admin.kotawaringin-barat@contoh.test": (
        *DISTRICT,
        *RESULTS,
        "unggah:/triwulan/{running}/unggah",
        "bukti:/triwulan/{running}/bukti",
        "bukti-layanan:/triwulan/{running}/bukti/kab.1.06.01",
        "triwulan-terbit:/triwulan/2023-Q4",
        "pengguna:/pengguna",
        "catatan:/catatan",
        "pengguna-baru:/pengguna/baru",
        "serah-terima:/pengguna/{operator}/serah-terima",
        "perangkat-daerah:/perangkat-daerah",
        "perangkat-daerah-baru:/perangkat-daerah/baru",
        "pengisi-penyetuju:/perangkat-daerah/{office}/persetujuan",
        "kop-surat:/kop-surat",
        "belum-ada-periode:/triwulan/2031-Q1",
        "sasaran:/sasaran",
        "sasaran-layanan:/sasaran/2026/kab.1.03.01",
        "total-anggaran:/triwulan/{running}/total-anggaran",
        "pesan:/pesan",
        "ingatkan:/triwulan/{running}/ingatkan",
        "evaluasi-daerah:/daerah/62.01/evaluasi?triwulan=2024-Q4",
        "evaluasi-daerah-berjalan:/daerah/62.01/evaluasi",
    ),
    "operator.kesehatan@contoh.test": ("beranda-operator:/", "triwulan-operator:/triwulan"),
    "koordinator@contoh.test": (
        "beranda-provinsi:/",
        "beranda-provinsi-terbit:/?triwulan=2024-Q4",
        "periode:/periode",
        "meja:/periode/{running}",
        "surat:/periode/{running}/surat",
        "pengaturan:/pengaturan",
        "kop-surat-provinsi:/kop-surat",
        "meja-terbit:/periode/2024-Q4",
        "laporan:/periode/{running}/62.05",
        "perbandingan-provinsi:/perbandingan?periode=2024-Q4",
        "perbandingan-berjalan:/perbandingan?periode={running}&ukuran=keterisian",
        "perbandingan-layanan:/perbandingan?periode=2024-Q4&urusan=1.02&banding=2023-Q4",
        "anggaran:/anggaran?triwulan=2024-Q4",
        "anggaran-berjalan:/anggaran?triwulan={running}&urusan=1.02",
        "urusan:/urusan/1.02?triwulan=2024-Q4",
        "kelompok-daerah:/kelompok-daerah",
        "susun-buku:/buku/2024-Q4",
        "daerah:/daerah/62.01?triwulan=2024-Q4",
        "evaluasi:/evaluasi",
        "asal-angka:/daerah/62.01/angka/kab.1.02.01?triwulan=2024-Q4",
        "arsip:/arsip",
        "arsip-triwulan:/arsip/2024-Q4",
        "peta:/peta?periode=2024-Q4",
        "peta-atur:/peta/atur",
        "peringkat-provinsi:/peringkat?periode=2023-Q4",
        "dokumen-provinsi:/dokumen",
        "cabut-dokumen:/dokumen/{paper}/cabut",
        "kotak-keluar:/kotak-keluar",
        "ingatkan-daerah:/periode/{running}/ingatkan",
        "tidak-ada:/tidak-ada",
    ),
    "pereviu@contoh.test": (
        "beranda-pereviu:/",
        "laporan-pereviu:/periode/{running}/62.05",
        "bukti-pereviu:/periode/{running}/62.05/bukti",
    ),
    "pimpinan@contoh.test": ("beranda-pimpinan:/?triwulan=2024-Q4",),
    "pimpinan.kotawaringin-barat@contoh.test": (
        "beranda-pimpinan-daerah:/",
        "triwulan-pimpinan:/triwulan",
        "daerah-sendiri:/daerah/62.01?triwulan={running}",
        "asal-angka-sendiri:/daerah/62.01/angka/kab.1.06.01?triwulan={running}",
    ),
    "kepala.kesehatan@contoh.test": ("beranda-kepala:/", "triwulan-kepala:/triwulan"),
    "platform@contoh.test": (
        "dua-langkah:/akun/dua-langkah",
        "dua-langkah-aplikasi:/akun/dua-langkah/aplikasi",
        "dua-langkah-kode:/akun/dua-langkah/kode",
        "beranda-platform:/",
        "provinsi:/provinsi",
        "keadaan-sistem:/platform",
        "pengguna-platform:/pengguna",
        "kotak-keluar-platform:/kotak-keluar",
    ),
}


@pytest.fixture(scope="module")
def running(shared_site: Site) -> str:
    """The quarter that is being reported."""
    ((year, quarter),) = shared_site.stored("select year, quarter from period where closed_at is null")
    return f"{year}-Q{quarter}"


@pytest.fixture(scope="module")
def operator(shared_site: Site) -> str:
    """The membership of an office's operator."""
    ((membership,),) = shared_site.stored(
        "select m.id from membership m join account a on a.id = m.account_id"
        " where a.email = 'operator.kesehatan@contoh.test'"
    )
    return str(membership)


@pytest.fixture(scope="module")
def office(shared_site: Site) -> str:
    """That operator's office."""
    code = "district_id = '62.01' and code = 'dinas-kesehatan'"
    ((office,),) = shared_site.stored(f"select id from office where {code}")
    return str(office)


@pytest.fixture(scope="module")
def paper(shared_site: Site) -> str:
    """A card that was issued and made, without its file."""
    written = """
    with card as (
        insert into paper (id, province_id, snapshot_id, draft, kind, state, step, steps, doing, attempt,
            requested_by, membership_id, requested_at)
        select gen_random_uuid(), province_id, id, false, 'scorecard', 'done', 1, 1, '', 1, 'Koordinator',
            gen_random_uuid(), now() from snapshot where (year, quarter, revision) = (2024, 4, 1)
        returning id, province_id)
    insert into issued_paper (paper_id, province_id, tenant, code, title, issuer, day, year, quarter, revision)
    select id, province_id, '62', 'KD/62/2024/9998', 'Kartu', 'Provinsi', now(), 2024, 4, 1 from card
    returning paper_id
    """
    ((paper,),) = shared_site.stored(written)
    return str(paper)


@pytest.mark.parametrize("email", [None, *PAGES])
def test_the_pages_of_a_person(
    browser: Browser,
    shared_site: Site,
    running: str,
    operator: str,
    office: str,
    paper: str,
    email: str | None,
) -> None:
    faults: list[str] = []
    with browser.new_context(base_url=shared_site.address, locale="id-ID") as context:
        page = context.new_page()
        if email is None:
            wanted = (
                "masuk:/masuk",
                "lupa-kata-sandi:/lupa-kata-sandi",
                "tautan-mati:/tautan/lama",
                "periksa:/periksa",
                "periksa-tak-dikenal:/periksa?nomor=BK/62/2024/9999",
            )
        else:
            sign_in(page, email)
            wanted = PAGES[email]
        for each in wanted:
            name, path = each.split(":", 1)
            page.goto(path.format(running=running, operator=operator, office=office, paper=paper))
            # Turned, not loaded again: half the time. Colours are no other on a phone.
            for width in WIDTHS:
                page.set_viewport_size({"width": width, "height": 900})
                _picture(page, f"{name}-{width}")
                faults += [
                    f"{name} at {width}: {fault}" for fault in faults_of(page, colours=width == WIDTHS[0])
                ]
    assert faults == []


@pytest.mark.parametrize("width", WIDTHS)
@pytest.mark.parametrize(
    ("name", "typed"),
    [
        ("periksa-perubahan", {"Harus dilayani": 900, "Terlayani": 450}),
        ("periksa-salah", {"Harus dilayani": "1,234.56", "Terlayani": "12 %"}),
    ],
)
def test_the_dry_run_of_a_file(
    browser: Browser, shared_site: Site, tmp_path: Path, name: str, typed: dict[str, object], width: int
) -> None:
    with browser.new_context(
        base_url=shared_site.address, viewport={"width": width, "height": 900}, locale="id-ID"
    ) as context:
        page = context.new_page()
        sign_in(page, "admin.kotawaringin-barat@contoh.test")
        page.goto("/triwulan")
        upload(page, typed_into(download(page, "Unduh lembar kerja", tmp_path), "Penerima", typed))
        _picture(page, f"{name}-{width}")
        assert faults_of(page) == []


def _picture(page: Page, name: str) -> None:
    if PICTURES:
        page.screenshot(path=PROJECT / PICTURES / f"{name}.png", full_page=True)


def test_every_page_of_the_booklet(demonstration: Urls, tmp_path: Path) -> None:
    folder = (PROJECT / PICTURES if PICTURES else tmp_path) / "buku-rakor"
    folder.mkdir(parents=True, exist_ok=True)
    paper = tmp_path / "buku-rakor.pdf"
    with serving(demonstration, tmp_path) as site:
        site.command(
            "booklet", "--province", "62", "--period", "2024-Q4", "--out", str(paper), "--as", COORDINATOR
        )

    subprocess.run(
        ["pdftoppm", "-r", "70" if PICTURES else "10", "-png", paper, folder / "halaman"], check=True
    )

    with pikepdf.open(paper) as pdf:
        assert len(list(folder.glob("*.png"))) >= len(pdf.pages) >= 20
