"""``spm audit verify``: what whoever may write the database does to the record is found."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import psycopg
import pytest
from click.testing import CliRunner

from spm_oversight.app import create_app
from spm_oversight.cli.audit import verify_command
from spm_oversight.config import read_settings
from spm_oversight.domain.chain import START, link_hash
from spm_oversight.persistence.database import db
from spm_oversight.persistence.embedded import Urls
from spm_oversight.persistence.work import open_work
from tests.persistence.places import OUR_SCOPE, OURS, PROVINCE_SCOPE

Verify = Callable[..., tuple[int, str]]
Tamper = Callable[[psycopg.Connection[Any]], object]
LENGTH = 6


def environment_on(urls: Urls, folder: Path, backup: str | None = None) -> dict[str, str]:
    """The environment of a command on a database of the test run."""
    return {
        "DATABASE_URL": urls.app,
        "DATABASE_OWNER_URL": urls.owner,
        "DATABASE_BACKUP_URL": urls.backup if backup is None else backup,
        "SECRET_KEY": "s" * 40,
        "SPM_TRUSTED_HOSTS": "localhost",
        "SPM_DATA": str(folder),
    }


@pytest.fixture(scope="module")
def recorded(
    new_database: Callable[..., Urls], migrated: str, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[tuple[Urls, Path]]:
    """A database with a chain of six events of our district and one of the province; the folder of its files."""
    urls, folder = new_database(migrated), tmp_path_factory.mktemp("recorded")
    with create_app(read_settings(environment_on(urls, folder))).app_context():
        for number in range(LENGTH):
            with open_work(OUR_SCOPE, None) as work:
                work.record.add("figures_saved", OURS, number=number, text="Añ 1,50", share=0.1)
        with open_work(PROVINCE_SCOPE, None) as work:
            work.record.add("period_opened", "2024-Q4")
        db.engine.dispose()
    yield urls, folder


@pytest.fixture
def verify(recorded: tuple[Urls, Path]) -> Verify:
    """``verify(*words, backup=url)``: exit status and what was printed."""

    def call(*words: str, backup: str | None = None) -> tuple[int, str]:
        answer = CliRunner().invoke(verify_command, list(words), env=environment_on(*recorded, backup))
        assert answer.exception is None or isinstance(answer.exception, SystemExit), answer.exception
        return answer.exit_code, answer.output

    return call


def _set(number: int, **columns: Any) -> Tamper:
    names = ", ".join(f"{name} = %({name})s" for name in columns)
    statement = f"update audit_event set {names} where tenant = %(t)s and number = %(n)s"
    return lambda connection: connection.execute(statement.encode(), {**columns, "t": OURS, "n": number})


def _delete(number: int) -> Tamper:
    return lambda connection: connection.execute(
        "delete from audit_event where tenant = %s and number = %s", (OURS, number)
    )


def _swap(connection: psycopg.Connection[Any]) -> None:
    for old, new in ((2, 99), (3, 2), (99, 3)):
        connection.execute(
            "update audit_event set number = %s where tenant = %s and number = %s", (new, OURS, old)
        )


def _fork(connection: psycopg.Connection[Any]) -> None:
    """A second event after the fourth, with a right hash of its own, in the place of the sixth."""
    _rewrite(connection, first=6, after=4)


def _insert(connection: psycopg.Connection[Any]) -> None:
    connection.execute(
        "insert into audit_event select tenant, 7, at, actor_id, actor, action, subject, detail, hash, %s"
        " from audit_event where tenant = %s and number = 6",
        ("a" * 64, OURS),
    )


def _cut(connection: psycopg.Connection[Any]) -> None:
    """The tail goes, and the head says so: without an anchor nobody can know."""
    _delete(6)(connection)
    connection.execute(
        "update audit_head set number = 5, hash = (select hash from audit_event where tenant = %s and number = 5)"
        " where tenant = %s",
        (OURS, OURS),
    )


def _rewrite(connection: psycopg.Connection[Any], first: int = 3, after: int | None = None) -> None:
    """All from ``first`` on written anew with right hashes: without an anchor nobody can know."""
    rows = connection.execute(
        "select number, at, actor_id, actor, action, subject, detail, hash from audit_event"
        " where tenant = %s order by number",
        (OURS,),
    ).fetchall()
    previous = rows[(after or first - 1) - 1][-1] if first > 1 else START
    for number, at, actor_id, _, action, subject, detail, _ in rows[first - 1 :]:
        told = (OURS, number, at, actor_id, "orang lain", action, subject, detail)
        digest = link_hash(previous, *told)
        _set(number, actor="orang lain", previous_hash=previous, hash=digest)(connection)
        previous = digest
    connection.execute("update audit_head set hash = %s where tenant = %s", (previous, OURS))


def test_a_whole_record_is_told_by_tenant_number_and_root(
    verify: Verify, recorded: tuple[Urls, Path]
) -> None:
    code, text = verify()
    with psycopg.connect(recorded[0].backup) as connection:
        heads = connection.execute("select tenant, number, hash from audit_head").fetchall()

    assert code == 0, text
    assert {(OURS, LENGTH), ("62", 1)} <= {(tenant, number) for tenant, number, _ in heads}
    assert all(f"utuh   {tenant}:{number}:{root}\n" in text for tenant, number, root in heads)
    assert "Utuh: " in text and f"{sum(number for _, number, _ in heads)} peristiwa" in text


@pytest.mark.parametrize(
    ("tamper", "alone", "word"),
    [
        (_set(3, actor="orang lain"), True, "peristiwa 3: isinya tidak cocok"),
        (_set(2, detail=json.dumps({"number": 7})), True, "peristiwa 2: isinya tidak cocok"),
        (_delete(4), True, "peristiwa 4 sampai 4: tidak ada"),
        (_delete(6), True, "ujung rantai hilang: tercatat 6 peristiwa, ditemukan 5"),
        (_insert, True, "catatan ujung rantai (6) tidak cocok dengan peristiwa terakhir (7)"),
        (_swap, True, "isinya tidak cocok"),
        (_fork, True, "peristiwa 6: bercabang dari tempat yang sama dengan peristiwa 5"),
        (_cut, False, "jangkar menyebut 6 peristiwa, ditemukan 5"),
        (_rewrite, False, "sampai peristiwa 6: tidak cocok dengan jangkar"),
        (lambda connection: _rewrite(connection, first=1), False, "tidak cocok dengan jangkar"),
    ],
    ids=[
        "edit",
        "edit detail",
        "delete",
        "cut",
        "insert",
        "swap",
        "fork",
        "cut with head",
        "rewrite",
        "anew",
    ],
)
def test_tampering_is_found(
    verify: Verify, recorded: tuple[Urls, Path], tmp_path: Path, tamper: Tamper, alone: bool, word: str
) -> None:
    """``alone``: found without an anchor; the others are found by what was written down outside, and only by it."""
    urls, _ = recorded
    superuser = psycopg.connect(urls.superuser)
    head = superuser.execute("select number, hash from audit_head where tenant = %s", (OURS,)).fetchone()
    kept = [
        superuser.execute(f"select * from {t}".encode()).fetchall() for t in ("audit_event", "audit_head")
    ]
    assert head is not None and kept[0]
    manifest = tmp_path / "manifest.json"
    manifest.write_text(json.dumps({"anchors": [{"tenant": OURS, "number": head[0], "root": head[1]}]}))
    with superuser:
        superuser.execute("create table kept_event as table audit_event")
        superuser.execute("create table kept_head as table audit_head")
        tamper(superuser)
        superuser.commit()
        found, anchored = verify(), verify("--anchors", str(manifest))
        printed = verify("--anchor", f"{OURS}:{head[0]}:{head[1][:4]} {head[1][4:16]}")
        for kept_table, table in (("kept_event", "audit_event"), ("kept_head", "audit_head")):
            superuser.execute(f"delete from {table}".encode())
            superuser.execute(f"insert into {table} table {kept_table}".encode())
            superuser.execute(f"drop table {kept_table}".encode())

    assert found[0] == int(alone), found[1]
    assert anchored[0] == printed[0] == 1
    assert word in anchored[1] and f"RUSAK  {OURS}:" in anchored[1]
    assert (word in found[1]) is alone
    assert verify("--anchors", str(manifest))[0] == 0


def test_a_role_that_the_wall_filters_verifies_nothing(verify: Verify, recorded: tuple[Urls, Path]) -> None:
    code, text = verify(backup=recorded[0].owner)
    assert code == 2
    assert "spm_owner tidak melihat semua baris" in text and "DATABASE_BACKUP_URL" in text
    assert verify(backup="")[0] == 2
