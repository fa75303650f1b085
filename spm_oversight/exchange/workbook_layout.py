"""The quarter workbook's sheets, columns and words (contract 2), for writing and reading alike.

A cell's *text* is its one canonical writing: ``""`` for empty, ``Terisi``, ``1234``, ``0.3333`` (decimal point, no
zeros at the end), ``2024-05-21``. Exported, stored and read values are compared as texts.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal
from enum import Enum
from fractions import Fraction

from spm_oversight.domain.figures import FUNDING_SOURCES, BudgetVersion, CellState, Problem
from spm_oversight.domain.form import BudgetCell, BudgetKey, Form, PairCell, TotalsCell

GUIDE = "Petunjuk"
PROBLEMS = "Permasalahan"
HIDDEN = "_spm"
DEFINED_NAMES = ("spm_district", "spm_period", "spm_form_version")

CODE, SERVICE, VERSION, SOURCE, URUSAN_COLUMN = (
    "Kode",
    "Jenis pelayanan dasar",
    "Versi APBD",
    "Sumber dana",
    "Urusan",
)

STATE_WORDS: Mapping[CellState, str] = {
    CellState.BLANK: "",
    CellState.FILLED: "Terisi",
    CellState.NIL: "Nihil",
}
VERSION_WORDS: Mapping[BudgetVersion, str] = {
    version: version.value.capitalize() for version in BudgetVersion
}

_CONTROL = re.compile(r"[\x00-\x08\x0b-\x1f\x7f]")

Cell = PairCell | BudgetCell | TotalsCell
Texts = tuple[str, ...]


class Kind(Enum):
    """What an entry cell takes; a ``FIGURE``'s decimals depend on its row's unit."""

    STATE = "state"
    FIGURE = "figure"
    RUPIAH = "rupiah"
    TEXT = "text"
    DATE = "date"


@dataclass(frozen=True)
class Entry:
    """An entry column; ``field`` is its name in the rules of ``domain.entry``."""

    title: str
    field: str
    kind: Kind


@dataclass(frozen=True)
class Grid:
    """A sheet with one row a key; its entry columns in the order of a row's texts."""

    sheet: str
    columns: tuple[str, ...]
    key: tuple[str, ...]
    entries: tuple[Entry, ...]


_NOTE = Entry("Penjelasan", "note", Kind.TEXT)

RECIPIENTS = Grid(
    "Penerima",
    (CODE, "Urusan", SERVICE, "Penerima", "Satuan", "Keadaan", "Harus dilayani", "Terlayani", "Penjelasan"),
    (CODE,),
    (
        Entry("Keadaan", "state", Kind.STATE),
        Entry("Harus dilayani", "base", Kind.FIGURE),
        Entry("Terlayani", "part", Kind.FIGURE),
        _NOTE,
    ),
)
QUALITY = Grid(
    "Mutu",
    (CODE, SERVICE, "Mutu minimal", "Satuan", "Keadaan", "Kebutuhan", "Tersedia", "Penjelasan"),
    (CODE,),
    (
        Entry("Keadaan", "state", Kind.STATE),
        Entry("Kebutuhan", "base", Kind.FIGURE),
        Entry("Tersedia", "part", Kind.FIGURE),
        _NOTE,
    ),
)
BUDGET = Grid(
    "Anggaran",
    (CODE, SERVICE, VERSION, SOURCE, "Pagu (Rp)", "Realisasi (Rp)", "Penjelasan"),
    (CODE, VERSION, SOURCE),
    (
        Entry("Pagu (Rp)", "allocation", Kind.RUPIAH),
        Entry("Realisasi (Rp)", "realisation", Kind.RUPIAH),
        _NOTE,
    ),
)
TOTALS = Grid(
    "Total anggaran",
    (VERSION, "Total belanja daerah (Rp)", "Belanja enam urusan (Rp)", "Kebutuhan hasil penghitungan (Rp)"),
    (VERSION,),
    (
        Entry("Total belanja daerah (Rp)", "total_spending", Kind.RUPIAH),
        Entry("Belanja enam urusan (Rp)", "six_urusan_spending", Kind.RUPIAH),
        Entry("Kebutuhan hasil penghitungan (Rp)", "computed_need", Kind.RUPIAH),
    ),
)
GRIDS = (RECIPIENTS, QUALITY, BUDGET, TOTALS)

