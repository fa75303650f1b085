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
from dataclasses import replace
from spm_oversight.domain.composition import USUAL, Part, TableView
from spm_oversight.domain.district_paper import PaperSize
parts = [replace(part, text="Kata **pembuka**.\\n\\n- satu\\n- dua") for part in reversed(USUAL.parts)]
table = Part("tabel-1", table=TableView("capaian", "1.02", bands=("belum_tuntas", "tuntas_muda")))
book = replace(USUAL, parts=(*parts[:4], table, *parts[5:]), sheet=PaperSize.F4)
paper = make(factory.package(districts=3), composition=book)
assert 'class="book f4"' in paper.html and 'id="tabel-1"' in paper.html and not paper.warnings
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
