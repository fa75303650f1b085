"""What a newcomer does: clone, ``make run``, look, Ctrl-C, and again the next day."""

from __future__ import annotations

import os
import re
import shutil
import signal
import socket
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from threading import Timer
from urllib.request import urlopen

import psutil
import pytest

from spm_oversight.config.settings import PROJECT
from spm_oversight.persistence.embedded import Embedded

FIRST, AGAIN, STOP = 240, 10, 5  # seconds; the first start installs the packages too


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


@pytest.fixture(scope="module")
def clone(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Path]:
    folder = tmp_path_factory.mktemp("newcomer") / "spm"
    subprocess.run(["git", "clone", "--quiet", PROJECT, folder], check=True)
    yield folder
    shutil.rmtree(Embedded(folder / "var").home, ignore_errors=True)


@pytest.fixture(scope="module")
def port() -> int:
    with socket.socket() as door:
        door.bind(("127.0.0.1", 0))
        return door.getsockname()[1]


@contextmanager
def make_run(clone: Path, port: int, *, within: int) -> Iterator[Running]:
    """``make run`` as a person's terminal would start it, until it has said where the booklet lies."""
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
    too_late = Timer(within, os.killpg, (make.pid, signal.SIGKILL))
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


def stop(running: Running, clone: Path, port: int) -> None:
    """Ctrl-C, and nothing is left: no process, no socket, no port."""
    os.killpg(running.make.pid, signal.SIGINT)
    running.make.communicate(timeout=STOP)
    left = psutil.wait_procs(running.processes, timeout=1)[1]
    # what has ended, and only waits for the first process of this machine to take note, is gone
    assert [one for one in left if one.is_running() and one.status() != psutil.STATUS_ZOMBIE] == []
    assert list(Embedded(clone / "var").sockets.iterdir()) == []
    with socket.socket() as door:
        assert door.connect_ex(("127.0.0.1", port)) != 0


def test_from_a_clone_to_a_running_system_and_again_with_all_data_kept(clone: Path, port: int) -> None:
    with make_run(clone, port, within=FIRST) as running:
        with urlopen(running.address, timeout=10) as page:  # noqa: S310 (an address of this machine)
            assert page.url.startswith(f"http://127.0.0.1:{port}/") and page.status == 200
            assert "Masuk" in page.read().decode()
        booklet = running.booklet.read_bytes()
        assert booklet.startswith(b"%PDF-")
        stop(running, clone, port)

    with make_run(clone, port, within=AGAIN) as running:
        assert running.booklet.read_bytes() == booklet
        running.supervisor.kill()
        running.make.communicate(timeout=STOP)

    with make_run(clone, port, within=AGAIN) as running:
        assert running.booklet.read_bytes() == booklet
        stop(running, clone, port)
