"""The second ``make run`` in a clone, until it says its address, and its end at Ctrl-C: python -m bench.start

Beside it the floor: the same PostgreSQL started and stopped on the same data, and a Python that imports the kept parts
the product stands on. They take turns, and the medians are told.
"""

from __future__ import annotations

import shutil
import statistics
import subprocess
import sys
import tempfile
import time
from pathlib import Path

from spm_oversight.persistence.embedded import Embedded
from tests.setup.newcomer import cloned, ctrl_c, free_port, make_run

TURNS, MOST_SECONDS, MOST_FOR_THE_END = 5, 10, 5
KEPT_PARTS = "import flask_login, flask_sqlalchemy, flask_wtf, procrastinate, psycopg, weasyprint"


def floor(clone: Path) -> float:
    """Seconds of the server's start and end and of the imports."""
    begin = time.perf_counter()
    with Embedded(clone / "var").ensure():
        subprocess.run([clone / ".venv/bin/python", "-c", KEPT_PARTS], check=True)
    return time.perf_counter() - begin


def turn(clone: Path) -> tuple[float, float]:
    """Seconds until it said its address, and from Ctrl-C until all had ended."""
    begin = time.perf_counter()
    with make_run(clone, free_port()) as running:
        up = time.perf_counter()
        ctrl_c(running)
        return up - begin, time.perf_counter() - up


def main() -> int:
    """Print both; 1 when a target is missed."""
    with tempfile.TemporaryDirectory(prefix="spm-bench-") as folder:
        clone = Path(folder) / "spm"
        try:
            cloned(clone)
            first, _ = turn(clone)
            floors, turns = zip(*[(floor(clone), turn(clone)) for _ in range(TURNS)], strict=True)
        finally:
            shutil.rmtree(Embedded(clone / "var").home, ignore_errors=True)
    ups, ends = (statistics.median(column) for column in zip(*turns, strict=True))
    least = statistics.median(floors)
    sys.stdout.write(
        f"start: the first {first:.0f} s with its packages; again {ups:.1f} s (at most {MOST_SECONDS}),"
        f" {ups / least:.1f} times the floor of {least:.1f} s; Ctrl-C {ends:.1f} s (at most {MOST_FOR_THE_END})\n"
    )
    return int(ups > MOST_SECONDS or ends > MOST_FOR_THE_END)


if __name__ == "__main__":
    raise SystemExit(main())
