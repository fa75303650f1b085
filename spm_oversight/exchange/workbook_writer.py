"""Writing a quarter workbook (contract 2): pre-filled, protected, with drop-downs and its seal."""

from __future__ import annotations

import io
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import UTC, date, datetime
from itertools import groupby

from xlsxwriter import Workbook
from xlsxwriter.format import Format
from xlsxwriter.worksheet import Worksheet

from spm_oversight.domain.catalogue import URUSAN_BY_CODE
from spm_oversight.domain.figures import FUNDING_SOURCES
from spm_oversight.domain.form import Form
from spm_oversight.exchange import workbook_guide
from spm_oversight.exchange.workbook_layout import (
    BUDGET,
    CODE,
    DEFINED_NAMES,
    GRIDS,
    GUIDE,
    HIDDEN,
    PROBLEM_COLUMNS,
    PROBLEM_ENTRIES,
    PROBLEMS,
    RECIPIENTS,
    SOURCE,
    TOTALS,
    URUSAN_COLUMN,
    VERSION,
    VERSION_WORDS,
    Grid,
    Kind,
    known_keys,
)
from spm_oversight.exchange.workbook_rows import decimals_in, told_cells
from spm_oversight.exchange.workbook_seal import Seal, SealedList, SealedRow, seal_of, sealed_lines
from spm_oversight.exchange.workbook_styles import USUAL_WIDTH, WIDTHS, Styles, choice, validation
from spm_oversight.exchange.workbook_values import Raw, Unreadable, raw_of

_SPARE_BUDGET_ROWS = 150
_SPARE_PROBLEM_ROWS = 60


@dataclass(frozen=True)
class Typed:
    """What a person typed into another file, to stand in this one; with the seal that file had for those rows.

    ``cells`` by sheet, row key and column; ``problems`` by urusan, a row each.
    """

    cells: Mapping[str, Mapping[str, Mapping[str, Raw]]] = field(
        default_factory=dict[str, dict[str, dict[str, Raw]]]
    )
    problems: Mapping[str, Sequence[Mapping[str, Raw]]] = field(
        default_factory=dict[str, list[dict[str, Raw]]]
    )
    sealed: Mapping[str, Mapping[str, SealedRow]] = field(default_factory=dict[str, dict[str, SealedRow]])
    sealed_problems: Mapping[str, SealedList] = field(default_factory=dict[str, SealedList])


def write_workbook(
    form: Form,
    *,
    made_at: datetime,
    seal_key: bytes,
    zone: str = "Asia/Jakarta",
    typed: Typed | None = None,
) -> bytes:
    """The workbook of a form, as ``.xlsx``; the same input gives the same bytes.

    ``made_at`` is aware and printed in ``zone``. ``typed`` values stand in their cells, while the seal keeps what was
    exported: they are read as typed.
    """
    buffer = io.BytesIO()
    # Text is text: "=Indikator 1" or an address typed by somebody never becomes a formula or a link.
    options = {
        "in_memory": True,
        "strings_to_formulas": False,
        "strings_to_urls": False,
        "strings_to_numbers": False,
    }
    with Workbook(buffer, options) as book:
        book.set_properties({"title": workbook_guide.title(form), "created": made_at.astimezone(UTC)})
        _Writer(book, form, seal_of(form), typed or Typed()).write(made_at, zone, seal_key)
    return buffer.getvalue()


