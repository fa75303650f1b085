"""Plain tables as files: numbers stay numbers, text never becomes a formula, the facts travel along."""

from __future__ import annotations

import csv
from datetime import UTC, datetime
from decimal import Decimal
from io import BytesIO, StringIO

import openpyxl
import pytest
from hypothesis import given
from hypothesis import strategies as st

from spm_oversight.exchange.tables import PlainTable, Value, to_csv, to_xlsx

WHEN = datetime(2024, 1, 20, tzinfo=UTC)
DANGEROUS = ['=HYPERLINK("http://x")', "+1+1", "-2", "@SUM(A1)", "\t=1", "\r1", "\n1", "＝1+1", "－1", "＠A1"]


def table(*values: Value) -> PlainTable:
    heads = tuple(f"Kolom {number}" for number in range(len(values)))
    return PlainTable("Contoh", heads, (values,), (("Periode", "Triwulan IV 2023"),), WHEN)


def csv_row(of: PlainTable) -> list[str]:
    return list(csv.reader(StringIO(to_csv(of).decode("utf-8-sig"), newline="")))[1]


@pytest.mark.parametrize("text", DANGEROUS)
def test_text_is_never_a_formula(text: str) -> None:
    assert csv_row(table(text))[0] == f"'{text}"
    sheet = openpyxl.load_workbook(BytesIO(to_xlsx(table(text, "x"))))["Contoh"]
    assert sheet["A2"].data_type == "s"
    assert str(sheet["A2"].value).replace("_x000D_", "\r") == text


@pytest.mark.parametrize(
    ("text", "kept"), [("a;=1", "a;'=1"), ("a\r\n+1", "a\r\n'+1"), ("a; - b;c", "a; - b;c")]
)
def test_nor_where_a_semicolon_ends_a_cell(text: str, kept: str) -> None:
    assert csv_row(table(text))[0] == kept


def test_a_head_is_text_too() -> None:
    wrong = PlainTable("Contoh", ("=1+1",), (), (("+Fakta", "-x"),), WHEN)
    assert to_csv(wrong).decode("utf-8-sig").splitlines() == ["'=1+1,'+Fakta"]
    assert openpyxl.load_workbook(BytesIO(to_xlsx(wrong)))["Contoh"]["A1"].data_type == "s"


def test_numbers_stay_numbers_below_zero_too() -> None:
    of = table(-5, Decimal("-2.65"), Decimal("85.20"), None, "0123")
    assert csv_row(of) == ["-5", "-2.65", "85.20", "", "0123", "Triwulan IV 2023"]
    sheet = openpyxl.load_workbook(BytesIO(to_xlsx(of)))["Contoh"]
    assert [cell.value for cell in sheet[2]] == [-5, -2.65, 85.2, None, "0123"]
    assert sheet["C2"].number_format == "0.00"


def test_the_facts_stand_on_a_sheet_of_their_own_and_in_each_line_of_the_csv() -> None:
    of = PlainTable("Contoh", ("A",), ((1,), (2,)), (("Periode", "TW IV"), ("Metode", "2022.1")), WHEN)
    assert list(openpyxl.load_workbook(BytesIO(to_xlsx(of)))["Keterangan"].values) == list(of.facts)
    assert [row["Metode"] for row in csv.DictReader(StringIO(to_csv(of).decode("utf-8-sig")))] == [
        "2022.1"
    ] * 2


def test_the_same_table_gives_the_same_bytes() -> None:
    assert to_xlsx(table("a", 1)) == to_xlsx(table("a", 1))


@given(st.text(st.characters(codec="utf-8", exclude_categories=("Cs",)), max_size=40))
def test_any_text_comes_back_from_the_csv(text: str) -> None:
    first, *_ = csv_row(table(text))
    assert first.replace("'", "") == text.replace("'", "")
    assert not first.startswith(("=", "+", "-", "@", "\t", "\r"))
