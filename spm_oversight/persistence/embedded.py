"""The embedded PostgreSQL: a real server from the binaries of a wheel; development, tests, one machine (ADR 0004).

Every process that needs the server holds a shared lock while it does; the last one out stops it. The kernel drops the
lock of a killed process, so nothing stays "in use" for ever. Only a Unix socket in a private folder is opened, no port.

As root, PostgreSQL refuses to run: data and a copy of the binaries then lie in /var/lib/spm-oversight, and the server
runs as a system user of that name. No permission of a folder that is not ours is changed.
"""

from __future__ import annotations

import fcntl
import hashlib
import json
import os
import shlex
import shutil
import socket
import subprocess
import time
from collections.abc import Generator, Mapping
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import IO
from urllib.parse import quote

import psycopg
from psycopg import sql

from spm_oversight.config.secret import kept, new_secret
from spm_oversight.config.settings import Settings
from spm_oversight.domain.errors import Refused
from spm_oversight.persistence.embedded_files import SYSTEM_FOLDER, binaries, claim, system_user

SOCKET_NAME = ".s.PGSQL.5432"
SHORT_FOLDER = Path("/tmp")  # noqa: S108 (the folder made in it is checked to be ours)
LONGEST_SOCKET = 100  # bytes; the kernel takes 107
LAUNCHES, PAUSE = 25, 0.4  # tries of a start, seconds between
LOCALE = ("--encoding=UTF8", "--locale=C", "--locale-provider=builtin", "--builtin-locale=C.UTF-8")
ENVIRONMENT: Mapping[str, str] = {"PATH": "/usr/sbin:/usr/bin:/sbin:/bin", "LC_ALL": "C"}
ROLES = Path(__file__).with_name("roles.sql")
MAKE = (
    "create database {} owner spm_owner template template0",
    "revoke all on database {} from public",
    "grant connect on database {} to spm_app, spm_backup",
)
OPTIONS: Mapping[str, str] = {
    "listen_addresses": "",
    "unix_socket_permissions": "0700",
    "timezone": "UTC",
    "log_timezone": "UTC",
    # statements hold figures and names: the log says what failed, not with which values
    "log_min_error_statement": "panic",
}


@dataclass(frozen=True)
class Urls:
    """Addresses of one database, by role."""

    app: str
    owner: str
    superuser: str
    backup: str = ""


