"""The form of the entry page as it comes back: fields named ``kind/key/field`` become rows; untouched ones do not.

Each row carries the version and a token of its fields as they were shown, so that only what a person touched is saved.
"""

from __future__ import annotations

import hashlib
import json
from collections import defaultdict
from collections.abc import Iterable, Mapping
from typing import Any, cast

from spm_oversight.domain.errors import Missing
from spm_oversight.services.entry_rows import BUDGET, PROBLEMS, Fields
from spm_oversight.services.save_rows import TypedCell

VERSION, SEEN, NEW = "version", "seen", "new"


def name_of(kind: str, key: str, field: str) -> str:
    """The name of a field."""
    return f"{kind}/{key}/{field}"


def token_of(fields: Fields) -> str:
    """What tells whether a row was touched since it was shown."""
    said = {name: value for name, value in _clean(fields).items() if value}  # an unticked box sends nothing
    plain = json.dumps(said, sort_keys=True, ensure_ascii=False)
    return hashlib.sha256(plain.encode()).hexdigest()[:12]


def rows_of(items: Iterable[tuple[str, str]]) -> tuple[TypedCell, ...]:
    """The rows of a plain form that were touched, in the order of the page."""
    found: dict[tuple[str, str], dict[str, str]] = defaultdict(dict)
    for name, value in items:
        kind, _, rest = name.partition("/")
        key, _, field = rest.rpartition("/")
        if key and field:
            found[kind, key][field] = value
    rows = [_row(kind, key, fields) for (kind, key), fields in found.items()]
    return tuple(row for row in rows if row is not None)


def rows_of_json(text: str) -> tuple[TypedCell, ...]:
    """The rows a script sent; ``Missing`` for anything of another shape."""
    if not text:
        return ()
    try:
        cells = cast("list[dict[str, Any]]", json.loads(text)["cells"])
        rows = [
            TypedCell(str(c["kind"]), str(c["key"]), _clean(c["fields"]), int(c["version"])) for c in cells
        ]
    except (ValueError, KeyError, TypeError, AttributeError) as error:
        raise Missing("Isian itu tidak dapat dibaca.") from error
    return tuple(_named(row) for row in rows)


def _row(kind: str, key: str, sent: dict[str, str]) -> TypedCell | None:
    version, seen = sent.pop(VERSION, "0"), sent.pop(SEEN, "")
    fields: Fields = _problems(sent) if kind == PROBLEMS else sent
    fields = _clean(fields)
    if token_of(fields) == seen or (kind == BUDGET and f"|{NEW}" in key and not _amounts(fields)):
        return None
    return _named(TypedCell(kind, key, fields, int(version) if version.isdigit() else 0))


def _named(row: TypedCell) -> TypedCell:
    """A new budget line gets the key of the version and source chosen for it."""
    if row.kind != BUDGET or f"|{NEW}" not in row.key:
        return row
    fields = dict(row.fields)
    key = "|".join(
        (row.key.split("|")[0], str(fields.pop("budget_version", "")), str(fields.pop("source", "")))
    )
    return TypedCell(row.kind, key, fields, 0)


def _amounts(fields: Fields) -> bool:
    return any(fields.get(name) for name in ("allocation", "realisation", "note"))


def _problems(sent: Mapping[str, str]) -> Fields:
    rows: dict[int, dict[str, str]] = defaultdict(dict)
    for name, value in sent.items():
        number, _, field = name.partition(".")
        if number.isdigit() and field:
            rows[int(number)][field] = value
    return {"rows": [rows[number] for number in sorted(rows)]}


def _clean(fields: Fields) -> dict[str, Any]:
    """Fields as they count: without outer blanks and without rows that say nothing."""
    if "rows" in fields:
        rows = [{name: _storable(text) for name, text in row.items()} for row in fields["rows"]]
        return {"rows": [row for row in rows if any(row.values())]}
    return {name: _storable(text) for name, text in fields.items()}


def _storable(text: object) -> str:
    """A text without outer blanks and without what no database keeps: NUL and halves of characters."""
    whole = str(text).encode(errors="ignore").decode().replace("\0", "")
    return whole.replace("\r\n", "\n").strip()
