"""Comparing one sheet of keyed rows with what was exported and what is stored."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence

from spm_oversight.domain.entry import WrongEntry
from spm_oversight.domain.form import Change, Form
from spm_oversight.exchange.workbook_findings import ConflictingCell, Findings, WrongRow
from spm_oversight.exchange.workbook_layout import (
    Cell,
    Grid,
    Texts,
    empty_cell,
    key_label,
    stored_cells,
    texts_of,
)
from spm_oversight.exchange.workbook_reader import Row
from spm_oversight.exchange.workbook_rows import (
    KeyFault,
    changed,
    entered_cell,
    key_words,
    row_key,
    service_code_of,
)
from spm_oversight.exchange.workbook_seal import SealedRow
from spm_oversight.exchange.workbook_values import shown


class GridComparison:
    """One sheet's comparison. ``sealed`` holds the exported rows by key, None for a file without its seal."""

    def __init__(
        self,
        grid: Grid,
        form: Form,
        sealed: Mapping[str, SealedRow] | None,
        may_change: Collection[str] | None,
        findings: Findings,
    ) -> None:
        self._grid = grid
        self._form = form
        self._sealed = sealed
        self._may_change = may_change
        self._findings = findings
        self._stored = stored_cells(grid, form)
        self._words = key_words(grid, form.catalogue)
        self._empty = empty_cell(grid)
        self._never = SealedRow(0, ("",) * len(grid.entries))

    def run(self, rows: Sequence[Row]) -> None:
        """Compare all rows; a repeated or unknown key, and what may not be changed, is kept to refuse the file."""
        seen: dict[str, int] = {}
        for row in rows:
            key = self._key(row)
            if key is None:
                continue
            if key in seen:
                label = key_label(self._grid, key)
                self._findings.bad_keys.append(f"{self._place(row)}: {label} sudah ada di baris {seen[key]}")
                continue
            seen[key] = row.number
            self._row(row, key)
        lost = [key for key, row in (self._sealed or {}).items() if key not in seen and any(row.texts)]
        if lost:
            self._findings.notes.append(
                f"Lembar {self._grid.sheet}: {len(lost)} baris yang dulu diunduh tidak ada lagi dalam berkas; isinya "
                "dibiarkan. Untuk menghapus, biarkan barisnya dan kosongkan selnya."
            )

    def _key(self, row: Row) -> str | None:
        try:
            return row_key(self._words, row.cells)
        except KeyFault as fault:
            if not fault.missing:
                read = shown(row.cells[fault.column])
                self._findings.bad_keys.append(f"{self._place(row)}: {fault.column} “{read}” tidak dikenal")
            elif any(row.cells[entry.title] != "" for entry in self._grid.entries):
                self._findings.wrong_rows.append(
                    WrongRow(self._grid.sheet, row.number, fault.column, "", str(fault))
                )
            return None

    def _row(self, row: Row, key: str) -> None:
        exported = self._exported(key)
        new, wrong = changed(self._grid, key, row.cells, exported.texts, self._form.catalogue)
        if not new and not wrong:
            return
        stored_cell = self._stored.get(key, self._empty)
        if self._sealed is not None and exported.version == stored_cell.version:
            stored = exported.texts  # a version has one content
        else:
            stored = texts_of(stored_cell)
            new = {place: text for place, text in new.items() if text != stored[place]}
            if not new and not wrong:
                return
        if self._may_change is not None and self._service(key) not in self._may_change:
            self._findings.foreign.append(f"{self._place(row)} ({key_label(self._grid, key)})")
        elif wrong:
            self._findings.wrong_rows.extend(
                WrongRow(self._grid.sheet, row.number, title, shown(row.cells[title]), expected)
                for place, expected in wrong.items()
                for title in (self._grid.entries[place].title,)
            )
        elif exported.version != stored_cell.version:
            self._conflict(row, key, exported.texts, stored, new)
        else:
            self._change(row, key, stored_cell, stored, new)

    def _service(self, key: str) -> str | None:
        return service_code_of(self._grid, key, self._form.catalogue)

    def _exported(self, key: str) -> SealedRow:
        if self._sealed is None:
            return SealedRow(self._stored.get(key, self._empty).version, self._never.texts)
        return self._sealed.get(key, self._never)

    def _conflict(self, row: Row, key: str, exported: Texts, stored: Texts, new: Mapping[int, str]) -> None:
        label = key_label(self._grid, key)
        self._findings.conflicts.extend(
            ConflictingCell(self._grid.sheet, row.number, label, column, exported[place], stored[place], text)
            for place, text in new.items()
            for column in (self._grid.entries[place].title,)
        )

    def _change(self, row: Row, key: str, stored_cell: Cell, stored: Texts, new: Mapping[int, str]) -> None:
        merged = list(stored)
        for place, text in new.items():
            merged[place] = text
        try:
            cell = entered_cell(self._grid, tuple(merged), stored_cell.version)
        except WrongEntry as error:
            column = next(entry.title for entry in self._grid.entries if entry.field == error.field)
            read = shown(row.cells[column])
            self._findings.wrong_rows.append(WrongRow(self._grid.sheet, row.number, column, read, str(error)))
            return
        # Only an empty state may come out otherwise than it was typed: it becomes Terisi.
        now = tuple(merged) if merged[0] else texts_of(cell)
        if now == stored:
            return
        label = key_label(self._grid, key)
        self._findings.cells.setdefault(self._grid.sheet, {})[key] = cell
        for entry, old, text in zip(self._grid.entries, stored, now, strict=True):
            if old != text:
                change = Change(self._grid.sheet, row.number, label, entry.title, old, text)
                self._findings.changes.append(change)

    def _place(self, row: Row) -> str:
        return f"lembar {self._grid.sheet} baris {row.number}"
