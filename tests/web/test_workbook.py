"""The workbook over HTTP: handed out, checked without saving, saved, refused with the remedy."""

from __future__ import annotations

import re

import pytest
from openpyxl import Workbook

from tests.exchange.workbook_example import column_of, edited, row_of, typed, without_seal
from tests.web.cast import DISTRICT
from tests.web.walk import (
    HERE,
    confirm,
    download,
    enter_cells,
    everything,
    open_quarter,
    opened,
    stored,
    text_of,
    upload,
    upload_id,
)

PAUD, PREGNANT, ELDERLY = "kab.1.01.01", "kab.1.02.01", "kab.1.02.07"
ITEM, OTHER_ITEM = "kab.1.02.01.q01", "kab.1.02.01.q02"
SERVED = {
    ("Penerima", PREGNANT, "Harus dilayani"): 3412,
    ("Penerima", PREGNANT, "Terlayani"): 3018,
}


@pytest.fixture
def people(visit):
    """The people of an open quarter, signed in when first asked for."""
    known = {"coordinator": visit("coordinator")}
    open_quarter(known["coordinator"])
    return lambda name: known.get(name) or known.setdefault(name, visit(name))


def test_the_file_is_handed_out_under_its_district_and_quarter(people):
    answer = people("district_admin").get(f"{HERE}/lembar-kerja.xlsx")
    assert f"spm-{DISTRICT}-2024-Q4.xlsx" in answer.headers["Content-Disposition"]
    assert opened(answer.data)["Penerima"].max_row == 30


def test_an_office_gets_its_own_services_and_no_totals(people):
    book = opened(download(people("operator")))
    assert {row[0].value[:8] for row in book["Penerima"].iter_rows(min_row=2)} == {"kab.1.02"}
    assert "Total anggaran" not in book.sheetnames


def test_the_district_may_ask_for_one_office(people, urls):
    ((office,),) = stored(
        urls, f"select id from office where code = 'dinas-sosial' and district_id = '{DISTRICT}'"
    )
    answer = people("district_admin").get(f"{HERE}/lembar-kerja.xlsx?perangkat={office}")
    assert {row[0].value[:8] for row in opened(answer.data)["Penerima"].iter_rows(min_row=2)} == {"kab.1.06"}


@pytest.mark.parametrize("office", ["bukan", "00000000-0000-0000-0000-000000000000", "rival"])
def test_a_foreign_office_is_as_absent_as_none(people, urls, office):
    if office == "rival":
        ((office,),) = stored(
            urls, "select id from office where code = 'dinas-sosial' and district_id = '62.02'"
        )
    assert people("district_admin").get(f"{HERE}/lembar-kerja.xlsx?perangkat={office}").status_code == 404


def test_the_dry_run_shows_old_and_new_and_saves_nothing(people, urls):
    operator = people("operator")
    enter_cells(operator, SERVED)
    before = everything(urls)
    data = edited(typed({("Penerima", PREGNANT, "Terlayani"): 3100}), download(operator))
    answer = upload(operator, data, name="kesehatan revisi.xlsx")
    told = text_of(answer)
    assert answer.status_code == 200
    assert "1 sel akan berubah, belum disimpan" in told
    assert "kesehatan revisi.xlsx" in told
    assert re.search(r"Terlayani 3\.018 3\.100", told)
    assert everything(urls) == before


def test_what_was_shown_is_saved(people, urls):
    answer = enter_cells(people("operator"), SERVED)
    assert "3 sel disimpan pada Triwulan IV 2024" in text_of(
        answer
    )  # both numbers, and the state that follows
    assert stored(urls, "select code, state, base::int, part::int, entered_by from recipients") == [
        (PREGNANT, "filled", 3412, 3018, "Operator")
    ]


def test_an_emptied_cell_is_told_as_deletion(people, urls):
    operator = people("operator")
    enter_cells(operator, SERVED)
    emptied = {("Penerima", PREGNANT, column): None for column in ("Keadaan", "Harus dilayani", "Terlayani")}
    answer = upload(operator, edited(typed(emptied), download(operator)))
    assert "3 nilai yang tersimpan akan dihapus" in text_of(answer)
    assert text_of(answer).count(" dihapus ") >= 3
    confirm(operator, answer)
    assert stored(urls, "select count(*) from recipients") == [(0,)]


