"""All rows of a database at one moment, past the wall: for backup, restore and the check of the record.

Read as ``spm_backup``, which sees every row and writes none. A role that the wall filters is refused before anything is
read: it would see an empty database and call it whole.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any

import psycopg
from psycopg import sql
from psycopg.rows import class_row, namedtuple_row

from spm_oversight.domain.chain import Anchor, Event
from spm_oversight.domain.errors import Refused

AT_A_TIME = 2000
# What a restored copy differs in from its first moment on: the mark that holds it, and sessions, sign-ins that wait
# and links, which no backup has. (Until migration 0023 an account's epoch ended its sessions; manifests leave it out.)
NO_DATA, ROW = ["held", "session", "second_step", "link"], {"account": "to_jsonb(t) - 'epoch'"}
COUNT = "select count(*) as rows, coalesce(sum(hashtextextended({}::text, 0)::numeric), 0)::text as sum from {} as t"
NO_ROLE = (
    "Peran {role} tidak melihat semua baris basis data (bukan BYPASSRLS), sehingga hasilnya akan kosong. "
    "Isi DATABASE_BACKUP_URL dengan peran spm_backup."
)


@dataclass(frozen=True)
class Ledger:
    """What a table holds: how many rows, and a sum over the hashes of all of them, whatever their order."""

    rows: int
    sum: str


class Whole:
    """One unchanging view of a database: everything asked of it is of the same moment."""

    def __init__(self, connection: psycopg.Connection[Any]) -> None:
        self._connection = connection

    def snapshot(self) -> str:
        """A name under which ``pg_dump`` sees this very moment, as long as this view is open."""
        return self._one("select pg_export_snapshot()")

    def revision(self) -> str:
        """The migration of the schema."""
        return self._one("select version_num from alembic_version")

    def moment(self) -> str:
        """When this view began, UTC, ISO 8601."""
        return self._one('select to_char(now(), \'YYYY-MM-DD"T"HH24:MI:SS"Z"\')')

    def tables(self) -> tuple[str, ...]:
        """The names of all tables of the product and its queue."""
        rows = self._connection.execute(
            "select tablename from pg_tables where schemaname = 'public' and tablename <> all(%s) order by tablename",
            (NO_DATA,),
        )
        return tuple(row.tablename for row in rows)

    def ledger(self) -> dict[str, Ledger]:
        """What each table holds, by its name."""
        found: dict[str, Ledger] = {}
        for table in self.tables():
            whole_row = f"({ROW.get(table, 't')})"
            statement = sql.SQL(COUNT).format(sql.SQL(whole_row), sql.Identifier("public", table))  # type: ignore[arg-type]
            for row in self._connection.execute(statement):
                found[table] = Ledger(row.rows, row.sum)
        return found

    def files(self) -> Iterator[tuple[str, str, str, str, str]]:
        """The files that rows speak of: tenant, what it is (``evidence``, ``paper``), id, kind, SHA-256."""
        rows = self._connection.execute(
            """
            select district_id as tenant, 'evidence' as what, file_id::text as id, kind, sha256
                from evidence where file_id is not null
            union select province_id, 'paper', id::text, kind, sha256 from paper where state = 'done'
            union select district_id, 'paper', id::text, kind, sha256 from district_paper where state = 'done'
            order by 1, 2, 3
            """
        )
        for row in rows:
            yield row.tenant, row.what, row.id, row.kind, row.sha256

    def heads(self) -> dict[str, Anchor]:
        """What the database says of the end of each tenant's chain."""
        rows = self._connection.execute("select tenant, number, hash from audit_head order by tenant")
        return {row.tenant: Anchor(row.tenant, row.number, row.hash) for row in rows}

    def recorded(self) -> tuple[str, ...]:
        """The tenants of which any event is there."""
        rows = self._connection.execute("select distinct tenant from audit_event order by tenant")
        return tuple(row.tenant for row in rows)

    def events(self, tenant: str) -> Iterator[Event]:
        """A tenant's events from the first, fetched by the piece."""
        with self._connection.cursor(name="chain", row_factory=class_row(Event)) as cursor:
            cursor.itersize = AT_A_TIME
            yield from cursor.execute(
                "select number, at, actor_id, actor, action, subject, detail, previous_hash, hash"
                " from audit_event where tenant = %s order by number",
                (tenant,),
            )

    def _one(self, statement: str) -> Any:
        row = self._connection.execute(statement.encode()).fetchone()
        return None if row is None else row[0]


@contextmanager
def whole(url: str) -> Iterator[Whole]:
    """The database at ``url`` as it is now. ``Refused`` when the role there does not see every row."""
    if not url:
        raise Refused("Isi DATABASE_BACKUP_URL: basis data yang sama, dengan peran spm_backup.")
    with psycopg.connect(
        url, row_factory=namedtuple_row, options="-c timezone=UTC -c datestyle=ISO"
    ) as connection:
        connection.isolation_level = psycopg.IsolationLevel.REPEATABLE_READ
        connection.read_only = True
        row = connection.execute(
            "select rolname, rolsuper or rolbypassrls from pg_roles where rolname = current_user"
        ).fetchone()
        if row is None or not row[1]:
            raise Refused(NO_ROLE.format(role=row[0] if row else "itu"))
        yield Whole(connection)


def is_empty(url: str) -> bool:
    """Whether no table stands in the database at ``url``."""
    with psycopg.connect(url) as connection:
        return (
            connection.execute("select from pg_tables where schemaname = 'public' limit 1").fetchone() is None
        )
