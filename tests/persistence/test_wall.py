"""The wall between tenants, tried on the real tables as the application's role."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from flask import Flask
from sqlalchemy import create_engine, delete, func, insert, select, text, update
from sqlalchemy.exc import DBAPIError, ProgrammingError
from sqlalchemy.orm import Session, aliased
from sqlalchemy.pool import NullPool

from spm_oversight.domain.scope import SYSTEM, Scope
from spm_oversight.persistence.asking import Question
from spm_oversight.persistence.database import Base, db
from spm_oversight.persistence.embedded import Urls
from spm_oversight.persistence.figure_tables import RecipientsRow
from spm_oversight.persistence.place_tables import OfficeRow
from spm_oversight.persistence.server_facts import WITHOUT_TENANT
from spm_oversight.persistence.work import Work, open_work
from tests.persistence.places import (
    FOREIGN_PROVINCE_SCOPE,
    OUR_SCOPE,
    OURS,
    PROVINCE_SCOPE,
    QUARTER,
    RIVAL,
    RIVAL_SCOPE,
    SERVICE,
)


def _rows(work: Work, statement: Any) -> int:
    return len(work.session.execute(statement).all())


READS: dict[str, Callable[[Work], int]] = {
    "orm select": lambda w: _rows(w, select(RecipientsRow)),
    "columns": lambda w: _rows(w, select(RecipientsRow.base)),
    "count": lambda w: w.session.scalar(select(func.count()).select_from(RecipientsRow)) or 0,
    "alias": lambda w: _rows(w, select(aliased(RecipientsRow))),
    "subquery": lambda w: _rows(w, select(select(RecipientsRow.base).subquery())),
    "exists": lambda w: int(bool(w.session.scalar(select(select(RecipientsRow).exists())))),
    "table": lambda w: _rows(w, select(RecipientsRow.__table__)),
    "text": lambda w: _rows(w, text("select * from recipients")),
    "raw connection": lambda w: _rows_raw("select * from recipients"),
    "question": lambda w: len(w.session.ask(_NAMED_OURS)),
    "update that waits": lambda w: len(w.session.send_waiting(_TAKE_OURS)[0]),
    "other table": lambda w: _rows(w, select(OfficeRow)),
    "update": lambda w: w.session.execute(update(RecipientsRow).values(note="x")).rowcount,  # pyright: ignore
    "update text": lambda w: w.session.execute(text("update recipients set note = 'x'")).rowcount,  # pyright: ignore
    "delete": lambda w: w.session.execute(delete(RecipientsRow)).rowcount,  # pyright: ignore
    "delete table": lambda w: w.session.execute(delete(RecipientsRow.__table__)).rowcount,  # pyright: ignore
}


# Who asks names province and district; the wall alone stands between a rival and what they name.
_NAMED_OURS = Question(
    "select note from recipients where province_id = '62' and district_id = %(district)s", tuple
)(district=OURS)
_TAKE_OURS = (
    "update recipients set note = 'x' where district_id = %(district)s returning note",
    {"district": OURS},
)


def _rows_raw(statement: str) -> int:
    with db.engine.connect() as connection:
        return len(connection.execute(text(statement)).all())


@pytest.mark.parametrize("shape", READS)
@pytest.mark.parametrize("scope", [RIVAL_SCOPE, FOREIGN_PROVINCE_SCOPE, SYSTEM, Scope()], ids=repr)
def test_nobody_else_reaches_our_figures(filled: Flask, scope: Scope, shape: str) -> None:
    if shape == "other table" and scope is SYSTEM:
        pytest.skip("an office is a name in the register of people, not a figure")
    with open_work(scope, None) as work:
        assert READS[shape](work) == 0
    with open_work(OUR_SCOPE, None) as work:
        cell = work.figures.cells(QUARTER, (OURS,))[OURS].recipients[SERVICE]
        assert (cell.pair.part, cell.note) == (7, "catatan")


@pytest.mark.parametrize("shape", [s for s in READS if not s.startswith(("update", "delete"))])
def test_the_province_reads_our_figures(filled: Flask, shape: str) -> None:
    with open_work(PROVINCE_SCOPE, None) as work:
        assert READS[shape](work) == (0 if shape == "raw connection" else 1)


@pytest.mark.parametrize("shape", ["update", "update text", "delete", "delete table"])
def test_the_province_changes_no_figure(filled: Flask, shape: str) -> None:
    with open_work(PROVINCE_SCOPE, None) as work:
        assert READS[shape](work) == 0


def test_the_province_locks_no_figure(filled: Flask) -> None:
    with open_work(PROVINCE_SCOPE, None) as work:
        assert _rows(work, select(RecipientsRow).with_for_update()) == 0


def _row(district: str, province: str = "62") -> dict[str, Any]:
    return {
        "province_id": province,
        "district_id": district,
        "year": QUARTER.year,
        "quarter": QUARTER.number,
        "code": "kab.1.01.02",
        "state": "filled",
        "base": 1,
        "part": 1,
        "note": "",
        "version": 1,
        "entered_by": "x",
        "entered_at": "2024-01-01",
    }


WRITES: dict[str, Callable[[Work], Any]] = {
    "add": lambda w: (w.session.add(RecipientsRow(**_row(OURS))), w.session.flush()),
    "insert": lambda w: w.session.execute(insert(RecipientsRow), [_row(OURS)]),
    "insert table": lambda w: w.session.execute(RecipientsRow.__table__.insert(), [_row(OURS)]),  # pyright: ignore
}


@pytest.mark.parametrize("shape", WRITES)
@pytest.mark.parametrize(
    "scope", [RIVAL_SCOPE, PROVINCE_SCOPE, FOREIGN_PROVINCE_SCOPE, SYSTEM, Scope()], ids=repr
)
def test_nobody_else_writes_into_our_district(filled: Flask, scope: Scope, shape: str) -> None:
    with pytest.raises(ProgrammingError, match="row-level security"), open_work(scope, None) as work:
        WRITES[shape](work)


def test_a_row_cannot_be_moved_to_another_district(filled: Flask) -> None:
    with pytest.raises(ProgrammingError, match="row-level security"), open_work(OUR_SCOPE, None) as work:
        work.session.execute(update(RecipientsRow).values(district_id=RIVAL))


def test_a_service_cannot_be_carried_by_another_districts_office(filled: Flask) -> None:
    with open_work(OUR_SCOPE, None) as work:
        office = work.offices.of_district(OURS)[0].id

    with pytest.raises(DBAPIError, match="foreign key"), open_work(RIVAL_SCOPE, None) as work:
        work.offices.assign("62", RIVAL, {SERVICE: office})


@pytest.mark.parametrize(
    "statement",
    [
        "update submission set sent_by = 'x'",
        "update decision set state = 'accepted'",
        "update snapshot set sha256 = 'x'",
        "delete from snapshot",
        *(
            f"{verb} {table} {rest}"
            for table in ("snapshot_result", "snapshot_indicator", "snapshot_report")
            for verb, rest in (("update", "set province_id = province_id"), ("delete from", ""))
        ),
    ],
)
def test_what_was_sent_decided_or_frozen_is_not_altered(filled: Flask, statement: str) -> None:
    for scope in (OUR_SCOPE, PROVINCE_SCOPE):
        with pytest.raises(ProgrammingError, match="permission denied"), open_work(scope, None) as work:
            work.session.execute(text(statement))


def test_a_snapshot_may_still_be_published(filled: Flask) -> None:
    with open_work(PROVINCE_SCOPE, None) as work:
        work.session.execute(text("update snapshot set published_at = now()"))


def test_a_session_without_a_scope_is_an_error(filled: Flask) -> None:
    with Session(db.engine) as session, pytest.raises(RuntimeError, match="without a scope"):
        session.execute(select(RecipientsRow))


def test_a_returned_connection_carries_no_scope(filled: Flask) -> None:
    with open_work(OUR_SCOPE, None) as work:
        assert _rows(work, select(RecipientsRow)) == 1

    with db.engine.connect() as connection:
        told = connection.execute(text("select current_setting('app.districts', true)")).scalar()
    assert not told


def _sqlalchemy(url: str) -> str:
    return url.replace("postgresql", "postgresql+psycopg", 1)


def test_every_owned_table_stands_behind_the_wall(database: Urls) -> None:
    engine = create_engine(_sqlalchemy(database.owner), poolclass=NullPool)
    with engine.connect() as connection:
        forced = set(
            connection.scalars(
                text("select relname from pg_class where relrowsecurity and relforcerowsecurity")
            )
        )
        policies = {
            (table, command)
            for table, command in connection.execute(text("select tablename, cmd from pg_policies")).all()
        }
        # A policy names the scope itself, or rows that a policy of theirs lets through.
        open_to_all = connection.execute(
            text(
                "select tablename, cmd from pg_policies"
                " where concat(qual, with_check) !~* 'current_setting|from (snapshot|message)'"
            )
        ).all()
        weak = connection.scalars(
            text(
                "select rolname from pg_roles where rolname ~ '^spm_(app|owner)$' and (rolsuper or rolbypassrls)"
            )
        ).all()

    owned = {table.name for table in Base.metadata.sorted_tables} - WITHOUT_TENANT
    assert owned <= forced
    assert {
        (table, command) for table in owned for command in ("SELECT", "INSERT", "UPDATE", "DELETE")
    } <= policies
    assert open_to_all == []
    assert weak == []


def test_every_key_between_owned_tables_names_the_province() -> None:
    loose = [
        f"{table.name}: {key.name}"
        for table in Base.metadata.sorted_tables
        for key in table.foreign_key_constraints
        if key.referred_table.name not in WITHOUT_TENANT | {"province", "account"}
        and "province_id" not in key.column_keys
    ]

    assert loose == []


def test_the_migrated_schema_is_the_one_the_tables_say(database: Urls) -> None:
    engine = create_engine(_sqlalchemy(database.owner), poolclass=NullPool)
    with engine.connect() as connection:
        context = MigrationContext.configure(connection, opts={"compare_server_default": True})
        differences = [d for d in compare_metadata(context, Base.metadata) if "procrastinate" not in str(d)]

    assert differences == []
