"""Questions that travel together: many statements, one round trip to PostgreSQL (ADR 0015)."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from typing import Any, Generic, NamedTuple, TypeVar

import psycopg
from psycopg.rows import namedtuple_row
from sqlalchemy import ARRAY, ColumnElement, String, bindparam, cast, func, literal_column, select
from sqlalchemy.dialects.postgresql.psycopg import PGDialect_psycopg
from sqlalchemy.exc import DBAPIError
from sqlalchemy.sql import ClauseElement
from sqlalchemy.types import TypeEngine

T = TypeVar("T")
Statement = tuple[str, Mapping[str, Any]]
"""SQL with its parameters by name."""


class Write(NamedTuple):
    """A statement that changes rows of ``table`` and answers nothing anybody waits for."""

    statement: Statement
    table: str


_DIALECT = PGDialect_psycopg()


def joined(values: Iterable[object]) -> str:
    """Several values as one parameter, which ``listed`` takes apart: psycopg takes far longer to write an array."""
    return ",".join(map(str, values))


def listed(name: str, of: type[TypeEngine[Any]] = String) -> ColumnElement[Any]:
    """The values that ``joined`` put into the parameter ``name``, as an array."""
    parts = func.string_to_array(bindparam(name, type_=String), literal_column("','"))
    return cast(parts, ARRAY(of))


def listed_once(name: str, of: type[TypeEngine[Any]] = String) -> ColumnElement[Any]:
    """As ``listed``, where no index finds by it: taken apart once, and not for every row that is looked at."""
    return func.array(select(func.unnest(listed(name, of))).scalar_subquery())


def compiled(statement: ClauseElement) -> str:
    """The text of a statement, its parameters by name."""
    return str(statement.compile(dialect=_DIALECT))


class Question(Generic[T]):
    """A statement with named parameters, and how its rows are read; rows have their columns as attributes.

    Parameters are plain values; several go as one (``joined``).
    """

    def __init__(self, statement: str | ClauseElement, read: Callable[[Sequence[Any]], T]) -> None:
        # Compiled once: building the text costs more than PostgreSQL needs to answer it.
        self.text = statement if isinstance(statement, str) else compiled(statement)
        self.read = read
        self.words = frozenset(re.findall(r"\w+", self.text))

    def __call__(self, **values: Any) -> Asked[T]:
        """The question with its values."""
        return Asked(self, tuple(values.items()))


@dataclass(frozen=True)
class Asked(Generic[T]):
    """A question with its values: equal ones have equal answers as long as nothing is written."""

    question: Question[T]
    values: tuple[tuple[str, Any], ...]

    @property
    def statement(self) -> Statement:
        """As it is sent."""
        return self.question.text, dict(self.values)


def exchange(connection: psycopg.Connection[Any], statements: Sequence[Statement]) -> list[Sequence[Any]]:
    """Send all statements at once and answer the rows of each; SQLAlchemy's error for the first that fails."""
    asked: list[psycopg.Cursor[Any]] = []
    try:
        with connection.pipeline():
            for text, values in statements:
                cursor = connection.cursor(row_factory=_rows_of(text))
                cursor.execute(text, values)  # pyright: ignore[reportArgumentType]
                asked.append(cursor)
    except psycopg.Error as error:
        # Which of them failed is not told: all are named.
        texts = "; ".join(text for text, _ in statements)
        lost = connection.closed
        raise DBAPIError.instance(
            texts, None, error, psycopg.Error, hide_parameters=True, connection_invalidated=lost
        ) from error
    return [cursor.fetchall() if _answers(cursor) else () for cursor in asked]


def _answers(cursor: psycopg.Cursor[Any]) -> bool:
    return cursor.pgresult is not None and cursor.pgresult.nfields > 0


@cache
def _rows_of(text: str) -> Callable[[psycopg.Cursor[Any]], Callable[[Sequence[Any]], Any]]:
    """Makes the rows of one statement: psycopg's ``namedtuple_row``, which looks at the columns each time, once."""
    known: list[Callable[[Sequence[Any]], Any]] = []

    def factory(cursor: psycopg.Cursor[Any]) -> Callable[[Sequence[Any]], Any]:
        if not _answers(cursor):
            return tuple
        if not known:
            known.append(namedtuple_row(cursor))
        return known[0]

    return factory
