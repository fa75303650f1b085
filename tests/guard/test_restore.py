"""A backup of the demonstration, brought back into an empty data folder under another name: all of it, and the wall."""

from __future__ import annotations

import hashlib
import json
import os
import shutil
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path

import psycopg
import pytest
from flask import Flask

from spm_oversight.app import create_app
from spm_oversight.config.reading import read_settings
from spm_oversight.domain.period import Quarter
from spm_oversight.persistence.database import db
from spm_oversight.persistence.embedded import Embedded, Urls
from spm_oversight.services.begin import begin
from spm_oversight.services.periods import close_period, open_period, publish_period
from spm_oversight.services.sign_in import sign_in
from tests.cli.test_audit import environment_on
from tests.guard import tally, test_matrix
from tests.guard.test_matrix import doors, hold_doors
from tests.web.cast import FOREIGN, PASSWORD, Visitor, appoint_cast, email_of
from tests.web.house import application

NAME = "spm_pindahan"
# What no backup has: sessions, sign-ins that wait, links, and the mark that holds a copy.
NOT_KEPT = {"session", "second_step", "link", "held"}
# Of the foreign province, and none of the demonstration's.
THEIR_CLOSED, THEIR_QUARTER = "2022-Q4", "2022-Q3"
Rows = dict[str, int]
Wall = list[tuple[object, ...]]
WALL = (
    "select tablename, policyname, cmd, roles::text, qual, with_check from pg_policies",
    "select relname, relrowsecurity, relforcerowsecurity, relacl::text, relowner::regrole::text from pg_class"
    " where relnamespace = 'public'::regnamespace and relkind in ('r', 'v', 'm', 'S')",
)


@dataclass(frozen=True)
class Kept:
    """A backup, with what was there before it was made: each table's rows, the wall
    around them, each file's hash, the running quarter."""

    folder: Path
    sha256: str
    rows: Rows
    wall: Wall
    files: dict[str, str]
    running: str


@pytest.fixture(scope="module")
def kept(
    new_database: Callable[..., Urls],
    demonstration_template: str,
    demonstration_folder: Path,
    tmp_path_factory: pytest.TempPathFactory,
) -> Kept:
    """The demonstration with a second province and the matrix's people, counted by plain SQL, then backed up."""
    urls, data = new_database(demonstration_template), tmp_path_factory.mktemp("asal") / "data"
    shutil.copytree(demonstration_folder, data)
    app = application(urls, data)
    with app.app_context():
        appoint_cast((FOREIGN,))
        with begin(sign_in(email=email_of("foreign_coordinator"), password=PASSWORD)[0]) as work:
            for code in (THEIR_CLOSED, THEIR_QUARTER):
                opens, deadline = work.now - timedelta(days=9), work.now + timedelta(days=9)
                open_period(work, quarter=Quarter.parse(code), opens=opens, deadline=deadline)
            close_period(work, quarter=Quarter.parse(THEIR_CLOSED))
            publish_period(work, quarter=Quarter.parse(THEIR_CLOSED))
        db.engine.dispose()
    rows, wall, hashes = _rows(urls), _wall(urls), _hashes(data / "files")
    with psycopg.connect(urls.superuser) as connection:
        running = connection.execute(
            "select year || '-Q' || quarter from period where province_id = '62' and closed_at is null"
        ).fetchone()
    assert running
    code, text = _spm(environment_on(urls, data), "backup", str(data.parent / "cadangan"))
    assert code == 0, text
    made = Path(text.splitlines()[0].removeprefix("Cadangan: "))
    return Kept(made, _hash(made / "manifest.json"), rows, wall, hashes, running[0])


@pytest.fixture(scope="module")
def elsewhere(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Embedded]:
    """Another machine: an empty data folder, in which the product starts a server of its own."""
    folder = tmp_path_factory.mktemp("lain") / "baru"
    folder.mkdir()
    server = Embedded(folder, {"fsync": "off"})
    with server.ensure():
        yield server
    shutil.rmtree(server.home, ignore_errors=True)


