"""The supervisor: what it started never outlives it."""

from __future__ import annotations

import signal
import subprocess
import sys
from itertools import islice

import psutil
import pytest

from spm_oversight.config.settings import PROJECT

WILLING = "import time; print('up', flush=True); time.sleep(600)"
STUBBORN = f"import signal; signal.signal(signal.SIGTERM, signal.SIG_IGN); {WILLING}"


def supervisor(*programs: str) -> subprocess.Popen[str]:
    """A supervisor of Python programs."""
    words = {f"p{number}": [sys.executable, "-c", program] for number, program in enumerate(programs)}
    code = (
        f"import sys; from spm_oversight.cli.together import run_together; sys.exit(run_together({words!r}))"
    )
    return subprocess.Popen(
        [sys.executable, "-c", code], stdout=subprocess.PIPE, text=True, start_new_session=True, cwd=PROJECT
    )


def wait_until_up(process: subprocess.Popen[str], programs: int) -> list[psutil.Process]:
    """All that the supervisor started, once each of its programs has said that it is up."""
    assert process.stdout
    up = (line for line in process.stdout if line.rstrip().endswith("| up"))
    assert len(list(islice(up, programs))) == programs
    return psutil.Process(process.pid).children(recursive=True)


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM, signal.SIGHUP])
def test_a_signal_ends_everything(number: signal.Signals) -> None:
    process = supervisor(WILLING, WILLING)
    ends_within_five_seconds(process, number)


def test_a_program_that_does_not_listen_is_killed() -> None:
    process = supervisor(WILLING, STUBBORN)
    ends_within_five_seconds(process, signal.SIGINT)


def ends_within_five_seconds(process: subprocess.Popen[str], number: signal.Signals) -> None:
    started = wait_until_up(process, 2)
    process.send_signal(number)
    process.communicate(timeout=5)
    assert process.returncode == 0
    assert not [one for one in started if one.is_running()]


def test_a_program_that_ends_by_itself_ends_the_others_and_is_a_fault() -> None:
    process = supervisor(WILLING, "")
    process.communicate(timeout=5)
    assert process.returncode == 1


def test_nothing_outlives_a_supervisor_that_was_killed() -> None:
    process = supervisor(WILLING, WILLING)
    started = wait_until_up(process, 2)
    assert len(started) >= 4
    process.kill()
    process.communicate(timeout=5)
    assert psutil.wait_procs(started, timeout=5)[1] == []