def plant_seven_faults(book: Workbook) -> None:
    """Two in each of three sheets, one in the fourth."""
    typed(
        {
            ("Penerima", PREGNANT, "Harus dilayani"): "1,234.56",
            ("Penerima", ELDERLY, "Keadaan"): "Nihil",
            ("Mutu", ITEM, "Kebutuhan"): "12 %",
            ("Mutu", OTHER_ITEM, "Keadaan"): "Ada",
            ("Total anggaran", "Murni", "Total belanja daerah (Rp)"): "Rp 1.000",
        }
    )(book)
    money = book["Anggaran"]
    for column, value in {
        "Kode": PREGNANT,
        "Versi APBD": "Murni",
        "Sumber dana": "PAD",
        "Pagu (Rp)": "(5)",
        "Realisasi (Rp)": "1e3",
    }.items():
        money.cell(2, column_of(money, column)).value = value


def test_seven_planted_faults_are_all_told_and_nothing_is_touched(people, urls):
    admin = people("district_admin")
    enter_cells(admin, SERVED)
    data = download(admin)
    before = everything(urls)
    answer = upload(admin, edited(plant_seven_faults, data))
    row = {
        key: row_of(opened(data)[sheet], key)
        for sheet, key in (
            ("Penerima", PREGNANT),
            ("Penerima", ELDERLY),
            ("Mutu", ITEM),
            ("Mutu", OTHER_ITEM),
            ("Total anggaran", "Murni"),
        )
    }
    assert answer.status_code == 422
    assert "7 sel keliru pada 4 lembar, belum ada yang disimpan" in text_of(answer)
    assert wrong_cells(answer.text) == {
        ("Penerima", row[PREGNANT], "Harus dilayani", "1,234.56"),
        ("Penerima", row[ELDERLY], "Penjelasan", "kosong"),
        ("Mutu", row[ITEM], "Kebutuhan", "12 %"),
        ("Mutu", row[OTHER_ITEM], "Keadaan", "Ada"),
        ("Anggaran", 2, "Pagu (Rp)", "(5)"),
        ("Anggaran", 2, "Realisasi (Rp)", "1e3"),
        ("Total anggaran", row["Murni"], "Total belanja daerah (Rp)", "Rp 1.000"),
    }
    assert 'name="upload"' not in answer.text
    assert everything(urls) == before


def wrong_cells(page: str) -> set[tuple[str, int, str, str]]:
    """The rows of the table of wrong cells, each with something expected."""
    cell = r"<t[dh][^>]*>(?:<span[^>]*>)?([^<]*)(?:</span>)?</t[dh]>\s*"
    found = re.findall(rf'<tr>\s*(?=<th scope="row">){cell * 5}</tr>', page)
    assert all(expected for *_, expected in found)
    return {(sheet, int(row), column, read) for sheet, row, column, read, _ in found}


def test_the_same_file_twice_changes_nothing_the_second_time(people, urls):
    operator = people("operator")
    data = edited(typed(SERVED), download(operator))
    confirm(operator, upload(operator, data))
    before = everything(urls)
    answer = upload(operator, data)
    assert "Tidak ada yang berubah" in text_of(answer)
    assert 'name="upload"' not in answer.text
    assert everything(urls) == before


def test_pressing_save_twice_saves_once(people, urls):
    operator = people("operator")
    dry_run = upload(operator, edited(typed(SERVED), download(operator)))
    confirm(operator, dry_run)
    before = everything(urls)
    again = confirm(operator, dry_run)
    assert again.status_code == 200
    assert "tidak ada yang berubah" in text_of(again)
    assert everything(urls) == before


def test_an_operator_may_not_change_another_offices_cells(people, urls):
    # The district's file in an operator's hands: it holds every office's cells.
    operator, admin = people("operator"), people("district_admin")
    data = edited(typed({("Penerima", PAUD, "Terlayani"): 1, **SERVED}), download(admin))
    before = everything(urls)
    answer = upload(operator, data)
    assert answer.status_code == 422
    assert "di luar perangkat daerah Anda" in text_of(answer)
    assert PAUD in text_of(answer)
    assert everything(urls) == before


def test_what_somebody_else_changed_meanwhile_is_a_conflict_with_three_values(people, urls):
    operator, admin = people("operator"), people("district_admin")
    enter_cells(operator, SERVED)
    old = download(operator)
    enter_cells(admin, {("Penerima", PREGNANT, "Terlayani"): 3050})
    before = everything(urls)
    answer = upload(operator, edited(typed({("Penerima", PREGNANT, "Terlayani"): 3100}), old))
    assert answer.status_code == 409
    assert "1 sel sudah diubah orang lain" in text_of(answer)
    assert "3.018 3.050 3.100" in text_of(answer)
    assert everything(urls) == before


