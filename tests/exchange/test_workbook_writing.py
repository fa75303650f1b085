"""The file that is handed out, seen by a second program; and what an older file carries over."""

from __future__ import annotations

import io
from dataclasses import replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from openpyxl import Workbook, load_workbook

from spm_oversight.domain.catalogue import Catalogue
from spm_oversight.domain.form import PairCell
from spm_oversight.exchange.workbook_carry import CarriedOver, carried_over
from spm_oversight.exchange.workbook_layout import COLUMNS
from spm_oversight.exchange.workbook_reader import read_workbook
from spm_oversight.exchange.writer import write_apart
from tests.exchange.workbook_example import (
    BOOKS,
    DASAR,
    EDUCATION,
    FORM,
    HAMIL,
    KEY,
    MADE_AT,
    PAUD,
    column_of,
    edited,
    filled,
    made,
    outcome,
    row_of,
    typed,
    without_seal,
)


def opened(data: bytes) -> Workbook:
    return load_workbook(io.BytesIO(data))


def test_sheets_columns_and_names_are_the_contracts() -> None:
    book = opened(made())
    assert book.sheetnames == ["Petunjuk", *COLUMNS, "_spm"]
    for sheet, columns in COLUMNS.items():
        assert tuple(cell.value for cell in book[sheet][1]) == columns
        assert book[sheet].freeze_panes == "A2"
        assert book[sheet].protection.sheet
    assert book["_spm"].sheet_state == "veryHidden"
    names = {name: value.value for name, value in book.defined_names.items()}
    expected = {"spm_district": '"62.01"', "spm_period": '"2024-Q4"', "spm_form_version": '"2024.1"'}
    assert {name: names[name] for name in expected} == expected


def test_the_file_is_filled_with_what_is_stored() -> None:
    book = opened(made())
    rows = {sheet: [[c.value for c in row] for row in book[sheet].iter_rows(min_row=2)] for sheet in COLUMNS}
    first = [PAUD, "Pendidikan", "Pendidikan Anak Usia Dini", "Warga negara usia 5-6 tahun", "orang"]
    assert rows["Penerima"][0] == [*first, "Terisi", 1000, 852, None]
    assert rows["Penerima"][2][5:] == ["Nihil", None, None, "Surat nomor 7"]
    assert rows["Mutu"][1][4:] == ["Terisi", 2.5, 1.3333, None]
    assert rows["Anggaran"][0][2:] == ["Murni", "PAD", 1_385_437_875, 900_000_000, "=1+1 bukan rumus"]
    assert [row[0] for row in rows["Anggaran"][:4]] == [PAUD, DASAR, HAMIL, None]
    assert [row[0] for row in rows["Total anggaran"]] == ["Murni", "Pergeseran", "Perubahan"]
    assert rows["Permasalahan"][0][:4] == ["Pendidikan", "Guru kurang", "Redistribusi", "Dinas"]


def test_text_never_becomes_a_formula() -> None:
    cell = opened(made())["Anggaran"]["G2"]
    assert (cell.value, cell.data_type) == ("=1+1 bukan rumus", "s")


def test_only_entry_cells_are_open_and_they_are_checked() -> None:
    book = opened(made())
    table = book["Penerima"]
    assert [cell.protection.locked for cell in table[2]] == [True] * 5 + [False] * 4
    assert all(cell.protection.locked for cell in table[1])
    rules = {
        (sheet, str(rule.sqref).split(":")[0]): (rule.type, rule.formula1)
        for sheet in COLUMNS
        for rule in book[sheet].data_validations.dataValidation
    }
    assert rules["Penerima", "F2"] == ("list", '"Terisi,Nihil"')
    assert rules["Penerima", "G2"] == ("whole", "0")
    assert rules["Mutu", "F2"] == ("whole", "0")
    assert rules["Mutu", "F3"] == ("decimal", "0")
    assert rules["Anggaran", "C2"] == ("list", '"Murni,Pergeseran,Perubahan"')
    assert rules["Anggaran", "D2"][1].startswith('"PAD,DAU,DAU ditentukan penggunaannya,')
    assert rules["Permasalahan", "A2"][0] == "list"


def test_the_guide_says_what_the_file_is_for() -> None:
    words = " ".join(str(c.value) for row in opened(made())["Petunjuk"] for c in row if c.value)
    for said in (
        "Kotawaringin Barat (62.01)",
        "Triwulan IV 2024",
        "6 Januari 2025 pukul 09.41 WIB",
        "Daftar urusan",
    ):
        assert said in words