class Embedded:
    """The server of one data folder; several folders (clones, test runs) on one machine do not meet."""

    def __init__(
        self, data_folder: Path, options: Mapping[str, str] | None = None, home: Path | None = None
    ) -> None:
        """``options``: further PostgreSQL settings, used by the start that starts the server.

        ``home``: where its files lie, where that is not the usual place beside the data folder's own.
        """
        self.data_folder = data_folder.absolute()
        self.options = {**OPTIONS, **(options or {})}
        as_root = os.geteuid() == 0
        name = (
            f"{self.data_folder.parent.name[:24]}-{hashlib.sha256(bytes(self.data_folder)).hexdigest()[:10]}"
        )
        self.home = home or (SYSTEM_FOLDER / name if as_root else self.data_folder / "database")
        self.data = self.home / "data"
        self._log = self.home / "server.log"
        self.sockets = self.home / "socket"
        if len(bytes(self.sockets / SOCKET_NAME)) > LONGEST_SOCKET:
            self.sockets = SHORT_FOLDER / f"spm-{os.geteuid()}-{name[-10:]}"
        self._as_root = as_root
        self._lease: IO[str] | None = None

    @property
    def running(self) -> bool:
        """Whether the server answers."""
        with socket.socket(socket.AF_UNIX) as door:
            return door.connect_ex(os.fspath(self.sockets / SOCKET_NAME)) == 0

    def urls(self, database: str = "spm") -> Urls:
        """The addresses of ``database``; needs no running server."""
        words = self._passwords()
        app, owner, superuser, backup = (
            f"postgresql://{role}:{words[role]}@/{database}?host={quote(os.fspath(self.sockets), safe='')}"
            for role in ("spm_app", "spm_owner", "postgres", "spm_backup")
        )
        return Urls(app, owner, superuser, backup)

    def start(self) -> None:
        """Make the server run, and hold it until ``stop``. Raises Refused with the remedy when it cannot."""
        if self._lease is not None:
            return
        self._own_folders()
        with ExitStack() as given_up, self._locked("start.lock"):
            lease = given_up.enter_context((self.home / "users.lock").open("w"))
            fcntl.flock(lease, fcntl.LOCK_SH)
            if not self.running:
                self._log.write_text("")
                self._initialise()
                self._forget_reused_pid()
                self._launch()
            self._roles()
            self._lease = lease
            given_up.pop_all()

    def stop(self) -> None:
        """Let the server go; the last one to do so stops it, and nothing of it stays but the data."""
        if self._lease is None:
            return
        lease, self._lease = self._lease, None
        with self._locked("start.lock"), lease:
            try:
                fcntl.flock(lease, fcntl.LOCK_EX | fcntl.LOCK_NB)
            except BlockingIOError:  # another process uses it
                return
            self._run("pg_ctl", "stop", "-D", self.data, "-m", "fast", "-w", "-t", "20")

    def revive(self) -> bool:
        """Start the server anew where it went without us: killed, or without room to go on; whether that was so.

        Raises Refused when it cannot be started yet.
        """
        with self._locked("start.lock"):
            if self._lease is None or self.running:
                return False
            self._forget_reused_pid()
            self._launch()
            return True

    def make_database(self, name: str) -> bool:
        """A further, empty database of this running server, reached by the three roles alone; False: it was there."""
        with psycopg.connect(self.urls("postgres").superuser, autocommit=True) as connection:
            known = connection.execute("select from pg_database where datname = %s", (name,)).fetchone()
            if known is None:
                for statement in MAKE:
                    connection.execute(sql.SQL(statement).format(sql.Identifier(name)))
            return known is None

    def drop_database(self, name: str) -> None:
        """Throw a database of this running server away."""
        with psycopg.connect(self.urls("postgres").superuser, autocommit=True) as connection:
            connection.execute(
                sql.SQL("drop database if exists {} with (force)").format(sql.Identifier(name))
            )

    @contextmanager
    def ensure(self) -> Generator[Urls]:
        """The addresses of a running server, which is left as it was found."""
        self.start()
        try:
            yield self.urls()
        finally:
            self.stop()

    def _own_folders(self) -> None:
        claim(self.data_folder, os.geteuid(), 0o700)
        if self._as_root:
            claim(SYSTEM_FOLDER, 0, 0o711)
        claim(self.home, os.geteuid(), 0o711 if self._as_root else 0o700)
        claim(self.sockets, self._server_user, 0o700)

    @property
    def _server_user(self) -> int:
        return system_user().pw_uid if self._as_root else os.geteuid()

    @contextmanager
    def _locked(self, name: str) -> Generator[None]:
        with (self.home / name).open("w") as lock:
            fcntl.flock(lock, fcntl.LOCK_EX)
            yield

    def _passwords(self) -> dict[str, str]:
        self._own_folders()
        roles = ("postgres", "spm_owner", "spm_app", "spm_backup")
        return json.loads(
            kept(self.home / "passwords.json", lambda: json.dumps({role: new_secret() for role in roles}))
        )

    def _initialise(self) -> None:
        """Create the data once; a first start that was killed halfway leaves a draft, which is thrown away."""
        if self.data.exists():
            claim(self.data, self._server_user, 0o700)
            return
        draft, password = self.home / "data.new", self.home / "password.new"
        shutil.rmtree(draft, ignore_errors=True)
        claim(draft, self._server_user, 0o700)
        password.unlink(missing_ok=True)
        password.touch(mode=0o600)
        password.write_text(self._passwords()["postgres"])
        os.chown(password, self._server_user, -1)
        access = ("--username=postgres", "--auth=scram-sha-256", f"--pwfile={password}")
        done = self._run("initdb", "-D", draft, *access, *LOCALE, "--no-instructions", "--no-sync")
        password.unlink()
        if not done:
            raise self._failure()
        draft.rename(self.data)

    def _forget_reused_pid(self) -> None:
        """Remove the pid file of a killed server whose number another program has by now (a restarted container)."""
        pid_file = self.data / "postmaster.pid"
        try:
            pid = int(pid_file.read_text().split("\n", 1)[0])
            command = Path(f"/proc/{pid}/cmdline").read_bytes()
        except (OSError, ValueError):  # no file, or no such process: PostgreSQL itself sees that
            return
        if bytes(self.data) not in command:
            pid_file.unlink()

    def _launch(self) -> None:
        options = {**self.options, "unix_socket_directories": f'"{self.sockets}"'}
        words = " ".join(shlex.quote(f"--{name}={value}") for name, value in options.items())
        for _ in range(LAUNCHES):
            if self._run("pg_ctl", "start", "-D", self.data, "-o", words, "-w", "-t", "60"):
                return
            if "shared memory block" not in self._log.read_text(errors="replace"):
                break
            time.sleep(PAUSE)  # the processes of a killed server need a moment to leave its shared memory
        raise self._failure()

    def _failure(self) -> Refused:
        said = "\n".join(self._log.read_text(errors="replace").splitlines()[-5:])
        return Refused(f"PostgreSQL bawaan tidak dapat dijalankan; sebabnya tertulis di {self._log}:\n{said}")

    def _roles(self) -> None:
        passwords = self._passwords()
        connection = {
            "PGHOST": os.fspath(self.sockets),
            "PGUSER": "postgres",
            "PGPASSWORD": passwords["postgres"],
        }
        roles = {
            f"DATABASE_{role.upper()}_PASSWORD": passwords[f"spm_{role}"]
            for role in ("owner", "app", "backup")
        }
        done = subprocess.run(
            [binaries(copied=self._as_root) / "psql", "-X", "-q", "-d", "postgres", "-f", ROLES],
            env={**ENVIRONMENT, **connection, **roles},
            capture_output=True,
            text=True,
            check=False,
        )
        if done.returncode:
            raise Refused(f"Peran PostgreSQL bawaan tidak dapat dibuat:\n{done.stderr}")

    def _run(self, program: str, *words: str | Path) -> bool:
        """Run one of the binaries as the server's user; False when it failed. Its words go to ``server.log``."""
        server = system_user() if self._as_root else None
        with self._log.open("a") as log:
            done = subprocess.run(
                [binaries(copied=self._as_root) / program, *words],
                cwd="/",
                env=ENVIRONMENT,
                stdin=subprocess.DEVNULL,
                stdout=log,
                stderr=log,
                check=False,
                user=server and server.pw_uid,
                group=server and server.pw_gid,
                extra_groups=() if server else None,
            )
        return done.returncode == 0


@contextmanager
def database(settings: Settings) -> Generator[Urls]:
    """The addresses the settings mean, of a database that runs: theirs, or the embedded one for this long."""
    if settings.embedded:
        with Embedded(settings.data_folder).ensure() as urls:
            yield urls
    else:
        yield database_urls(settings)


def database_urls(settings: Settings) -> Urls:
    """The addresses the settings mean; starts nothing. ``superuser`` is known of the embedded server only."""
    if settings.embedded:
        return Embedded(settings.data_folder).urls()
    return Urls(settings.database_url, settings.database_owner_url, "", settings.database_backup_url)
