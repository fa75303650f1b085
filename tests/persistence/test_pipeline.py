"""Many statements in one round trip: their values, their errors, and what stays ready from one to the next."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, date, datetime
from decimal import Decimal
from uuid import UUID

import pytest
from flask import Flask
from sqlalchemy.engine import Connection
from sqlalchemy.exc import DataError, DBAPIError, IntegrityError, ProgrammingError

from spm_oversight.persistence import pipeline
from spm_oversight.persistence.asking import Statement
from spm_oversight.persistence.database import db
from spm_oversight.persistence.pipeline import exchange

ONE: Statement = ("select 1 as one", {})
READY = "select count(*)::int as n from pg_prepared_statements where name like 'q%%'"


@pytest.fixture
def line(app: Flask) -> Iterator[Connection]:
    """A connection as a session has it."""
    with db.engine.connect() as connection:
        yield connection


def test_values_come_back_as_they_went(line: Connection) -> None:
    given = {
        "text": "50 % \u2013 Kotawaringin",
        "number": Decimal("12.50"),
        "day": date(2026, 11, 27),
        "at": datetime(2026, 11, 27, 3, 4, tzinfo=UTC),
        "id": UUID(int=7),
        "nothing": None,
        "bytes": b"\0\xff",
    }
    wanted = ", ".join(
        f"%({name})s::{kind} as {name}"
        for name, kind in zip(
            given, ["text", "numeric", "date", "timestamptz", "uuid", "int", "bytea"], strict=True
        )
    )
    for _ in range(3):
        ((row,), (again,)) = exchange(
            line,
            [
                (f"select {wanted}", given),
                ("select %(a)s::int - %(b)s::int - %(a)s::int as n, 7 %% 4 as rest", {"b": 5, "a": 9}),
            ],
        )
        assert row._asdict() == given
        assert (again.n, again.rest) == (-5, 3)


def test_the_first_failure_is_told_and_nothing_after_it_is_done(line: Connection) -> None:
    made: Statement = ("create temporary table seen (n int primary key)", {})
    put = "insert into seen values (%(n)s)"
    with pytest.raises(IntegrityError, match="seen_pkey"):
        exchange(line, [made, (put, {"n": 1}), (put, {"n": 1}), ("select * from nowhere", {}), ONE])

    with pytest.raises(DBAPIError, match="current transaction is aborted"):
        exchange(line, [ONE])
    line.connection.rollback()
    assert exchange(line, [ONE])[0][0].one == 1
    with pytest.raises(ProgrammingError, match="nowhere"):
        exchange(line, [ONE, ("select * from nowhere", {})])


def test_a_value_that_cannot_be_written_leaves_no_half(line: Connection) -> None:
    exchange(line, [("create temporary table seen (n int)", {})])
    with pytest.raises(DataError, match="NUL"):
        exchange(line, [("insert into seen values (1)", {}), ("select %(text)s::text", {"text": "\0"})])

    assert exchange(line, [("select count(*) as n from seen", {})])[0][0].n == 0


def test_alone_they_are_a_transaction_and_else_they_begin_one(line: Connection) -> None:
    told: Statement = ("select set_config('app.system', 'on', true)", {})
    seen: Statement = ("select current_setting('app.system', true) as seen", {})

    assert exchange(line, [told, seen], alone=True)[1][0].seen == "on"
    assert exchange(line, [seen])[0][0].seen == ""
    exchange(line, [told])
    assert exchange(line, [seen])[0][0].seen == "on"


def test_what_was_made_ready_is_used_again_also_after_a_rollback_and_a_failure(line: Connection) -> None:
    def ready() -> int:
        return exchange(line, [(READY, {})])[0][0].n

    before = ready()
    for _ in range(2):
        exchange(line, [ONE, ONE])
    assert ready() == before + 1
    # Made ready behind a failure: it never was.
    with pytest.raises(ProgrammingError):
        exchange(line, [("select * from nowhere", {}), ("select 2 as two", {})])
    line.connection.rollback()
    assert exchange(line, [("select 2 as two", {}), ONE])[0][0].two == 2
    assert ready() == before + 2


def test_no_more_is_kept_ready_than_is_said(line: Connection, monkeypatch: pytest.MonkeyPatch) -> None:
    before = exchange(line, [(READY, {})])[0][0].n
    monkeypatch.setattr(pipeline, "_MOST_PREPARED", before + 2)
    for _ in range(2):
        for number in range(5):
            assert exchange(line, [(f"select {number} as n", {})])[0][0].n == number

    assert exchange(line, [(READY, {})])[0][0].n == before + 2


def test_more_than_the_line_holds_goes_through_both_ways(line: Connection) -> None:
    long = "x" * 100_000
    answers = exchange(line, [("select %(text)s::text as text", {"text": long})] * 200)

    assert [row.text == long for (row,) in answers] == [True] * 200


def test_a_row_without_names_of_its_own_is_read_by_place(line: Connection) -> None:
    ((row,),) = exchange(line, [("select 1, 2", {})])

    assert tuple(row) == (1, 2)
