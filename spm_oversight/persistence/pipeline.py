"""Many statements in one round trip, spoken to libpq itself (ADR 0050)."""

from __future__ import annotations

import collections
import re
from collections.abc import Callable, Iterator, Sequence
from functools import cache
from typing import Any, NamedTuple, cast

import psycopg
from psycopg import pq
from psycopg.abc import PQGen
from psycopg.abc import Transformer as Adapter
from psycopg.adapt import PyFormat, Transformer
from psycopg.errors import error_from_result
from psycopg.pq.abc import PGconn, PGresult
from psycopg.waiting import Ready, Wait
from sqlalchemy import PoolProxiedConnection
from sqlalchemy.exc import DBAPIError

from spm_oversight.persistence.asking import Statement

Key = tuple[str, tuple[int, ...]]
"""A statement's text and the types of its values: what PostgreSQL prepares it for."""

_PARAMETER = re.compile(r"%(?:\((\w+)\)s|%)")
_MOST_PREPARED = 300
"""Statements PostgreSQL keeps ready in one connection, some 30 kB each; what comes after them is planned each time."""


class _Message(NamedTuple):
    """A statement with its values as they are sent; ``prepares``: it is made ready under ``name`` first."""

    key: Key
    values: Sequence[Any] | None
    formats: Sequence[pq.Format] | None
    name: bytes | None
    prepares: bool


def exchange(
    connection: PoolProxiedConnection, statements: Sequence[Statement], *, alone: bool = False
) -> list[Sequence[Any]]:
    """Send all statements at once and answer the rows of each; SQLAlchemy's error for the first that fails.

    They begin the transaction where none is open; ``alone``, they are one of their own.
    """
    driver = cast("psycopg.Connection[Any]", connection.driver_connection)
    prepared: dict[Key, bytes] = connection.info.setdefault("prepared", {})
    begins = not alone and driver.pgconn.transaction_status == pq.TransactionStatus.IDLE
    # Kept with the connection: by its second round trip it knows how each type is written and read.
    adapter: Adapter = connection.info.get("adapter") or Transformer(driver)
    connection.info["adapter"] = adapter
    try:
        messages = [*_messages(adapter, [*([("begin", {})] if begins else []), *statements], prepared)]
        results = _talk(driver, messages)
        return [*_read(adapter, messages, results, prepared)][begins:]
    except psycopg.Error as error:
        raise DBAPIError.instance(
            "; ".join(text for text, _ in statements),
            *(None, error, psycopg.Error),
            hide_parameters=True,
            connection_invalidated=driver.closed,
        ) from error


def _messages(
    adapter: Adapter, statements: Sequence[Statement], prepared: dict[Key, bytes]
) -> Iterator[_Message]:
    """What is to be sent. All of it is written before the first goes out: a value that cannot be leaves no half."""
    fresh: dict[Key, bytes] = {}
    for text, given in statements:
        _, names, wanted = _read_by_postgresql(text)
        values = adapter.dump_sequence([given[name] for name in names], wanted) if names else None
        key = text, (adapter.types or ()) if names else ()
        name = prepared.get(key) or fresh.get(key)
        prepares = name is None and len(prepared) + len(fresh) < _MOST_PREPARED
        if prepares:
            name = fresh[key] = b"q%d" % (len(prepared) + len(fresh))
        yield _Message(key, values, adapter.formats if names else None, name, prepares)


def _talk(driver: psycopg.Connection[Any], messages: Sequence[_Message]) -> list[PGresult]:
    """Send everything and have every result: of each message one, and one more of a statement that is made ready."""
    line = driver.pgconn
    line.enter_pipeline_mode()
    try:
        for message in messages:
            text, types = message.key
            sql = _read_by_postgresql(text).sql
            if message.name is None:
                line.send_query_params(sql, message.values, types, message.formats)
                continue
            if message.prepares:
                line.send_prepare(message.name, sql, types)
            line.send_query_prepared(message.name, message.values, message.formats)
        line.pipeline_sync()
        return driver.wait(_results(line, len(messages) + sum(message.prepares for message in messages)))
    except BaseException:
        # What has been answered so far is not known: nothing can be asked here any more.
        driver.close()
        raise
    finally:
        if line.status == pq.ConnStatus.OK:
            line.exit_pipeline_mode()


def _results(line: PGconn, count: int) -> PQGen[list[PGresult]]:
    """Waits as psycopg waits; ``count`` results, and the end of the pipeline read as well."""
    while line.flush():
        if (yield Wait.RW) & Ready.R:
            line.consume_input()
    found: list[PGresult] = []
    while len(found) <= count:
        while line.is_busy():
            yield Wait.R
            line.consume_input()
        if result := line.get_result():
            found.append(result)
        elif line.status != pq.ConnStatus.OK:
            # PostgreSQL may have said why before it hung up.
            for each in found:
                _good(each)
            raise psycopg.OperationalError("the connection is lost")
    return found[:count]


def _read(
    adapter: Adapter,
    messages: Sequence[_Message],
    results: Sequence[PGresult],
    prepared: dict[Key, bytes],
) -> Iterator[Sequence[Any]]:
    """The rows of each message; the error of the first result that is one."""
    left = iter(results)
    for message in messages:
        if message.prepares and message.name:
            _good(next(left))
            prepared[message.key] = message.name
        result = _good(next(left))
        adapter.set_pgresult(result)
        yield adapter.load_rows(0, result.ntuples, _row_of(message.key[0], result)) if result.nfields else ()


def _good(result: PGresult) -> PGresult:
    if result.status == pq.ExecStatus.FATAL_ERROR:
        raise error_from_result(result)
    return result


class _Text(NamedTuple):
    """A statement as PostgreSQL reads it, ``$1`` for the first value; the names of its values, and their formats."""

    sql: bytes
    names: tuple[str, ...]
    formats: Sequence[PyFormat]


@cache
def _read_by_postgresql(text: str) -> _Text:
    names = tuple(dict.fromkeys(name for name in _PARAMETER.findall(text) if name))
    places = {name: f"${place}" for place, name in enumerate(names, 1)}
    sql = _PARAMETER.sub(lambda found: places[found[1]] if found[1] else "%", text)
    return _Text(sql.encode(), names, [PyFormat.AUTO] * len(names))


_ROWS: dict[str, Callable[[Sequence[Any]], Any]] = {}


def _row_of(text: str, result: PGresult) -> Callable[[Sequence[Any]], Any]:
    """Makes a row of this statement, its columns as attributes; which they are is known once it is answered."""
    if text not in _ROWS:
        kind: Callable[..., Any] = collections.namedtuple
        columns = [(result.fname(place) or b"").decode() for place in range(result.nfields)]
        _ROWS[text] = kind("Row", columns, rename=True)._make
    return _ROWS[text]
