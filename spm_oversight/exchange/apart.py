"""Children that are ready at once, for tasks on what others sent (ADR 52).

Starting Python and loading what a task needs takes longer than most tasks. So one process loads it, once, and does
nothing then but fork: a child for each task, which meets a file and ends. The process has an environment of its own and
never looks into a file, so no child finds a setting of ours in it, or anything of another file.
"""

from __future__ import annotations

import atexit
import gc
import os
import select
import signal
import socket
import subprocess
import sys
import traceback
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path
from threading import Lock
from typing import BinaryIO, NoReturn, TextIO

Task = Callable[[str, BinaryIO, TextIO], None]
"""What a child does: the task's name, the file that came, the file its answer goes into."""

_DONE = b"done"
BEHIND_OTHERS = 10
"""How nice those are who work on files: what people save meanwhile goes first."""
_ROOT = Path(__file__).resolve().parents[2]


class Children:
    """Children of ``python -m module``, which calls ``fork_for_each``; it is started when the first one is wanted."""

    def __init__(self, module: str) -> None:
        self._module = module
        self._forget()
        os.register_at_fork(after_in_child=self._forget)
        atexit.register(self.end)

    def do(self, task: str, given: int, answer: int, *, patience: float) -> bool:
        """Have a child do a task from one open file into another; False when it did not get to its end.

        After ``patience`` seconds it is ended. The files are their descriptors; a child begins where they stand.
        """
        ended, its = os.pipe()
        try:
            try:
                child = self._fork(task, given, answer, its)
            finally:
                os.close(its)  # the child's alone now: it closes when the child goes
            waiting = select.poll()
            waiting.register(ended, select.POLLIN)
            done = bool(waiting.poll(1000 * patience)) and os.read(ended, len(_DONE)) == _DONE
            with suppress(ProcessLookupError):
                os.kill(child, signal.SIGKILL)  # whatever a hostile file made of it, it is over
            return done
        finally:
            os.close(ended)

    def end(self) -> None:
        """Let the process go; the next task starts another."""
        if self._line:
            self._line.close()
        if self._process:
            self._process.wait()
        self._line = self._process = None

    def _fork(self, task: str, *files: int) -> int:
        """A child that has these files; its number."""
        with self._lock:
            for _ in range(2):
                with suppress(OSError):
                    line = self._line or self._start()
                    socket.send_fds(line, [task.encode()], files)
                    if told := line.recv(16):
                        return int(told)
                self.end()  # somebody ended it
        raise RuntimeError(f"{self._module} does not start")

    def _start(self) -> socket.socket:
        self._line, its = socket.socketpair(socket.AF_UNIX, socket.SOCK_SEQPACKET)
        environment = {"LANG": "C.UTF-8", "PYTHONPATH": str(_ROOT)}
        command = [sys.executable, "-m", self._module, str(its.fileno())]
        with its:
            self._process = subprocess.Popen(
                command,
                stdin=subprocess.DEVNULL,
                stdout=subprocess.DEVNULL,
                env=environment,
                cwd=_ROOT,
                pass_fds=[its.fileno()],
            )
        return self._line

    def _forget(self) -> None:
        """A copy of this process has no children yet."""
        if line := getattr(self, "_line", None):
            line.close()
        self._lock, self._line, self._process = Lock(), None, None


def fork_for_each(do: Task) -> None:
    """Fork a child for each task asked for on the line whose number is this program's word, until it closes."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # Ctrl-C goes to all; this one ends with who asks
    os.nice(BEHIND_OTHERS)
    gc.collect()
    gc.freeze()  # what is loaded stays shared with the children
    with socket.socket(fileno=int(sys.argv[1])) as line:
        while True:
            task, files, _, _ = socket.recv_fds(line, 64, 3)
            if not task:
                return
            child = os.fork()
            if child == 0:
                line.close()
                _child(do, task.decode(), *files)
            for file in files:
                os.close(file)
            line.send(str(child).encode())
            _bury()


def _bury() -> None:
    """Let the kernel forget the children that have ended."""
    with suppress(ChildProcessError):
        while os.waitpid(-1, os.WNOHANG)[0]:
            pass


def _child(do: Task, task: str, given: int, answer: int, ended: int) -> NoReturn:
    try:
        with open(given, "rb") as source, open(answer, "w", encoding="utf-8") as target:
            do(task, source, target)
        os.write(ended, _DONE)
    except BaseException:  # noqa: BLE001 - whatever it was, the child ends here and nobody takes its answer
        traceback.print_exc()
    finally:
        os._exit(0)
