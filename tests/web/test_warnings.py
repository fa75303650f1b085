"""How many warnings there are, told where a quarter is looked at as a whole."""

from __future__ import annotations

import pytest

from tests.web.cast import DISTRICT
from tests.web.test_home_office import FIRST, SCHOOL, figures
from tests.web.test_register import SAID
from tests.web.walk import DESK, HERE, enter_cells, open_quarter, text_of


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
