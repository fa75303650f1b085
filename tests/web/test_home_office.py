"""The first page of an office's people: what is to be filled in, what came back, the one step that is next."""

from __future__ import annotations

import re
from collections.abc import Iterator
from contextlib import contextmanager
from html import unescape

import psycopg
import pytest
from sqlalchemy import event

from spm_oversight.persistence.database import db
from spm_oversight.services.begin import begin_system
from tests.exchange.workbook_example import column_of
from tests.web.cast import DISTRICT, HEALTH, PROVINCE, email_of, office_of
from tests.web.walk import DESK, HERE, enter, enter_cells, fill, open_quarter, text_of

FIRST, SECOND, SCHOOL = "kab.1.02.01", "kab.1.02.02", "kab.1.01.01"
BOTH = ("Harus dilayani", "Terlayani")


def figures(code, base, part):
    return {("Penerima", code, title): value for title, value in zip(BOTH, (base, part), strict=True)}


@pytest.fixture
def opened(visit):
    """The coordinator, who has opened the quarter."""
    coordinator = visit("coordinator")
    open_quarter(coordinator)
    return coordinator


def next_step(page) -> tuple[str, str, str]:
    """What the page says is next: heading, sentence, and where its one button goes."""
    block = re.search(r'<section class="next.*?</section>', page.text, re.DOTALL)
    assert block
    assert len(re.findall(r'class="btn ', block[0])) == 1
    heading, sentence = re.search(r"<h2[^>]*>(.*?)</h2>\s*<p>(.*?)</p>", block[0], re.DOTALL).groups()
    return heading, unescape(sentence), re.search(r'(?:href|action)="([^"]+)"', block[0])[1]


def primary(page) -> list[str]:
    return re.findall(r'class="btn btn-primary"', page.text)


def fill_but_odd(book) -> None:
    """Everything, and more served than were to be served."""
    fill(book)
    sheet = book["Penerima"]
    sheet.cell(2, column_of(sheet, "Terlayani")).value = 5000


def fill_but_nil(book) -> None:
    """Everything, and one service nihil."""
    fill(book)
    sheet = book["Penerima"]
    for title in BOTH:
        sheet.cell(2, column_of(sheet, title)).value = None
    sheet.cell(2, column_of(sheet, "Keadaan")).value = "Nihil"
    sheet.cell(2, column_of(sheet, "Penjelasan")).value = "Tidak ada ibu hamil tahun ini."


def test_before_any_period_the_page_waits(visit):
    assert "Belum ada periode pelaporan yang dibuka" in text_of(visit("operator").get("/"))


def test_an_empty_quarter_says_how_much_and_where_to_begin(opened, visit):
    page = visit("operator").get("/")
    told = text_of(page)
    assert "Yang harus saya isi: Dinas Kesehatan, Kabupaten Katingan" in told
    assert re.search(r"20 Januari 2099 pukul 23.59 WIB, [\d.]+ hari( \d+ jam)? lagi", told)
    assert "Triwulan IV 2024: 0 dari 12 layanan lengkap" in told
    assert next_step(page) == (
        "Langkah berikutnya",
        "Isi 177 isian yang masih kosong, mulai dari Pelayanan kesehatan ibu hamil.",
        f"{HERE}/isian/1.02#s-kab-1-02-01",
    )
    assert len(primary(page)) == 1
    assert "Pendidikan Anak Usia Dini" not in told


def test_each_service_says_how_full_it_is(opened, visit):
    operator = visit("operator")

    def filled(book) -> None:
        fill(book)
        for name in ("Penerima", "Mutu", "Anggaran"):
            sheet = book[name]
            for row in range(2, sheet.max_row + 1):
                code = str(sheet.cell(row, 1).value)
                if not code.startswith(FIRST) and not (name == "Penerima" and code == SECOND):
                    for column in range(2 if name != "Anggaran" else 1, sheet.max_column + 1):
                        if name == "Anggaran" or sheet.cell(1, column).value in (
                            *BOTH,
                            "Kebutuhan",
                            "Tersedia",
                        ):
                            sheet.cell(row, column).value = None

    enter(operator, filled)
    told = text_of(operator.get("/"))
    assert "Pelayanan kesehatan ibu hamil Lengkap 13 dari 13 isian" in told
    assert "Pelayanan kesehatan ibu bersalin Sebagian 1 dari 8 isian" in told
    assert "Pelayanan kesehatan bayi baru lahir Belum diisi 0 dari 11 isian" in told
    assert "Keterisian 14 dari 177 isian, 1 dari 12 layanan" in told
    assert "mulai dari Pelayanan kesehatan ibu bersalin." in told


