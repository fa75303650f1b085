"""How many warnings there are, told where a quarter is looked at as a whole."""

from __future__ import annotations

import pytest

from tests.web.cast import DISTRICT
from tests.web.test_home_office import FIRST, SCHOOL, figures
from tests.web.test_register import SAID
from tests.web.test_workbook import SERVED
from tests.web.walk import DESK, HERE, enter_cells, open_quarter, text_of, words_of


@pytest.fixture
def opened(visit):
    """The coordinator, who has opened the quarter, and the admin, who has entered two odd figures."""
    coordinator, admin = visit("coordinator"), visit("district_admin")
    open_quarter(coordinator)
    enter_cells(admin, {**figures(FIRST, 100, 900), **figures(SCHOOL, 100, 800)})
    return coordinator


def explain(visitor) -> None:
    enter_cells(visitor, {("Penerima", FIRST, "Penjelasan"): "Penduduk pindahan ikut dilayani."})


def test_the_quarter_page_counts_them_for_each_in_their_part(opened, visit):
    admin, operator = visit("district_admin"), visit("operator")
    assert "Peringatan 2 belum dijelaskan" in text_of(admin.get(HERE))
    assert "Peringatan 1 belum dijelaskan" in text_of(operator.get(HERE))
    explain(operator)
    assert "Peringatan 1 belum dijelaskan, 1 sudah dijelaskan" in text_of(admin.get(HERE))
    assert "Peringatan 1 sudah dijelaskan" in text_of(operator.get(HERE))
    assert "Peringatan tidak ada" in text_of(visit("rival_admin").get(HERE))


def test_the_province_counts_them_as_it_examines_the_report(opened, visit):
    report = f"{DESK}/{DISTRICT}"
    explain(visit("operator"))
    assert "Peringatan 1 belum dijelaskan, 1 sudah dijelaskan" in text_of(opened.get(report))
    assert "Peringatan 1 belum dijelaskan, 1 sudah dijelaskan" in text_of(visit("reviewer").get(report))
    assert "Peringatan tidak ada" in text_of(opened.get(f"{DESK}/62.02"))


def test_a_figure_off_the_register_is_among_them(opened, visit):
    admin = visit("district_admin")
    answer = admin.post(f"/sasaran/2024/{FIRST}", {**SAID, "value": "120"})
    assert answer.status_code == 302, text_of(answer)
    assert "Peringatan 3 belum dijelaskan" in text_of(opened.get(f"{DESK}/{DISTRICT}"))
    assert "Peringatan 3 belum dijelaskan" in text_of(admin.get(HERE))


REASON = "Penduduk pindahan ikut dilayani."


def test_whoever_decides_reads_each_open_warning_before_the_button_and_explained_ones_folded(opened, visit):
    explain(visit("operator"))
    report, rival = f"{DESK}/{DISTRICT}", visit("rival_admin")
    enter_cells(rival, SERVED)
    assert rival.post(f"{HERE}/kirim").status_code == 302
    assert "Terima laporan yang dicentang" in text_of(opened.get(DESK))
    assert "Peringatan pada laporan" not in text_of(opened.get(DESK))
    assert "Penduduk pindahan" not in text_of(opened.get(report))  # nobody decides on what was not handed in
    assert visit("district_admin").post(f"{HERE}/kirim").status_code == 302
    asked = "Pendidikan Anak Usia Dini , penerima layanan: 800 lebih dari yang harus ada (100)."
    for page, button in (
        (opened.get(report).text, f'action="{report}/terima"'),
        (opened.get(DESK).text, ">Centang"),
    ):
        before, after = page.split(button)
        told = words_of(before)
        assert asked in told
        assert told.index("Dinas Pendidikan", told.index(asked)) < told.index("1 peringatan sudah dijelaskan")
        folded = words_of(before.split('<details class="mb-4">')[-1].split("</details>")[0])
        assert "Pelayanan kesehatan ibu hamil , penerima layanan: 900 lebih dari" in folded
        assert f"Penjelasan: {REASON} Dinas Kesehatan" in folded
        assert asked not in folded
        assert asked not in words_of(after)
    assert "1 peringatan belum dijelaskan daerah" in text_of(opened.get(report))
    assert "Kabupaten Katingan : 1 belum dijelaskan" in text_of(opened.get(DESK))
    # Those who may not decide are told how many, and a decided report asks nothing any more.
    assert asked not in text_of(visit("province_leader").get(report))
    assert opened.post(f"{report}/terima").status_code == 302
    assert asked not in text_of(opened.get(DESK))
    assert asked not in text_of(opened.get(report))
