"""Questions that travel together: many statements, one round trip to PostgreSQL (ADR 0015)."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Generic, NamedTuple, TypeVar

from sqlalchemy import ARRAY, ColumnElement, String, bindparam, cast, func, literal_column, select
from sqlalchemy.dialects.postgresql.psycopg import PGDialect_psycopg
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
