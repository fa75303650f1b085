"""The mark on a restored copy: while it stands, the worker takes no job and the mailer sends no letter (ADR 0029)."""

from __future__ import annotations

import psycopg

from spm_oversight.domain.errors import Refused

# What a worker asks before it takes a job.
IS_HELD = "select exists (select from held) as held"
NOT_SENT = "Salinan hasil pemulihan: surelnya tidak dikirim lagi."
# The owner is bound by the wall too (forced); it lifts that for its own statement, in the same transaction.
_LIFT, _FORCE = (
    "alter table public.{} no force row level security",
    "alter table public.{} force row level security",
)


def hold_statements(source: str) -> str:
    """What runs in the transaction that restores, as ``spm_owner``: the mark. (Sessions are in no backup.)

    Schemas are named, since a restoring session looks into none by itself.
    """
    name = source.replace("'", "''")
    return ";".join(
        (
            "delete from public.held",
            f"insert into public.held (since, source) values (now(), '{name}')",  # noqa: S608 (quoted)
        )
    )


def let_go(owner_url: str) -> int:
    """Take the mark away and keep the letters that waited; how many. ``Refused`` where nothing is held."""
    with psycopg.connect(owner_url) as connection:
        if not connection.execute("delete from held returning source").fetchall():
            raise Refused("Basis data ini tidak sedang ditahan; tidak ada yang diubah.")
        connection.execute(_LIFT.format("message").encode())
        kept = connection.execute(
            "update message set state = 'kept', why = %s where state = 'waiting'", (NOT_SENT,)
        ).rowcount
        connection.execute(_FORCE.format("message").encode())
    return kept