def test_every_address_of_the_page_is_a_place_on_the_entry_page(opened, visit):
    operator = visit("operator")
    enter_cells(operator, figures(FIRST, 100, 900))
    keep_half(operator)
    page, ids = (
        operator.get("/").text,
        set(re.findall(r'id="([^"]+)"', operator.get(f"{HERE}/isian/1.02").text)),
    )
    named = set(re.findall(rf'href="{HERE}/isian/1.02#([^"]+)"', page))
    assert {"s-kab-1-02-01", "r-kab-1-02-01", "q-kab-1-02-02-q01"} <= named
    assert named <= ids


def keep_half(operator, version="0") -> None:
    """Type one of two numbers of an item: kept, and not counted."""
    row = f"quality/{SECOND}.q01"
    fields = {"version": version, "seen": "", "state": "", "base": "12", "part": "", "note": ""}
    operator.post(f"{HERE}/isian/1.02", {f"{row}/{name}": value for name, value in fields.items()})


def test_what_was_typed_and_does_not_count_comes_before_what_is_empty(opened, visit):
    operator = visit("operator")
    keep_half(operator)
    page = operator.get("/")
    assert "1 isian sudah diketik tetapi belum dihitung" in text_of(page)
    assert next_step(page)[1:] == (
        "Betulkan 1 isian yang sudah diketik tetapi belum dihitung, mulai dari Pelayanan kesehatan ibu bersalin.",
        f"{HERE}/isian/1.02#q-kab-1-02-02-q01",
    )
    assert "belum dihitung" not in text_of(visit("teacher").get("/"))


def test_a_warning_wants_an_explanation_before_the_part_is_handed_in(opened, visit):
    operator = visit("operator")
    enter(operator, fill_but_odd)
    page = operator.get("/")
    assert "1 peringatan belum dijelaskan." in text_of(page)
    assert next_step(page)[2] == f"{HERE}/isian/1.02#r-kab-1-02-01"
    enter_cells(operator, {("Penerima", FIRST, "Penjelasan"): "Penduduk pindahan ikut dilayani."})
    told = operator.get("/")
    assert "peringatan belum dijelaskan" not in text_of(told)
    assert next_step(told)[2] == f"{HERE}/serahkan"


def test_a_nihil_wants_its_signed_statement(opened, visit):
    operator = visit("operator")
    enter(operator, fill_but_nil)
    page = operator.get("/")
    assert "1 layanan nihil belum mempunyai surat pernyataan." in text_of(page)
    assert next_step(page)[2] == f"{HERE}/bukti/{FIRST}?untuk=nihil"
    assert "tanpa surat itu isian tidak dapat diserahkan" in next_step(page)[1]


def test_the_step_walks_with_the_part(opened, visit):
    opened.post(f"{DESK}/persetujuan", {"head": "y"})
    operator, head = visit("operator"), visit("office_head")
    assert next_step(head.get("/"))[:2] == (
        "Tidak ada giliran Anda",
        "Menunggu operator mengisi dan menyerahkan. Setelah itu giliran Anda menyetujui.",
    )
    enter(operator, fill)
    page = operator.get("/")
    assert "11 layanan sudah terisi tetapi belum berbukti" not in text_of(page)
    assert "12 layanan sudah terisi tetapi belum berbukti" in text_of(page)
    assert next_step(page)[2] == f"{HERE}/serahkan"
    operator.post(f"{HERE}/serahkan")
    assert "Menunggu kepala perangkat daerah" in next_step(operator.get("/"))[1]
    asked = head.get("/")
    assert "Triwulan IV 2024: menunggu persetujuan Anda" in text_of(asked)
    assert next_step(asked)[2] == f"{HERE}/setujui-bagian"
    assert f'action="{HERE}/kembalikan-bagian"' in asked.text
    number = re.search(r'name="number" value="(\d+)"', asked.text)[1]
    head.post(f"{HERE}/setujui-bagian", {"number": number})
    assert "Menunggu admin kabupaten/kota" in next_step(head.get("/"))[1]


def test_what_came_back_is_said_with_its_place_and_ticked_once_changed(app, opened, visit):
    operator, admin = visit("operator"), visit("district_admin")
    enter(operator, fill)
    operator.post(f"{HERE}/serahkan")
    admin.post(
        f"{HERE}/bagian/{office_of(app, DISTRICT, HEALTH)}/kembalikan",
        {
            "reason": "Periksa lagi.",
            f"komentar-{FIRST}": "Kurang lima.",
            f"komentar-{SECOND}.q01": "Buktinya mana?",
        },
    )
    page = operator.get("/")
    told = text_of(page)
    assert "Dikembalikan oleh kabupaten Periksa lagi." in told
    assert "Pelayanan kesehatan ibu hamil : Kurang lima." in told and "Buktinya mana?" in told
    assert f'href="{HERE}/isian/1.02#q-kab-1-02-02-q01"' in page.text
    assert next_step(page)[1:] == (
        "Perbaiki 2 isian yang diberi catatan, mulai dari Pelayanan kesehatan ibu hamil.",
        f"{HERE}/isian/1.02#r-kab-1-02-01",
    )
    enter_cells(operator, {("Penerima", FIRST, "Terlayani"): 855})
    page = operator.get("/")
    assert text_of(page).count("sudah Anda ubah") == 1
    assert next_step(page)[2] == f"{HERE}/isian/1.02#q-kab-1-02-02-q01"
    enter_cells(operator, {("Mutu", f"{SECOND}.q01", "Tersedia"): 38})
    assert next_step(operator.get("/"))[2] == f"{HERE}/serahkan"
    assert "Periksa lagi." not in text_of(visit("teacher").get("/"))


