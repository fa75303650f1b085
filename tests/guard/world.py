"""Two provinces with every table filled, and a canary in every text column of one district and its province.

On a copy of the demonstration. What no seed of it fills is given a row by PostgreSQL's superuser, so that no table is
left out. A canary is a word that stands in one column of one tenant's rows alone: wherever it turns up, it says whence.
"""

from __future__ import annotations

import io
import re
import zipfile
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from typing import Any
from uuid import uuid4

import psycopg
from psycopg import sql
from psycopg.types.json import Jsonb
from sqlalchemy import (
    ARRAY,
    Boolean,
    CheckConstraint,
    Column,
    Date,
    DateTime,
    Integer,
    Interval,
    LargeBinary,
    Numeric,
    String,
    Table,
    Uuid,
)
from sqlalchemy.dialects.postgresql import JSON

from spm_oversight.persistence.database import Base
from spm_oversight.persistence.server_facts import WITHOUT_TENANT

PROVINCE, OURS, RIVAL, FOREIGN, FOREIGN_DISTRICT = "62", "62.01", "62.02", "63", "63.01"
OWNER = f"admin.kotawaringin-barat{'@'}contoh.test"
"""Whose personal rows (sessions, passkeys, links ...) carry canaries."""

# Not free text: fixed words, hashes, addresses that the tests sign in with, and names that everybody is told.
FIXED = re.compile(
    r"state|kind|act|purpose|doing|category|level|role|step|exact|metric|\w*hash|sha256|digest|fingerprint|audit_root"
    r"|method_version|email|code|\w*_code|paper|report_state|sheet|series|mark|once|tenant|issuer|action|subject|issuer"
    r"|time_zone|location|region\.name|province\.name|district\.name|district\.kind|\w+_id|entered_by|by"
)
WORD = re.compile(rb"Xkn(\d+)z")


@dataclass(frozen=True)
class Canary:
    """Where a canary stands: in a column of a table, in the rows of ``owner`` (a district, province, or person)."""

    owner: str
    table: str
    column: str


@dataclass
class Canaries:
    """All that were planted; ``in_`` finds them."""

    planted: list[Canary]

    def word(self, canary: Canary) -> str:
        """A new word for it."""
        self.planted.append(canary)
        return f"Xkn{len(self.planted) - 1}z"

    def in_(self, data: bytes) -> set[Canary]:
        """Those that stand in an answer, a file, or any part of an archive."""
        return {self.planted[int(found)] for part in _parts(data) for found in WORD.findall(part)}


def _parts(data: bytes) -> Iterator[bytes]:
    yield data
    if data.startswith(b"PK"):
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            for name in archive.namelist():
                yield name.encode()
                yield from _parts(archive.read(name))


def tables() -> list[Table]:
    """Every table with rows of a tenant or a person, parents first."""
    return [table for table in Base.metadata.sorted_tables if table.name not in WITHOUT_TENANT]


def owned(table: Table, account: object = None) -> dict[str, object]:
    """The columns that say whose a row is, as they stand in our rows; {} for one that is nobody's."""
    ours: dict[str, object] = {
        "district_id": OURS,
        "province_id": PROVINCE,
        "tenant": OURS,
        "account_id": account,
    }
    if "district_id" in table.columns:
        del ours["account_id"]  # of a district, whoever did it
    if table.name == "account":
        ours["id"] = account
    if table.name == "letter":  # its province is everybody's there; whose it is, its message says
        return {
            "message_id": sql.SQL("(select min(id::text)::uuid from message where district_id = {})").format(
                OURS
            )
        }
    return {name: value for name, value in ours.items() if name in table.columns and value is not None}


def where(condition: dict[str, object]) -> sql.Composed:
    """The condition in SQL."""
    parts = (
        sql.SQL("{} = {}").format(sql.Identifier(name), _said(value)) for name, value in condition.items()
    )
    return sql.SQL(" and ").join(parts)


def _said(value: object) -> sql.Composable:
    return value if isinstance(value, sql.Composable) else sql.Literal(value)


def fill(urls_superuser: str, *, seeds: bool = True) -> Canaries:
    """Give every free text of our rows its canary, and with ``seeds`` every table that has no row of ours one."""
    canaries = Canaries([])
    with psycopg.connect(urls_superuser) as connection:
        found = connection.execute("select id from account where email = %s", [OWNER]).fetchone()
        assert found
        for table in tables():
            condition = owned(table, found[0])
            if not condition:
                continue
            # Keys to parents and triggers stand aside: a row of each kind is wanted, not a story.
            connection.execute("set session_replication_role = replica")
            if seeds:
                _seed(connection, table, condition)
            for column in table.columns:
                if free(table, column):
                    owner = str(
                        condition.get("district_id")
                        or condition.get("tenant")
                        or condition.get("province_id")
                        or OWNER
                    )
                    _plant(
                        connection,
                        table,
                        column,
                        condition,
                        canaries.word(Canary(owner, table.name, column.name)),
                    )
    return canaries


