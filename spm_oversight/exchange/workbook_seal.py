"""The very hidden sheet: what each cell held when the file was made, and its version, sealed by HMAC."""

from __future__ import annotations

import hashlib
import hmac
import json
from collections.abc import Iterable, Mapping
from dataclasses import asdict, dataclass
from typing import Any, NamedTuple

from spm_oversight.domain.errors import Refused
from spm_oversight.domain.form import Form
from spm_oversight.exchange.workbook_layout import (
    GRIDS,
    Texts,
    empty_cell,
    known_keys,
    problem_texts,
    stored_cells,
    texts_of,
)

_PURPOSE = b"spm-workbook-1\n"
_LONGEST_CELL = 30_000  # Excel holds 32.767 characters in a cell

TAMPERED = (
    "Lembar tersembunyi berkas ini tidak lagi seperti saat diunduh, sehingga tidak dapat dipastikan apa yang diubah. "
    "Unduh berkas baru, salin isian Anda ke sana, lalu unggah lagi."
)


class SealedRow(NamedTuple):
    """A row as exported: its texts, and the version that stood behind them."""

    version: int
    texts: Texts


@dataclass(frozen=True)
class SealedList:
    """One urusan's problems as exported."""

    version: int
    problems: tuple[Texts, ...]


@dataclass(frozen=True)
class Seal:
    """What a file was made for, and all it held: rows by sheet and key, problem lists by urusan."""

    district: str
    period: str
    form_version: str
    office: str | None
    rows: Mapping[str, Mapping[str, SealedRow]]
    problems: Mapping[str, SealedList]


def seal_of(form: Form) -> Seal:
    """The seal of a file that is made from this form now."""
    rows: dict[str, dict[str, SealedRow]] = {}
    for grid in GRIDS:
        stored = stored_cells(grid, form)
        rows[grid.sheet] = {
            key: SealedRow(cell.version, texts_of(cell))
            for key in known_keys(grid, form)
            for cell in (stored.get(key, empty_cell(grid)),)
        }
    problems: dict[str, SealedList] = {}
    for code in form.urusan_codes:
        stored_list = form.problems.get(code)
        texts = tuple(problem_texts(problem) for problem in stored_list.problems) if stored_list else ()
        problems[code] = SealedList(stored_list.version if stored_list else 0, texts)
    office = form.office.code if form.office else None
    return Seal(form.district_code, form.quarter.code, form.form_version, office, rows, problems)


def sealed_lines(seal: Seal, key: bytes) -> list[str]:
    """The hidden sheet's cells, one a row: the HMAC, then the content in pieces."""
    content = json.dumps(asdict(seal), separators=(",", ":"))  # a row is written as its version and its texts
    pieces = [content[start : start + _LONGEST_CELL] for start in range(0, len(content), _LONGEST_CELL)]
    return [_mac(content, key), *pieces]


def opened(lines: Iterable[str], key: bytes) -> Seal:
    """The seal that ``sealed_lines`` wrote with the same key; Refused when a byte of it has changed."""
    mac, *pieces = [line for line in lines if line] or [""]
    content = "".join(pieces)
    if not hmac.compare_digest(_mac(content, key).encode(), mac.encode(errors="replace")):
        raise Refused(TAMPERED)
    # Only this program writes what carries its HMAC, so the shape needs no second check.
    raw: dict[str, Any] = json.loads(content)
    return Seal(
        raw["district"],
        raw["period"],
        raw["form_version"],
        raw["office"],
        {
            sheet: {row: SealedRow(version, tuple(texts)) for row, (version, texts) in rows.items()}
            for sheet, rows in raw["rows"].items()
        },
        {
            code: SealedList(listed["version"], tuple(tuple(texts) for texts in listed["problems"]))
            for code, listed in raw["problems"].items()
        },
    )


def _mac(content: str, key: bytes) -> str:
    return hmac.new(key, _PURPOSE + content.encode(errors="replace"), hashlib.sha256).hexdigest()
