"""Files that came from outside, read apart: each by a child process of its own, behind the wall and within limits.

A reader of other people's files is what is attacked first, and what a small file can hold up or blow up. So the web
process never reads one. It has a child of ``python -m spm_oversight.exchange.reader`` do it (``exchange/apart.py``),
hands the bytes over, and takes what was read as JSON. The child has no setting of ours, no socket, no file, ``SECONDS``
of computing and ``MEMORY_BYTES``; what does not fit is refused like any other wrong file.
"""

from __future__ import annotations

import codecs
import json
import logging
import tempfile
from collections.abc import Callable, Mapping
from dataclasses import replace
from datetime import date, datetime, time, timedelta
from typing import Any, BinaryIO, TextIO

from spm_oversight.domain.errors import Refused
from spm_oversight.domain.evidence import Kind
from spm_oversight.domain.outline import Outlines
from spm_oversight.exchange.apart import Children, fork_for_each
from spm_oversight.exchange.boundary_file import read_boundaries, small_enough
from spm_oversight.exchange.evidence_kind import kind_of
from spm_oversight.exchange.workbook_reader import Row, WorkbookContent, open_seal, read_unsealed
from spm_oversight.exchange.workbook_values import Unreadable
from spm_oversight.wall import limit, raise_wall, wall_available

SECONDS, MEMORY_BYTES = 5, 256 * 2**20
"""What the reading of one file may cost; the largest honest one takes a fifth of either."""
ANSWER_BYTES = 4 * 2**20
PATIENCE = 60
"""Seconds after which a child that does not even compute is ended."""
TOO_HEAVY = (
    "Berkas ini rusak, atau terlalu berat untuk dibaca. Buka dengan program asalnya, simpan lagi hanya isi yang "
    "diperlukan, lalu unggah lagi."
)
# Encodings that Python loads only when asked: behind the wall it could not.
_ENCODINGS = ("cp437", "latin-1", "utf-8-sig", "utf-16", "utf-16-le")
_log = logging.getLogger(__name__)
_children = Children("spm_oversight.exchange.reader")


def kind_apart(data: bytes) -> Kind:
    """The kind of a piece of evidence; errors as ``kind_of``."""
    return Kind(_read("evidence", data))


def boundaries_apart(data: bytes, names: Mapping[str, str]) -> Outlines:
    """The outlines in a file of boundaries, small enough to keep; errors as ``read_boundaries``."""
    told = _read("boundaries", data, names=dict(names))
    return {
        code: tuple(tuple((east, north) for east, north in ring) for ring in rings)
        for code, rings in told.items()
    }


def workbook_apart(data: bytes, *, seal_key: bytes) -> WorkbookContent:
    """What stands in a workbook; errors as ``read_workbook``. The key stays here."""
    told = _read("workbook", data)
    hidden = told.pop("hidden")
    sheets = {
        name: [Row(number, cells) for number, cells in rows] for name, rows in told.pop("sheets").items()
    }
    content = WorkbookContent(**told | {"sheets": sheets, "faults": tuple(told["faults"])})
    return content if hidden is None else replace(content, seal=open_seal(content, hidden, seal_key))


def _read(what: str, data: bytes, **options: Any) -> Any:
    """The child's answer; Refused with its sentence, or with ``TOO_HEAVY`` when none came."""
    # The answer goes to a file, because the kernel bounds what the child may write into one.
    with tempfile.TemporaryFile() as given, tempfile.TemporaryFile("w+", encoding="utf-8") as answer:
        given.write(json.dumps(options).encode() + b"\n" + data)
        given.seek(0)
        done = _children.do(what, given.fileno(), answer.fileno(), patience=PATIENCE)
        answer.seek(0)
        told = _told(answer) if done else {}
    if "read" in told:
        return told["read"]
    if "refused" not in told:
        _log.error("a file of %s bytes was not read as %s", len(data), what)
    raise Refused(told.get("refused", TOO_HEAVY))


def _told(answer: TextIO) -> dict[str, Any]:
    return json.load(answer, object_hook=_cell)


# ---- The child's half.


def _cell(found: dict[str, Any]) -> Any:
    """What ``_plain`` made of a cell, as it was."""
    match found:
        case {"=unreadable": shown}:
            return Unreadable(shown)
        case {"=datetime": text}:
            return datetime.fromisoformat(text)
        case {"=date": text}:
            return date.fromisoformat(text)
        case {"=time": text}:
            return time.fromisoformat(text)
        case {"=seconds": number}:
            return timedelta(seconds=number)
        case _:
            return found


def _plain(cell: object) -> dict[str, Any]:
    """A cell that JSON does not know; no column of ours begins with an equals sign."""
    match cell:
        case Unreadable():
            return {"=unreadable": cell.shown}
        case datetime():
            return {"=datetime": cell.isoformat()}
        case date():
            return {"=date": cell.isoformat()}
        case time():
            return {"=time": cell.isoformat()}
        case timedelta():
            return {"=seconds": cell.total_seconds()}
        case _:
            raise TypeError(type(cell).__name__)


def _workbook(data: bytes) -> dict[str, Any]:
    content, hidden = read_unsealed(data)
    return {
        "district": content.district,
        "period": content.period,
        "form_version": content.form_version,
        "sheets": content.sheets,
        "seal": None,
        "faults": content.faults,
        "hidden": hidden,
    }


def _boundaries(data: bytes, names: Mapping[str, str]) -> Outlines:
    return small_enough(read_boundaries(data, names))


_READERS: Mapping[str, Callable[..., Any]] = {
    "evidence": kind_of,
    "boundaries": _boundaries,
    "workbook": _workbook,
}


def _answer(what: str, given: BinaryIO, answer: TextIO) -> None:
    """Read the one file that came in, and say what it is."""
    limit(MEMORY_BYTES, seconds=SECONDS, file_bytes=ANSWER_BYTES)
    if wall_available():
        raise_wall(opens_files=False)
    options = json.loads(given.readline())
    data = given.read()
    try:
        told = {"read": _READERS[what](data, **options)}
    except Refused as refused:
        told = {"refused": str(refused)}
    except MemoryError:
        told = {"refused": TOO_HEAVY}
    answer.write(json.dumps(told, default=_plain))


if __name__ == "__main__":
    for name in _ENCODINGS:
        codecs.lookup(name)
    fork_for_each(_answer)
