"""The product on ground of its own: PostgreSQL on a disk with fsync, gunicorn as in ``make run``, people by HTTP."""

from __future__ import annotations

import os
import re
import shutil
import socket
import subprocess
import sys
from collections.abc import Iterator, Mapping
from contextlib import ExitStack, contextmanager, suppress
from dataclasses import dataclass
from http.client import HTTPConnection, HTTPException
from http.cookies import SimpleCookie
from pathlib import Path
from typing import Any
from urllib.parse import urlencode
from uuid import uuid4

import psutil
import psycopg

from spm_oversight.app import create_app
from spm_oversight.cli.serve import web_words
from spm_oversight.config.reading import read_settings
from spm_oversight.config.settings import PROJECT
from spm_oversight.domain.access import ROLES, Actor, Membership
from spm_oversight.domain.period import Quarter
from spm_oversight.persistence.database import db
from spm_oversight.persistence.embedded import Embedded, Urls
from spm_oversight.persistence.embedded_watch import watched
from spm_oversight.persistence.work import open_work
from spm_oversight.services.install import install
from spm_oversight.services.periods import open_period
from tests.web.cast import PASSWORD, PROVINCE, appoint_cast, email_of, membership_of

QUARTER = Quarter(2024, 4)
HTML = "text/html"


@dataclass(frozen=True)
class Reply:
    """An answer over HTTP."""

    status: int
    text: str
    headers: Mapping[str, str]


class NoReply(Exception):
    """The line broke before an answer came: nobody knows what became of the request."""


class Ground:
    """A database server of its own, and the site before it, as processes that can be killed."""

    def __init__(self, folder: Path, **environment: str) -> None:
        self.folder = folder
        self.embedded = Embedded(folder / "var")
        self._watch = ExitStack()
        self._more = environment
        # Open before gunicorn is there, and while it is replaced: who asks then waits, and is not refused.
        self._door = socket.create_server(("127.0.0.1", 0), backlog=128)
        self.port: int = self._door.getsockname()[1]
        self.web: psutil.Process | None = None

    @property
    def urls(self) -> Urls:
        """The site's database."""
        return self.embedded.urls()

    @property
    def environment(self) -> dict[str, str]:
        """What the site's processes are told."""
        return {
            "DATABASE_URL": self.urls.app,
            "DATABASE_OWNER_URL": self.urls.owner,
            "SECRET_KEY": "s" * 40,
            "SPM_TRUSTED_HOSTS": "127.0.0.1, localhost",
            "SPM_HTTPS": "0",
            "SPM_DEMONSTRATION": "1",
            "SPM_DATA": str(self.folder / "site"),
            "SPM_TWO_STEPS": "0",
            "SPM_WORKERS": "2",
            "SPM_THREADS": "4",
            "SPM_LOG_LEVEL": "ERROR",
            "PORT": str(self.port),
            **self._more,
        }

    def start_database(self) -> None:
        """As ``spm start`` does, which starts it again where it dies."""
        self.embedded.start()
        self._watch.enter_context(watched(self.embedded))

    def stop_database(self) -> None:
        """In good order, as for a restart."""
        self._watch.close()
        self.embedded.stop()

    def people(self) -> None:
        """The schema, the cast, a quarter that is open."""
        install(owner_url=self.urls.owner)
        app = create_app(read_settings(self.environment))
        with app.app_context():
            appoint_cast()
            membership = Membership(
                membership_of(app, "coordinator"), ROLES["coordinator"], "", PROVINCE, districts=("62.06",)
            )
            who = Actor(membership.id, "Coordinator", email_of("coordinator"), membership)
            with open_work(who.scope, who) as work:
                opens, deadline = work.now.replace(year=2024), work.now.replace(year=2099)
                open_period(work, quarter=QUARTER, opens=opens, deadline=deadline)
            db.engine.dispose()

    def start_web(self) -> None:
        """Serve, until ``end``; back when the site answers."""
        environment = {**os.environ, **self.environment}
        words, door = web_words(read_settings(self.environment)), self._door.fileno()
        words[words.index("--bind") + 1] = f"fd://{door}"
        with (self.folder / "web.log").open("ab") as log:
            started = subprocess.Popen(
                words, cwd=PROJECT, env=environment, stdout=log, stderr=log, pass_fds=(door,)
            )
        self._started = started
        self.web = psutil.Process(started.pid)
        self.wait_until_well()

    def stop_web(self) -> None:
        """In good order, as for a new release; whoever asks meanwhile waits."""
        if self.web:
            everybody = [*self.web.children(recursive=True), self.web]
            self.web.terminate()
            self._started.wait(timeout=30)
            _, left = psutil.wait_procs(everybody, timeout=10)
            for each in left:
                each.kill()
            self.web = None

    def wait_until_well(self) -> None:
        """Until the site says that it is well; each question waits for its answer, none for a clock."""
        for _ in range(3000):
            with suppress(OSError, HTTPException):
                if ask(self.port, "GET", "/kesehatan", {}, b"").status == 200:
                    return
        raise AssertionError((self.folder / "web.log").read_text()[-2000:])

    def workers(self) -> list[psutil.Process]:
        """The processes that answer requests."""
        assert self.web
        return self.web.children()

    def kill_web(self) -> None:
        """SIGKILL for all of them; gunicorn puts new ones in their place."""
        gone = self.workers()
        for each in gone:
            with suppress(psutil.NoSuchProcess):
                each.kill()

    def kill_database(self) -> None:
        """SIGKILL for the whole server at one moment: its parent stands still, so that nothing can tidy up."""
        parent = psutil.Process(int((self.embedded.data / "postmaster.pid").read_text().split()[0]))
        parent.suspend()
        everybody = [*parent.children(recursive=True), parent]
        for each in everybody:
            with suppress(psutil.NoSuchProcess):
                each.kill()
        psutil.wait_procs(everybody, timeout=30)

    def stored(self, question: str, *values: object) -> list[tuple[Any, ...]]:
        """A fact in the database, as its owner sees it."""
        with psycopg.connect(self.urls.superuser, autocommit=True) as connection:
            return connection.execute(question, values).fetchall()  # pyright: ignore

    def do(self, *statements: str) -> None:
        """As the server's owner."""
        with psycopg.connect(self.urls.superuser, autocommit=True) as connection:
            for each in statements:
                connection.execute(each)  # pyright: ignore

    def end(self) -> None:
        """Nothing of it stays."""
        self.stop_web()
        self._door.close()
        self.stop_database()
        shutil.rmtree(self.embedded.home, ignore_errors=True)