PROBLEM_ENTRIES = (
    Entry("Permasalahan", "problem", Kind.TEXT),
    Entry("Solusi", "solution", Kind.TEXT),
    Entry("Penanggung jawab", "owner", Kind.TEXT),
    Entry("Tenggat", "due", Kind.DATE),
)
PROBLEM_COLUMNS = (URUSAN_COLUMN, *(entry.title for entry in PROBLEM_ENTRIES))

COLUMNS: Mapping[str, tuple[str, ...]] = {
    **{grid.sheet: grid.columns for grid in GRIDS},
    PROBLEMS: PROBLEM_COLUMNS,
}

READ_COLUMNS: Mapping[str, tuple[str, ...]] = {
    **{grid.sheet: (*grid.key, *(entry.title for entry in grid.entries)) for grid in GRIDS},
    PROBLEMS: PROBLEM_COLUMNS,
}
"""The columns whose cells mean something when a file is read; the others only tell."""


def plain(value: Fraction | int | None) -> str:
    """The text of a number: exact for what has at most four decimals, as all entered numbers have."""
    if value is None:
        return ""
    if value.denominator == 1:
        return str(value.numerator)
    return f"{Decimal(value.numerator) / Decimal(value.denominator):f}"


def clean(text: str) -> str:
    """Free text without what a spreadsheet program adds or drops on its way: line ends, outer spaces, controls."""
    if text.isprintable():
        return text.strip()  # most texts have none of it
    return _CONTROL.sub("", text.replace("\r\n", "\n").replace("\r", "\n")).strip()


def texts_of(cell: Cell) -> Texts:
    """A stored row as the texts of its entry columns."""
    match cell:
        case PairCell():
            pair = cell.pair
            return (STATE_WORDS[pair.state], plain(pair.base), plain(pair.part), clean(cell.note))
        case BudgetCell():
            return (plain(cell.allocation), plain(cell.realisation), clean(cell.note))
        case TotalsCell():
            return (plain(cell.total_spending), plain(cell.six_urusan_spending), plain(cell.computed_need))


def problem_texts(problem: Problem) -> Texts:
    """A problem as the texts of its entry columns."""
    due = problem.due.isoformat() if problem.due else ""
    return (clean(problem.problem), clean(problem.solution), clean(problem.owner), due)


def budget_row_key(key: BudgetKey) -> str:
    """A budget line's key as one text; neither codes nor sources hold a bar."""
    return "|".join(key)


def budget_key(row_key: str) -> BudgetKey:
    """The key that ``budget_row_key`` wrote."""
    code, version, source = row_key.split("|")
    return code, BudgetVersion(version), source


def stored_cells(grid: Grid, form: Form) -> Mapping[str, Cell]:
    """What the form has stored for a grid, by row key."""
    if grid is RECIPIENTS:
        return form.recipients
    if grid is QUALITY:
        return form.quality
    if grid is BUDGET:
        return {budget_row_key(key): cell for key, cell in form.budget.items()}
    return {version.value: cell for version, cell in form.totals.items()}


def empty_cell(grid: Grid) -> Cell:
    """The row of a key that has never been stored."""
    return BudgetCell() if grid is BUDGET else TotalsCell() if grid is TOTALS else PairCell()


def known_keys(grid: Grid, form: Form) -> tuple[str, ...]:
    """The row keys that a file of this form is handed out with, in their order."""
    if grid is RECIPIENTS:
        return tuple(service.code for service in form.services)
    if grid is QUALITY:
        return tuple(item.code for item in form.items)
    if grid is TOTALS:
        return () if form.office else tuple(version.value for version in BudgetVersion)
    codes = {service.code for service in form.services}
    order = {source: place for place, source in enumerate(FUNDING_SOURCES)}
    versions = list(BudgetVersion)
    places = {service.code: place for place, service in enumerate(form.services)}
    lines = [key for key in form.budget if key[0] in codes]
    lines.sort(
        key=lambda key: (places[key[0]], versions.index(key[1]), order.get(key[2], len(order)), key[2])
    )
    return tuple(budget_row_key(key) for key in lines)


def key_label(grid: Grid, row_key: str) -> str:
    """A row key as a person reads it."""
    if grid is BUDGET:
        code, version, source = budget_key(row_key)
        return f"{code}, {VERSION_WORDS[version]}, {source}"
    return VERSION_WORDS[BudgetVersion(row_key)] if grid is TOTALS else row_key
