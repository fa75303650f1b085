"""What the guard counts: each test adds what it tried, and the run ends with one line (``make guard``).

A pytest plugin, so that the counts of all workers come together.
"""

from __future__ import annotations

import os
import sys
from collections import Counter
from typing import Any

import pytest

FULL = os.environ.get("GUARD") == "full"
"""Whether this is ``make guard-full``: the sizes that take long. (A name of SPM_ the product takes for its setting.)"""

_counts: Counter[str] = Counter()
_told: list[str] = []


def add(
    *,
    requests: int = 0,
    canaries: int = 0,
    leaks: int = 0,
    kills: int = 0,
    acknowledged: int = 0,
    lost: int = 0,
    tamperings: int = 0,
    found: int = 0,
) -> None:
    """Count what a test tried, and what came of it. ``found``: of the ``tamperings``; the rest went unseen."""
    _counts.update({name: number for name, number in locals().items() if number})


def size(small: int, full: int) -> int:
    """How many: ``small`` in each build, ``full`` in ``make guard-full``."""
    return full if FULL else small


def tell(text: str) -> None:
    """Say a figure at the end, for docs/guard; only the full size measures."""
    if FULL:
        _told.append(text)


def line() -> str:
    """What the run tried."""
    told = ("requests", "canaries", "leaks", "kills", "acknowledged", "lost")
    counted = ", ".join(f"{_counts[name]:,} {name}" for name in told)
    return f"guard: {counted}, {_counts['found']} tamperings found of {_counts['tamperings']}"


def pytest_sessionfinish(session: pytest.Session) -> None:
    """A worker hands its counts over."""
    if hasattr(session.config, "workeroutput"):
        session.config.workeroutput["guard"] = dict(_counts)  # pyright: ignore[reportAttributeAccessIssue]


@pytest.hookimpl(optionalhook=True)
def pytest_testnodedown(node: Any) -> None:
    """The run takes a worker's counts."""
    _counts.update(getattr(node, "workeroutput", {}).get("guard", {}))


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter) -> None:
    """Say the line among the results of any run that attacked the wall."""
    for text in _told:
        terminalreporter.write_line(f"guard: {text}")
    if _counts:
        terminalreporter.write_line(line())


def pytest_unconfigure(config: pytest.Config) -> None:
    """Say it last of all where it was asked for."""
    if "GUARD" in os.environ and not hasattr(config, "workerinput"):
        sys.stdout.write(f"{line()}\n")
