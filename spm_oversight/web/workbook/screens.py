"""The dry run as a page: what a file would change, or everything that stands against saving it."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from fractions import Fraction
from itertools import groupby
from operator import attrgetter
from typing import TypeVar
from uuid import UUID

from spm_oversight import formats
from spm_oversight.domain.form import Change
from spm_oversight.exchange.workbook_findings import ConflictingCell, WrongRow
from spm_oversight.exchange.workbook_layout import GRIDS, Kind
from spm_oversight.services.reports import MyQuarter
from spm_oversight.services.workbooks import Check
from spm_oversight.web.told import title_of

Found = TypeVar("Found", Change, ConflictingCell)

EMPTY_CELL = "kosong"
_NUMBERS = frozenset(
    (grid.sheet, entry.title)
    for grid in GRIDS
    for entry in grid.entries
    if entry.kind in (Kind.FIGURE, Kind.RUPIAH)
)


@dataclass(frozen=True)
class CellRow:
    """A cell of the file: where it stands, and its values; ``stored`` only for a conflict."""

    row: str
    key: str
    service: str
    column: str
    old: str
    new: str
    number: bool
    deletes: bool = False
    stored: str = ""


@dataclass(frozen=True)
class SheetRows:
    """The cells of one sheet."""

    sheet: str
    rows: tuple[CellRow, ...]


@dataclass(frozen=True)
class CheckScreen:
    """All the page shows. ``upload`` names the kept file; None when there is nothing to save."""

    code: str
    title: str
    facts: tuple[tuple[str, str], ...]
    notes: tuple[str, ...]
    changes: tuple[SheetRows, ...]
    deletions: int
    wrong: tuple[WrongRow, ...]
    conflicts: tuple[SheetRows, ...]
    upload: UUID | None
    count: int
    error: bool


def check_screen(check: Check, my: MyQuarter, *, file_name: str, now: datetime) -> CheckScreen:
    """The page of a checked file."""
    names = {line.service.code: line.service.name for line in my.services}
    return CheckScreen(
        code=check.quarter.code,
        title=_finding(check),
        facts=(
            ("Berkas", file_name),
            ("Periode", title_of(check.quarter)),
            ("Untuk", my.office.name if my.office else my.district.name),
            ("Diperiksa", formats.moment(now, my.zone)),
        ),
        notes=check.notes,
        changes=_sheets(check.changes, lambda each: _changed(each, names)),
        deletions=sum(change.deletes for change in check.changes),
        wrong=check.wrong_rows,
        conflicts=_sheets(check.conflicts, lambda each: _conflicting(each, names)),
        upload=check.upload if check.may_be_saved else None,
        count=len(check.changes),
        error=bool(check.wrong_rows or check.conflicts),
    )


def _finding(check: Check) -> str:
    if check.wrong_rows:
        sheets = len({wrong.sheet for wrong in check.wrong_rows})
        return f"{len(check.wrong_rows)} sel keliru pada {sheets} lembar, belum ada yang disimpan"
    if check.conflicts:
        return f"{len(check.conflicts)} sel sudah diubah orang lain, belum ada yang disimpan"
    if check.changes:
        return f"{formats.number(len(check.changes))} sel akan berubah, belum disimpan"
    return "Tidak ada yang berubah: isi berkas ini sudah tersimpan"


def _sheets(found: Iterable[Found], told: Callable[[Found], CellRow]) -> tuple[SheetRows, ...]:
    return tuple(
        SheetRows(sheet, tuple(map(told, cells))) for sheet, cells in groupby(found, attrgetter("sheet"))
    )


def _changed(change: Change, names: Mapping[str, str]) -> CellRow:
    return CellRow(
        row=str(change.row) if change.row else formats.EMPTY,
        key=change.key,
        service=_service(change.key, names),
        column=change.column,
        old=_written(change.sheet, change.column, change.old),
        new=_written(change.sheet, change.column, change.new),
        number=(change.sheet, change.column) in _NUMBERS,
        deletes=change.deletes,
    )


def _conflicting(cell: ConflictingCell, names: Mapping[str, str]) -> CellRow:
    return CellRow(
        row=str(cell.row) if cell.row else formats.EMPTY,
        key=cell.key,
        service=_service(cell.key, names),
        column=cell.column,
        old=_written(cell.sheet, cell.column, cell.exported),
        new=_written(cell.sheet, cell.column, cell.new),
        number=(cell.sheet, cell.column) in _NUMBERS,
        stored=_written(cell.sheet, cell.column, cell.stored),
    )


def _service(key: str, names: Mapping[str, str]) -> str:
    """The service a row key begins with; an urusan or a budget version names itself."""
    code = key.split(",")[0]
    return names.get(code) or names.get(code.rsplit(".", 1)[0], "")


def _written(sheet: str, column: str, text: str) -> str:
    """A canonical cell text as a person writes it."""
    if not text:
        return EMPTY_CELL
    if (sheet, column) in _NUMBERS:
        return formats.number(Fraction(text), len(text.partition(".")[2]))
    return text
