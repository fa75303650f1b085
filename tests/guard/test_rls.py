"""Direct SQL on every table as the application's role: what a scope owns, and nothing else (A3, A4, T4)."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any
from uuid import UUID

import pytest
from flask import Flask
from psycopg import sql
from sqlalchemy import Table, text
from sqlalchemy.exc import DBAPIError

from spm_oversight.app import create_app
from spm_oversight.domain.errors import Conflict
from spm_oversight.domain.scope import SYSTEM, Scope
from spm_oversight.persistence.database import Base, db
from spm_oversight.persistence.embedded import Urls
from spm_oversight.persistence.work import Work, open_work
from tests.demonstration import settings_on
from tests.guard import tally, world
from tests.guard.world import FOREIGN, FOREIGN_DISTRICT, OURS, PROVINCE, RIVAL

OUR_SCOPE = Scope.of_district(PROVINCE, OURS)
SCOPES = {
    "rival": Scope.of_district(PROVINCE, RIVAL),
    "own province": Scope.of_province(PROVINCE, (OURS, RIVAL)),
    "foreign district": Scope.of_district(FOREIGN, FOREIGN_DISTRICT),
    "foreign province": Scope.of_province(FOREIGN, (FOREIGN_DISTRICT, "63.02")),
    "system": SYSTEM,
    "nobody": Scope(),
}
# What the districts of a province are all told: its periods, its method, and what it froze to be published.
TOLD = {
    *("province", "district", "province_map", "period", "method", "reopening", "published_figure"),
    *("snapshot", "snapshot_result", "snapshot_report", "snapshot_indicator"),
}
# What is a district's alone, even before its province: what is still being typed, and who is written to.
UNFINISHED = {"typed", "evidence_upload", "message", "letter", "audit_head", "issued_paper"}
# The register of people and places, in which the system looks up who signs in; and what is the installation's own.
REGISTER = {
    *(
        "account",
        "membership",
        "session",
        "link",
        "passkey",
        "recovery_code",
        "authenticator_app",
        "second_step",
    ),
    *("form_answer", "preference", "message", "province", "district", "office"),
}
# What a province reads of its districts and never writes.
FIGURES = {
    *(
        "recipients",
        "quality",
        "budget",
        "totals",
        "problem",
        "denominator",
        "evidence",
        "evidence_upload",
        "typed",
    ),
    *(
        "result",
        "indicator",
        "submission",
        "proposal_step",
        "part_step",
        "office",
        "office_service",
        "letterhead",
    ),
}


@pytest.fixture(scope="module")
def filled(new_database: Callable[[str], Urls], demonstration_template: str) -> Urls:
    """A province in which no table is empty; nothing here changes it."""
    urls = new_database(demonstration_template)
    world.fill(urls.superuser)
    return urls


@pytest.fixture(scope="module")
def app(filled: Urls, tmp_path_factory: pytest.TempPathFactory) -> Flask:
    """The application on it."""
    return create_app(settings_on(filled, tmp_path_factory.mktemp("filled")))


def _may(scope: str, table: Table) -> bool:
    """Whether a scope may see rows of ours: the wall said in words."""
    match scope:
        case "own province":
            personal = "account_id" in table.columns and "district_id" not in table.columns
            return table.name not in UNFINISHED and not personal
        case "rival":
            return table.name in TOLD
        case "system":
            return table.name in REGISTER
        case _:
            return False


@pytest.mark.parametrize("name", SCOPES)
def test_no_statement_reaches_what_a_scope_does_not_own(app: Flask, filled: Urls, name: str) -> None:
    before = world.ours(filled.superuser)
    assert all(before.values()), [table for table, rows in before.items() if not rows]
    copies = world.one_of_each(filled.superuser)
    faults: list[str] = []
    with app.app_context():
        for table in map(Base.metadata.tables.get, before):
            assert table is not None
            faults += _reads(name, table) + _writes(name, table, copies[table.name])
        db.engine.dispose()
    assert not faults, "; ".join(faults)
    assert world.ours(filled.superuser) == before


def _reads(name: str, table: Table) -> list[str]:
    """SELECT and COPY: all of ours or nothing."""
    ours = world.where(world.owned(table, _account())).as_string()
    asked = f"select * from {table.name} where {ours}"
    with open_work(SCOPES[name], None) as work:
        seen = len(work.session.execute(text(asked)).all())
        with _driver(work).cursor() as cursor, cursor.copy(sql.SQL(f"copy ({asked}) to stdout")) as copied:  # pyright: ignore
            lines = sum(1 for _ in copied)
    tally.add(requests=2)
    if seen != lines:
        return [f"{table.name}: select sees {seen}, copy {lines}"]
    return [] if bool(seen) == _may(name, table) else [f"{table.name}: {seen} rows seen"]


def _writes(name: str, table: Table, copy: str) -> list[str]:
    """UPDATE, DELETE, INSERT of ours: no row, or refused."""
    if _writes_there(name, table):
        return []
    ours = world.where(world.owned(table, _account())).as_string()
    column = next(iter(table.columns)).name
    tried = {
        "update": f"update {table.name} set {column} = {column} where {ours}",
        "delete": f"delete from {table.name} where {ours}",
        "insert": f"insert into {table.name}"
        f" select * from json_populate_record(null::{table.name}, cast(:row as json))",
    }
    faults: list[str] = []
    for verb, statement in tried.items():
        try:
            with open_work(SCOPES[name], None) as work:
                done = work.session.execute(text(statement), {"row": copy} if verb == "insert" else {})
                changed = done.rowcount  # pyright: ignore
                work.session.rollback()
        except DBAPIError as error:
            refused = str(error.orig)
            changed = "" if "row-level security" in refused or "permission denied" in refused else refused
        except Conflict as error:  # no wall, but a row that is there already
            changed = str(error)
        tally.add(requests=1)
        if changed:
            faults.append(f"{table.name}: {verb}: {changed}")
    return faults


def _writes_there(name: str, table: Table) -> bool:
    """Where a scope's own work is to write: not what is tried here."""
    return name == "system" or (name == "own province" and table.name not in FIGURES)


def _account() -> UUID:
    with open_work(SYSTEM, None) as work:
        found = work.accounts.by_email(world.OWNER)
        assert found
        return found.id


def _driver(work: Work) -> Any:
    return work.session.connection().connection.driver_connection


def test_a_connection_used_again_brings_nothing_along(app: Flask) -> None:
    with app.app_context():
        pids: set[int] = set()
        for scope in (OUR_SCOPE, SCOPES["rival"], OUR_SCOPE, SCOPES["nobody"], SCOPES["foreign province"]):
            try:
                with open_work(scope, None) as work:
                    pids.add(work.session.scalar(text("select pg_backend_pid()")))
                    seen = work.session.scalar(
                        text(f"select count(*) from recipients where district_id = '{OURS}'")
                    )
                    assert bool(seen) == (scope is OUR_SCOPE)
                    if scope is OUR_SCOPE:
                        work.session.execute(text("select 1/0"))  # as a request that fails
            except DBAPIError as error:
                assert "division by zero" in str(error)
            with db.engine.connect() as connection:  # nobody's turn
                pids.add(connection.scalar(text("select pg_backend_pid()")) or 0)
                assert connection.scalar(text("select count(*) from recipients")) == 0
        assert len(pids) == 1
        db.engine.dispose()
