"""The steps of a quarter as people take them: open, download, fill with another program, upload, save, send."""

from __future__ import annotations

import io
import re
from collections.abc import Mapping
from dataclasses import replace
from hashlib import sha256
from html import unescape
from typing import Any
from unittest.mock import patch
from zipfile import ZipFile

import psycopg
from openpyxl import Workbook, load_workbook
from psycopg import sql
from werkzeug.test import TestResponse

from spm_oversight.exchange.workbook_reader import Row, WorkbookContent, read_workbook
from spm_oversight.exchange.workbook_writer import write_workbook
from spm_oversight.persistence.embedded import Urls
from spm_oversight.persistence.files import files
from spm_oversight.services import workbooks
from tests.exchange.workbook_example import Edit, column_of, edited
from tests.web.cast import Visitor

QUARTER = "2024-Q4"
HERE = f"/triwulan/{QUARTER}"
DESK = f"/periode/{QUARTER}"

# A deadline that no run of these tests reaches, so that no clock is needed.
WINDOW = {"quarter": QUARTER, "opens": "2025-01-01", "deadline": "2099-01-20", "hour": "23.59"}

_MINUTE = re.compile(rb"pukul \d\d\.\d\d")
_TAGS = re.compile(r"<[^>]+>")


def open_quarter(coordinator: Visitor, **changes: str) -> None:
    """By the form of the list of periods."""
    answer = coordinator.post("/periode", {**WINDOW, **changes})
    assert answer.status_code == 302, text_of(answer)


def download(visitor: Visitor, path: str = HERE) -> bytes:
    """The pre-filled workbook."""
    answer = visitor.get(f"{path}/lembar-kerja.xlsx")
    assert answer.status_code == 200
    return answer.data


def upload(visitor: Visitor, data: bytes, path: str = HERE, name: str = "isian.xlsx") -> TestResponse:
    """The dry run's page."""
    return visitor.post(f"{path}/unggah", {"file": (io.BytesIO(data), name)})


def confirm(visitor: Visitor, dry_run: TestResponse, path: str = HERE) -> TestResponse:
    """Press the dry run's button."""
    return visitor.post(f"{path}/unggah/simpan", {"upload": upload_id(dry_run)}, follow=True)


def upload_id(dry_run: TestResponse) -> str:
    """Under which name the checked file is kept."""
    found = re.search(r'name="upload" value="([^"]+)"', dry_run.text)
    assert found, text_of(dry_run)
    return found[1]


def enter(visitor: Visitor, edit: Edit) -> TestResponse:
    """Download, change, upload, save; the file is written and read here, not in children that start for each.

    That they write and read the same is asked of ``writer`` and ``reader`` themselves; tests of files call ``download``
    and ``upload``.
    """
    data = _written(visitor)
    # The other program takes a fifth of a second over the same change to the same file, whose minute alone is another.
    with ZipFile(io.BytesIO(data)) as parts:
        inside = [parts.read(part) for part in parts.namelist() if part != "docProps/core.xml"]
    key = (edit, sha256(_MINUTE.sub(b"", b"".join(inside))).digest())
    if key not in _filled:
        _filled[key] = edited(edit, data)
    return _saved(visitor, _filled[key], read_workbook(_filled[key], seal_key=files.seal_key))


_filled: dict[tuple[Edit, bytes], bytes] = {}


def enter_cells(visitor: Visitor, cells: Mapping[tuple[str, str, str], object]) -> TestResponse:
    """Type some cells into a fresh file and save it; what another program would have written there is put in as read.

    Named as ``typed`` names them: by sheet, row key (first column) and column title.
    """
    data = _written(visitor)
    content = read_workbook(data, seal_key=files.seal_key)
    sheets = {name: list(rows) for name, rows in content.sheets.items()}
    for (sheet, key, column), value in cells.items():
        at = next(at for at, row in enumerate(sheets[sheet]) if next(iter(row.cells.values())) == key)
        read = "" if value is None else float(value) if isinstance(value, int) else value
        old = sheets[sheet][at]
        assert column in old.cells, f"{sheet} has no column {column}"
        sheets[sheet][at] = Row(old.number, {**old.cells, column: read})  # pyright: ignore[reportArgumentType]
    return _saved(visitor, data, replace(content, sheets=sheets))


def _written(visitor: Visitor) -> bytes:
    with patch.object(workbooks, "write_apart", write_workbook):
        return download(visitor)


def _saved(visitor: Visitor, data: bytes, content: WorkbookContent) -> TestResponse:
    with patch.object(workbooks, "workbook_apart", lambda data, seal_key: content):
        return confirm(visitor, upload(visitor, data))


def fill(book: Workbook) -> None:
    """Every entry of the file, plausibly."""
    for row in range(2, book["Penerima"].max_row + 1):
        _put(book, "Penerima", row, {"Harus dilayani": 1000 + row, "Terlayani": 850})
    for row in range(2, book["Mutu"].max_row + 1):
        _put(book, "Mutu", row, {"Kebutuhan": 40, "Tersedia": 39})
    codes = [book["Penerima"].cell(row, 1).value for row in range(2, book["Penerima"].max_row + 1)]
    for row, code in enumerate(codes, start=2):
        line = {"Kode": code, "Versi APBD": "Murni", "Sumber dana": "PAD", "Pagu (Rp)": 10**9}
        _put(book, "Anggaran", row, {**line, "Realisasi (Rp)": 810_600_000})


def _put(book: Workbook, sheet: str, row: int, values: Mapping[str, Any]) -> None:
    table = book[sheet]
    for title, value in values.items():
        table.cell(row, column_of(table, title)).value = value


def opened(data: bytes) -> Workbook:
    """The file in another program."""
    return load_workbook(io.BytesIO(data))


def text_of(answer: TestResponse) -> str:
    """What a person reads: without tags, one blank between words."""
    return words_of(answer.text)


def words_of(html: str) -> str:
    """What a person reads of a piece of a page."""
    return " ".join(unescape(_TAGS.sub(" ", html)).split())


def everything(urls: Urls) -> dict[str, list[str]]:
    """All rows of all tables of the application but the answers to forms, as the server's owner sees them.

    Nor that something was refused, which the record keeps (ADR 0033), with the heads of its chains.
    """
    with psycopg.connect(urls.superuser) as connection:
        tables = connection.execute(
            "select tablename from pg_tables where schemaname = 'public' and tablename <> 'form_answer' order by 1"
        )
        return {
            name: sorted(
                row
                for (row,) in connection.execute(
                    sql.SQL("select t::text from {} t").format(sql.Identifier(name))
                )
                if not (name == "audit_event" and ",refused," in row)
            )
            for (name,) in tables.fetchall()
            if name != "audit_head"
        }


def stored(urls: Urls, question: str) -> list[tuple[Any, ...]]:
    """A fact in the database."""
    with psycopg.connect(urls.superuser) as connection:
        return connection.execute(question).fetchall()  # pyright: ignore[reportArgumentType, reportCallIssue]
