"""A plain table as a file for other programs: XLSX for people, CSV for programs. No cell of text is ever a formula."""

from __future__ import annotations

import csv
import re
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from io import BytesIO, StringIO
from typing import Any

from xlsxwriter import Workbook
from xlsxwriter.worksheet import Worksheet

Value = str | int | Decimal | None
"""What stands in a cell; None is an empty one."""

# What a spreadsheet program takes for the beginning of a formula (OWASP, CSV injection), in full width as well: at the
# beginning of a text, and behind what ends a cell where the list separator is a semicolon, as in Indonesia.
_FORMULA = re.compile(r"^(?=[=+\-@＝＋－＠\t\r\n\x00])|(?<=[;\r\n])(?=[=+\-@＝＋－＠])")
_WIDEST, _NARROWEST = 44, 9


@dataclass(frozen=True)
class PlainTable:
    """Rows under heads. ``facts`` travel with it: period, measure, state of data, cut-off, method, hash."""

    name: str
    heads: tuple[str, ...]
    rows: tuple[tuple[Value, ...], ...]
    facts: tuple[tuple[str, str], ...]
    created: datetime


def to_csv(table: PlainTable) -> bytes:
    """UTF-8 with a byte order mark, comma, decimal point; every row ends with the facts, so none is without them."""
    text = StringIO(newline="")
    writer = csv.writer(text)
    writer.writerow([_harmless(head) for head in (*table.heads, *(name for name, _ in table.facts))])
    for row in table.rows:
        writer.writerow([_harmless(value) for value in (*row, *(fact for _, fact in table.facts))])
    return b"\xef\xbb\xbf" + text.getvalue().encode()


def to_xlsx(table: PlainTable) -> bytes:
    """The table on the first sheet, its facts on the sheet *Keterangan*; numbers are numbers, text stays text."""
    file = BytesIO()
    plainly = {"strings_to_formulas": False, "strings_to_urls": False, "strings_to_numbers": False}
    book = Workbook(file, {"in_memory": True, **plainly})
    book.set_properties({"title": table.name, "created": table.created.replace(tzinfo=None)})
    head = book.add_format({"bold": True, "bottom": 2, "text_wrap": True, "valign": "top"})
    sheet = book.add_worksheet(table.name)
    for column, title in enumerate(table.heads):
        sheet.write_string(0, column, title, head)
        sheet.set_column(column, column, _width([row[column] for row in table.rows]))
    two_decimals = book.add_format({"num_format": "0.00"})
    for number, row in enumerate(table.rows, start=1):
        for column, value in enumerate(row):
            _write(sheet, number, column, value, two_decimals)
    sheet.freeze_panes(1, 1)
    facts = book.add_worksheet("Keterangan")
    facts.set_column(0, 0, 18)
    facts.set_column(1, 1, 90)
    for number, (name, fact) in enumerate(table.facts):
        facts.write_string(number, 0, name)
        facts.write_string(number, 1, fact)
    book.close()
    return file.getvalue()


def _harmless(value: Value) -> Value:
    """Text that a spreadsheet would run as a formula gets an apostrophe; numbers stay numbers."""
    return _FORMULA.sub("'", value) if isinstance(value, str) else value


def _write(sheet: Worksheet, row: int, column: int, value: Value, decimals: Any) -> None:
    if isinstance(value, str):
        sheet.write_string(row, column, value)
    elif isinstance(value, int):
        sheet.write_number(row, column, value)
    elif value is not None:
        sheet.write_number(row, column, float(value), decimals)


def _width(values: list[Value]) -> int:
    longest = max((len(str(value)) for value in values if value is not None), default=0)
    return min(max(longest + 2, _NARROWEST), _WIDEST)
