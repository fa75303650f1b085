"""Contract 2, *Reading*: one test or more for each of its sentences. openpyxl is the program that fills the file."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, datetime
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st
from openpyxl import Workbook

from spm_oversight.domain.errors import Refused
from spm_oversight.domain.figures import BudgetVersion, CellState, Pair, Problem
from spm_oversight.domain.form import BudgetCell, ChangeSet, Form, PairCell, ProblemList, TotalsCell
from spm_oversight.domain.period import Quarter
from spm_oversight.exchange.workbook_compare import OlderForm
from spm_oversight.exchange.workbook_findings import Outcome
from spm_oversight.exchange.workbook_layout import COLUMNS
from spm_oversight.exchange.workbook_values import Kind, text_of
from tests.exchange.workbook_example import (
    BOOKS,
    DASAR,
    EDUCATION,
    FORM,
    HAMIL,
    PAD,
    PAUD,
    WATER,
    after_typing,
    column_of,
    edited,
    filled,
    made,
    outcome,
    row_of,
    typed,
    without_seal,
)

NEW_PAIR = {("Penerima", DASAR, "Harus dilayani"): 500, ("Penerima", DASAR, "Terlayani"): 400}


def saved(form: Form, changes: ChangeSet) -> Form:
    """The form as it stands once the changes are stored: each changed cell has the next version."""

    def merge(stored: dict, new: dict) -> dict:
        merged = dict(stored)
        for key, cell in new.items():
            merged.pop(key, None)
            if not cell.is_empty:
                merged[key] = replace(cell, version=cell.version + 1)
        return merged

    names = ("recipients", "quality", "budget", "totals", "problems")
    return replace(form, **{name: merge(getattr(form, name), getattr(changes, name)) for name in names})


def places(found: Outcome) -> list[tuple[str, int, str]]:
    return [(wrong.sheet, wrong.row, wrong.column) for wrong in found.wrong_rows]


# Sheets and columns


def test_columns_may_stand_in_any_order_and_extra_ones_are_ignored() -> None:
    def edit(book: Workbook) -> None:
        typed(NEW_PAIR)(book)
        table = book["Penerima"]
        table.insert_cols(1)
        table["A1"] = "Catatan kami"
        table["A3"] = "tidak dibaca"
        table.move_range(f"J1:J{table.max_row}", cols=2)  # Penjelasan stands apart now
        book.create_sheet("Hitungan kami")["A1"] = "=1/0"

    found = outcome(edited(edit))
    assert found.change_set.recipients == {DASAR: PairCell(filled("500", "400"))}
    assert found.may_be_saved


@pytest.mark.parametrize("sheet", list(COLUMNS))
def test_a_missing_sheet_is_refused(sheet: str) -> None:
    def edit(book: Workbook) -> None:
        del book[sheet]

    with pytest.raises(Refused, match=f"lembar {sheet} tidak ada.*unduh berkas baru"):
        outcome(edited(edit))


@pytest.mark.parametrize(
    ("sheet", "column"), [(sheet, c) for sheet, columns in COLUMNS.items() for c in columns]
)
def test_a_missing_or_double_column_is_refused(sheet: str, column: str) -> None:
    def rename(book: Workbook) -> None:
        book[sheet].cell(1, column_of(book[sheet], column)).value = "Lain"

    def double(book: Workbook) -> None:
        book[sheet].cell(1, 20).value = column

    with pytest.raises(Refused) as missing:
        outcome(edited(rename))
    assert f"lembar {sheet}: kolom {column} tidak ada" in str(missing.value)
    with pytest.raises(Refused) as twice:
        outcome(edited(double))
    assert f"lembar {sheet}: kolom {column} ada dua" in str(twice.value)


@pytest.mark.parametrize(
    ("sheet", "column", "value"),
    [
        ("Penerima", "Kode", "kab.9.99.99"),
        ("Mutu", "Kode", "kab.9.99.99.q01"),
        ("Anggaran", "Kode", "kab.9.99.99"),
        ("Anggaran", "Versi APBD", "Percobaan"),
        ("Anggaran", "Sumber dana", "Hibah"),
        ("Total anggaran", "Versi APBD", "Percobaan"),
    ],
)
def test_an_unknown_key_is_refused(sheet: str, column: str, value: str) -> None:
    def edit(book: Workbook) -> None:
        book[sheet].cell(2, column_of(book[sheet], column)).value = value

    with pytest.raises(Refused, match=f"lembar {sheet} baris 2: {column} “{value}” tidak dikenal"):
        outcome(edited(edit))


def test_a_repeated_key_is_refused() -> None:
    with pytest.raises(Refused, match="lembar Penerima baris 3: kab.1.01.01 sudah ada di baris 2"):
        after_typing({("Penerima", DASAR, "Kode"): PAUD})


# Which cells are read


def test_an_untouched_file_changes_nothing_even_when_the_stored_values_have_moved() -> None:
    moved = replace(FORM, recipients={PAUD: PairCell(filled("2000", "1"), "baru", 9)}, problems={}, totals={})
    for data in (made(), edited(lambda book: None)):
        for form in (FORM, moved):
            found = outcome(data, form)
            assert (found.changes, found.change_set, found.wrong_rows, found.conflicts) == (
                (),
                ChangeSet(),
                (),
                (),
            )


def test_a_changed_cell_leaves_the_others_as_they_are_stored() -> None:
    found = after_typing({("Penerima", PAUD, "Terlayani"): 900})
    assert found.change_set.recipients == {PAUD: PairCell(filled("1000", "900"), "", 3)}
    assert [(c.sheet, c.row, c.key, c.column, c.old, c.new) for c in found.changes] == [
        ("Penerima", 2, PAUD, "Terlayani", "852", "900")
    ]


def test_a_changed_cell_whose_version_has_moved_is_a_conflict_with_all_three_values() -> None:
    now = replace(FORM, recipients={**FORM.recipients, PAUD: PairCell(filled("1000", "870"), "", 4)})
    found = after_typing({("Penerima", PAUD, "Terlayani"): 900, **NEW_PAIR}, now)
    (conflict,) = found.conflicts
    assert (conflict.sheet, conflict.row, conflict.key, conflict.column) == ("Penerima", 2, PAUD, "Terlayani")
    assert (conflict.exported, conflict.stored, conflict.new) == ("852", "870", "900")
    assert not found.may_be_saved
    assert found.change_set.is_empty


def test_a_row_added_by_both_sides_and_a_row_deleted_since_are_conflicts() -> None:
    added = replace(FORM, recipients={**FORM.recipients, DASAR: PairCell(filled("1", "1"), "", 1)})
    assert {c.column for c in after_typing(NEW_PAIR, added).conflicts} == {"Harus dilayani", "Terlayani"}
    gone = replace(FORM, budget={})
    assert len(after_typing({("Anggaran", PAUD, "Pagu (Rp)"): 5}, gone).conflicts) == 1


def test_a_list_of_problems_that_has_moved_is_a_conflict() -> None:
    now = replace(FORM, problems={"1.01": ProblemList((Problem("1.01", "Lain", ""),), 6)})
    (conflict,) = after_typing({("Permasalahan", "Pendidikan", "Solusi"): "Rekrut"}, now).conflicts
    assert conflict.key == "Pendidikan"
    assert (conflict.stored, conflict.new) == ("Lain", "Guru kurang; Rekrut; Dinas; 2025-06-30")


def test_an_emptied_row_is_deleted_and_the_dry_run_says_so() -> None:
    emptied = {("Penerima", PAUD, column): None for column in ("Keadaan", "Harus dilayani", "Terlayani")}
    emptied |= {("Anggaran", PAUD, column): None for column in ("Pagu (Rp)", "Realisasi (Rp)", "Penjelasan")}
    emptied |= {("Total anggaran", "Murni", "Total belanja daerah (Rp)"): None}
    found = after_typing(emptied)
    assert found.change_set.recipients == {PAUD: PairCell(version=3)}
    assert found.change_set.budget == {PAD: BudgetCell(version=4)}
    assert found.change_set.totals == {BudgetVersion.MURNI: TotalsCell(version=1)}
    assert all(change.deletes for change in found.changes)
    assert "7 nilai yang tersimpan akan dihapus" in " ".join(found.notes)


def test_a_removed_row_is_left_alone_and_told() -> None:
    def edit(book: Workbook) -> None:
        book["Anggaran"].delete_rows(row_of(book["Anggaran"], PAUD))

    found = outcome(edited(edit))
    assert found.changes == ()
    assert "Lembar Anggaran: 1 baris yang dulu diunduh tidak ada lagi" in " ".join(found.notes)


def test_without_the_hidden_sheet_every_non_empty_cell_is_meant() -> None:
    now = replace(FORM, recipients={PAUD: PairCell(filled("1", "1"), "tetap", 8)}, problems={})

    def edit(book: Workbook) -> None:
        without_seal(book)

    found = outcome(edited(edit), now)
    assert found.conflicts == ()
    # An empty cell is not meant: the explanation stays. What is stored already is no change.
    assert found.change_set.recipients[PAUD] == PairCell(filled("1000", "852"), "tetap", 8)
    assert found.change_set.recipients[HAMIL] == PairCell(Pair(CellState.NIL), "Surat nomor 7", 0)
    assert found.change_set.problems["1.01"].problems[0].problem == "Guru kurang"
    assert set(found.change_set.budget) == set()
    assert "setiap sel yang terisi dianggap dimaksudkan" in found.notes[0]
    assert outcome(made(), now).notes == ()


# Numbers


@pytest.mark.parametrize(
    ("value", "people", "measure"),
    [
        (1234, "1234", "1234"),
        (1234.0, "1234", "1234"),
        ("1.234", "1234", "1234"),
        (" 1234 ", "1234", "1234"),
        (0, "0", "0"),
        ("1.234,56", None, "1234.56"),
        ("0,5", None, "0.5"),
        (2.5, None, "2.5"),
        (1 / 3, None, "0.3333"),
        (0.00005, None, "0.0001"),
        (0.1 + 0.2, None, "0.3"),
        (3.0000000000000004, "3", "3"),
        ("1,23456", None, None),
        ("1,234.56", None, None),
        ("1234.5", None, None),
        ("12 %", None, None),
        ("Rp 1.000", None, None),
        ("(5)", None, None),
        ("1e3", None, None),
        ("NaN", None, None),
        (True, None, None),
        (date(2024, 5, 21), None, None),
        (datetime(2024, 5, 21, 9, 41), None, None),  # noqa: DTZ001 - a spreadsheet's times have no zone
    ],
)
def test_numbers(value: object, people: str | None, measure: str | None) -> None:
    for sheet, key, column, part, expected in (
        ("Penerima", DASAR, "Harus dilayani", "Terlayani", people),
        ("Mutu", BOOKS, "Kebutuhan", "Tersedia", people),
        ("Anggaran", PAUD, "Pagu (Rp)", "Realisasi (Rp)", people),
        ("Mutu", WATER, "Kebutuhan", "Tersedia", measure),
    ):
        found = after_typing({(sheet, key, part): value, (sheet, key, column): 5000})
        wrong = [(w.column, w.expected) for w in found.wrong_rows]
        if expected is None:
            assert [place for place, _ in wrong] == [part], (sheet, key)
            assert "misalnya" in wrong[0][1]
            assert found.change_set.is_empty
        else:
            assert wrong == []
            assert expected in [change.new for change in found.changes if change.column == part]


@given(st.integers(min_value=0, max_value=10**15 - 1))
def test_every_whole_number_of_fifteen_digits_is_read_exactly(value: int) -> None:
    assert text_of(float(value), Kind.RUPIAH) == str(value)
    assert text_of(f"{value:,}".replace(",", "."), Kind.RUPIAH) == str(value)


@given(st.integers(min_value=0, max_value=10**14))
def test_every_number_of_four_decimals_is_read_exactly(units: int) -> None:
    value = Fraction(units, 10**4)
    assert Fraction(text_of(float(value), Kind.FIGURE, 4)) == value


@pytest.mark.parametrize(
    ("value", "expected"), [(-5, "paling sedikit 0"), ("-5", "paling sedikit 0"), (10**15, "15")]
)
def test_numbers_out_of_range_are_wrong(value: object, expected: str) -> None:
    (wrong,) = after_typing({**NEW_PAIR, ("Penerima", DASAR, "Terlayani"): value}).wrong_rows
    assert (wrong.sheet, wrong.column) == ("Penerima", "Terlayani")
    assert expected in wrong.expected


# States


@pytest.mark.parametrize(
    ("state", "base", "part", "note", "expected"),
    [
        (None, 10, 5, None, PairCell(filled("10", "5"))),
        ("Terisi", 10, 0, None, PairCell(filled("10", "0"))),
        ("terisi ", 10, 12, "lebih", PairCell(filled("10", "12"), "lebih")),
        ("Nihil", None, None, "Surat 3", PairCell(Pair(CellState.NIL), "Surat 3")),
        ("Nihil", 0, 0, "Surat 3", PairCell(Pair(CellState.NIL, Fraction(0), Fraction(0)), "Surat 3")),
        ("Terisi", 10, None, None, "Terlayani"),
        ("Terisi", None, 5, None, "Harus dilayani"),
        ("Terisi", None, None, None, "Harus dilayani"),
        ("Terisi", 0, 0, None, "Harus dilayani"),
        (None, 0, 0, None, "Harus dilayani"),
        (None, 10, None, None, "Terlayani"),
        (None, None, 5, None, "Harus dilayani"),
        ("Nihil", None, None, None, "Penjelasan"),
        ("Nihil", 10, None, "Surat 3", "Harus dilayani"),
        ("Nihil", 0, 5, "Surat 3", "Terlayani"),
        ("Ada", 10, 5, None, "Keadaan"),
    ],
)
def test_states(state: object, base: object, part: object, note: object, expected: PairCell | str) -> None:
    row = {"Keadaan": state, "Harus dilayani": base, "Terlayani": part, "Penjelasan": note}
    found = after_typing({("Penerima", DASAR, column): value for column, value in row.items()})
    if isinstance(expected, str):
        assert places(found) == [("Penerima", 3, expected)]
    else:
        assert found.change_set.recipients == {DASAR: expected}
        assert found.may_be_saved


def test_a_state_that_follows_from_its_numbers_is_told_as_a_change() -> None:
    found = after_typing(NEW_PAIR)
    assert [(change.column, change.old, change.new) for change in found.changes] == [
        ("Keadaan", "", "Terisi"),
        ("Harus dilayani", "", "500"),
        ("Terlayani", "", "400"),
    ]


def test_a_realisation_needs_its_allocation() -> None:
    found = after_typing({("Anggaran", PAUD, "Pagu (Rp)"): None})
    assert places(found) == [("Anggaran", 2, "Pagu (Rp)")]


# All at once, twice, and by whom


SEVEN = {
    ("Penerima", PAUD, "Terlayani"): "12 %",
    ("Penerima", DASAR, "Keadaan"): "Ada",
    ("Mutu", BOOKS, "Keadaan"): "Nihil",
    ("Mutu", WATER, "Tersedia"): "1.5",
    ("Anggaran", PAUD, "Pagu (Rp)"): "Rp 1.000",
    ("Anggaran", PAUD, "Realisasi (Rp)"): 0.5,
    ("Total anggaran", "Perubahan", "Total belanja daerah (Rp)"): -1,
}


def test_seven_planted_faults_on_four_sheets_list_exactly_those_seven() -> None:
    found = after_typing({**SEVEN, ("Penerima", HAMIL, "Penjelasan"): "Surat nomor 8"})
    assert [(w.sheet, w.row, w.column, w.read) for w in found.wrong_rows] == [
        ("Penerima", 2, "Terlayani", "12 %"),
        ("Penerima", 3, "Keadaan", "Ada"),
        ("Mutu", 2, "Penjelasan", ""),
        ("Mutu", 3, "Tersedia", "1.5"),
        ("Anggaran", 2, "Pagu (Rp)", "Rp 1.000"),
        ("Anggaran", 2, "Realisasi (Rp)", "0,5"),
        ("Total anggaran", 4, "Total belanja daerah (Rp)", "-1"),
    ]
    assert all(wrong.expected for wrong in found.wrong_rows)
    assert found.change_set.is_empty
    assert not found.may_be_saved


EVERYTHING = {
    **NEW_PAIR,
    ("Penerima", PAUD, "Penjelasan"): "=SUM(A1) dan teks biasa",
    ("Penerima", HAMIL, "Keadaan"): None,
    ("Penerima", HAMIL, "Penjelasan"): None,
    ("Mutu", BOOKS, "Kebutuhan"): 3,
    ("Mutu", BOOKS, "Tersedia"): 2,
    ("Anggaran", PAUD, "Realisasi (Rp)"): None,
    ("Total anggaran", "Perubahan", "Belanja enam urusan (Rp)"): "1.000.000",
    ("Permasalahan", "Pendidikan", "Tenggat"): "31/12/2025",
}


def test_saving_the_same_file_twice_changes_nothing_the_second_time() -> None:
    def edit(book: Workbook) -> None:
        cells = {k: v for k, v in EVERYTHING.items() if k != ("Penerima", PAUD, "Penjelasan")}
        typed(cells)(book)
        cell = book["Penerima"].cell(2, column_of(book["Penerima"], "Penjelasan"))
        cell.value, cell.data_type = "=SUM(A1) dan teks biasa", "s"

    data = edited(edit)
    first = outcome(data)
    assert first.may_be_saved
    assert len(first.change_set.recipients) == 3
    assert first.change_set.recipients[PAUD].note == "=SUM(A1) dan teks biasa"
    assert first.change_set.totals == {BudgetVersion.PERUBAHAN: TotalsCell(None, 1_000_000, None, 0)}
    second = outcome(data, saved(FORM, first.change_set))
    assert (second.changes, second.change_set, second.conflicts) == ((), ChangeSet(), ())


def test_rows_may_be_added_to_the_budget() -> None:
    def edit(book: Workbook) -> None:
        table = book["Anggaran"]
        for column, value in ((1, HAMIL), (3, "Perubahan"), (4, "DAK fisik"), (5, 70_000_000), (7, "Baru")):
            table.cell(9, column).value = value

    found = outcome(edited(edit))
    assert found.change_set.budget == {
        (HAMIL, BudgetVersion.PERUBAHAN, "DAK fisik"): BudgetCell(70_000_000, None, "Baru", 0)
    }
    assert {change.key for change in found.changes} == {f"{HAMIL}, Perubahan, DAK fisik"}


def test_an_added_budget_row_needs_its_whole_key() -> None:
    def edit(book: Workbook) -> None:
        table = book["Anggaran"]
        table.cell(9, 1).value, table.cell(9, 4).value, table.cell(9, 5).value = HAMIL, "PAD", 1

    (wrong,) = outcome(edited(edit)).wrong_rows
    assert (wrong.row, wrong.column, wrong.expected) == (9, "Versi APBD", "Murni, Pergeseran, Perubahan")


def test_the_problems_replace_the_list_of_their_urusan() -> None:
    def edit(book: Workbook) -> None:
        table = book["Permasalahan"]
        row = ("Kesehatan", "Bidan kurang", "Kontrak", "Dinkes", datetime(2025, 3, 1))  # noqa: DTZ001 - a day
        for column, value in enumerate(row, start=1):
            table.cell(2, column).value = value

    found = outcome(edited(edit))
    assert found.change_set.problems == {
        "1.01": ProblemList((), 5),
        "1.02": ProblemList((Problem("1.02", "Bidan kurang", "Kontrak", "Dinkes", date(2025, 3, 1)),), 0),
    }


def test_wrong_problems_are_told() -> None:
    def edit(book: Workbook) -> None:
        table = book["Permasalahan"]
        table["E2"] = "besok"
        table["A3"], table["B3"] = "Perikanan", "Tidak ada"
        table["A4"], table["C4"] = "Kesehatan", "Hanya solusi"

    assert sorted(places(outcome(edited(edit)))) == [
        ("Permasalahan", 2, "Tenggat"),
        ("Permasalahan", 3, "Urusan"),
        ("Permasalahan", 4, "Permasalahan"),
    ]


def test_an_operator_may_change_only_the_cells_of_their_office() -> None:
    office = replace(FORM, office=EDUCATION)
    mine = edited(typed(NEW_PAIR), made(office))
    assert set(outcome(mine, may_change=EDUCATION.service_codes).change_set.recipients) == {DASAR}
    for cells in (
        {("Penerima", HAMIL, "Penjelasan"): "lain"},
        {("Mutu", WATER, "Tersedia"): "12 %"},
        {("Total anggaran", "Murni", "Total belanja daerah (Rp)"): 1},
    ):
        with pytest.raises(Refused, match=r"di luar perangkat daerah Anda: lembar .* baris \d"):
            outcome(edited(typed({**NEW_PAIR, **cells})), may_change=EDUCATION.service_codes)

    def problem(book: Workbook) -> None:
        book["Permasalahan"]["A3"], book["Permasalahan"]["B3"] = "Kesehatan", "Bidan kurang"

    with pytest.raises(Refused, match="di luar perangkat daerah Anda: lembar Permasalahan .Kesehatan."):
        outcome(edited(problem), may_change=EDUCATION.service_codes)


def test_a_file_for_another_district_or_period_is_refused() -> None:
    with pytest.raises(Refused, match=r"untuk daerah 62.01, bukan 62.02"):
        outcome(made(), replace(FORM, district_code="62.02"))
    with pytest.raises(Refused, match=r"untuk periode 2024-Q4, bukan 2025-Q1"):
        outcome(made(), replace(FORM, quarter=Quarter(2025, 1)))
    with pytest.raises(OlderForm, match=r"versi formulir 2024.1; yang berlaku 2025.1"):
        outcome(made(), replace(FORM, form_version="2025.1"))
