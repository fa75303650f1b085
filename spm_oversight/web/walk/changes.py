"""What changed since the last approval, figure by figure."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal, InvalidOperation
from typing import Any

from spm_oversight import formats
from spm_oversight.documents.words import BUDGET_VERSION
from spm_oversight.domain.figures import BudgetVersion, CellState
from spm_oversight.services.changes import ChangedCell, ChangesSince
from spm_oversight.services.reports import MyQuarter
from spm_oversight.web.quarter.walk_card import name_of
from spm_oversight.web.told import title_of


@dataclass(frozen=True)
class ChangeRow:
    """A changed cell: where, the value then and now, who changed it last and when."""

    name: str
    column: str
    before: str
    after: str
    by: str


@dataclass(frozen=True)
class ChangesScreen:
    """What changed since the last approval; ``since`` is empty before the first."""

    code: str
    title: str
    over: str
    since: str
    rows: tuple[ChangeRow, ...]
    sample: bool


def changes_screen(my: MyQuarter, found: ChangesSince) -> ChangesScreen:
    """The changed cells, column by column."""
    since = (
        f"{formats.moment(found.since, my.zone)} oleh {found.approved_by}" if found.since is not None else ""
    )
    rows = tuple(row for cell in found.cells for row in _change_rows(my, cell))
    quarter = title_of(my.period.quarter)
    title = (
        f"{quarter}: belum pernah disetujui"
        if not since
        else f"{quarter}: {formats.number(len(rows))} angka berubah sejak persetujuan terakhir"
        if rows
        else f"{quarter}: tidak ada yang berubah sejak persetujuan terakhir"
    )
    return ChangesScreen(my.period.quarter.code, title, my.place, since, rows, my.sample)


_COLUMNS = {
    "recipients": ("Keadaan", "Harus dilayani", "Terlayani", "Penjelasan"),
    "quality": ("Keadaan", "Kebutuhan", "Tersedia", "Penjelasan"),
    "budget": ("Pagu, rupiah", "Realisasi, rupiah", "Penjelasan"),
    "totals": ("Total belanja daerah, rupiah", "Belanja enam urusan, rupiah", "Kebutuhan, rupiah"),
}
_STATES = {CellState.FILLED: "terisi", CellState.NIL: "nihil", CellState.BLANK: "kosong"}


def _change_rows(my: MyQuarter, cell: ChangedCell) -> list[ChangeRow]:
    by = f"{cell.by}, {formats.moment(cell.at, my.zone)}"
    name = _name(my, cell)
    if cell.kind == "problems":
        count = [formats.number(len(values or ())) for values in (cell.before, cell.after)]
        return [ChangeRow(name, "Permasalahan", f"{count[0]} baris", f"{count[1]} baris", by)]
    columns = _COLUMNS[cell.kind]
    nothing = (None,) * len(columns)
    pairs = zip(columns, cell.before or nothing, cell.after or nothing, strict=True)
    return [
        ChangeRow(name, column, _told(old), _told(new), by)
        for column, old, new in pairs
        if (old or "") != (new or "")
    ]


def _name(my: MyQuarter, cell: ChangedCell) -> str:
    if cell.kind == "totals":
        return f"Total anggaran, {BUDGET_VERSION[BudgetVersion(cell.key[0])]}"
    if cell.kind == "budget":
        version = BUDGET_VERSION[BudgetVersion(cell.key[1])]
        return f"{name_of(my.catalogue, cell.key[0])}, {version}, {cell.key[2]}"
    if cell.kind == "problems":
        return f"Urusan {cell.key[0]}"
    return name_of(my.catalogue, cell.key[0])


def _told(value: Any) -> str:
    if value is None or value == "":
        return "kosong"
    if value in set(CellState):
        return _STATES[CellState(value)]
    try:
        number = _decimal(str(value))
    except ValueError:
        return str(value)
    decimals = max(0, -int(number.normalize().as_tuple().exponent))
    return formats.number(number, decimals)


def _decimal(text: str) -> Decimal:
    """A number of the record or of a receipt; ValueError for any other text."""
    try:
        return Decimal(text)
    except InvalidOperation:
        raise ValueError(text) from None