@pytest.fixture(scope="module")
def restored(kept: Kept, elsewhere: Embedded) -> Urls:
    """Rehearsed there first, which leaves nothing, then brought back under another name."""
    environment = {"SPM_DATA": str(elsewhere.data_folder)}
    for more in (["--check"], []):
        words = [str(kept.folder), "--sha256", kept.sha256, "--database", NAME, *more]
        code, text = _spm(environment, "restore", *words)
        assert code == 0, text
    return elsewhere.urls(NAME)


def _spm(environment: dict[str, str], *words: str) -> tuple[int, str]:
    app = create_app(read_settings(environment))
    answer = app.test_cli_runner().invoke(args=["spm", *words], env=environment)
    with app.app_context():
        db.engine.dispose()
    assert answer.exception is None or isinstance(answer.exception, SystemExit), answer.exception
    return answer.exit_code, answer.output


def _rows(urls: Urls) -> Rows:
    with psycopg.connect(urls.superuser) as connection:
        tables = connection.execute("select tablename from pg_tables where schemaname = 'public'").fetchall()
        counts = {name: connection.execute(f"select count(*) from {name}".encode()) for (name,) in tables}
        return {name: row[0] for name, count in counts.items() if (row := count.fetchone())}


def _wall(urls: Urls) -> Wall:
    with psycopg.connect(urls.superuser) as connection:
        rows = [row for question in WALL for row in connection.execute(question.encode()).fetchall()]
        return sorted(rows, key=str)


def _hash(path: Path) -> str:
    return hashlib.sha256(path.read_bytes()).hexdigest()


def _hashes(folder: Path) -> dict[str, str]:
    return {os.fspath(path.relative_to(folder)): _hash(path) for path in folder.rglob("*") if path.is_file()}


def test_every_row_and_every_file_is_back(kept: Kept, elsewhere: Embedded, restored: Urls) -> None:
    manifest = json.loads((kept.folder / "manifest.json").read_text())
    found = {name: count for name, count in _rows(restored).items() if name not in NOT_KEPT}
    assert found == {name: count for name, count in kept.rows.items() if name not in NOT_KEPT}
    assert found == {name: each["rows"] for name, each in manifest["tables"].items()}
    assert sum(found.values()) > 10_000

    files = _hashes(elsewhere.data_folder / NAME / "files")
    told = {f"files/{name}": sha256 for name, sha256 in files.items()}
    assert told == {name: each for name, each in manifest["files"].items() if name != "database.dump"}
    assert files == kept.files
    assert len(files) > 5
    assert not manifest["lost"]


def test_its_record_holds_against_the_anchors_of_the_backup(
    kept: Kept, elsewhere: Embedded, restored: Urls
) -> None:
    environment = environment_on(restored, elsewhere.data_folder / NAME)
    code, text = _spm(environment, "audit", "verify", "--anchors", str(kept.folder / "manifest.json"))
    assert code == 0, text


@pytest.fixture
def app(elsewhere: Embedded, restored: Urls) -> Iterator[Flask]:
    """The product on the restored copy."""
    app = application(restored, elsewhere.data_folder / NAME)
    yield app
    with app.app_context():
        db.engine.dispose()


@pytest.mark.parametrize(
    ("name", "place"),
    [("nobody", 0), ("operator", 1), ("district_admin", 2), ("coordinator", 3), ("foreign_admin", 4)],
)
def test_the_wall_stands_around_the_copy(
    app: Flask, kept: Kept, monkeypatch: pytest.MonkeyPatch, name: str, place: int
) -> None:
    """A sample of the matrix: five people, each at every tenth door; in full at every fifth, together at all."""
    monkeypatch.setattr(test_matrix, "OUR_QUARTER", kept.running)
    monkeypatch.setattr(test_matrix, "OUR_CLOSED", "2024-Q4")
    monkeypatch.setattr(test_matrix, "THEIR_QUARTER", THEIR_QUARTER)
    nobody = Visitor(app.test_client())
    nobody.take_token("/masuk")
    hold_doors(app, nobody, name, list(doors(app))[place :: tally.size(10, 5)])


def test_the_database_has_the_same_wall(kept: Kept, restored: Urls) -> None:
    """Policies, grants and owners, on a server that had never heard of them."""
    found = _wall(restored)
    assert found == kept.wall
    assert len(found) > 100
