"""``spm start`` (all of it under one supervisor, the database included) and ``spm web`` (the web server alone)."""

from __future__ import annotations

import os
import signal
import socket
import subprocess
import sys
import time
from http.client import HTTPConnection, HTTPException
from pathlib import Path
from threading import Thread
from urllib.parse import urlsplit

import click

from spm_oversight.cli import spm
from spm_oversight.cli.acting import refusing
from spm_oversight.cli.together import run_together
from spm_oversight.config.reading import read_settings
from spm_oversight.config.settings import PROJECT, Settings
from spm_oversight.domain.errors import Missing, Refused
from spm_oversight.persistence.database import db
from spm_oversight.persistence.embedded import Urls, database
from spm_oversight.persistence.embedded_watch import kept_up
from spm_oversight.persistence.papers import PaperState
from spm_oversight.services.begin import begin
from spm_oversight.services.demonstration import load as demonstration
from spm_oversight.services.demonstration.people import COORDINATOR, PASSWORD, SIGN_INS
from spm_oversight.services.demonstration.profile import CLOSED_QUARTERS
from spm_oversight.services.install import install
from spm_oversight.services.papers import BOOKLET, paper_file, papers, request_booklet
from spm_oversight.services.sign_in import actor_by_email

SPM = (sys.executable, "-m", "flask", "--app", "wsgi", "spm")
PORT_PATIENCE = 5  # seconds the programs of a killed supervisor may take to leave the port


@spm.command("start")
@refusing
def start() -> None:
    """Jalankan basis data, web, dan pekerja sampai Ctrl-C."""
    # a signal before the supervisor takes over must still let the database go
    for number in (signal.SIGTERM, signal.SIGHUP):
        signal.signal(number, lambda signum, frame: sys.exit(128 + signum))
    settings = read_settings(os.environ)
    _check_port(settings)
    with kept_up(settings) as urls:
        prepare(settings, urls)
        words = "\n".join([f"Alamat: {settings.address}", *first_steps(settings)])
        db.engine.dispose()  # the supervisor keeps no connection
        Thread(target=_announce, args=(settings, words), daemon=True).start()
        status = run_together({"web": web_words(settings), "worker": [*SPM, "worker"]}, folder=PROJECT)
    sys.exit(status)


@spm.command("web")
@refusing
def web() -> None:
    """Siapkan basis data, lalu jalankan server web saja (pekerja dijalankan tersendiri)."""
    settings = read_settings(os.environ)
    with database(settings) as urls:
        prepare(settings, urls)
    words = web_words(settings)
    os.execv(words[0], words)


@spm.command("health", with_appcontext=False)
def health() -> None:
    """Periksa apakah server web dan basis datanya menjawab (0 ya, 1 tidak)."""
    sys.exit(not _answers(read_settings(os.environ)))


def prepare(settings: Settings, urls: Urls) -> None:
    """Bring the database to the newest schema and, where wanted, an empty one to the demonstration province.

    A first start that was killed goes on where it stood.
    """
    install(owner_url=urls.owner)
    if settings.demonstration:
        if demonstration.is_empty() or demonstration.is_unfinished():
            click.echo("Memuat provinsi contoh ...")
            demonstration.load()
        _make_first_booklet()


def first_steps(settings: Settings) -> list[str]:
    """What a person who just started it wants to know: the newest booklet and the sign-ins of the demonstration."""
    booklet = _newest_booklet() if settings.demonstration else None
    if booklet is None:
        return []
    persons = [f"  {one.email:<42} {one.role}" for one in SIGN_INS]
    return [f"Buku rakor: {booklet}", f"Akun contoh, kata sandi {PASSWORD}:", *persons]


def _make_first_booklet() -> None:
    """Have the worker make the booklet of the newest closed quarter, unless the demonstration has one."""
    try:
        actor = actor_by_email(email=COORDINATOR)
    except Missing:  # the database holds something else: nothing of ours is added
        return
    if _newest_booklet() is None:
        click.echo("Membuat buku rakor ...")
        with begin(actor) as work:
            request_booklet(work, quarter=CLOSED_QUARTERS[-1])
        subprocess.run([*SPM, "worker", "--once"], cwd=PROJECT, check=True)


def _newest_booklet() -> Path | None:
    """The file of the demonstration's newest booklet; None before its first one is made."""
    try:
        actor = actor_by_email(email=COORDINATOR)
    except Missing:
        return None
    with begin(actor) as work:
        done = [one for one in papers(work) if one.kind == BOOKLET and one.state is PaperState.DONE]
        return paper_file(work, paper=done[0].id).path if done else None


def web_words(settings: Settings) -> list[str]:
    """The call of gunicorn: threads for pages that wait for the database, processes for the cores."""
    return [
        *(sys.executable, "-m", "gunicorn", "wsgi:app", "--preload"),
        *("--bind", settings.bind),
        *("--worker-class", "gthread"),
        *("--workers", str(settings.workers), "--threads", str(settings.threads)),
        *("--graceful-timeout", "1", "--no-control-socket"),
        *("--log-level", settings.log_level.lower()),
    ]


def _check_port(settings: Settings) -> None:
    """Raise Refused with the remedy when the port is taken, before anything is started."""
    family = socket.AF_INET6 if ":" in settings.host else socket.AF_INET
    patience = time.monotonic() + PORT_PATIENCE
    while True:
        with socket.socket(family) as door:
            door.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            try:
                return door.bind((settings.host, settings.port))
            except OSError as error:
                if time.monotonic() > patience:
                    raise Refused(
                        f"Port {settings.port} di {settings.host} tidak dapat dipakai ({error.strerror}). "
                        f"Pilih port lain, misalnya: make run PORT={settings.port + 1}"
                    ) from error
        time.sleep(0.2)


def _announce(settings: Settings, words: str) -> None:
    """Say ``words`` once the site answers."""
    while not _answers(settings):
        time.sleep(0.1)
    click.echo(words)


def _answers(settings: Settings) -> bool:
    """Whether the site and its database answer."""
    connection = HTTPConnection(urlsplit(settings.address).netloc, timeout=5)
    try:
        connection.request("GET", "/kesehatan", headers={"Host": settings.trusted_hosts[0]})
        return connection.getresponse().status == 200
    except (OSError, HTTPException):
        return False
    finally:
        connection.close()
