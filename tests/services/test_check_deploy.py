"""``spm check --deploy``: each setting, role, table and folder that a promise rests on is named when it is wrong."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import replace
from datetime import timedelta
from pathlib import Path
from urllib.parse import urlsplit

import psycopg
import pytest
from click.testing import CliRunner
from flask import Flask

from spm_oversight.app import create_app
from spm_oversight.cli.check import check_command
from spm_oversight.config.reading import read_settings
from spm_oversight.config.settings import PROJECT
from spm_oversight.persistence.database import db
from spm_oversight.persistence.embedded import Embedded, Urls
from spm_oversight.persistence.server_facts import ServerFacts, server_facts
from spm_oversight.services import check_machine
from spm_oversight.services.check_machine import check_folder, check_printing, check_settings
from spm_oversight.services.check_server import check_server
from spm_oversight.services.install import install

# The tests' server runs without them, for speed: the one fault that is always there.
FAST = ["fsync", "synchronous_commit", "full_page_writes"]
KEY = "Zp4-t0Qm8vXw_2LkRr6nYbA1cDs9hJfG"


def environment(urls: Urls, folder: Path, **more: str) -> dict[str, str]:
    return {
        "DATABASE_URL": urls.app,
        "DATABASE_OWNER_URL": urls.owner,
        "DATABASE_BACKUP_URL": urls.backup,
        "SECRET_KEY": KEY,
        "SPM_TRUSTED_HOSTS": "spm.contoh.go.id",
        "SPM_DATA": str(folder),
        "SPM_SMTP_HOST": "surel.contoh.go.id",
        "SPM_SMTP_FROM": "spm@contoh.go.id",
        **more,
    }


@contextmanager
def superuser(urls: Urls) -> Iterator[Callable[[str], object]]:
    with psycopg.connect(urls.superuser, autocommit=True) as connection:
        yield lambda statement: connection.execute(statement.encode())


def places(facts: ServerFacts, *, fatal: bool | None = None) -> list[str]:
    found = check_server(facts, here=facts.now)
    return [each.place for each in found if fatal is None or each.fatal is fatal]


@pytest.fixture(scope="module")
def spoilt(new_database: Callable[..., Urls], migrated: str) -> Urls:
    """A database of this module, whose tests put back what they break."""
    return new_database(migrated)


def test_a_database_as_installed_has_no_fault_but_the_tests_own_haste(spoilt: Urls) -> None:
    assert places(server_facts(spoilt.app, spoilt.owner), fatal=True) == FAST


@pytest.mark.parametrize(
    ("breaks", "mends", "place"),
    [
        (
            "alter table recipients no force row level security",
            "alter table recipients force row level security",
            "tabel recipients",
        ),
        (
            "alter table link disable row level security",
            "alter table link enable row level security",
            "tabel link",
        ),
        (
            "create policy leak on letter using (true)",
            "drop policy leak on letter",
            "kebijakan letter (leak)",
        ),
        (
            "grant delete on audit_event to spm_app",
            "revoke delete on audit_event from spm_app",
            "tabel audit_event",
        ),
        (
            "grant update (detail) on audit_event to spm_app",
            "revoke update (detail) on audit_event from spm_app",
            "tabel audit_event",
        ),
        (
            "grant truncate on audit_event to public",
            "revoke truncate on audit_event from public",
            "tabel audit_event",
        ),
        (
            "update alembic_version set version_num = '0001'",
            "update alembic_version set version_num = '{head}'",
            "migrasi",
        ),
        (
            "alter role spm_app in database {name} set timezone = 'Asia/Jakarta'",
            "alter role spm_app in database {name} reset timezone",
            "TimeZone",
        ),
    ],
)
def test_what_is_wrong_in_the_database_is_named(spoilt: Urls, breaks: str, mends: str, place: str) -> None:
    before = server_facts(spoilt.app, spoilt.owner)
    words = {"name": urlsplit(spoilt.app).path.strip("/"), "head": before.revision}
    with superuser(spoilt) as run:
        run(breaks.format(**words))
        try:
            found = places(server_facts(spoilt.app, spoilt.owner), fatal=True)
        finally:
            run(mends.format(**words))
    assert found == [*FAST, place]
    assert places(server_facts(spoilt.app, spoilt.owner), fatal=True) == FAST


@pytest.mark.parametrize(
    ("gives", "takes", "place"),
    [
        ("create role other bypassrls; grant other to {role}", "drop role other", "DATABASE_URL"),
        ("create role other superuser; grant other to {role}", "drop role other", "DATABASE_URL"),
        ("grant spm_owner to {role}", "revoke spm_owner from {role}", "DATABASE_URL"),
    ],
)
def test_a_serving_role_that_passes_the_wall_is_named(
    spoilt: Urls, gives: str, takes: str, place: str
) -> None:
    """A role of the test's own: roles are the whole server's, and other tests serve with theirs."""
    with superuser(spoilt) as run:
        run("create role serving login password 'x'; grant spm_app to serving")
        try:
            url = spoilt.app.replace(spoilt.app.split("//")[1].split("@")[0], "serving:x")
            assert places(server_facts(url, spoilt.owner), fatal=True) == FAST
            run(gives.format(role="serving"))
            assert place in places(server_facts(url, spoilt.owner), fatal=True)
            run(takes.format(role="serving"))
        finally:
            run("drop role if exists other; drop role serving")


def test_the_owner_may_not_pass_the_wall_either(spoilt: Urls) -> None:
    assert "DATABASE_OWNER_URL" in places(server_facts(spoilt.app, spoilt.superuser), fatal=True)


@pytest.mark.parametrize(
    ("changed", "place", "fatal"),
    [
        ({"fsync": "on", "synchronous_commit": "on", "full_page_writes": "on"}, "", True),
        ({"fsync": "off"}, "fsync", True),
        ({"synchronous_commit": "off"}, "synchronous_commit", True),
        ({"full_page_writes": "off"}, "full_page_writes", True),
        ({"wal_level": "minimal"}, "wal_level", False),
        ({"archive_mode": "off"}, "archive_mode", False),
        ({"data_checksums": "off"}, "data_checksums", False),
        ({"TimeZone": "Asia/Jakarta"}, "TimeZone", True),
    ],
)
def test_a_setting_of_the_server_is_named(
    spoilt: Urls, changed: Mapping[str, str], place: str, fatal: bool
) -> None:
    facts = server_facts(spoilt.app, spoilt.owner)
    good = {
        **facts.settings,
        **{"fsync": "on", "synchronous_commit": "on", "full_page_writes": "on"},
        **{"wal_level": "replica", "archive_mode": "on", "data_checksums": "on"},
    }
    found = places(replace(facts, settings={**good, **changed}), fatal=fatal)
    assert found == ([place] if place else [])


def test_an_old_server_and_clocks_apart_are_named(spoilt: Urls) -> None:
    facts = server_facts(spoilt.app, spoilt.owner)
    assert "server_version" in places(replace(facts, version=140011), fatal=True)
    for seconds, named in ((4, False), (6, True), (-6, True)):
        found = [each.place for each in check_server(facts, here=facts.now + timedelta(seconds=seconds))]
        assert ("jam" in found) is named, seconds


@pytest.mark.parametrize(
    ("changed", "named"),
    [
        ({}, []),
        ({"SECRET_KEY": "s" * 40}, ["SECRET_KEY"]),
        ({"SECRET_KEY": "contoh-kunci-rahasia-0123456789-abcdef"}, ["SECRET_KEY"]),
        ({"SPM_DEMONSTRATION": "1"}, ["SPM_DEMONSTRATION"]),
        (
            {"SPM_HTTPS": "0", "SPM_TRUSTED_HOSTS": "localhost", "SPM_ADDRESS": "https://localhost"},
            ["SPM_HTTPS", "SPM_TRUSTED_HOSTS"],
        ),
        ({"SPM_ADDRESS": "http://spm.contoh.go.id"}, ["SPM_ADDRESS"]),
        ({"SPM_ADDRESS": "https://lain.contoh.go.id"}, ["SPM_ADDRESS"]),
        ({"SPM_TRUSTED_HOSTS": ".contoh.go.id", "SPM_ADDRESS": "https://spm.contoh.go.id"}, []),
        ({"SPM_TRUSTED_HOSTS": "spm.contoh.go.id,localhost"}, ["SPM_TRUSTED_HOSTS"]),
        ({"SPM_SMTP_TLS": "NONE"}, ["SPM_SMTP_TLS"]),
        ({"SPM_SMTP_HOST": "", "SPM_SMTP_FROM": ""}, ["SPM_SMTP_HOST"]),
        ({"DATABASE_BACKUP_URL": ""}, ["DATABASE_BACKUP_URL"]),
    ],
)
def test_a_setting_of_the_application_is_named(
    tmp_path: Path, changed: Mapping[str, str], named: list[str]
) -> None:
    urls = Urls(*(f"postgresql://spm_{role}@db/spm" for role in ("app", "owner", "x", "backup")))
    settings = read_settings({**environment(urls, tmp_path), **changed})
    assert [each.place for each in check_settings(settings)] == named


def test_a_folder_that_others_read_or_that_is_full_is_named(tmp_path: Path) -> None:
    folder, wide = tmp_path / "var", (10**12, 10**11)
    assert list(check_folder(folder, wide)) == []
    assert folder.stat().st_mode & 0o777 == 0o700
    folder.chmod(0o750)
    assert [each.what[:9] for each in check_folder(folder, wide)] == ["Haknya 75"]
    folder.chmod(0o700)
    for free, fatal in ((10**9, [False]), (10**8, [True])):
        assert [each.fatal for each in check_folder(folder, (10**12, free))] == fatal
    (tmp_path / "berkas").touch()
    assert "Tidak dapat ditulisi" in next(check_folder(tmp_path / "berkas", wide)).what


def test_a_paper_is_printed_in_its_own_face(monkeypatch: pytest.MonkeyPatch) -> None:
    assert list(check_printing()) == []
    monkeypatch.setattr(check_machine, "_PAGE", "<!doctype html><title>Uji</title><p>Uji</p>")
    assert [each.what for each in check_printing()] == ["Huruf Source Sans 3 tidak terpakai."]


def run(app: Flask, monkeypatch: pytest.MonkeyPatch, settings: Mapping[str, str]):
    for name in [name for name in os.environ if name.startswith(("SPM_", "DATABASE_"))]:
        monkeypatch.delenv(name)
    for name, value in settings.items():
        monkeypatch.setenv(name, value)
    with app.app_context():
        answer = CliRunner().invoke(check_command, ["--deploy"])
        db.engine.dispose()
    return answer


def test_the_command_reads_the_cookie_back_counts_and_exits(
    spoilt: Urls, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    settings = environment(spoilt, tmp_path / "var")
    app = create_app(read_settings(settings))
    answer = run(app, monkeypatch, settings)
    assert answer.exit_code == 1
    told = [line.split(":")[0] for line in answer.output.splitlines()]
    assert [each for each in told if each.startswith("SALAH")] == [f"SALAH  {name}" for name in FAST]
    assert {"PERINGATAN  pekerja", "PERINGATAN  cadangan"} <= set(told)
    assert answer.output.splitlines()[-1].startswith("3 salah, ")
    app.config["SESSION_COOKIE_SECURE"] = False
    app.wsgi_app = app.wsgi_app.app  # type: ignore[attr-defined]
    broken = run(app, monkeypatch, settings).output
    assert "SALAH  kuki sesi: " in broken and "SALAH  proksi: " in broken


def test_production_serves_when_all_is_right_and_refuses_when_something_is_not(tmp_path: Path) -> None:
    """Gunicorn's own check of the application, on a server that keeps what it is told."""
    embedded = Embedded(tmp_path / "server")
    with embedded.ensure() as urls:
        settings = environment(urls, tmp_path / "var")

        def serve(**more: str) -> subprocess.CompletedProcess[str]:
            kept = {k: v for k, v in os.environ.items() if not k.startswith(("SPM_", "DATABASE_", "FLASK_"))}
            words = [sys.executable, "-m", "gunicorn", "wsgi:app", "--check-config"]
            return subprocess.run(
                words,
                cwd=PROJECT,
                env={**kept, **settings, **more},
                text=True,
                capture_output=True,
                check=False,
            )

        install(owner_url=urls.owner)
        right = serve()
        assert right.returncode == 0, right.stdout + right.stderr
        assert right.stdout.splitlines()[-1].startswith("0 salah, ")
        wrong = serve(SECRET_KEY="s" * 40)
        assert wrong.returncode != 0
        assert "SALAH  SECRET_KEY: " in wrong.stderr and "Server web tidak dijalankan." in wrong.stderr
