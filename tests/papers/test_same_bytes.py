"""The same frozen data give the same file, whoever prints it, wherever and when."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
PRINT = """
import hashlib, sys
from tests.papers.conftest import make
from tests.papers import factory
paper = make(factory.package(districts=3))
print(hashlib.sha256(paper.html.encode()).hexdigest(), hashlib.sha256(paper.pdf).hexdigest())
"""


def printed(**environment: str) -> str:
    done = subprocess.run(
        [sys.executable, "-c", PRINT],
        cwd=ROOT,
        env={**os.environ, **environment},
        capture_output=True,
        check=True,
    )
    return done.stdout.decode()


def test_two_processes_print_the_same_bytes() -> None:
    one = printed(PYTHONHASHSEED="1", TZ="Asia/Jayapura", LANG="C")
    other = printed(PYTHONHASHSEED="2", TZ="America/New_York", LANG="C.UTF-8")
    assert len(one.split()) == 2
    assert one == other