def test_a_conflict_between_dry_run_and_saving_keeps_the_other_value(people, urls):
    operator, admin = people("operator"), people("district_admin")
    enter_cells(operator, SERVED)
    dry_run = upload(operator, edited(typed({("Penerima", PREGNANT, "Terlayani"): 3100}), download(operator)))
    enter_cells(admin, {("Penerima", PREGNANT, "Terlayani"): 3050})
    answer = confirm(operator, dry_run)
    assert answer.status_code == 409
    assert "sudah diubah orang lain" in text_of(answer)
    assert stored(urls, "select part::int from recipients") == [(3050,)]


def test_another_districts_upload_is_as_absent_as_none(people, urls):
    dry_run = upload(people("operator"), edited(typed(SERVED), download(people("operator"))))
    rival = people("rival_admin")
    before = everything(urls)
    foreign = rival.post(f"{HERE}/unggah/simpan", {"upload": upload_id(dry_run)})
    absent = rival.post(f"{HERE}/unggah/simpan", {"upload": "00000000-0000-0000-0000-000000000000"})
    unreadable = rival.post(f"{HERE}/unggah/simpan", {"upload": "../../x"})
    assert foreign.status_code == absent.status_code == unreadable.status_code == 404
    assert text_of(foreign) == text_of(absent) == text_of(unreadable)
    assert everything(urls) == before


def test_another_districts_file_is_refused(people, urls):
    data = edited(typed(SERVED), download(people("district_admin")))
    answer = upload(people("rival_admin"), data)
    assert answer.status_code == 422
    assert f"Berkas ini untuk daerah {DISTRICT}" in text_of(answer)


def test_another_quarters_file_is_refused_on_this_page(people):
    open_quarter(people("coordinator"), quarter="2025-Q1")
    admin = people("district_admin")
    answer = upload(admin, download(admin, "/triwulan/2025-Q1"))
    assert answer.status_code == 422
    assert "Berkas ini untuk Triwulan I 2025, bukan Triwulan IV 2024" in text_of(answer)


@pytest.mark.parametrize(
    ("name", "data", "said"),
    [
        ("isian.pdf", b"%PDF-1.7", "rusak atau bukan buku kerja .xlsx"),
        ("isian.xls", bytes.fromhex("d0cf11e0a1b11ae1") + bytes(600), "berformat lama (.xls)"),
    ],
)
def test_a_file_that_is_no_workbook_is_named_with_the_remedy(people, name, data, said):
    answer = upload(people("operator"), data, name=name)
    assert answer.status_code == 422
    assert f"{name} belum dapat dibaca" in text_of(answer)
    assert said in text_of(answer)
    assert 'type="file"' in answer.text


def test_no_file_at_all_is_told_at_the_field(people):
    answer = people("operator").post(f"{HERE}/unggah", {})
    assert answer.status_code == 422
    assert "Pilih berkas .xlsx yang sudah Anda isi." in text_of(answer)


def test_a_file_without_its_hidden_sheet_is_read_and_the_dry_run_says_so(people):
    data = edited(without_seal, edited(typed(SERVED), download(people("district_admin"))))
    answer = upload(people("district_admin"), data)
    assert answer.status_code == 200
    assert "tidak memuat lembar tersembunyi" in text_of(answer)


def test_a_quarter_that_is_handed_in_takes_no_file(people, urls):
    admin = people("district_admin")
    enter_cells(admin, SERVED)
    data = edited(typed({("Penerima", PREGNANT, "Terlayani"): 3100}), download(admin))
    assert admin.post(f"{HERE}/kirim").status_code == 302
    before = everything(urls)
    answer = upload(admin, data)
    assert answer.status_code == 422
    assert "sudah dikirim ke provinsi" in text_of(answer)
    assert 'type="file"' not in answer.text
    assert everything(urls) == before


def test_who_only_reads_may_download_and_not_upload(people):
    head = people("office_head")
    assert head.get(f"{HERE}/lembar-kerja.xlsx").status_code == 200
    assert head.get(f"{HERE}/unggah").status_code == 404
    assert upload(head, b"").status_code == 404