class _Writer:
    def __init__(self, book: Workbook, form: Form, seal: Seal, typed: Typed) -> None:
        self._book = book
        self._form = form
        self._seal = seal
        self._typed = typed
        self._styles = Styles(book)

    def write(self, made_at: datetime, zone: str, seal_key: bytes) -> None:
        urusan_list = self._guide(made_at, zone)
        for grid in GRIDS:
            if not (grid is TOTALS and self._form.office):
                self._grid(grid)
        self._problems(urusan_list)
        self._hidden(seal_key)
        purpose = (self._form.district_code, self._form.quarter.code, self._form.form_version)
        for name, value in zip(DEFINED_NAMES, purpose, strict=True):
            self._book.define_name(name, f'="{value}"')

    def _guide(self, made_at: datetime, zone: str) -> str:
        """Write the guide; the answer is where its list of urusan stands, for the drop-down of the problems."""
        sheet, styles = self._book.add_worksheet(GUIDE), self._styles
        sheet.hide_gridlines(2)
        sheet.set_column(0, 0, 24)
        sheet.set_column(1, 1, 92)
        sheet.write_string(0, 0, workbook_guide.title(self._form), styles.title)
        row = 2
        for label, value in workbook_guide.facts(self._form, made_at, zone):
            sheet.write_string(row, 0, label, styles.label)
            sheet.write_string(row, 1, value, styles.text)
            row += 1
        for heading, sentences in workbook_guide.paragraphs(self._form):
            sheet.write_string(row + 1, 0, heading, styles.heading)
            row += 2
            for number, sentence in enumerate(sentences, start=1):
                sheet.write_string(row, 0, f"{number}.", styles.label)
                sheet.write_string(row, 1, sentence, styles.text)
                row += 1
        sheet.write_string(row + 1, 0, "Daftar urusan", styles.heading)
        first = row + 2
        for place, code in enumerate(self._form.urusan_codes):
            sheet.write_string(first + place, 1, URUSAN_BY_CODE[code].name, styles.text)
        sheet.protect()
        sheet.set_paper(9)
        sheet.fit_to_pages(1, 0)
        return f"={GUIDE}!$B${first + 1}:$B${first + max(1, len(self._form.urusan_codes))}"

    def _grid(self, grid: Grid) -> None:
        sheet = self._table(grid.sheet, grid.columns, {e.title for e in grid.entries if e.kind in _NUMBERS})
        sealed, typed = self._seal.rows[grid.sheet], self._typed.cells.get(grid.sheet, {})
        keys = list(known_keys(grid, self._form))
        keys += [key for key in typed if key not in sealed]
        for row, key in enumerate(keys, start=1):
            for column, text in told_cells(grid, key, self._form.catalogue).items():
                style = self._styles.word if grid is BUDGET and column in grid.key else self._styles.told
                sheet.write_string(row, grid.columns.index(column), text, style)
            texts = sealed[key].texts if key in sealed else ("",) * len(grid.entries)
            for entry, text in zip(grid.entries, texts, strict=True):
                raw = typed.get(key, {}).get(entry.title, raw_of(text, entry.kind))
                decimals = decimals_in(grid, entry, key, self._form.catalogue)
                place = grid.columns.index(entry.title)
                _put(sheet, row, place, raw, self._styles.entry(entry.kind, decimals))
        self._validate(sheet, grid, keys)
        if grid is BUDGET:
            self._spare_budget_rows(sheet, len(keys) + 1)

    def _validate(self, sheet: Worksheet, grid: Grid, keys: Sequence[str]) -> None:
        """Say what each cell takes, once for neighbours of one rule: one for each cell is a third of the work."""
        for entry in grid.entries:
            place, row = grid.columns.index(entry.title), 1
            for decimals, neighbours in groupby(
                decimals_in(grid, entry, key, self._form.catalogue) for key in keys
            ):
                last = row + len(list(neighbours)) - 1
                if rule := validation(entry.kind, decimals):
                    sheet.data_validation(row, place, last, place, rule)
                row = last + 1

    def _spare_budget_rows(self, sheet: Worksheet, first: int) -> None:
        """Room for new budget lines: a row for each service that has none, then empty ones."""
        last = first + _SPARE_BUDGET_ROWS - 1
        place = {column: number for number, column in enumerate(BUDGET.columns)}
        listed = {key.split("|")[0] for key in self._seal.rows[BUDGET.sheet]}
        waiting = [service.code for service in self._form.services if service.code not in listed]
        services = len(self._form.services)
        for row in range(first, last + 1):
            code = waiting[row - first] if row - first < len(waiting) else ""
            _put(sheet, row, place[CODE], code, self._styles.word)
            for column in (VERSION, SOURCE):
                sheet.write_blank(row, place[column], None, self._styles.word)
            for entry in BUDGET.entries:
                sheet.write_blank(row, place[entry.title], None, self._styles.entry(entry.kind, 0))
            name = self._form.catalogue.service[code].name if code else ""
            look_up = f'=IFERROR(VLOOKUP(A{row + 1},{RECIPIENTS.sheet}!$A$2:$C${services + 1},3,FALSE),"")'
            sheet.write_formula(row, 1, look_up, self._styles.told, name)  # pyright: ignore[reportArgumentType] - a text result
        for entry in BUDGET.entries:
            if rule := validation(entry.kind, 0):
                sheet.data_validation(first, place[entry.title], last, place[entry.title], rule)
        codes = f"={RECIPIENTS.sheet}!$A$2:$A${services + 1}"
        lists: Mapping[str, list[str] | str] = {
            CODE: codes,
            VERSION: list(VERSION_WORDS.values()),
            SOURCE: list(FUNDING_SOURCES),
        }
        for column, source in lists.items():
            sheet.data_validation(1, place[column], last, place[column], choice(source, column))

    def _problems(self, urusan_list: str) -> None:
        sheet = self._table(PROBLEMS, PROBLEM_COLUMNS, set())
        row = 1
        for code in self._form.urusan_codes:
            for cells in self._problem_rows(code):
                for place, column in enumerate(PROBLEM_COLUMNS):
                    _put(sheet, row, place, cells[column], self._problem_style(column))
                row += 1
        last = row + _SPARE_PROBLEM_ROWS - 1
        for spare in range(row, last + 1):
            for place, column in enumerate(PROBLEM_COLUMNS):
                sheet.write_blank(spare, place, None, self._problem_style(column))
        sheet.data_validation(1, 0, last, 0, choice(urusan_list, URUSAN_COLUMN))

    def _problem_rows(self, code: str) -> list[Mapping[str, Raw]]:
        name: Raw = URUSAN_BY_CODE[code].name
        if code in self._typed.problems:
            return [{**cells, URUSAN_COLUMN: name} for cells in self._typed.problems[code]]
        return [
            {URUSAN_COLUMN: name}
            | {e.title: raw_of(text, e.kind) for e, text in zip(PROBLEM_ENTRIES, texts, strict=True)}
            for texts in self._seal.problems[code].problems
        ]

    def _problem_style(self, column: str) -> Format:
        kind = next((entry.kind for entry in PROBLEM_ENTRIES if entry.title == column), Kind.TEXT)
        return self._styles.entry(kind, 0)

    def _hidden(self, seal_key: bytes) -> None:
        sheet = self._book.add_worksheet(HIDDEN)
        rows = {name: {**rows, **self._typed.sealed.get(name, {})} for name, rows in self._seal.rows.items()}
        seal = replace(self._seal, rows=rows, problems={**self._seal.problems, **self._typed.sealed_problems})
        for row, line in enumerate(sealed_lines(seal, seal_key)):
            sheet.write_string(row, 0, line)
        sheet.protect()
        sheet.very_hidden()

    def _table(self, name: str, columns: Sequence[str], numbers: set[str]) -> Worksheet:
        sheet, styles = self._book.add_worksheet(name), self._styles
        for place, column in enumerate(columns):
            sheet.set_column(place, place, WIDTHS.get(column, USUAL_WIDTH))
            sheet.write_string(0, place, column, styles.number_head if column in numbers else styles.head)
        sheet.set_row(0, 32)
        sheet.freeze_panes(1, 0)
        sheet.repeat_rows(0)
        sheet.set_landscape()
        sheet.set_paper(9)
        sheet.fit_to_pages(1, 0)
        sheet.set_footer(
            f"&L{workbook_guide.title(self._form).replace('&', '&&')}&R{name}, halaman &P dari &N"
        )
        sheet.protect("", {"format_columns": True, "format_rows": True, "autofilter": True})
        return sheet


_NUMBERS = (Kind.FIGURE, Kind.RUPIAH)


def _put(sheet: Worksheet, row: int, place: int, raw: Raw, style: Format) -> None:
    """Write a value as what it is; a text stays a text whatever it begins with."""
    if isinstance(raw, bool):
        sheet.write_boolean(row, place, raw, style)
    elif isinstance(raw, int | float):
        sheet.write_number(row, place, raw, style)
    elif isinstance(raw, date):
        sheet.write_datetime(row, place, datetime(raw.year, raw.month, raw.day), style)  # noqa: DTZ001 - a day
    elif raw == "" or isinstance(raw, Unreadable):
        sheet.write_blank(row, place, None, style)
    else:
        sheet.write_string(row, place, str(raw), style)