def test_an_offices_file_holds_its_services_only() -> None:
    data = made(replace(FORM, office=EDUCATION))
    book = opened(data)
    assert "Total anggaran" not in book.sheetnames
    codes = {
        row[0].value for sheet in ("Penerima", "Mutu", "Anggaran") for row in book[sheet].iter_rows(min_row=2)
    }
    assert {code for code in codes if code} == {PAUD, DASAR, BOOKS}
    assert "Surat nomor 7" not in str(read_workbook(data, seal_key=KEY))
    assert outcome(data, may_change=EDUCATION.service_codes).changes == ()


def test_the_same_form_gives_the_same_bytes() -> None:
    assert made() == made()


@settings(deadline=None, max_examples=25)  # each writes and reads a whole file
@given(st.text(max_size=60))
def test_any_explanation_comes_back_as_it_was(note: str) -> None:
    form = replace(FORM, recipients={PAUD: PairCell(filled("10", "5"), note, 1)})
    assert outcome(made(form), form).changes == ()


# Carried over to a new form version


NEW = replace(FORM, form_version="2025.1")


def carried(data: bytes, form: object = NEW) -> CarriedOver:
    assert isinstance(form, type(FORM))
    return carried_over(read_workbook(data, seal_key=KEY), form, made_at=MADE_AT, seal_key=KEY)


TYPED = {
    ("Penerima", DASAR, "Harus dilayani"): 500,
    ("Penerima", DASAR, "Terlayani"): "12 %",
    ("Penerima", PAUD, "Terlayani"): 900,
    ("Anggaran", PAUD, "Realisasi (Rp)"): None,
    ("Permasalahan", "Pendidikan", "Solusi"): "Rekrut",
}


def test_an_older_file_is_carried_over_with_what_was_typed() -> None:
    new = carried(edited(typed(TYPED)))
    assert new.lost == ()
    table = opened(new.data)["Penerima"]
    assert [cell.value for cell in table[row_of(table, DASAR)]][6:8] == [500, "12 %"]
    found = outcome(new.data, NEW)
    assert [(wrong.row, wrong.column) for wrong in found.wrong_rows] == [(3, "Terlayani")]
    assert {(change.sheet, change.new) for change in found.changes} == {
        ("Penerima", "900"),
        ("Anggaran", ""),
        ("Permasalahan", ""),
        ("Permasalahan", "Guru kurang; Rekrut; Dinas; 2025-06-30"),
    }


def test_what_somebody_else_changed_since_is_still_a_conflict() -> None:
    moved = replace(NEW, recipients={**FORM.recipients, PAUD: PairCell(filled("1000", "870"), "", 4)})
    (conflict,) = outcome(
        carried(edited(typed({("Penerima", PAUD, "Terlayani"): 900})), moved).data, moved
    ).conflicts
    assert (conflict.exported, conflict.stored, conflict.new) == ("852", "870", "900")


def test_an_older_file_without_its_seal_and_added_rows_are_carried_over() -> None:
    def edit(book: Workbook) -> None:
        without_seal(book)
        table = book["Anggaran"]
        table["A9"], table["C9"], table["D9"], table["E9"] = HAMIL, "Murni", "DBH", 7

    found = outcome(carried(edited(edit)).data, NEW)
    assert {change.key for change in found.changes} == {f"{HAMIL}, Murni, DBH"}


def test_typed_values_without_a_place_are_told() -> None:
    smaller = Catalogue(2025, FORM.catalogue.services[:1], FORM.catalogue.items[:1])
    new = carried(edited(typed(TYPED)), replace(NEW, catalogue=smaller))
    assert new.lost == ("lembar Penerima baris 3",)
    table = opened(new.data)["Penerima"]
    assert table.cell(2, column_of(table, "Terlayani")).value == 900


def test_a_process_of_its_own_writes_the_same_file() -> None:
    assert write_apart(FORM, made_at=MADE_AT, seal_key=KEY, zone="Asia/Jakarta") == made()


def test_a_writer_that_ends_before_it_is_done_is_an_error_and_no_wait() -> None:
    with pytest.raises(RuntimeError, match="was ended"):
        write_apart(FORM, made_at=MADE_AT, seal_key=KEY, zone="Tidak/Ada")
