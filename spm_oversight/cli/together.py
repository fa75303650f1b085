"""Several programs under one supervisor (honcho): they start together and they end together, however it ends."""

from __future__ import annotations

import ctypes
import os
import shlex
import signal
import sys
from collections.abc import Mapping, Sequence
from functools import partial
from pathlib import Path
from threading import Timer
from typing import Any

from honcho.manager import Manager
from honcho.printer import Printer
from honcho.process import Popen, Process

PATIENCE = 2.5  # seconds a program has to end by itself before it is killed; all must be gone in five
PR_SET_PDEATHSIG = 1  # <linux/prctl.h>


def run_together(programs: Mapping[str, Sequence[str]], *, folder: Path | None = None) -> int:
    """Run ``programs`` (name to words) in ``folder`` until one ends or a signal comes; return an exit status.

    An end by Ctrl-C, SIGTERM or a closed terminal is a wanted one: 0. Otherwise the status of the first to end, and 1
    where that one said 0, since a server that ends by itself is a fault.
    """
    manager = _Together(Printer(sys.stdout))
    environment = {**os.environ, "PYTHONUNBUFFERED": "1"}  # their lines appear when they are said
    for name, words in programs.items():
        manager.add_process(name, f"exec {shlex.join(words)}", env=environment, cwd=folder)
    signal.signal(signal.SIGHUP, lambda number, frame: signal.raise_signal(signal.SIGTERM))
    manager.loop()
    return 0 if manager.ended_by_signal else manager.returncode or 1


class _Program(Process):
    """A program that gets SIGTERM when its supervisor is gone, even by kill -9."""

    def __init__(self, cmd: str, **named: Any) -> None:
        super().__init__(cmd, **named)
        self._child_ctor = partial(Popen, preexec_fn=partial(_die_with_parent, signal.SIGTERM))

    def run(self, events: object = None, ignore_signals: bool = False) -> None:
        # honcho puts a process of its own between supervisor and program: it must go first
        _die_with_parent(signal.SIGKILL)
        super().run(events, ignore_signals)


class _Together(Manager):
    """honcho's manager, which also kills what does not end, and knows whether a signal ended it."""

    def __init__(self, printer: Printer) -> None:
        super().__init__(printer)
        self._process_ctor = _Program
        self.ended_by_signal = False

    def terminate(self) -> None:
        if not self._terminating:
            # honcho sets the return code before it ends the programs on a signal, and after it otherwise
            self.ended_by_signal = not self._any_stopped()
            last_word = Timer(PATIENCE, self.kill)
            last_word.daemon = True
            last_word.start()
        super().terminate()


def _die_with_parent(number: int) -> None:
    """Have the kernel send ``number`` to this process when its parent ends (Linux; kept over exec)."""
    parent = os.getppid()
    ctypes.CDLL(None).prctl(PR_SET_PDEATHSIG, number)
    if os.getppid() != parent:  # it ended just now
        os.kill(os.getpid(), number)
