"""``spm start`` (all of it under one supervisor, the database included) and ``spm web`` (the web server alone)."""

from __future__ import annotations

import os
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Callable
from threading import Thread
from urllib.error import HTTPError, URLError
from urllib.request import urlopen

import click

from spm_oversight.cli.together import run_together
from spm_oversight.config import PROJECT, Settings, SettingsError, read_settings
from spm_oversight.domain.errors import SpmError
from spm_oversight.persistence.database import migrate
from spm_oversight.persistence.embedded import Urls, database

SPM = (sys.executable, "-m", "flask", "--app", "wsgi", "spm")
# A first start fills the database, and the worker makes the booklet that was asked for; later starts find both done.
FIRST_DATA = (("demo",), ("worker", "--once"))
PORT_PATIENCE = 5  # seconds the programs of a killed supervisor may take to leave the port


@click.command("start")
def start() -> None:
    """Jalankan basis data, web, dan pekerja sampai Ctrl-C."""
    # a signal before the supervisor takes over must still let the database go
    for number in (signal.SIGTERM, signal.SIGHUP):
        signal.signal(number, lambda signum, frame: sys.exit(128 + signum))
    try:
        settings = read_settings(os.environ)
        _check_port(settings)
        with database(settings) as urls:
            prepare(settings, urls)
            Thread(target=_announce, args=(settings, click.echo), daemon=True).start()
            status = run_together({"web": web_words(settings), "worker": [*SPM, "worker"]}, folder=PROJECT)
    except (SettingsError, SpmError) as error:
        raise click.ClickException(str(error)) from error
    sys.exit(status)


@click.command("web")
def web() -> None:
    """Siapkan basis data, lalu jalankan server web saja (pekerja dijalankan tersendiri)."""
    try:
        settings = read_settings(os.environ)
        with database(settings) as urls:
            prepare(settings, urls)
    except (SettingsError, SpmError) as error:
        raise click.ClickException(str(error)) from error
    words = web_words(settings)
    os.execv(words[0], words)


def prepare(settings: Settings, urls: Urls) -> None:
    """Bring the database to the newest schema and, where wanted, an empty one to the demonstration province."""
    migrate(urls.owner)
    if settings.demonstration:
        for words in FIRST_DATA:
            subprocess.run([*SPM, *words], cwd=PROJECT, check=True)


def web_words(settings: Settings) -> list[str]:
    """The call of gunicorn: threads for pages that wait for the database, processes for the cores."""
    return [
        *(sys.executable, "-m", "gunicorn", "wsgi:app"),
        *("--bind", settings.bind),
        *(
            "--worker-class",
            "gthread",
            "--workers",
            str(settings.workers),
            "--threads",
            str(settings.threads),
        ),
        *("--graceful-timeout", "2", "--no-control-socket"),
        *("--log-level", settings.log_level.lower()),
    ]


def _check_port(settings: Settings) -> None:
    """Raise a ClickException with the remedy when the port is taken, before anything is started."""
    family = socket.AF_INET6 if ":" in settings.host else socket.AF_INET
    patience = time.monotonic() + PORT_PATIENCE
    while True:
        with socket.socket(family) as door:
            door.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            try:
                return door.bind((settings.host, settings.port))
            except OSError as error:
                if time.monotonic() > patience:
                    raise click.ClickException(
                        f"Port {settings.port} di {settings.host} tidak dapat dipakai ({error.strerror}). "
                        f"Pilih port lain, misalnya: make run PORT={settings.port + 1}"
                    ) from error
        time.sleep(0.2)


def _announce(settings: Settings, say: Callable[[str], None]) -> None:
    """Say where the site is and how to sign in, once it answers."""
    while True:
        try:
            urlopen(settings.address, timeout=5).close()  # noqa: S310 (our own address)
        except HTTPError:  # it answers
            break
        except (URLError, OSError):
            time.sleep(0.1)
            continue
        break
    lines = [f"Alamat: {settings.address}"]
    say("\n".join(lines))
