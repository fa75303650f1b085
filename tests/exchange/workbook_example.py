"""A small district with every kind of row, and openpyxl as the second program that fills its workbook."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Callable, Mapping
from datetime import date, datetime
from fractions import Fraction
from zoneinfo import ZoneInfo

from openpyxl import Workbook, load_workbook
from openpyxl.worksheet.worksheet import Worksheet

from spm_oversight.domain.catalogue import Catalogue, QualityItem, Service
from spm_oversight.domain.figures import BudgetVersion, CellState, Pair, Problem
from spm_oversight.domain.form import BudgetCell, Form, Office, PairCell, ProblemList, TotalsCell
from spm_oversight.domain.period import Quarter
from spm_oversight.exchange.workbook_compare import compare
from spm_oversight.exchange.workbook_findings import Outcome
from spm_oversight.exchange.workbook_reader import read_workbook
from spm_oversight.exchange.workbook_writer import write_workbook

KEY = b"a key of the tests"
MADE_AT = datetime(2025, 1, 6, 9, 41, tzinfo=ZoneInfo("Asia/Jakarta"))

PAUD, DASAR, HAMIL = "kab.1.01.01", "kab.1.01.02", "kab.1.02.01"
BOOKS, WATER = "kab.1.01.01.q01", "kab.1.02.01.q01"

CATALOGUE = Catalogue(
    2024,
    (
        Service(PAUD, "1.01", "Pendidikan Anak Usia Dini", "orang", recipients="Warga negara usia 5-6 tahun"),
        Service(DASAR, "1.01", "Pendidikan Dasar", "orang", recipients="Warga negara usia 7-15 tahun"),
        Service(HAMIL, "1.02", "Pelayanan kesehatan ibu hamil", "orang", recipients="Ibu hamil"),
    ),
    (
        QualityItem(BOOKS, PAUD, "Buku gambar", "paket"),
        QualityItem(WATER, HAMIL, "Air bersih", "liter/detik"),
    ),
)
EDUCATION = Office("1.01.0.00", "Dinas Pendidikan", frozenset({PAUD, DASAR}))
PAD = (PAUD, BudgetVersion.MURNI, "PAD")


def filled(base: str, part: str) -> Pair:
    return Pair(CellState.FILLED, Fraction(base), Fraction(part))


FORM = Form(
    "62.01",
    "Kotawaringin Barat",
    Quarter(2024, 4),
    "2024.1",
    CATALOGUE,
    recipients={
        PAUD: PairCell(filled("1000", "852"), "", 3),
        HAMIL: PairCell(Pair(CellState.NIL), "Surat nomor 7", 1),
    },
    quality={WATER: PairCell(filled("2.5", "1.3333"), "", 2)},
    budget={PAD: BudgetCell(1_385_437_875, 900_000_000, "=1+1 bukan rumus", 4)},
    totals={BudgetVersion.MURNI: TotalsCell(2_000_000_000_000, None, None, 1)},
    problems={
        "1.01": ProblemList((Problem("1.01", "Guru kurang", "Redistribusi", "Dinas", date(2025, 6, 30)),), 5)
    },
)

Edit = Callable[[Workbook], None]


def made(form: Form = FORM) -> bytes:
    return write_workbook(form, made_at=MADE_AT, seal_key=KEY)


def edited(edit: Edit, data: bytes | None = None) -> bytes:
    """The file after another program has opened, changed and saved it."""
    book = load_workbook(io.BytesIO(data or made()))
    edit(book)
    buffer = io.BytesIO()
    book.save(buffer)
    return buffer.getvalue()


def typed(cells: Mapping[tuple[str, str, str], object]) -> Edit:
    """Type values: by sheet, row key (first column) and column title."""

    def edit(book: Workbook) -> None:
        for (sheet, key, column), value in cells.items():
            table = book[sheet]
            table.cell(row_of(table, key), column_of(table, column)).value = value  # pyright: ignore[reportAttributeAccessIssue]

    return edit


def row_of(table: Worksheet, key: str) -> int:
    return next(row[0].row for row in table.iter_rows(min_row=2) if row[0].value == key)


def column_of(table: Worksheet, title: str) -> int:
    return next(cell.column for cell in table[1] if cell.value == title)


def without_seal(book: Workbook) -> None:
    del book["_spm"]


def outcome(data: bytes, form: Form = FORM, may_change: frozenset[str] | None = None) -> Outcome:
    return compare(read_workbook(data, seal_key=KEY), form, may_change=may_change)


def after_typing(cells: Mapping[tuple[str, str, str], object], form: Form = FORM) -> Outcome:
    return outcome(edited(typed(cells)), form)


def with_parts(data: bytes, change: Callable[[dict[str, bytes]], None]) -> bytes:
    """The file with its raw parts changed, as no spreadsheet program would."""
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        parts = {name: archive.read(name) for name in archive.namelist()}
    change(parts)
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in parts.items():
            archive.writestr(name, content)
    return buffer.getvalue()
