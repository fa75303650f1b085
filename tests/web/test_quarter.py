"""The district's quarter over HTTP: its state, what next, sending it."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from spm_oversight.domain.period import Quarter
from spm_oversight.services.begin import begin
from spm_oversight.services.sign_in import actor_by_email
from spm_oversight.services.workbooks import export_workbook, save_workbook
from tests.exchange.workbook_example import edited, typed
from tests.web.cast import email_of
from tests.web.test_workbook import SERVED
from tests.web.walk import HERE, enter, enter_cells, everything, fill, open_quarter, stored, text_of

SENDING = f'action="{HERE}/kirim"'


def test_before_any_period_the_page_says_what_it_waits_for(visit):
    answer = visit("district_admin").get("/triwulan")
    assert answer.status_code == 200
    assert "Belum ada triwulan yang dibuka" in text_of(answer)


def test_the_newest_quarter_opens_without_a_name(visit):
    coordinator = visit("coordinator")
    open_quarter(coordinator)
    open_quarter(coordinator, quarter="2025-Q1")
    told = text_of(visit("district_admin").get("/triwulan"))
    assert "Triwulan I 2025: belum ada isian" in told
    assert "Triwulan lain Triwulan IV 2024 Dibuka" in told


def test_the_state_is_a_sentence_with_counts(visit):
    open_quarter(visit("coordinator"))
    admin = visit("district_admin")
    enter_cells(admin, SERVED)
    told = text_of(admin.get(HERE))
    assert "Triwulan IV 2024: 0 dari 29 layanan lengkap, belum dikirim" in told
    assert "Keterisian 1 dari 335 isian, 0,3 %" in told
    assert "3.018 dari 3.412 orang" in told


def test_an_operator_sees_the_own_office_only_and_who_sends(visit):
    open_quarter(visit("coordinator"))
    operator = visit("operator")
    enter(operator, fill)
    told = text_of(operator.get(HERE))
    assert "12 dari 12 layanan lengkap" in told
    assert "Admin kabupaten/kota mengirimnya ke provinsi" in told
    assert "Pendidikan Anak Usia Dini" not in told
    assert SENDING not in operator.get(HERE).text


@pytest.mark.parametrize("name", ["operator", "office_head", "district_leader", "coordinator"])
def test_who_may_not_send_finds_no_such_page(visit, urls, name):
    open_quarter(visit("coordinator"))
    enter_cells(visit("district_admin"), SERVED)
    assert visit(name).post(f"{HERE}/kirim").status_code == 404
    assert stored(urls, "select count(*) from submission") == [(0,)]


def test_sending_locks_the_quarter_and_is_told(visit, urls):
    open_quarter(visit("coordinator"))
    admin = visit("district_admin")
    enter_cells(admin, SERVED)
    told = text_of(admin.post(f"{HERE}/kirim", follow=True))
    assert "sudah dikirim ke provinsi sebagai kiriman ke-1" in told
    assert "Triwulan IV 2024: sudah dikirim, menunggu pemeriksaan provinsi" in told
    assert SENDING not in admin.get(HERE).text
    assert stored(urls, "select district_id, number, sent_by from submission") == [
        ("62.06", 1, "District Admin")
    ]


def test_sending_twice_sends_once(visit, urls):
    open_quarter(visit("coordinator"))
    admin = visit("district_admin")
    enter_cells(admin, SERVED)
    admin.post(f"{HERE}/kirim")
    before = everything(urls)
    again = admin.post(f"{HERE}/kirim")
    assert again.status_code == 403
    assert "Triwulan ini sudah dikirim ke provinsi." in text_of(again)
    assert everything(urls) == before


def test_a_quarter_without_a_figure_cannot_be_sent(visit, urls):
    open_quarter(visit("coordinator"))
    admin = visit("district_admin")
    assert SENDING not in admin.get(HERE).text
    answer = admin.post(f"{HERE}/kirim")
    assert answer.status_code == 403
    assert "Belum ada isian yang dapat dikirim. Isi, atau unggah lembar kerja dahulu." in text_of(answer)
    assert stored(urls, "select count(*) from submission") == [(0,)]


def test_after_the_deadline_nothing_is_sent(app, visit, urls):
    open_quarter(visit("coordinator"), deadline="20 Januari 2025")
    admin = visit("district_admin")
    # Entered in time: ten days before the deadline, which every run of this test has behind it.
    with (
        app.app_context(),
        begin(
            actor_by_email(email=email_of("district_admin")), now=datetime(2025, 1, 10, tzinfo=UTC)
        ) as work,
    ):
        file = export_workbook(work, quarter=Quarter(2024, 4))
        save_workbook(work, data=edited(typed(SERVED), file.data))
    before = everything(urls)
    page = admin.get(HERE)
    assert "20 Januari 2025 pukul 23.59 WIB (UTC+7), sudah lewat" in text_of(page)
    assert "Tenggat periode ini sudah lewat." in text_of(page)
    assert SENDING not in page.text
    answer = admin.post(f"{HERE}/kirim")
    assert answer.status_code == 403
    assert "Tenggat periode ini sudah lewat." in text_of(answer)
    assert everything(urls) == before


@pytest.mark.parametrize(
    "path", ["/triwulan/2031-Q1", "/triwulan/2024-Q5", "/triwulan/x", "/triwulan/2031-Q1/unggah"]
)
def test_a_quarter_that_was_never_opened_is_absent(visit, path):
    open_quarter(visit("coordinator"))
    assert visit("district_admin").get(path).status_code == 404


def test_rivals_see_nothing_of_each_other(visit):
    open_quarter(visit("coordinator"))
    enter_cells(visit("district_admin"), SERVED)
    told = text_of(visit("rival_admin").get(HERE))
    assert "Kabupaten Kotawaringin Timur" in told
    assert "belum ada isian" in told
    assert "3.018" not in told
