"""A file of an older form version, carried over: a new file with what was typed into the old one."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from spm_oversight.domain.catalogue import URUSAN_BY_CODE
from spm_oversight.domain.form import Form
from spm_oversight.exchange.workbook_layout import (
    GRIDS,
    PROBLEM_ENTRIES,
    PROBLEMS,
    TOTALS,
    URUSAN_COLUMN,
    Grid,
    Texts,
)
from spm_oversight.exchange.workbook_reader import Row, WorkbookContent
from spm_oversight.exchange.workbook_rows import (
    KeyFault,
    KeyWords,
    changed,
    key_words,
    row_key,
    service_code_of,
    urusan_code_of,
)
from spm_oversight.exchange.workbook_seal import SealedList, SealedRow
from spm_oversight.exchange.workbook_values import Raw, readable, shown
from spm_oversight.exchange.workbook_writer import Typed, write_workbook


@dataclass(frozen=True)
class CarriedOver:
    """The new file, and the places of typed values that have none in it."""

    data: bytes
    lost: tuple[str, ...]


def carried_over(
    content: WorkbookContent, form: Form, *, made_at: datetime, seal_key: bytes, zone: str = "Asia/Jakarta"
) -> CarriedOver:
    """A file of the current form with every value that was typed into ``content``.

    A typed cell keeps the version it was exported with, so that what somebody else changed since is still told as a
    conflict when the new file is read.
    """
    lost: list[str] = []
    cells: dict[str, dict[str, dict[str, Raw]]] = {}
    sealed: dict[str, dict[str, SealedRow]] = {}
    for grid in GRIDS:
        old = content.seal.rows.get(grid.sheet, {}) if content.seal else {}
        words = key_words(grid, form.catalogue)
        for row in content.sheets.get(grid.sheet, ()):
            key, typed = _typed(grid, words, row, old, form)
            if typed and key is None:
                lost.append(f"lembar {grid.sheet} baris {row.number}")
            elif typed and key is not None:
                cells.setdefault(grid.sheet, {})[key] = typed
                if content.seal:
                    sealed.setdefault(grid.sheet, {})[key] = old.get(
                        key, SealedRow(0, ("",) * len(grid.entries))
                    )
    problems, sealed_problems = _problems(content, form, lost)
    typed_values = Typed(cells, problems, sealed, sealed_problems)
    data = write_workbook(form, made_at=made_at, seal_key=seal_key, zone=zone, typed=typed_values)
    return CarriedOver(data, tuple(lost))


def _typed(
    grid: Grid, words: KeyWords, row: Row, old: Mapping[str, SealedRow], form: Form
) -> tuple[str | None, dict[str, Raw]]:
    """A row's key in the new form (None without one) and its typed cells."""
    nothing: Texts = ("",) * len(grid.entries)
    try:
        key = row_key(words, row.cells)
    except KeyFault:
        gone = old.get("|".join(shown(row.cells.get(column, "")) for column in grid.key))
        exported = gone.texts if gone else nothing
        entries = zip(grid.entries, exported, strict=True)
        return None, {
            e.title: raw for e, text in entries if readable(raw := row.cells.get(e.title, ""), e.kind) != text
        }
    exported = old[key].texts if key in old else nothing
    new, wrong = changed(grid, key, row.cells, exported, form.catalogue)
    titles = [grid.entries[place].title for place in sorted({*new, *wrong})]
    service = service_code_of(grid, key, form.catalogue)
    at_home = form.office is None if grid is TOTALS else service in {s.code for s in form.services}
    return key if at_home else None, {title: row.cells.get(title, "") for title in titles}


def _problems(
    content: WorkbookContent, form: Form, lost: list[str]
) -> tuple[dict[str, list[dict[str, Raw]]], dict[str, SealedList]]:
    lists: dict[str, list[dict[str, Raw]]] = {}
    texts: dict[str, list[Texts]] = {}
    for row in content.sheets.get(PROBLEMS, ()):
        code = urusan_code_of(row.cells.get(URUSAN_COLUMN, ""))
        cells = {entry.title: row.cells.get(entry.title, "") for entry in PROBLEM_ENTRIES}
        if code is not None and code in form.urusan_codes:
            lists.setdefault(code, []).append(cells)
            texts.setdefault(code, []).append(
                tuple(readable(cells[e.title], e.kind) for e in PROBLEM_ENTRIES)
            )
        else:
            lost.append(f"lembar {PROBLEMS} baris {row.number}")
    old = content.seal.problems if content.seal else {}
    changed_codes = [
        code
        for code in URUSAN_BY_CODE
        if code in form.urusan_codes
        and (code in lists or code in old)
        and tuple(texts.get(code, ())) != (old[code].problems if code in old else ())
    ]
    sealed = {code: old.get(code, SealedList(0, ())) for code in changed_codes} if content.seal else {}
    return {code: lists.get(code, []) for code in changed_codes}, sealed