@contextmanager
def ground(folder: Path, **environment: str) -> Iterator[Ground]:
    """A site with its people, until the block ends."""
    made = Ground(folder, **environment)
    try:
        made.start_database()
        made.people()
        made.start_web()
        yield made
    finally:
        made.end()


class Person:
    """Somebody's browser: one line to the site, the session, the token of its forms."""

    def __init__(self, port: int, name: str) -> None:
        self._port, self._cookies = port, SimpleCookie()
        self.token = _in(self.get("/masuk").text, "csrf_token")
        entered = self.post("/masuk", {"email": email_of(name), "password": PASSWORD})
        assert entered.status == 302, entered.text
        page = self.get("/akun").text
        self.token, self.membership = _in(page, "csrf_token"), _in(page, "membership")

    def get(self, path: str) -> Reply:
        """Open a page."""
        return self._ask("GET", path, {}, b"")

    def post(self, path: str, fields: Mapping[str, str], accept: str = HTML, key: str = "") -> Reply:
        """Send a form as a page does; the same ``key`` is the same form."""
        sent = {"csrf_token": self.token, "form_key": key or uuid4().hex, **fields}
        headers = {"Content-Type": "application/x-www-form-urlencoded", "Accept": accept}
        return self._ask("POST", path, headers, urlencode(sent).encode())

    def send_file(self, path: str, fields: Mapping[str, str], data: bytes) -> Reply:
        """Send a form with a file in it."""
        sent = {"csrf_token": self.token, "form_key": uuid4().hex, **fields}
        part = "--grenze\r\nContent-Disposition: form-data; name="
        head = "".join(f'{part}"{name}"\r\n\r\n{text}\r\n' for name, text in sent.items())
        head += f'{part}"file"; filename="bukti.pdf"\r\nContent-Type: application/pdf\r\n\r\n'
        headers = {"Content-Type": "multipart/form-data; boundary=grenze", "Accept": HTML}
        return self._ask("POST", path, headers, head.encode() + data + b"\r\n--grenze--\r\n")

    def send_piece(self, path: str, offset: int, data: bytes) -> Reply:
        """Send bytes, as our script does."""
        kind = {"Content-Type": "application/octet-stream", "Accept": "*/*", "X-CSRFToken": self.token}
        return self._ask("POST", path, {**kind, "Upload-Offset": str(offset)}, data)

    def _ask(self, method: str, path: str, headers: dict[str, str], body: bytes) -> Reply:
        cookies = "; ".join(f"{name}={one.value}" for name, one in self._cookies.items())
        try:
            reply = ask(self._port, method, path, {**headers, "Cookie": cookies}, body)
        except (OSError, HTTPException) as error:
            raise NoReply from error
        if given := reply.headers.get("Set-Cookie"):
            self._cookies.load(given)
        return reply


def ask(port: int, method: str, path: str, headers: dict[str, str], body: bytes) -> Reply:
    """One request on a line of its own; OSError or HTTPException where it breaks."""
    line = HTTPConnection("127.0.0.1", port, timeout=60)
    try:
        line.request(method, path, body, headers)
        reply = line.getresponse()
        return Reply(reply.status, reply.read().decode(errors="replace"), dict(reply.getheaders()))
    finally:
        line.close()


def _in(page: str, name: str) -> str:
    found = re.search(rf'name="{name}"[^>]* value="([^"]+)"', page)
    assert found, (name, page[:500])
    return found[1]


SPM = (sys.executable, "-m", "flask", "--app", "wsgi", "spm")
