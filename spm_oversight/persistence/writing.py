"""Writes of any number of rows in one statement: rows go as JSON and become a table again in PostgreSQL."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from datetime import date
from decimal import Decimal
from enum import Enum
from functools import cache
from typing import Any
from uuid import UUID

from sqlalchemy import JSON, ColumnElement, bindparam, cast, column, delete, func, select, tuple_
from sqlalchemy.dialects.postgresql import insert

from spm_oversight.persistence.asking import Write, compiled
from spm_oversight.persistence.database import Base

Row = Mapping[str, Any]


def upsert(table: type[Base], same: Row, rows: Iterable[Row]) -> Write:
    """Insert the rows, over those of the same key; each row has every column of the table that is not in ``same``."""
    return Write((_upsert(table, tuple(same)), {**same, "rows": _as_json(rows)}), table.__tablename__)


def remove(table: type[Base], same: Row, keys: Iterable[Row]) -> Write:
    """Delete the rows with these columns; all keys have the same ones, and those in ``same`` beside them."""
    listed = list(keys)
    text = _remove(table, tuple(same), tuple(listed[0]))
    return Write((text, {**same, "rows": _as_json(listed)}), table.__tablename__)


@cache
def _upsert(table: type[Base], same: tuple[str, ...]) -> str:
    columns = list(table.__table__.columns)
    own = [column for column in columns if column.name not in same]
    told = [cast(bindparam(name), table.__table__.columns[name].type) for name in same]
    names = [*same, *(column.name for column in own)]
    statement = insert(table).from_select(names, select(*told, *_given(own)))
    fresh = {column.name: statement.excluded[column.name] for column in columns if not column.primary_key}
    keys = [column.name for column in columns if column.primary_key]
    return compiled(statement.on_conflict_do_update(index_elements=keys, set_=fresh))


@cache
def _remove(table: type[Base], same: tuple[str, ...], columns: tuple[str, ...]) -> str:
    keys = [table.__table__.columns[name] for name in columns]
    where = [table.__table__.columns[name] == bindparam(name) for name in same]
    return compiled(delete(table).where(*where, tuple_(*keys).in_(select(*_given(keys)))))


def _given(columns: Iterable[ColumnElement[Any]]) -> Iterable[ColumnElement[Any]]:
    """The columns of the rows that are sent as JSON."""
    typed = [column(str(each.key), each.type) for each in columns]
    sent = func.json_to_recordset(cast(bindparam("rows"), JSON))
    return sent.table_valued(*typed, name="sent").render_derived(with_types=True).c


def _as_json(rows: Iterable[Row]) -> str:
    return _ENCODER.encode([dict(row) for row in rows])


def _plain(value: Any) -> str:
    match value:
        case date():
            return value.isoformat()
        case Enum():
            return str(value.value)
        case Decimal() | UUID():
            return str(value)
        case _:
            raise TypeError(f"{value!r} is no column's value")


_ENCODER = json.JSONEncoder(default=_plain, ensure_ascii=False)
