"""Rehearses point-in-time recovery on a server of its own: base backup, archived WAL, a deletion, and the way back.

``make pitr`` makes a PostgreSQL in a temporary folder (else the one that is named), has it archive its log, takes a
base backup, goes on working, deletes, and loses the server. A second server is recovered from base backup and archive
to the position just before the deletion. What each table held there is compared with what it holds now, and every
chain of the record is walked against its end. Exit status 0: the same; 1: not. Nothing stays.
"""

from __future__ import annotations

import os
import shlex
import shutil
import subprocess
import sys
import tempfile
import time
from collections.abc import Mapping
from pathlib import Path

import psycopg
from psycopg.conninfo import conninfo_to_dict

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

from spm_oversight.app import create_app
from spm_oversight.config.reading import read_settings
from spm_oversight.domain.chain import Anchor, Walked
from spm_oversight.domain.scope import SYSTEM
from spm_oversight.persistence.database import db
from spm_oversight.persistence.embedded import ENVIRONMENT, Embedded
from spm_oversight.persistence.embedded_files import binaries, claim, system_user
from spm_oversight.persistence.whole import Ledger, whole
from spm_oversight.persistence.work import open_work
from spm_oversight.services.install import install
from spm_oversight.services.verify_record import walk_all

State = dict[str, Ledger]
BEFORE, AFTER = 5, 7
"""Events before the base backup, which has them, and after it, which stand in the archived log alone."""


def main(folder: Path) -> int:
    """The rehearsal, step by step; 0 when what came back is what was there."""
    began = time.monotonic()
    as_root = os.geteuid() == 0
    user = system_user().pw_uid if as_root else os.geteuid()
    first = Embedded(folder / "mula" / "var")
    # Beside the server's own folder: root's are closed to its user.
    archive = first.home.with_name(f"{first.home.name}-arsip")
    first.options |= {
        "archive_mode": "on",
        "archive_command": f'test ! -f "{archive}/%f" && cp "%p" "{archive}/%f"',
    }
    second = Embedded(folder / "pulih" / "var")
    try:
        claim(first.data_folder, os.geteuid(), 0o700)
        claim(archive.parent, os.geteuid(), 0o711 if as_root else 0o700)
        claim(archive, user, 0o700)
        with first.ensure():
            install(owner_url=first.urls().owner)
            happen(first, BEFORE)
            base_backup(first, second, user)
            happen(first, AFTER)
            known, anchors, _ = state(first)
            position = delete(first)
            if state(first)[0] == known:
                raise SystemExit("Penghapusannya tidak menghapus apa-apa.")
        lost_at = time.monotonic()
        recover(second, user, {"restore_command": f'cp "{archive}/%f" "%p"', "recovery_target_lsn": position})
        with second.ensure():
            found, _, chains = state(second, anchors)
        told = [f"{table}: tidak sama" for table, was in known.items() if found.get(table) != was]
        told += [f"{each.end.tenant}: {fault}" for each in chains for fault in each.faults]
        rows = sum(each.rows for each in known.values())
        told.append(
            f"{'TIDAK SAMA' if told else 'Sama'}: {len(known)} tabel, {rows} baris, {len(chains)} rantai, sampai "
            f"{position}. Pemulihan {time.monotonic() - lost_at:.1f} detik, seluruhnya "
            f"{time.monotonic() - began:.1f} detik."
        )
        sys.stdout.write("\n".join(told) + "\n")
        return int(len(told) > 1)
    finally:
        for home in (first.home, second.home, archive):
            shutil.rmtree(home, ignore_errors=True)


def happen(server: Embedded, count: int) -> None:
    """So many events in the platform's chain."""
    with create_app(read_settings({"SPM_DATA": str(server.data_folder)})).app_context():
        for number in range(count):
            with open_work(SYSTEM, None) as work:
                work.record.add("refused", "latihan", reason=f"peristiwa {number}")
        db.engine.dispose()


def base_backup(server: Embedded, to: Embedded, user: int) -> None:
    """A base backup of the running server where the second one looks for its data."""
    claim(to.data_folder, os.geteuid(), 0o700)
    to.urls()  # makes its folders
    shutil.copy(server.home / "passwords.json", to.home / "passwords.json")
    claim(to.data, user, 0o700)
    reached = conninfo_to_dict(server.urls("postgres").superuser)
    environment = {**ENVIRONMENT, "PGPASSWORD": str(reached.pop("password"))}
    words = ("--pgdata", to.data, "--checkpoint=fast", "--no-sync", "--wal-method=none")
    run(user, "pg_basebackup", *words, "--host", str(reached["host"]), "--username=postgres", env=environment)


def recover(server: Embedded, user: int, target: dict[str, str]) -> None:
    """Let the base backup catch up with the archive as far as ``target`` says, and end there."""
    signal = server.data / "recovery.signal"
    signal.touch()
    os.chown(signal, user, -1)
    settings = {**server.options, **target, "recovery_target_action": "promote"}
    settings["unix_socket_directories"] = f'"{server.sockets}"'
    words = " ".join(shlex.quote(f"--{name}={value}") for name, value in settings.items())
    log = ("-l", server.data / "pemulihan.log")
    run(user, "pg_ctl", "start", "-D", server.data, *log, "-o", words, "-w", "-t", "60", env=ENVIRONMENT)
    try:
        with psycopg.connect(server.urls("postgres").superuser, autocommit=True) as connection:
            for _ in range(600):
                if connection.execute("select pg_is_in_recovery()").fetchone() == (False,):
                    return
                time.sleep(0.1)
            raise SystemExit("Pemulihan tidak selesai dalam satu menit.")
    finally:
        run(user, "pg_ctl", "stop", "-D", server.data, "-m", "fast", "-w", env=ENVIRONMENT)


def run(user: int, program: str, *words: str | Path, env: Mapping[str, str]) -> None:
    """Run one of PostgreSQL's programs as the server's user; its own words when it fails."""
    as_root = os.geteuid() == 0
    done = subprocess.run(
        [binaries(copied=as_root) / program, *words],
        cwd="/",
        env=env,
        check=False,
        stdin=subprocess.DEVNULL,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.PIPE,
        text=True,
        user=user if as_root else None,
        extra_groups=() if as_root else None,
    )
    if done.returncode:
        raise SystemExit(f"{program} gagal: {done.stderr}")


def delete(server: Embedded) -> str:
    """What must not have happened; the log's position just before it. The log goes to the archive."""
    with psycopg.connect(server.urls().superuser, autocommit=True) as connection:
        row = connection.execute("select pg_current_wal_insert_lsn()::text").fetchone()
        connection.execute("delete from audit_event where number > 2")
        connection.execute("drop table evidence cascade")
        connection.execute("select pg_switch_wal()")
    return str(row and row[0])


def state(
    server: Embedded, anchors: tuple[Anchor, ...] = ()
) -> tuple[State, tuple[Anchor, ...], tuple[Walked, ...]]:
    """What each table holds, where the chains end, and how they are found."""
    with whole(server.urls().backup) as database:
        chains = walk_all(database, anchors)
        return database.ledger(), tuple(database.heads().values()), chains


if __name__ == "__main__":
    with tempfile.TemporaryDirectory() as temporary:
        sys.exit(main(Path(sys.argv[1] if len(sys.argv) > 1 else temporary).absolute()))
