"""How long the rakor booklet takes, beside WeasyPrint alone on the same HTML: python -m bench.booklet

Both sides are warm processes with the same PDF variant and the same settings of the garbage collector; they take
turns, and the medians of five turns are compared, because one render differs from the next by a quarter.
"""

from __future__ import annotations

import statistics
import subprocess
import sys
import tempfile
import time
from pathlib import Path
from typing import IO, cast

from spm_oversight.documents.booklet import build_booklet
from spm_oversight.documents.html import to_html
from spm_oversight.documents.pdf import Attachment, render_pdf, static_files
from spm_oversight.domain.calculation import calculate
from spm_oversight.exchange.data_package import write_package
from tests.papers import factory

PAIRS, RATIO_LIMIT, PAGE_LIMIT = 5, 1.15, 0.25
BASE = Path(__file__).with_name("booklet_base.py")


def main() -> int:
    """Print the table; 1 when a target is missed."""
    with tempfile.TemporaryDirectory() as folder:
        base = subprocess.Popen(
            [sys.executable, str(BASE)], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True, env={}
        )
        with base:
            measured = {count: measure(count, base, Path(folder)) for count in (4, 14, 38)}
    print(f"{'districts':>9} {'pages':>6} {'ours s':>8} {'bare s':>8} {'ratio':>6} {'s/page':>7}")
    for count, (pages, ours, bare) in measured.items():
        print(f"{count:9} {pages:6} {ours:8.2f} {bare:8.2f} {ours / bare:6.2f} {ours / pages:7.3f}")
    pages, ours, bare = measured[14]
    kept = ours / bare <= RATIO_LIMIT and ours / pages <= PAGE_LIMIT
    print(
        f"targets (14 districts): ratio <= {RATIO_LIMIT}, <= {PAGE_LIMIT} s a page: {'kept' if kept else 'MISSED'}"
    )
    return 0 if kept else 1


def measure(count: int, base: subprocess.Popen[str], folder: Path) -> tuple[int, float, float]:
    """Pages, our median seconds and the base's, for a province of ``count`` districts."""
    package = factory.package(districts=count)
    results = calculate(package)
    facts = factory.facts(package)
    html = to_html(build_booklet(package, results, facts=facts))
    attached = [Attachment("paket-data.zip", write_package(package, results), "Data sumber")]
    plain = bare_copy(html, folder)
    question, answer = cast(IO[str], base.stdin), cast(IO[str], base.stdout)

    def ours() -> float:
        begun = time.perf_counter()
        render_pdf(html, attachments=attached, created=facts.created)
        return time.perf_counter() - begun

    def bare() -> tuple[float, int]:
        question.write(f"{plain}\n")
        question.flush()
        seconds, pages = answer.readline().split()
        return float(seconds), int(pages)

    turns = [(ours(), bare()) for _ in range(PAIRS + 1)][1:]  # the first turn warms both
    pages = turns[0][1][1]
    return pages, statistics.median(t[0] for t in turns), statistics.median(t[1][0] for t in turns)


def bare_copy(html: str, folder: Path) -> Path:
    """The same HTML with plain file addresses, for a renderer that does not know ours."""
    files = static_files()
    sheet = files["paper:print.css"][0].read_text()
    for address, (path, _) in files.items():
        sheet = sheet.replace(f"url({address})", f'url("{path.as_uri()}")')
    (folder / "print.css").write_text(sheet)
    target = folder / "booklet.html"
    target.write_text(html.replace("paper:print.css", "print.css"))
    return target


if __name__ == "__main__":
    sys.exit(main())
