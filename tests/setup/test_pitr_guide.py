"""The guide's commands for recovery to one moment, run as they stand there on a PostgreSQL of one's own.

Only its folder, its user and the moment are others; what the guide says in words (start, stop) is done here.
"""

from __future__ import annotations

import os
import re
import subprocess
import tempfile
from collections.abc import Iterator
from pathlib import Path
from textwrap import dedent

import psycopg
import pytest

from spm_oversight.config.settings import PROJECT
from spm_oversight.persistence.embedded import LOCALE, ROLES
from spm_oversight.persistence.embedded_files import binaries, system_user
from spm_oversight.services.install import install

AS_ROOT = os.geteuid() == 0
USER = system_user().pw_name if AS_ROOT else ""


class Guide:
    """The guide's section as blocks of commands, and a server to run them on."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        text = (PROJECT / "docs/panduan-pemasangan.md").read_text()
        section = text.split("## Memulihkan ke satu saat")[1].split("\n## ")[0]
        blocks = re.findall(r"^   ```\n(.*?)^   ```", section, re.MULTILINE | re.DOTALL)
        self.folders, *self.steps = (dedent(block).replace("/srv/", f"{folder}/") for block in blocks)

    def run(self, commands: str, *, user: str = USER, **environment: str) -> str:
        """As the server's user (else as root), all of them or none that follows a failure; what was printed."""
        path = f"{binaries(copied=AS_ROOT)}:{os.environ['PATH']}"
        done = subprocess.run(
            ["bash", "-euc", commands],
            cwd=self.folder,
            env={
                "PATH": path,
                "LC_ALL": "C",
                "PGHOST": str(self.folder),
                "PGUSER": "postgres",
                **environment,
            },
            user=user or None,
            extra_groups=() if user else None,
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
            check=False,
        )
        assert done.returncode == 0, f"{commands}\n{done.stdout}"
        return done.stdout

    def serve(self, what: str, data: str) -> None:
        """Start, stop or restart the server on a data folder, with nothing of it open but a socket."""
        fast = "" if what == "start" else "-m fast"
        options = "" if what == "stop" else f"-o \"-k {self.folder} -c listen_addresses=''\""
        # Into a file: a server that is started keeps what it was given to write to.
        self.run(f"pg_ctl {what} -D {data} -w -l log {fast} {options} > told")

    def ask(self, question: str) -> list[tuple[object, ...]]:
        """In the application's database, as the server's owner."""
        with psycopg.connect(f"postgresql://postgres@/spm?host={self.folder}", autocommit=True) as connection:
            cursor = connection.execute(question.encode())
            return cursor.fetchall() if cursor.description else []


@pytest.fixture
def guide() -> Iterator[Guide]:
    with tempfile.TemporaryDirectory(prefix="spm-") as name:
        folder = Path(name)
        if AS_ROOT:
            os.chown(folder, system_user().pw_uid, system_user().pw_gid)
        guide = Guide(folder)
        guide.run(f"initdb -D mula -U postgres --auth=trust --no-sync {' '.join(LOCALE)}")
        guide.serve("start", "mula")
        try:
            (folder / "roles.sql").write_text(ROLES.read_text())
            words = dict.fromkeys(
                ("DATABASE_OWNER_PASSWORD", "DATABASE_APP_PASSWORD", "DATABASE_BACKUP_PASSWORD"), "x"
            )
            guide.run("psql -qf roles.sql", **words)
            install(owner_url=f"postgresql://spm_owner@/spm?host={folder}")
            yield guide
        finally:
            for data in ("mula", "pulih"):
                if (folder / data / "postmaster.pid").exists():
                    guide.serve("stop", data)


def test_what_the_guide_says_brings_back_the_moment_before(guide: Guide) -> None:
    archive, look, base, clean, recover, after, hold = guide.steps
    who = f"-o {USER} -g {USER}" if AS_ROOT else ""
    guide.run(guide.folders.replace("-o postgres -g postgres", who), user="")
    guide.run(archive)
    guide.serve("restart", "mula")
    assert "archived_count" in guide.run(look)

    guide.ask("create table latihan as select 1 as n")
    guide.run(base)
    while not list((guide.folder / "wal").glob("*.backup")):  # the archiver has its own pace
        assert guide.ask("select failed_count from pg_stat_archiver") == [(0,)]
    guide.run(clean)
    guide.ask("insert into latihan values (2)")
    ((moment,),) = guide.ask("select clock_timestamp()::text")
    guide.ask("insert into latihan values (3)")
    guide.ask("drop table evidence cascade")
    guide.serve("stop", "mula")

    told = re.sub(r"(recovery_target_time = ')[^']+", rf"\g<1>{moment}", recover)
    assert told != recover
    guide.run(told)
    guide.serve("start", "pulih")
    while guide.ask("select pg_is_in_recovery()") == [(True,)]:
        pass
    assert guide.run(after).startswith("f\n")
    assert guide.ask("select n from latihan order by n") == [(1,), (2,)]
    assert guide.ask("select count(*) from evidence") == [(0,)]
    kept = (guide.folder / "pulih" / "postgresql.auto.conf").read_text()
    assert "recovery_target" not in kept and "restore_command" not in kept and "archive_command" in kept
    guide.run(hold)
    assert guide.ask("select source from held") == [("pemulihan ke satu saat",)]
