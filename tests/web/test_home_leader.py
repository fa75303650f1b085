"""A district on one page for its leader: state, figures, what blocks, what changed, approve and give back."""

from __future__ import annotations

import re

import pytest

from tests.exchange.workbook_example import column_of, edited
from tests.web.cast import DISTRICT, HEALTH, office_of
from tests.web.test_home_office import FIRST, next_step, primary
from tests.web.walk import (
    DESK,
    HERE,
    confirm,
    download,
    enter,
    enter_cells,
    fill,
    open_quarter,
    text_of,
    upload,
)

LAST_YEAR = "2023-Q4"


@pytest.fixture
def opened(visit):
    """The coordinator, who has opened the quarter."""
    coordinator = visit("coordinator")
    open_quarter(coordinator)
    return coordinator


def waiting(opened, visit):
    """A full quarter that lies before the leader."""
    opened.post(f"{DESK}/persetujuan", {"leader": "y"})
    admin = visit("district_admin")
    enter(admin, fill)
    admin.post(f"{HERE}/kirim")
    return admin


def fill_health(book) -> None:
    """Health alone, with realisations missing in one line."""
    fill(book)
    for name in ("Penerima", "Mutu", "Anggaran"):
        sheet = book[name]
        for row in range(2, sheet.max_row + 1):
            if not str(sheet.cell(row, 1).value).startswith("kab.1.02"):
                for title in ("Harus dilayani", "Terlayani", "Kebutuhan", "Tersedia"):
                    if title in [cell.value for cell in sheet[1]]:
                        sheet.cell(row, column_of(sheet, title)).value = None
                if name == "Anggaran":
                    for column in range(1, sheet.max_column + 1):
                        sheet.cell(row, column).value = None


def test_before_any_period_the_page_waits(visit):
    assert "Belum ada periode pelaporan yang dibuka" in text_of(visit("district_leader").get("/"))


def test_while_offices_enter_the_page_says_who_has_the_ball_and_what_lacks(app, opened, visit):
    enter(visit("operator"), fill)
    page = visit("district_leader").get("/")
    told = text_of(page)
    assert "Ringkasan untuk pimpinan: Kabupaten Katingan" in told
    assert "Triwulan IV 2024: 0 dari 8 perangkat daerah sudah menyerahkan" in told
    assert next_step(page)[:2] == (
        "Tidak ada giliran Anda",
        "Menunggu 8 perangkat daerah menyerahkan isiannya.",
    )
    assert "Dinas Kesehatan : lengkap, belum diserahkan" in told
    assert "Dinas Pendidikan : belum mulai, 29 isian" in told
    assert primary(page) == []
    visit("operator").post(f"{HERE}/serahkan")
    told = text_of(visit("district_leader").get("/"))
    assert "1 dari 8 perangkat daerah sudah menyerahkan" in told and "Dinas Kesehatan :" not in told


def test_figures_stand_with_their_name_unit_and_base(opened, visit):
    enter(visit("district_admin"), fill_health)
    told = text_of(visit("district_leader").get("/"))
    assert "Keterisian 52,8 % 177 dari 335 isian" in told
    assert "Serapan 81,06 % realisasi Rp 9,73 miliar dari pagu SPM Rp 12,00 miliar, APBD Murni" in told
    assert re.search(r"Capaian \d+,\d\d % BT Belum Tuntas", told)
    assert "Perubahan tidak ada pembanding dibanding Triwulan IV 2023" in told
    assert re.search(r"Kesehatan Ma 8\d,\d\d tidak ada pembanding 177 dari 177 81,06 %", told)
    assert (
        "Sosial BT 0,00 tidak ada pembanding 0 dari 68 belum diisi, dihitung 0 – belum ada isian anggaran"
        in told
    )


