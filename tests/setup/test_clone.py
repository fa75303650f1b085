"""What a newcomer does: clone, ``make run``, look, Ctrl-C, and again the next day."""

from __future__ import annotations

import shutil
import socket
from collections.abc import Iterator
from pathlib import Path
from urllib.request import urlopen

import psutil
import pytest

from spm_oversight.persistence.embedded import Embedded
from tests.setup.newcomer import HANGS, Running, cloned, ctrl_c, free_port, make_run


@pytest.fixture(scope="module")
def clone(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Path]:
    folder = tmp_path_factory.mktemp("newcomer") / "spm"
    cloned(folder)
    yield folder
    shutil.rmtree(Embedded(folder / "var").home, ignore_errors=True)


@pytest.fixture(scope="module")
def port() -> int:
    return free_port()


def stop(running: Running, clone: Path, port: int) -> None:
    """Ctrl-C, and nothing is left: no process, no socket, no port."""
    ctrl_c(running)
    left = psutil.wait_procs(running.processes, timeout=1)[1]
    # what has ended, and only waits for the first process of this machine to take note, is gone
    assert [one for one in left if one.is_running() and one.status() != psutil.STATUS_ZOMBIE] == []
    assert list(Embedded(clone / "var").sockets.iterdir()) == []
    with socket.socket() as door:
        assert door.connect_ex(("127.0.0.1", port)) != 0


def test_from_a_clone_to_a_running_system_and_again_with_all_data_kept(clone: Path, port: int) -> None:
    with make_run(clone, port) as running:
        with urlopen(running.address, timeout=10) as page:  # noqa: S310 (an address of this machine)
            assert page.url.startswith(f"http://127.0.0.1:{port}/") and page.status == 200
            assert "Masuk" in page.read().decode()
        booklet = running.booklet.read_bytes()
        assert booklet.startswith(b"%PDF-")
        stop(running, clone, port)

    with make_run(clone, port) as running:
        assert running.booklet.read_bytes() == booklet
        running.supervisor.kill()
        running.make.communicate(timeout=HANGS)

    with make_run(clone, port) as running:
        assert running.booklet.read_bytes() == booklet
        stop(running, clone, port)
