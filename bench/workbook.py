"""The dry run of fourteen districts' workbooks against reading their cells: at most three times as long.

The files are as large as a real quarter (29 services, 250 items, 80 budget lines), half of their rows changed by a
second program. Base and product take turns; the medians of all pairs are compared.
"""

from __future__ import annotations

import gc
import io
import statistics
import sys
import time
from dataclasses import replace
from datetime import UTC, datetime
from fractions import Fraction

from openpyxl import load_workbook

from bench import workbook_base
from spm_oversight.domain.catalogue import URUSAN, Catalogue, QualityItem, Service
from spm_oversight.domain.figures import FUNDING_SOURCES, BudgetVersion, CellState, Pair
from spm_oversight.domain.form import BudgetCell, Form, PairCell
from spm_oversight.domain.period import Quarter
from spm_oversight.exchange.workbook_compare import compare
from spm_oversight.exchange.workbook_reader import read_workbook
from spm_oversight.exchange.workbook_writer import write_workbook

KEY = b"bench"
MOST = 3.0
DISTRICTS, PAIRS = 14, 25


def form() -> Form:
    """A full quarter of one district."""
    services = tuple(
        Service(f"kab.{URUSAN[n % 6].code}.{n:02}", URUSAN[n % 6].code, f"Pelayanan dasar {n}", "orang")
        for n in range(1, 30)
    )
    items = tuple(
        QualityItem(f"{services[n % 29].code}.q{n:03}", services[n % 29].code, f"Mutu minimal {n}", "paket")
        for n in range(250)
    )
    cell = PairCell(Pair(CellState.FILLED, Fraction(1000), Fraction(852)), "Penjelasan singkat", 1)
    budget = {
        (service.code, BudgetVersion.MURNI, source): BudgetCell(1_385_437_875, 900_000_000, "", 1)
        for service in services
        for source in FUNDING_SOURCES[:3]
    }
    codes = ({s.code: cell for s in services}, {i.code: cell for i in items})
    return Form(
        "62.01", "Contoh", Quarter(2024, 4), "2024.1", Catalogue(2024, services, items), None, *codes, budget
    )


def typed(data: bytes) -> bytes:
    """The file with every second row changed, as another program saves it."""
    book = load_workbook(io.BytesIO(data))
    for sheet, column in (("Penerima", 8), ("Mutu", 7), ("Anggaran", 6)):
        for row in range(2, book[sheet].max_row + 1, 2):
            if book[sheet].cell(row, column).value:
                book[sheet].cell(row, column).value = 901
    buffer = io.BytesIO()
    book.save(buffer)
    return buffer.getvalue()


def dry_run(files: list[bytes], stored: Form) -> float:
    """How much processor time the dry run of all files takes."""
    start = time.process_time()
    for data in files:
        found = compare(read_workbook(data, seal_key=KEY), stored)
        if not (found.may_be_saved and len(found.changes) > 150):
            raise SystemExit("the dry run did not find the changes")
    return time.process_time() - start


def main() -> int:
    """Print both medians and their ratio; 1 when it is too large."""
    stored = form()
    made = write_workbook(stored, made_at=datetime(2025, 1, 6, tzinfo=UTC), seal_key=KEY)
    gc.collect()
    gc.freeze()  # as wsgi.py does
    worst = 0.0
    for name, data in (("as handed out and typed", typed(made)), ("as handed out", made)):
        files = [data] * DISTRICTS
        now = stored if data is not made else replace(stored)
        check = dry_run if data is not made else untouched
        pairs = [(workbook_base.seconds(files), check(files, now)) for _ in range(PAIRS)]
        base, ours = (statistics.median(column) for column in zip(*pairs, strict=True))
        worst = max(worst, ours / base)
        sys.stdout.write(
            f"workbook, {name}: cells {base:.3f} s, dry run {ours:.3f} s, {ours / base:.2f} times\n"
        )
    return int(worst > MOST)


def untouched(files: list[bytes], stored: Form) -> float:
    """How much processor time the dry run of files takes in which nothing was typed."""
    start = time.process_time()
    for data in files:
        if compare(read_workbook(data, seal_key=KEY), stored).changes:
            raise SystemExit("the dry run found changes that are none")
    return time.process_time() - start


if __name__ == "__main__":
    raise SystemExit(main())
