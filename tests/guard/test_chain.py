"""The record under eight writers, and under whoever owns the database: no fork, no gap, and no change unseen."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import psycopg
import pytest
from click.testing import CliRunner
from flask import Flask
from sqlalchemy.exc import SQLAlchemyError

from spm_oversight.app import create_app
from spm_oversight.cli.audit import verify_command
from spm_oversight.config.reading import read_settings
from spm_oversight.domain.chain import START, link_hash
from spm_oversight.domain.errors import Conflict
from spm_oversight.persistence.database import db
from spm_oversight.persistence.embedded import Urls
from spm_oversight.persistence.work import open_work
from tests.cli.test_audit import environment_on
from tests.guard import tally
from tests.persistence.places import (
    FOREIGN_PROVINCE_SCOPE,
    OUR_SCOPE,
    OURS,
    PROVINCE_SCOPE,
    RIVAL,
    RIVAL_SCOPE,
)

WRITERS, EACH = 8, tally.size(100, 1250)
# Every second change goes to the same chain, the others to the chains of four tenants.
OTHERS = {"62": PROVINCE_SCOPE, "63": FOREIGN_PROVINCE_SCOPE, RIVAL: RIVAL_SCOPE, OURS: OUR_SCOPE}
Owner = psycopg.Connection[Any]
Tamper = Callable[[Owner], object]
Told = tuple[str, str]


@dataclass(frozen=True)
class Written:
    """The template of a database that eight have written to, what they know they wrote, and what was refused them."""

    template: str
    acknowledged: frozenset[Told]
    refused: tuple[str, ...]


@pytest.fixture(scope="module")
def written(new_database: Callable[..., Urls], migrated: str, folder: Path) -> Written:
    """Eight writers at once, each with connections of its own."""
    urls = new_database(migrated)
    app = create_app(read_settings(environment_on(urls, folder)))
    with ThreadPoolExecutor(WRITERS) as pool:
        answers = [told for each in pool.map(lambda who: _write(app, who), range(WRITERS)) for told in each]
    with app.app_context():
        db.engine.dispose()
    acknowledged = frozenset(told for told, refused in answers if not refused)
    refused = tuple(refused for _, refused in answers if refused)
    return Written(urlsplit(urls.owner).path.strip("/"), acknowledged, refused)


def _write(app: Flask, who: int) -> list[tuple[Told, str]]:
    """Each change (tenant, subject) with why it was refused, if it was."""
    answers: list[tuple[Told, str]] = []
    others = tuple(OTHERS)
    with app.app_context():
        for change in range(EACH):
            tenant = OURS if change % 2 else others[(who + change // 2) % len(others)]
            told, refused = (tenant, f"{who}-{change}"), ""
            try:
                with open_work(OTHERS[tenant], None) as work:
                    work.record.add("figures_saved", told[1], text="Añ 1,50", share=0.1)
            except (Conflict, SQLAlchemyError) as error:
                refused = str(error)
            answers.append((told, refused))
    return answers


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("record")


@pytest.fixture
def urls(own_database: Callable[[str], Urls], written: Written) -> Urls:
    """What they wrote, for this test alone."""
    return own_database(written.template)


@pytest.fixture
def owner(urls: Urls) -> Iterator[Owner]:
    """Whoever owns the tables, who takes the wall off them first."""
    with psycopg.connect(urls.owner, autocommit=True) as connection:
        for table in ("audit_event", "audit_head"):
            connection.execute(f"alter table {table} no force row level security".encode())
        yield connection


@pytest.fixture
def verify(urls: Urls, folder: Path) -> Callable[..., tuple[int, str]]:
    """``verify(*words)``: exit status and what ``spm audit verify`` printed."""

    def call(*words: str) -> tuple[int, str]:
        answer = CliRunner().invoke(verify_command, list(words), env=environment_on(urls, folder))
        assert answer.exception is None or isinstance(answer.exception, SystemExit), answer.exception
        return answer.exit_code, answer.output

    return call


def test_eight_writers_leave_every_change_once_in_unbroken_chains(
    written: Written, owner: Owner, verify: Callable[..., tuple[int, str]]
) -> None:
    assert written.refused == ()
    rows = owner.execute("select tenant, subject, number, previous_hash from audit_event").fetchall()
    ours = [row for row in rows if row[1].partition("-")[2].isdigit() and row[0] in OTHERS]
    found = Counter((tenant, subject) for tenant, subject, _, _ in ours)
    tally.add(acknowledged=len(written.acknowledged), lost=len(written.acknowledged - set(found)))
    assert len(written.acknowledged) == WRITERS * EACH
    assert found == Counter(written.acknowledged)
    predecessors = Counter((tenant, previous) for tenant, _, _, previous in rows)
    assert [each for each, links in predecessors.items() if links > 1] == []  # no fork
    for tenant in OTHERS:
        numbers = sorted(number for found_in, _, number, _ in rows if found_in == tenant)
        assert numbers == list(range(1, len(numbers) + 1))
    code, text = verify()
    assert code == 0, text


def _middle(connection: Owner) -> int:
    return _length(connection) // 2


def _length(connection: Owner) -> int:
    row = connection.execute("select number from audit_head where tenant = %s", (OURS,)).fetchone()
    assert row
    return row[0]


def _set(connection: Owner, at: int, /, **columns: Any) -> None:
    names = ", ".join(f"{name} = %({name})s" for name in columns)
    statement = f"update audit_event set {names} where tenant = %(t)s and number = %(n)s"
    done = connection.execute(statement.encode(), {**columns, "t": OURS, "n": at})
    assert done.rowcount == 1


def _edit(connection: Owner) -> None:
    _set(connection, _middle(connection), actor="orang lain")


def _edit_detail(connection: Owner) -> None:
    _set(connection, _middle(connection), detail=json.dumps({"text": "Añ 1,50", "share": 0.2}))


def _edit_time(connection: Owner) -> None:
    statement = "update audit_event set at = at + interval '1 microsecond' where tenant = %s and number = %s"
    connection.execute(statement, (OURS, _middle(connection)))


def _delete(connection: Owner) -> None:
    connection.execute(
        "delete from audit_event where tenant = %s and number = %s", (OURS, _middle(connection))
    )


def _insert(connection: Owner) -> None:
    """An event with a right hash of its own, after the middle; those behind it move on."""
    place = _middle(connection) + 1
    for step in (
        "update audit_event set number = -number where tenant = %s and number >= %s",
        "update audit_event set number = 1 - number where tenant = %s and number < 0 and %s > 0",
        "update audit_head set number = number + 1 where tenant = %s and %s > 0",
        "insert into audit_event select tenant, number + 1, at, actor_id, actor, action, subject, detail, hash, hash"
        " from audit_event where tenant = %s and number = %s - 1",
    ):
        connection.execute(step.encode(), (OURS, place))
    _number, previous, *told = _events(connection)[place - 1][:-1]
    _set(connection, place, hash=link_hash(previous, OURS, place, *told))


def _swap(connection: Owner) -> None:
    first = _middle(connection)
    for old, new in ((first, -1), (first + 1, first), (-1, first + 1)):
        _set(connection, old, number=new)


def _fork(connection: Owner) -> None:
    """A second event after the last but two, with a right hash of its own, in the place of the last."""
    _rewrite(connection, _length(connection), after=_length(connection) - 2)


def _cut(connection: Owner) -> None:
    connection.execute(
        "delete from audit_event where tenant = %s and number = %s", (OURS, _length(connection))
    )


def _cut_with_head(connection: Owner) -> None:
    """As an old copy brought back: the newest half is gone, and the head knows of none."""
    middle = _middle(connection)
    connection.execute("delete from audit_event where tenant = %s and number > %s", (OURS, middle))
    connection.execute(
        "update audit_head set number = %s, hash = (select hash from audit_event where tenant = %s and number = %s)"
        " where tenant = %s",
        (middle, OURS, middle, OURS),
    )


def _rewrite_half(connection: Owner) -> None:
    _rewrite(connection, _middle(connection))


def _rewrite_all(connection: Owner) -> None:
    _rewrite(connection, 1)


def _rewrite(connection: Owner, first: int, after: int | None = None) -> None:
    """All from ``first`` on written anew with right hashes, the first of them linked to ``after``."""
    events = _events(connection)
    linked = first - 1 if after is None else after
    previous = events[linked - 1][-1] if linked else START
    for number, _, at, actor_id, _, action, subject, detail, _ in events[first - 1 :]:
        digest = link_hash(previous, OURS, number, at, actor_id, "orang lain", action, subject, detail)
        _set(connection, number, actor="orang lain", previous_hash=previous, hash=digest)
        previous = digest
    connection.execute("update audit_head set hash = %s where tenant = %s", (previous, OURS))


def _events(connection: Owner) -> list[tuple[Any, ...]]:
    return connection.execute(
        "select number, previous_hash, at, actor_id, actor, action, subject, detail, hash from audit_event"
        " where tenant = %s order by number",
        (OURS,),
    ).fetchall()


@pytest.mark.parametrize(
    ("tamper", "alone", "word"),
    [
        pytest.param(_edit, True, "isinya tidak cocok", id="edit"),
        pytest.param(_edit_detail, True, "isinya tidak cocok", id="edit-detail"),
        pytest.param(_edit_time, True, "isinya tidak cocok", id="edit-time"),
        pytest.param(_delete, True, "tidak ada (dihapus)", id="delete"),
        pytest.param(_insert, True, "isinya tidak cocok", id="insert"),
        pytest.param(_swap, True, "isinya tidak cocok", id="swap"),
        pytest.param(_fork, True, "bercabang dari tempat yang sama", id="fork"),
        pytest.param(_cut, True, "ujung rantai hilang: tercatat", id="cut"),
        pytest.param(_cut_with_head, False, "ujung rantai hilang: jangkar menyebut", id="cut-with-head"),
        pytest.param(_rewrite_half, False, "tidak cocok dengan jangkar (ditulis ulang)", id="rewrite-half"),
        pytest.param(_rewrite_all, False, "tidak cocok dengan jangkar (ditulis ulang)", id="rewrite-all"),
    ],
)
def test_tampering_is_found(
    owner: Owner,
    verify: Callable[..., tuple[int, str]],
    tmp_path: Path,
    tamper: Tamper,
    alone: bool,
    word: str,
) -> None:
    """``alone``: found without an anchor; the others are found by what was written down outside, and only by it."""
    number, root = _length(owner), _events(owner)[-1][-1]
    manifest = tmp_path / "manifest.json"
    manifest.write_text(json.dumps({"anchors": [{"tenant": OURS, "number": number, "root": root}]}))
    printed = f"{OURS}:{number}:{root[:4]} {root[4:16]}"
    assert verify("--anchors", str(manifest), "--anchor", printed)[0] == 0

    with owner.transaction():
        tamper(owner)

    found = verify()
    anchored = [verify("--anchors", str(manifest)), verify("--anchor", printed)]
    seen = all(code == 1 and word in text and f"RUSAK  {OURS}:" in text for code, text in anchored)
    tally.add(tamperings=1, found=int(seen))
    assert seen, anchored
    assert found[0] == int(alone), found[1]
    assert (word in found[1]) is alone
