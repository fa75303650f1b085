"""A clone that is started as a person starts it: ``make run``, until it has said where the booklet lies."""

from __future__ import annotations

import os
import re
import signal
import socket
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from threading import Timer

import psutil

from spm_oversight.config.settings import PROJECT
from spm_oversight.persistence.embedded import Embedded

HANGS = 240  # seconds; how fast it is, is told by bench/start.py


@dataclass(frozen=True)
class Running:
    """A started system and what it said about itself."""

    make: subprocess.Popen[str]
    address: str
    booklet: Path
    processes: list[psutil.Process]

    @property
    def supervisor(self) -> psutil.Process:
        return next(one for one in self.processes if one.cmdline()[-2:] == ["spm", "start"])


def cloned(folder: Path) -> None:
    """The project, as it is committed, into this folder."""
    subprocess.run(["git", "clone", "--quiet", PROJECT, folder], check=True)


def free_port() -> int:
    """A port that nobody listens on."""
    with socket.socket() as door:
        door.bind(("127.0.0.1", 0))
        return door.getsockname()[1]


@contextmanager
def make_run(clone: Path, port: int) -> Iterator[Running]:
    """``make run`` as a person's terminal would start it."""
    # nothing of this run's environment but where programs and the packages' cache are
    environment = {name: os.environ[name] for name in ("PATH", "HOME", "UV_CACHE_DIR") if name in os.environ}
    make = subprocess.Popen(
        ["make", "run", f"PORT={port}"],
        cwd=clone,
        env=environment,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        start_new_session=True,
    )
    too_late = Timer(HANGS, os.killpg, (make.pid, signal.SIGKILL))
    too_late.start()
    said = ""
    try:
        assert make.stdout
        for line in make.stdout:
            said += line
            if "Buku rakor: " in line:
                break
        address, booklet = (
            re.search(r"^Alamat: (\S+)$", said, re.M),
            re.search(r"^Buku rakor: (.+\.pdf)$", said, re.M),
        )
        assert address and booklet, said
        too_late.cancel()
        yield Running(make, address[1], Path(booklet[1]), everything(make, clone))
    finally:
        too_late.cancel()
        if make.poll() is None:
            os.killpg(make.pid, signal.SIGKILL)
        make.communicate()


def everything(make: subprocess.Popen[str], clone: Path) -> list[psutil.Process]:
    """All that belongs to the running system, the database included."""
    server = psutil.Process(int((Embedded(clone / "var").data / "postmaster.pid").read_text().split()[0]))
    return [one for top in (psutil.Process(make.pid), server) for one in (top, *top.children(recursive=True))]


def ctrl_c(running: Running) -> None:
    """As the terminal sends it, to all of them; comes back when they have ended."""
    os.killpg(running.make.pid, signal.SIGINT)
    running.make.communicate(timeout=HANGS)
