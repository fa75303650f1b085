"""CSV to rows, strictly: RFC 4180, UTF-8, plain numbers. Every fault is noted with its line and column."""

from __future__ import annotations

import csv
import re
from codecs import BOM_UTF8
from collections.abc import Container, Iterator
from datetime import datetime
from enum import StrEnum
from fractions import Fraction
from io import StringIO
from typing import TypeVar

from spm_oversight.exchange.data_package.remarks import Remarks, quoted
from spm_oversight.exchange.data_package.schema import Resource

_Choice = TypeVar("_Choice", bound=StrEnum)

# The limit is far above any figure and below the length at which Python refuses to convert digits.
LONGEST_NUMBER = 1_000
_NUMBER = re.compile(r"[0-9]+(\.[0-9]+)?")


def decoded(content: bytes, file: str, remarks: Remarks) -> str | None:
    """The text of a file; a byte that is not UTF-8 is a fault on its line."""
    content = content.removeprefix(BOM_UTF8)
    try:
        return content.decode()
    except UnicodeDecodeError as error:
        line = content.count(b"\n", 0, error.start) + 1
        remarks.fault(file, "bukan teks UTF-8; simpan ulang berkas sebagai CSV UTF-8", line=line)
        return None


def plain_number(text: str) -> Fraction:
    """Read ``12`` or ``12.50``; anything else is a ValueError with an Indonesian sentence."""
    if _NUMBER.fullmatch(text) and len(text) <= LONGEST_NUMBER:
        return Fraction(text)
    if text.startswith("-") and _NUMBER.fullmatch(text[1:]):
        raise ValueError(f"bilangan negatif {quoted(text)} tidak diterima")
    raise ValueError(
        f"{quoted(text)} bukan bilangan; tulis angka polos dengan titik desimal, misalnya 1250.5"
    )


def moment(text: str) -> datetime:
    """Read an ISO 8601 time with offset; anything else is a ValueError with an Indonesian sentence."""
    try:
        found = datetime.fromisoformat(text)
    except ValueError:
        found = None
    if found is None or found.utcoffset() is None:
        raise ValueError(
            f"{quoted(text)} bukan waktu ISO 8601 dengan selisih, misalnya 2025-01-20T23:59:59+07:00"
        )
    return found


class Row:
    """One record. Its readers give None for an empty cell and for a wrong one; the latter also clears ``sound``."""

    def __init__(self, file: str, line: int, cells: dict[str, str], remarks: Remarks) -> None:
        self._file = file
        self._line = line
        self._cells = cells
        self._remarks = remarks
        self.sound = True

    def fault(self, column: str | None, reason: str) -> None:
        """Note that this row is wrong there."""
        self.sound = False
        self._remarks.fault(self._file, reason, line=self._line, column=column)

    def warn(self, column: str, reason: str) -> None:
        """Note that this row is odd there."""
        self._remarks.warn(self._file, reason, line=self._line, column=column)

    def text(self, column: str) -> str:
        """The cell as it stands."""
        return self._cells[column]

    def required(self, column: str) -> str:
        """The cell, which may not be empty."""
        if not self._cells[column]:
            self.fault(column, "kosong; kolom ini wajib diisi")
        return self._cells[column]

    def code(self, column: str, known: Container[str] | None, what: str) -> str:
        """The code of a known thing; ``known`` is None where the list of them could itself not be read."""
        code = self.required(column)
        if code and known is not None and code not in known:
            self.fault(column, f"{what} {quoted(code)} tidak dikenal")
        return code

    def number(self, column: str, *, signed: bool = False) -> Fraction | None:
        """A plain number, 0 or more; ``signed`` also takes one below 0."""
        text = self._cells[column]
        negative = signed and text.startswith("-")
        try:
            return (-plain_number(text[1:]) if negative else plain_number(text)) if text else None
        except ValueError as error:
            self.fault(column, str(error))
            return None

    def rupiah(self, column: str) -> int | None:
        """A whole number of rupiah."""
        amount = self.number(column)
        if amount is not None and amount.denominator != 1:
            self.fault(column, f"{quoted(self._cells[column])} bukan rupiah bulat")
            return None
        return None if amount is None else amount.numerator

    def choice(self, column: str, choices: type[_Choice]) -> _Choice | None:
        """One of the contract's words."""
        text = self._cells[column]
        if text in choices.__members__.values():
            return choices(text)
        self.fault(column, f"{quoted(text)} tidak dikenal; pilihannya {', '.join(choices)}")
        return None

    def moment(self, column: str) -> datetime | None:
        """A time with offset."""
        text = self._cells[column]
        try:
            return moment(text) if text else None
        except ValueError as error:
            self.fault(column, str(error))
            return None


def rows_of(resource: Resource, content: bytes, file: str, remarks: Remarks) -> list[Row] | None:
    """The records of a resource, those with a repeated key marked; None where the head already fails."""
    text = decoded(content, file, remarks)
    if text is None:
        return None
    records = _records(text, file, remarks)
    _, head = next(records, (1, list[str]()))
    missing = [column for column in resource.columns if column not in head]
    repeated = [column for column in resource.columns if head.count(column) > 1]
    for column in missing:
        remarks.fault(file, f"kolom {column} tidak ada", line=1, column=column)
    for column in repeated:
        remarks.fault(file, f"kolom {column} ada {head.count(column)} kali", line=1, column=column)
    if missing or repeated:
        return None
    rows: list[Row] = []
    for line, cells in records:
        if len(cells) == len(head):
            rows.append(Row(file, line, dict(zip(head, cells, strict=True)), remarks))
        else:
            remarks.fault(file, f"baris ini memuat {len(cells)} sel, kepalanya {len(head)}", line=line)
    _mark_repeated(resource, rows)
    return rows


def _records(text: str, file: str, remarks: Remarks) -> Iterator[tuple[int, list[str]]]:
    """Records with the line they begin on; empty lines are skipped, a broken one ends the file with a fault."""
    reader = csv.reader(StringIO(text, newline=""), strict=True)
    line = 1
    try:
        for record in reader:
            if record:
                yield line, record
            line = reader.line_num + 1
    except csv.Error:
        reason = "baris ini bukan CSV yang sah; periksa tanda kutip dan panjang selnya"
        remarks.fault(file, reason, line=line)


def _mark_repeated(resource: Resource, rows: list[Row]) -> None:
    seen: set[tuple[str, ...]] = set()
    for row in rows:
        key = tuple(row.text(column) for column in resource.key)
        if key in seen:
            row.fault(resource.key[-1], f"baris ganda untuk {', '.join(map(quoted, key))}")
        seen.add(key)
