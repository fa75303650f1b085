"""What a PostgreSQL server and a database say of themselves, read back by the roles that use them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

import psycopg

from spm_oversight.domain.errors import Refused
from spm_oversight.persistence.database import Base

WITHOUT_TENANT = frozenset({"region", "catalogue_service", "catalogue_item", "held"})
"""Tables that everybody may read: nothing in them belongs to a tenant (ADR 0003, ADR 0029)."""
SETTINGS = (
    "fsync",
    "synchronous_commit",
    "full_page_writes",
    "wal_level",
    "archive_mode",
    "data_checksums",
    "TimeZone",
)
# A record that is only added to: no privilege on the whole table or any of its columns changes what stands there.
_APPEND_ONLY = ("audit_event",)


@dataclass(frozen=True)
class Role:
    """The role a connection has; ``beyond``: it passes the wall, itself or by a role it may take on."""

    name: str
    beyond: bool
    owns: bool


@dataclass(frozen=True)
class ServerFacts:
    """The server as the serving role finds it. ``now`` is its clock, ``version`` such as 180001."""

    version: int
    now: datetime
    settings: Mapping[str, str]
    app: Role
    owner: Role
    revision: str
    unforced: tuple[str, ...]
    open_policies: tuple[str, ...]
    alterable: tuple[str, ...]


def server_facts(app_url: str, owner_url: str) -> ServerFacts:
    """Read them back as both roles; ``Refused`` where the server does not answer or lets a role not in."""
    with _connected("DATABASE_OWNER_URL", owner_url) as connection:
        owner = Role(*_row(connection, _ROLE))
    with _connected("DATABASE_URL", app_url) as connection:
        app = Role(*_row(connection, _ROLE))
        head = _row(
            connection,
            "select current_setting('server_version_num')::int, clock_timestamp(),"
            " to_regclass('public.alembic_version') is not null",
        )
        owned = sorted(
            table.name for table in Base.metadata.sorted_tables if table.name not in WITHOUT_TENANT
        )
        return ServerFacts(
            version=head[0],
            now=head[1],
            settings={name: _row(connection, "select current_setting(%s)", name)[0] for name in SETTINGS},
            app=app,
            owner=owner,
            revision=_row(connection, "select version_num from alembic_version")[0] if head[2] else "",
            unforced=_names(connection, _UNFORCED, owned),
            open_policies=_names(connection, _OPEN_POLICIES, owned),
            alterable=_names(connection, _ALTERABLE, list(_APPEND_ONLY)),
        )


def _connected(variable: str, url: str) -> psycopg.Connection[Any]:
    try:
        return psycopg.connect(url, autocommit=True)
    except psycopg.OperationalError as error:
        raise Refused(
            f"{variable}: basis data tidak menjawab, atau menolak peran itu. Periksa alamat, kata sandi, dan apakah "
            "PostgreSQL berjalan."
        ) from error


def _row(connection: psycopg.Connection[Any], question: str, *values: object) -> Any:
    return connection.execute(question.encode(), values or None).fetchone()


def _names(connection: psycopg.Connection[Any], question: str, tables: list[str]) -> tuple[str, ...]:
    return tuple(row[0] for row in connection.execute(question.encode(), {"tables": tables}))


_ROLE = """
select current_user::text,
    exists (
        select from pg_roles where (rolsuper or rolbypassrls) and pg_has_role(current_user, oid, 'member')
    ),
    exists (
        select from pg_tables where schemaname = 'public' and pg_has_role(current_user, tableowner, 'member')
    )
"""
_UNFORCED = """
select name from unnest(%(tables)s::text[]) as name
    left join pg_class on pg_class.oid = to_regclass('public.' || quote_ident(name))
where not coalesce(relrowsecurity and relforcerowsecurity, false) order by 1
"""
# A policy names the scope itself, or rows that a policy of theirs lets through.
_OPEN_POLICIES = """
select tablename || ' (' || policyname || ')' from pg_policies
where schemaname = 'public' and tablename = any(%(tables)s::text[]) and permissive = 'PERMISSIVE'
    and concat(qual, with_check) !~* 'current_setting|from (snapshot|message)' order by 1
"""
_ALTERABLE = """
select name from unnest(%(tables)s::text[]) as name where to_regclass('public.' || name) is not null and (
    has_any_column_privilege('public.' || name, 'update') or has_table_privilege('public.' || name, 'delete')
    or has_table_privilege('public.' || name, 'truncate')
) order by 1
"""
