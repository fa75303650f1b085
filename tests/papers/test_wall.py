"""The render wall: whatever stands in a paper's HTML, its renderer reaches nothing and holds up nobody."""

from __future__ import annotations

import socket
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from io import BytesIO
from pathlib import Path
from threading import Thread

import pikepdf
import pytest

from spm_oversight.documents import pdf
from spm_oversight.documents.pdf import RenderFailed, render_pdf
from spm_oversight.wall import wall_available
from tests.papers.conftest import Warnings

ROOT = Path(__file__).resolve().parents[2]
CREATED = datetime(2024, 5, 15, 9, 0, tzinfo=UTC)

REFUSED = """
import ctypes, os, socket, subprocess, sys
from spm_oversight.wall import limit, raise_wall
limit(2**30)
raise_wall()
def attempt(name, action):
    try:
        action()
    except (OSError, MemoryError) as error:
        print(name, type(error).__name__)
    else:
        print(name, "WENT THROUGH")
def io_uring():
    libc = ctypes.CDLL(None, use_errno=True)
    if libc.syscall(425, 1, None) < 0 and ctypes.get_errno() == 1:
        raise PermissionError
attempt("socket", socket.socket)
attempt("unix", lambda: socket.socket(socket.AF_UNIX))
attempt("pair", socket.socketpair)
attempt("io_uring", io_uring)
attempt("program", lambda: os.execv("/bin/true", ["true"]))
attempt("memory", lambda: bytearray(2**31))
"""


@contextmanager
def listening() -> Iterator[tuple[int, list[object]]]:
    """A port of this machine, and who knocked on it."""
    knocks: list[object] = []
    with socket.create_server(("127.0.0.1", 0)) as server:

        def wait() -> None:
            try:
                while True:
                    connection, address = server.accept()
                    connection.close()
                    knocks.append(address)
            except OSError:
                return

        Thread(target=wait, daemon=True).start()
        yield server.getsockname()[1], knocks
        server.shutdown(socket.SHUT_RDWR)


def test_this_machine_can_raise_the_wall() -> None:
    assert wall_available()


def test_behind_the_wall_the_kernel_refuses() -> None:
    done = subprocess.run(
        [sys.executable, "-c", REFUSED], cwd=ROOT, capture_output=True, text=True, check=True
    )
    assert done.stdout.split("\n")[:-1] == [
        "socket PermissionError",
        "unix PermissionError",
        "pair PermissionError",
        "io_uring PermissionError",
        "program PermissionError",
        "memory MemoryError",
    ]


def test_behind_the_wall_of_a_reader_no_file_opens_either() -> None:
    opening = "from spm_oversight.wall import raise_wall; raise_wall(opens_files=False); "
    for way in ("open('/etc/passwd')", "import os; os.open('/etc', os.O_RDONLY)", "import uuid"):
        done = subprocess.run([sys.executable, "-c", opening + way], cwd=ROOT, capture_output=True, text=True)
        assert done.returncode == 1
        assert "PermissionError" in done.stderr or "ModuleNotFoundError" in done.stderr


def test_the_renderer_stands_behind_it_and_knows_no_settings(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("DATABASE_URL", "postgresql://user:secret@db/x")
    pdf._idle.queue[-1].close()
    render_pdf("<p>Isi</p>", created=CREATED)
    child = pdf._idle.queue[-1]._child
    assert child is not None
    status = Path(f"/proc/{child.pid}/status").read_text()
    assert "Seccomp:\t2\n" in status
    assert "NoNewPrivs:\t1\n" in status
    assert b"secret" not in Path(f"/proc/{child.pid}/environ").read_bytes()
    assert not [fd for fd in Path(f"/proc/{child.pid}/fd").iterdir() if "socket" in str(fd.readlink())]


def test_addresses_in_a_text_reach_nothing(tmp_path: Path) -> None:
    secret = tmp_path / "secret.txt"
    secret.write_text("canary-7319")
    (tmp_path / "secret.css").write_text("p::after { content: 'canary-7319' }")
    with listening() as (port, knocks), Warnings() as heard:
        outside = [
            f"http://127.0.0.1:{port}/x",
            f"ftp://127.0.0.1:{port}/x",
            secret.as_uri(),
            "paper:../secret",
        ]
        html = "<title>x</title>" + "".join(
            f'<link rel="attachment" href="{url}"><link rel="stylesheet" href="{url}"><img src="{url}" alt="">'
            f'<a rel="attachment" href="{url}">a</a><object data="{url}"></object><embed src="{url}">'
            f'<style>@import "{url}"; @font-face {{ font-family: x; src: url({url}) }} p {{ background: url({url}) }}'
            f'</style><svg><image href="{url}"/><use href="{url}#a"/></svg><p style="font-family: x">Isi</p>'
            for url in (*outside, (tmp_path / "secret.css").as_uri())
        )
        made = render_pdf(html, created=CREATED)
        assert knocks == []
    with pikepdf.open(BytesIO(made)) as opened:
        assert list(opened.attachments) == []
        streams = [
            o.read_bytes() for o in opened.objects if isinstance(o, pikepdf.Stream) and "/Width" not in o
        ]
    assert not any(b"canary" in stream for stream in streams)
    assert len([line for line in heard if "disallowed protocol" in line or "URI" in line]) >= 5


def test_a_paper_that_takes_too_long_is_ended_and_the_next_one_is_made(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    endless = "<p>" + "<span>kata </span>" * 200_000
    monkeypatch.setattr(pdf, "SECONDS", 2)
    with pytest.raises(RenderFailed, match="terhenti .lebih dari 2 detik"):
        render_pdf(endless, created=CREATED)
    monkeypatch.setattr(pdf, "SECONDS", 120)
    assert render_pdf("<p>Isi</p>", created=CREATED).startswith(b"%PDF")


def test_what_the_renderer_says_of_a_failure_goes_to_the_log_alone() -> None:
    unwritable = "\ud800"
    with Warnings() as heard, pytest.raises(RenderFailed) as failure:
        render_pdf(unwritable, created=CREATED)
    assert str(failure.value) == "Berkas PDF tidak dapat dibuat. Laporkan kepada admin."
    assert [line for line in heard if "UnicodeEncodeError" in line]


def test_a_paper_that_wants_too_much_memory_fails_alone(monkeypatch: pytest.MonkeyPatch) -> None:
    pdf._idle.queue[-1].close()
    monkeypatch.setattr(pdf, "MEMORY_BYTES", 400 * 2**20)
    with pytest.raises(RenderFailed, match="tidak dapat dibuat"):
        render_pdf("<p>" + "kata " * 16_000_000, created=CREATED)
    pdf._idle.queue[-1].close()
    monkeypatch.setattr(pdf, "MEMORY_BYTES", 2 * 2**30)
    assert render_pdf("<p>Isi</p>", created=CREATED).startswith(b"%PDF")


def test_a_child_is_replaced_after_its_papers(monkeypatch: pytest.MonkeyPatch) -> None:
    pdf._idle.queue[-1].close()
    monkeypatch.setattr(pdf, "PAPERS_PER_CHILD", 2)
    children = []
    for _ in range(3):
        render_pdf("<p>Isi</p>", created=CREATED)
        assert pdf._idle.queue[-1]._child is not None
        children.append(pdf._idle.queue[-1]._child.pid)
    assert children[0] == children[1] != children[2]
