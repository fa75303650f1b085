"""Reading a quarter workbook (contract 2): what it is for, its rows as they stand, and its seal."""

from __future__ import annotations

import io
import re
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from operator import itemgetter
from typing import NamedTuple, cast
from xml.etree import ElementTree

from python_calamine import CalamineError, CalamineWorkbook

from spm_oversight.domain.errors import Refused
from spm_oversight.exchange.workbook_guard import DAMAGED, check_extent, repacked, table_alone, unpacked
from spm_oversight.exchange.workbook_layout import COLUMNS, DEFINED_NAMES, HIDDEN, READ_COLUMNS
from spm_oversight.exchange.workbook_seal import Seal, opened
from spm_oversight.exchange.workbook_values import Raw, Unreadable

_NAMES_LOST = (
    "Berkas ini tidak menyebut daerah, triwulan, dan versi formulirnya (nama {names} tidak ada). Unduh berkas baru, "
    "salin isian Anda ke sana, lalu unggah lagi."
)
# A cell whose value the reader would drop: an error, or a formula (by the standard the cell's first child).
_ERROR_CELL = re.compile(
    rb"<(?:\w+:)?c\s([^>]*\bt=[\"']e[\"'][^>]*)>(?:(?:<(?:\w+:)?f\b[^>]*>[^<]*</(?:\w+:)?f>)?<(?:\w+:)?v>([^<]*))?"
)


def _formula_cell(prefix: bytes) -> re.Pattern[bytes]:
    content, value = rb"[^>]*>[^<]*</" + prefix + rb"f>", rb"<" + prefix + rb"v(?:\s[^>]*)?>[^<]"
    return re.compile(
        rb"<"
        + prefix
        + rb"c\s([^>]*+)>\s*+<"
        + prefix
        + rb"f\b(?:[^>]*/>|"
        + content
        + rb")\s*("
        + value
        + rb")?"
    )


_FORMULA_CELL = _formula_cell(b"")
_PREFIXED_FORMULA_CELL = _formula_cell(rb"(?:\w+:)?")
_REFERENCE = re.compile(rb"\br=[\"']([A-Z]+)(\d+)[\"']")
_TEXT_RESULT = re.compile(rb"\bt=[\"']str[\"']")
_CELL_NAME = re.compile(r"'?([^'!]+)'?!\$?([A-Z]{1,2})\$?(\d{1,5})", re.ASCII)


class Row(NamedTuple):
    """A row of a sheet: its number as the spreadsheet shows it, its cells by the contract's column names."""

    number: int
    cells: Mapping[str, Raw]


@dataclass(frozen=True)
class WorkbookContent:
    """What stands in a file. ``seal`` is None for one made by hand or by another program.

    ``sheets`` hold the contract's sheets that were found; ``faults`` tell what is missing or double among sheets and
    columns.
    """

    district: str
    period: str
    form_version: str
    sheets: Mapping[str, Sequence[Row]]
    seal: Seal | None
    faults: tuple[str, ...]


def read_workbook(data: bytes, *, seal_key: bytes) -> WorkbookContent:
    """Read a file in this process. Refused, with the remedy: no ``.xlsx``, damaged, dangerous, unnamed, tampered with.

    Uploads go by ``reader.workbook_apart``.
    """
    content, hidden = read_unsealed(data)
    return content if hidden is None else replace(content, seal=open_seal(content, hidden, seal_key))


def open_seal(content: WorkbookContent, hidden: Sequence[str], key: bytes) -> Seal:
    """The seal in the lines of the hidden sheet, which must speak of this very content; Refused otherwise."""
    seal = opened(hidden, key)
    if (content.district, content.period, content.form_version) != (
        seal.district,
        seal.period,
        seal.form_version,
    ):
        raise Refused(
            "Nama spm_district, spm_period, atau spm_form_version dalam berkas ini telah diubah. Unduh berkas baru "
            "untuk daerah dan triwulan yang dimaksud, lalu salin isian Anda ke sana."
        )
    return seal


def read_unsealed(data: bytes) -> tuple[WorkbookContent, list[str] | None]:
    """What stands in a file, and the lines of its hidden sheet, if it has one: the seal is not looked at yet."""
    parts = unpacked(data)
    paths, names = _directory(parts)
    parts |= {path: table_alone(parts[path]) for path in paths.values() if path in parts}
    for sheet, path in paths.items():
        check_extent(sheet, parts.get(path, b""))
    try:
        with CalamineWorkbook.from_filelike(io.BytesIO(repacked(parts))) as workbook:
            tables = {sheet: _table(workbook, sheet) for sheet in paths if _known(sheet)}
            values = {name: _value(text, workbook, paths) for name, text in names.items()}
    except CalamineError as error:
        raise Refused(DAMAGED) from error
    faults: list[str] = []
    sheets: dict[str, Sequence[Row]] = {}
    for sheet, table in tables.items():
        if (known := _known(sheet)) and known != HIDDEN:
            places = _places(known, table, faults)
            _mark_unreadable(table, parts.get(paths[sheet], b""), frozenset(places.values()))
            sheets[known] = _rows(table, places)
    district, period, form_version = (values[name] for name in DEFINED_NAMES)
    content = WorkbookContent(district, period, form_version, sheets, None, tuple(faults))
    hidden = next((table for sheet, table in tables.items() if _known(sheet) == HIDDEN), None)
    return content, None if hidden is None else [str(line[0]) for line in hidden if line]


def _known(sheet: str) -> str | None:
    wanted = sheet.strip().casefold()
    return next((name for name in (*COLUMNS, HIDDEN) if name.casefold() == wanted), None)