def test_the_change_is_against_the_published_figure_of_the_year_before(opened, visit):
    admin = visit("district_admin")
    open_quarter(opened, quarter=LAST_YEAR)
    before, desk = f"/triwulan/{LAST_YEAR}", f"/periode/{LAST_YEAR}"
    confirm(admin, upload(admin, edited(fill, download(admin, before)), before), before)
    admin.post(f"{before}/kirim")
    opened.post(f"{desk}/{DISTRICT}/terima")
    opened.post(f"{desk}/tutup")
    enter(admin, fill)
    assert "tidak ada pembanding" in text_of(visit("district_leader").get("/"))
    opened.post(f"{desk}/terbitkan")
    enter_cells(admin, {("Penerima", FIRST, "Terlayani"): 1002})
    told = text_of(visit("district_leader").get("/"))
    assert re.search(r"Perubahan \+\d,\d\d poin persen dibanding Triwulan IV 2023", told)
    assert re.search(r"Kesehatan Ma 8\d,\d\d \+\d,\d\d 177 dari 177", told)
    assert re.search(r"Pendidikan Ma 8\d,\d\d 0,00 29 dari 29", told)


def test_the_leader_approves_from_the_page(opened, visit):
    waiting(opened, visit)
    leader = visit("district_leader")
    page = leader.get("/")
    assert "Triwulan IV 2024: menunggu persetujuan Anda" in text_of(page)
    assert "belum pernah disetujui" in text_of(page)
    heading, sentence, address = next_step(page)
    assert (heading, address) == ("Langkah berikutnya", f"{HERE}/setujui")
    assert "Laporan diajukan oleh District Admin" in sentence
    assert len(primary(page)) == 1
    number = re.search(r'name="number" value="(\d+)"', page.text)[1]
    assert leader.post(address, {"number": number}).status_code == 302
    told = text_of(leader.get("/"))
    assert "menunggu pemeriksaan provinsi" in told and "Yang menghambat" not in told
    assert "Tidak ada isian yang berubah sejak persetujuan" in told


def test_the_leader_gives_back_from_the_page(opened, visit):
    admin = waiting(opened, visit)
    leader = visit("district_leader")
    assert f'action="{HERE}/kembalikan"' in leader.get("/").text
    leader.post(f"{HERE}/kembalikan", {"reason": "Pagu belum benar."})
    told = text_of(leader.get("/"))
    assert "Dikembalikan oleh pimpinan daerah Pagu belum benar." in told
    assert "dikembalikan pimpinan" in told
    assert f'action="{HERE}/kembalikan"' not in leader.get("/").text
    admin.post(f"{HERE}/kirim")
    assert "Pagu belum benar." not in text_of(leader.get("/"))


def test_what_changed_since_the_approval_is_counted(opened, visit):
    admin = waiting(opened, visit)
    leader = visit("district_leader")
    leader.post(f"{HERE}/setujui")
    opened.post(f"{DESK}/{DISTRICT}/kembalikan", {"reason": "Periksa.", f"komentar-{FIRST}": "Kurang."})
    enter_cells(admin, {("Penerima", FIRST, "Terlayani"): 860, ("Mutu", f"{FIRST}.q01", "Tersedia"): 40})
    page = leader.get("/")
    assert "2 isian berubah sejak persetujuan" in text_of(page)
    assert f'href="{HERE}/perubahan"' in page.text
    assert "Dikembalikan oleh provinsi Periksa." in text_of(page)


def test_a_part_that_was_returned_blocks_with_its_reason(app, opened, visit):
    operator, admin = visit("operator"), visit("district_admin")
    enter(operator, fill)
    operator.post(f"{HERE}/serahkan")
    office = office_of(app, DISTRICT, HEALTH)
    admin.post(f"{HERE}/bagian/{office}/kembalikan", {"reason": "Salah hitung."})
    page = visit("district_leader").get("/")
    assert "Dinas Kesehatan : dikembalikan (Salah hitung.)" in text_of(page)
    assert f"{HERE}/bagian/{office}" not in page.text


def test_rivals_see_nothing_of_each_other(opened, visit):
    enter(visit("district_admin"), fill)
    told = text_of(visit("rival_admin").get("/"))
    assert "Kotawaringin Timur" in told and "335 dari 335" not in told
