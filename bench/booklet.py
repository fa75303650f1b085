"""How long the rakor booklet and the scorecards take, beside WeasyPrint alone on the same HTML: python -m bench.booklet

Both sides are warm processes with the same PDF variant and the same settings of the garbage collector; they take
turns, and the medians of the turns are compared, because one render differs from the next by a quarter. The scorecards
are made by as many processes on either side. Peers (bench/booklet_peers.py) print the same booklet in the same turns.
"""

from __future__ import annotations

import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack
from functools import partial
from pathlib import Path
from typing import IO, cast

from bench.booklet_peers import chromium_print, typst_print
from spm_oversight.documents.booklet import build_booklet
from spm_oversight.documents.html import to_html
from spm_oversight.documents.pdf import PRESSES, Attachment, render_pdf, static_files
from spm_oversight.documents.scorecard import build_scorecard
from spm_oversight.domain.calculation import calculate
from spm_oversight.domain.district_paper import PaperSize
from spm_oversight.exchange.data_package import write_package
from tests.papers import factory

PAIRS, RATIO_LIMIT, PAGE_LIMIT, MEASURED = 5, 1.15, 0.25, 14
BASE = Path(__file__).with_name("booklet_base.py")
Side = Callable[[], object]


class Base:
    """The bare renderers: one process for each of ours."""

    def __init__(self, stack: ExitStack) -> None:
        self._pages = 0
        command = [sys.executable, str(BASE)]
        self._children = [
            stack.enter_context(
                subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True, env={})
            )
            for _ in range(PRESSES)
        ]

    def print(self, papers: Sequence[Path]) -> int:
        """Print these files, shared out among the processes; answers the pages."""
        shares = [papers[at :: len(self._children)] for at in range(len(self._children))]
        with ThreadPoolExecutor(len(shares)) as pool:
            return sum(pool.map(self._one, self._children, shares))

    def _one(self, child: subprocess.Popen[str], papers: Sequence[Path]) -> int:
        question, answer = cast(IO[str], child.stdin), cast(IO[str], child.stdout)
        pages = 0
        for paper in papers:
            question.write(f"{paper}\n")
            question.flush()
            pages += int(answer.readline().split()[1])
        return pages


def main() -> int:
    """Print the tables; 1 when a target is missed. The districts of the booklets may be told as arguments."""
    counts = [int(count) for count in sys.argv[1:]] or [4, MEASURED, 38]
    kept = True
    with ExitStack() as stack:
        base = Base(stack)
        print(f"{'paper':<22} {'pages':>6} {'ours s':>8} {'bare s':>8} {'ratio':>6} {'s/page':>7}  peers")
        for count in counts:
            kept &= booklet(count, base, Path(stack.enter_context(tempfile.TemporaryDirectory())))
        kept &= scorecards(base, Path(stack.enter_context(tempfile.TemporaryDirectory())))
    print(f"targets: ratio <= {RATIO_LIMIT}; <= {PAGE_LIMIT} s a page: {'kept' if kept else 'MISSED'}")
    return 0 if kept else 1


def booklet(count: int, base: Base, folder: Path) -> bool:
    """The booklet of a province of ``count`` districts; whether it keeps the targets (held with ``MEASURED``)."""
    package = factory.package(districts=count)
    results, facts = calculate(package), factory.facts(package)
    html = to_html(build_booklet(package, results, facts=facts))
    attached = [Attachment("paket-data.zip", write_package(package, results), "Data sumber")]
    plain = bare_copy(html, folder)
    pages = base.print([plain])
    with chromium_print(plain) as chromium:
        sides: dict[str, Side] = {
            "ours": lambda: render_pdf(html, attachments=attached, created=facts.created),
            "bare": lambda: base.print([plain]),
            "typst": typst_print(html, folder),
            "chromium": chromium,
        }
        taken = turns(sides)
    return told(f"booklet, {count} districts", pages, taken) or count != MEASURED


def scorecards(base: Base, folder: Path) -> bool:
    """All scorecards of a province at once, and one after the other; whether they keep the target."""
    package = factory.package(districts=MEASURED)
    results, facts = calculate(package), factory.facts(package)
    cards = [
        to_html(build_scorecard(package, results, facts=facts, district=each.code, sheet=PaperSize.A4))
        for each in package.districts
    ]
    attached = [Attachment("paket-data.zip", write_package(package, results), "Data sumber")]
    plain = [bare_copy(card, folder, f"{number}.html") for number, card in enumerate(cards)]
    card = partial(render_pdf, attachments=attached, created=facts.created)

    def at_once() -> None:
        with ThreadPoolExecutor(PRESSES) as pool:
            list(pool.map(card, cards))

    pages = base.print(plain)
    taken = turns(
        {
            "ours": at_once,
            "bare": lambda: base.print(plain),
            "one by one": lambda: [card(each) for each in cards],
        }
    )
    return told(f"{len(cards)} scorecards, {PRESSES} at once", pages, taken)


def turns(sides: dict[str, Side]) -> dict[str, float]:
    """Each side's median seconds; all warm, and none always first."""
    seconds: dict[str, list[float]] = {name: [] for name in sides}
    for turn in range(PAIRS + 1):
        for name, side in list(sides.items())[:: 1 if turn % 2 else -1]:
            begun = time.perf_counter()
            side()
            if turn:
                seconds[name].append(time.perf_counter() - begun)
    return {name: statistics.median(each) for name, each in seconds.items()}


def told(paper: str, pages: int, taken: dict[str, float]) -> bool:
    """Print a line; whether it keeps the targets."""
    ours, bare, *_ = taken.values()
    peers = ", ".join(f"{name} {each:.2f} s ({each / ours:.2f})" for name, each in list(taken.items())[2:])
    print(
        f"{paper:<22} {pages:6} {ours:8.2f} {bare:8.2f} {ours / bare:6.2f} {ours / pages:7.3f}  {peers}",
        flush=True,
    )
    return ours / bare <= RATIO_LIMIT and ours / pages <= PAGE_LIMIT


def bare_copy(html: str, folder: Path, name: str = "booklet.html") -> Path:
    """The same HTML with plain file addresses, for a renderer that does not know ours."""
    files = static_files()
    sheet = files["paper:print.css"][0].read_text()
    for address, (path, _) in files.items():
        sheet = sheet.replace(f"url({address})", f'url("{path.as_uri()}")')
    (folder / "print.css").write_text(sheet)
    target = folder / name
    target.write_text(html.replace("paper:print.css", "print.css"))
    return target


if __name__ == "__main__":
    sys.exit(main())