def _directory(parts: Mapping[str, bytes]) -> tuple[Mapping[str, str], Mapping[str, str]]:
    """Where each sheet lies, and the defined names that say what the file is for."""
    try:
        # The guard has refused every document type, without which there are no entities to abuse.
        book = ElementTree.fromstring(parts["xl/workbook.xml"])  # noqa: S314
        relations = ElementTree.fromstring(parts["xl/_rels/workbook.xml.rels"])  # noqa: S314
    except (KeyError, ElementTree.ParseError) as error:
        raise Refused(DAMAGED) from error
    targets = {relation.get("Id"): relation.get("Target", "") for relation in relations}
    paths: dict[str, str] = {}
    for sheet in book.iterfind("{*}sheets/{*}sheet"):
        number = next((value for name, value in sheet.attrib.items() if name.endswith("}id")), "")
        target = targets.get(number, "")
        paths[sheet.get("name", "")] = target[1:] if target.startswith("/") else f"xl/{target}"
    names = book.iterfind("{*}definedNames/{*}definedName")
    found = {name.get("name", ""): (name.text or "").strip() for name in names}
    lost = [name for name in DEFINED_NAMES if not found.get(name)]
    if lost:
        raise Refused(_NAMES_LOST.format(names=", ".join(lost)))
    return paths, {name: found[name] for name in DEFINED_NAMES}


def _value(text: str, workbook: CalamineWorkbook, paths: Mapping[str, str]) -> str:
    """A defined name's value: a text, or the cell it points to."""
    text = text.removeprefix("=")
    if (place := _CELL_NAME.fullmatch(text)) and place[1] in paths:
        table = _table(workbook, place[1])
        row, column = int(place[3]) - 1, _column_number(place[2])
        return str(table[row][column]).strip() if row < len(table) and column < len(table[row]) else ""
    return text.strip('"').strip()


def _table(workbook: CalamineWorkbook, sheet: str) -> list[list[Raw]]:
    return cast("list[list[Raw]]", workbook.get_sheet_by_name(sheet).to_python(skip_empty_area=False))


def _places(sheet: str, table: list[list[Raw]], faults: list[str]) -> Mapping[str, int]:
    """Where the columns stand that are read: those of the key and those for entry."""
    wanted = {name.casefold(): name for name in COLUMNS[sheet]}
    places: dict[str, int] = {}
    for place, head in enumerate(table[0] if table else ()):
        name = wanted.get(" ".join(str(head).split()).casefold())
        if name in places:
            faults.append(f"lembar {sheet}: kolom {name} ada dua; hapus salah satu")
        elif name:
            places[name] = place
    faults.extend(f"lembar {sheet}: kolom {name} tidak ada" for name in COLUMNS[sheet] if name not in places)
    return {name: places[name] for name in READ_COLUMNS[sheet] if name in places}


def _rows(table: list[list[Raw]], places: Mapping[str, int]) -> Sequence[Row]:
    if len(places) < 2:  # too few to hold a key and what is entered: the faults tell
        return []
    cells_of, nothing = itemgetter(*places.values()), ("",) * len(places)
    lines = ((number, cells_of(line)) for number, line in enumerate(table[1:], 2))
    return [Row(number, dict(zip(places, line, strict=True))) for number, line in lines if line != nothing]


def _mark_unreadable(table: list[list[Raw]], xml: bytes, columns: Collection[int]) -> None:
    """Put a mark where the reader shows an empty cell of these columns, although a formula or an error stands there."""
    # Looking for a few bytes first is far quicker than the patterns; only a plainly written sheet allows it.
    start, end = xml.find(b"<sheetData", 0, 100_000), xml.rfind(b"</sheetData>")
    is_plain = start >= 0 and b"='" not in xml[:2_000]
    if not is_plain:
        start, end = 0, len(xml)
    cells = _formula_cells(xml, start, end) if is_plain else _PREFIXED_FORMULA_CELL.finditer(xml, start, end)
    for cell in cells:
        if not cell[2] and (place := _place(cell[1], columns)) and not _TEXT_RESULT.search(cell[1]):
            _mark(table, place, Unreadable("rumus tanpa nilai tersimpan"))
    if not is_plain or xml.find(b't="e"', start, end) >= 0:
        for cell in _ERROR_CELL.finditer(xml, start, end):
            if place := _place(cell[1], columns):
                _mark(table, place, Unreadable((cell[2] or b"#ERROR").decode(errors="replace")))


def _formula_cells(xml: bytes, start: int, end: int) -> Iterator[re.Match[bytes]]:
    """The cells of a plainly written sheet that hold a formula: looked for from the formulas, which are few."""
    place = xml.find(b"<f", start, end)
    while place >= 0:
        cell = _FORMULA_CELL.match(xml, max(xml.rfind(b"<c ", start, place), 0), end)
        if cell is None:  # not so plain after all
            yield from _FORMULA_CELL.finditer(xml, start, end)
            return
        yield cell
        place = xml.find(b"<f", place + 2, end)


def _place(attributes: bytes, columns: Collection[int]) -> tuple[int, int] | None:
    """Row and column of a cell, both from 0; None outside ``columns``."""
    place = _REFERENCE.search(attributes)
    if place and (column := _column_number(place[1].decode())) in columns:
        return int(place[2]) - 1, column
    return None


def _mark(table: list[list[Raw]], place: tuple[int, int], mark: Unreadable) -> None:
    row, column = place
    table.extend([""] * len(table[0]) for _ in range(len(table), row + 1))
    table[row][column] = mark


def _column_number(letters: str) -> int:
    number = 0
    for letter in letters:
        number = number * 26 + ord(letter) - 64
    return number - 1
