"""Children of a process that has everything loaded: each its own file, each to its end or ended."""

from __future__ import annotations

import json
import os
import select
import signal
import tempfile
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from pathlib import Path

import pytest

from spm_oversight.exchange.apart import Children
from tests.web.evidence_files import jpeg, png

READER = "spm_oversight.exchange.reader"


@pytest.fixture
def children() -> Iterator[Children]:
    children = Children(READER)
    yield children
    children.end()


def kind(children: Children, data: bytes) -> str:
    with tempfile.TemporaryFile() as given, tempfile.TemporaryFile() as answer:
        given.write(b"{}\n" + data)
        given.seek(0)
        assert children.do("evidence", given.fileno(), answer.fileno(), patience=60)
        answer.seek(0)
        return json.loads(answer.read())["read"]


def server(children: Children) -> int:
    """The process they are forked of."""
    process = children._process  # pyright: ignore[reportPrivateUsage]
    assert process
    return process.pid


def test_each_of_many_at_once_has_its_own_file(children: Children) -> None:
    files = [png(), jpeg()] * 10
    with ThreadPoolExecutor(4) as pool:
        assert list(pool.map(lambda data: kind(children, data), files)) == ["png", "jpeg"] * 10


def test_a_process_that_was_ended_is_replaced(children: Children) -> None:
    assert kind(children, png()) == "png"
    before = server(children)
    os.kill(before, signal.SIGKILL)
    assert kind(children, png()) == "png"
    assert server(children) != before


def test_the_interrupt_of_a_terminal_leaves_it_to_who_asks(children: Children) -> None:
    assert kind(children, png()) == "png"
    before = server(children)
    os.kill(before, signal.SIGINT)
    assert kind(children, png()) == "png"
    assert server(children) == before


def test_a_child_that_only_waits_is_ended(children: Children) -> None:
    given, open_end = os.pipe()
    with tempfile.TemporaryFile() as answer:
        assert not children.do("evidence", given, answer.fileno(), patience=0.1)
    os.close(given)
    nobody_reads = select.poll()
    nobody_reads.register(open_end, 0)
    assert nobody_reads.poll(10_000)
    os.close(open_end)


def test_a_child_that_fails_is_not_done(children: Children, capfd: pytest.CaptureFixture[str]) -> None:
    with tempfile.TemporaryFile() as given, tempfile.TemporaryFile() as answer:
        assert not children.do("no such task", given.fileno(), answer.fileno(), patience=60)
    assert "Error" in capfd.readouterr().err


def test_ended_children_do_not_pile_up(children: Children) -> None:
    for _ in range(9):
        kind(children, png())
    number = server(children)
    assert len(Path(f"/proc/{number}/task/{number}/children").read_text().split()) <= 2


def test_a_copy_of_this_process_has_children_of_its_own(children: Children) -> None:
    assert kind(children, png()) == "png"
    copy = os.fork()
    if copy == 0:
        status = 1
        with suppress(BaseException):
            status = int(children._process is not None or kind(children, jpeg()) != "jpeg")  # pyright: ignore
            children.end()
        os._exit(status)
    assert os.waitpid(copy, 0)[1] == 0
    assert kind(children, png()) == "png"


def test_with_who_asks_the_process_goes_too() -> None:
    children = Children(READER)
    assert kind(children, png()) == "png"
    number = server(children)
    children.end()
    assert not Path(f"/proc/{number}").exists()