def free(table: Table, column: Column[Any]) -> bool:
    """Whether a column holds free text: it is neither a key nor of fixed words."""
    if not isinstance(column.type, String) or column.primary_key or column.foreign_keys:
        return False
    if FIXED.fullmatch(column.name) or FIXED.fullmatch(f"{table.name}.{column.name}"):
        return False
    checks = [str(each.sqltext) for each in table.constraints if isinstance(each, CheckConstraint)]
    return not any(re.search(rf"\b{column.name} in \(", check) for check in checks)


def _seed(connection: psycopg.Connection[Any], table: Table, condition: dict[str, object]) -> None:
    name = sql.Identifier(table.name)
    count = connection.execute(
        sql.SQL("select count(*) from {} where ").format(name) + where(condition)
    ).fetchone()
    if count and count[0]:
        return
    row = {
        c.name: _value(table, c) for c in table.columns if not c.identity and c.computed is None
    } | condition
    insert = sql.SQL("insert into {} ({}) values ({})").format(
        name, sql.SQL(", ").join(map(sql.Identifier, row)), sql.SQL(", ").join(map(_said, row.values()))
    )
    connection.execute(insert)


LATER = datetime(2099, 12, 31, 16, 59, 59, tzinfo=UTC)
# What a column says where what its type says will not do.
WORDS: dict[str, object] = {
    "district_paper.kind": "receipt",
    "district_paper.state": "done",
    "paper.state": "done",
    "extension.granted_at": LATER - timedelta(days=1),
}


VALUES: dict[type, Callable[[], object]] = {
    Uuid: uuid4,
    Boolean: lambda: False,
    Integer: lambda: 1,
    Numeric: lambda: 1,
    DateTime: lambda: LATER,
    Date: lambda: date(2024, 12, 31),
    Interval: lambda: timedelta(days=1),
    LargeBinary: lambda: b"x",
    ARRAY: list,
    JSON: lambda: Jsonb({}),
}
"""What a column of a type says in a row that is made up."""


def _value(table: Table, column: Column[Any]) -> object:
    if column.nullable:
        return None
    if word := WORDS.get(f"{table.name}.{column.name}"):
        return word
    checks = " ".join(str(each.sqltext) for each in table.constraints if isinstance(each, CheckConstraint))
    if listed := re.search(rf"\b{column.name} in \('([^']+)'", checks):
        return listed[1]
    if column.name in ("year", "quarter"):
        return {"year": 2024, "quarter": 4}[column.name]
    return next((make() for kind, make in VALUES.items() if isinstance(column.type, kind)), "x")


def _plant(
    connection: psycopg.Connection[Any],
    table: Table,
    column: Column[Any],
    condition: dict[str, object],
    word: str,
) -> None:
    room = (getattr(column.type, "length", None) or 10_000) - len(word) - 1
    assert room >= 0, f"{table.name}.{column.name} has no room for a canary: name it among the fixed"
    name = sql.Identifier(column.name)
    connection.execute(
        sql.SQL("update {} set {} = left({}, {}) || ' ' || {} where {} is not null and ").format(
            sql.Identifier(table.name), name, name, sql.Literal(room), sql.Literal(word), name
        )
        + where(condition)
    )


def ours(urls_superuser: str) -> dict[str, list[str]]:
    """All rows that are ours, by table, as the server's superuser sees them."""
    with psycopg.connect(urls_superuser) as connection:
        found = connection.execute("select id from account where email = %s", [OWNER]).fetchone()
        assert found
        return {
            table.name: _texts(
                connection.execute(
                    sql.SQL("select t::text from {} t where ").format(sql.Identifier(table.name))
                    + where(condition)
                )
            )
            for table in tables()
            if (condition := owned(table, found[0]))
        }


def _texts(rows: Iterable[tuple[str]]) -> list[str]:
    return sorted(text for (text,) in rows)


def one_of_each(urls_superuser: str) -> dict[str, str]:
    """A row of ours of each table, as JSON."""
    with psycopg.connect(urls_superuser) as connection:
        found = connection.execute("select id from account where email = %s", [OWNER]).fetchone()
        assert found
        rows = {}
        for table in tables():
            if condition := owned(table, found[0]):
                asked = sql.SQL("select row_to_json(t)::text from {} t where ").format(
                    sql.Identifier(table.name)
                )
                row = connection.execute(asked + where(condition) + sql.SQL(" limit 1")).fetchone()
                assert row, table.name
                rows[table.name] = row[0]
        return rows