def test_a_return_by_the_province_reaches_the_offices_it_names(opened, visit):
    operator, teacher, admin = visit("operator"), visit("teacher"), visit("district_admin")
    enter(admin, fill)
    admin.post(f"{HERE}/kirim")
    assert "Menunggu pemeriksaan" in next_step(operator.get("/"))[1]
    opened.post(
        f"{DESK}/{DISTRICT}/kembalikan", {"reason": "Satu layanan keliru.", f"komentar-{FIRST}": "Ini."}
    )
    told = text_of(operator.get("/"))
    assert "Dikembalikan oleh provinsi Satu layanan keliru." in told and "Ini." in told
    assert "Satu layanan keliru." not in text_of(teacher.get("/"))
    operator.post(f"{HERE}/serahkan")
    assert "Satu layanan keliru." not in text_of(operator.get("/"))


def test_after_the_deadline_the_page_says_whom_to_ask(opened, visit, urls):
    operator = visit("operator")
    with psycopg.connect(urls.superuser) as connection:
        connection.execute("update period set opens_at = now() - interval '9 days', deadline = now()")
    page = operator.get("/")
    assert "tenggat sudah lewat" in text_of(page)
    assert "memohon perpanjangan kepada provinsi" in next_step(page)[1]


def test_an_office_that_carries_nothing_is_told_whom_to_ask(opened, visit, urls):
    operator = visit("operator")
    with psycopg.connect(urls.superuser) as connection:
        connection.execute("delete from office_service where service_code like 'kab.1.02.%'")
    page = operator.get("/")
    assert "Triwulan IV 2024: belum mengampu layanan" in text_of(page)
    assert "belum mengampu satu layanan pun" in next_step(page)[1]
    assert operator.get(next_step(page)[2]).status_code == 200


def test_the_open_quarter_that_is_due_first_is_meant_and_the_others_are_named(opened, visit):
    open_quarter(opened, quarter="2025-Q1", opens="2098-01-01")
    assert "Triwulan IV 2024: 0 dari 12" in text_of(visit("operator").get("/"))
    open_quarter(opened, quarter="2025-Q2")
    told = visit("operator").get("/")
    assert "Triwulan IV 2024: 0 dari 12" in text_of(told)
    assert '<a href="/triwulan/2025-Q2">Triwulan II 2025</a>' in told.text


def test_somebody_with_both_roles_goes_on_as_the_other(app, opened, visit):
    opened.post(f"{DESK}/persetujuan", {"head": "y"})
    with app.app_context(), begin_system() as work:
        account = work.accounts.by_email(email_of("operator"))
        assert account
        place = {"province": PROVINCE, "district": DISTRICT, "office": office_of(app, DISTRICT)}
        also = work.accounts.appoint(account.id, "office_head", **place)
    both = visit("operator")
    enter(both, fill)
    both.post(f"{HERE}/serahkan")
    # Whoever entered does not approve, unless the office is excepted.
    assert next_step(both.get("/"))[2] == f"{HERE}/isian"
    path = f"/perangkat-daerah/{office_of(app, DISTRICT)}/persetujuan"
    visit("district_admin").post(path, {"joined": "y", "reason": "Hanya satu orang bertugas."})
    assert next_step(both.get("/"))[2] == f"/akun/penugasan/{also}"
    both.post(f"/akun/penugasan/{also}")
    assert next_step(both.get("/"))[2] == f"{HERE}/setujui-bagian"


@contextmanager
def statements(app) -> Iterator[list[str]]:
    """What the database is asked meanwhile."""
    asked: list[str] = []

    def note(conn, cursor, statement, *more) -> None:
        asked.append(statement)

    with app.app_context():
        engine = db.engine
    event.listen(engine, "before_cursor_execute", note)
    try:
        yield asked
    finally:
        event.remove(engine, "before_cursor_execute", note)


def test_a_full_and_returned_quarter_asks_the_database_no_more_often(app, opened, visit):
    operator, admin = visit("operator"), visit("district_admin")
    operator.get("/")
    with statements(app) as empty:
        operator.get("/")
    enter(operator, fill_but_odd)
    admin.post(f"{HERE}/kirim")
    opened.post(
        f"{DESK}/{DISTRICT}/kembalikan",
        {"reason": "Periksa.", f"komentar-{FIRST}": "a", f"komentar-{SECOND}": "b"},
    )
    with statements(app) as full:
        operator.get("/")
    assert 0 < len(full) <= len(empty) + 2
