"""Storing a district's whole workbook against one batched upsert of the same cells and audit row: at most 3 times.

The file is read before (bench/workbook.py measures that). Every cell of the quarter changes in each round, with fsync
on; base and product take turns, and the medians are compared.
"""

from __future__ import annotations

import gc
import statistics
import sys
import time
from collections.abc import Callable
from fractions import Fraction

import psycopg

from bench.province import Province, province
from bench.workbook_save_base import batched
from spm_oversight.domain.figures import FUNDING_SOURCES, BudgetVersion, CellState, Pair
from spm_oversight.domain.form import BudgetCell, ChangeSet, PairCell
from spm_oversight.domain.period import Quarter
from spm_oversight.persistence.cells import Cells
from spm_oversight.services.begin import begin
from spm_oversight.services.forms import save_changes
from spm_oversight.services.sign_in import actor_by_email

ADMIN, DISTRICT, THEIRS = "admin.kotawaringin-barat@contoh.test", "62.01", "62.02"
QUARTER = Quarter(2026, 4)
MOST = 3.0
ROUNDS, WARM = 40, 8


def whole(services: list[str], items: list[str], present: Cells, part: int) -> ChangeSet:
    """Every cell of a quarter, over what is stored."""
    pair = Pair(CellState.FILLED, Fraction(1000), Fraction(part))

    def over(stored: dict[str, PairCell], codes: list[str]) -> dict[str, PairCell]:
        return {c: PairCell(pair, "Penjelasan", stored[c].version if c in stored else 0) for c in codes}

    lines = [(s, BudgetVersion.MURNI, source) for s in services for source in FUNDING_SOURCES[:3]]
    versions = {key: cell.version for key, cell in present.budget.items()}
    return ChangeSet(
        recipients=over(present.recipients, services),
        quality=over(present.quality, items),
        budget={k: BudgetCell(1_385_437_875, 900_000_000 + part, "", versions.get(k, 0)) for k in lines},
    )


def seconds(store: Callable[[], None]) -> float:
    """How long it takes by the clock, waiting for the disk included; garbage of the other side is not counted."""
    gc.collect()
    start = time.perf_counter()
    store()
    return time.perf_counter() - start


def measured(made: Province) -> int:
    """Race."""
    pairs: list[tuple[float, float]] = []
    with made.app().app_context(), psycopg.connect(made.urls.app) as connection:
        actor = actor_by_email(email=ADMIN)
        with begin(actor) as work:
            catalogue = work.catalogues.of_year(QUARTER.year)
        services, items = list(catalogue.service), list(catalogue.item)
        for part in range(ROUNDS):
            with begin(actor) as work:
                changes = whole(services, items, work.figures.cells(QUARTER, (DISTRICT,))[DISTRICT], part)

            def ours(changes: ChangeSet = changes) -> None:
                with begin(actor) as work:
                    save_changes(work, quarter=QUARTER, changes=changes, source="bench")

            def theirs(changes: ChangeSet = changes, part: int = part) -> None:
                batched(connection, THEIRS, QUARTER, changes, part)

            pairs.append((seconds(theirs), seconds(ours)))
        count = len(changes.recipients) + len(changes.quality) + len(changes.budget)
    base_time, own_time = (statistics.median(column) for column in zip(*pairs[WARM:], strict=True))
    ratio = own_time / base_time
    sys.stdout.write(
        f"saving a workbook of {count} cells: batched upsert {1000 * base_time:.1f} ms,"
        f" product {1000 * own_time:.1f} ms, ratio {ratio:.2f} (at most {MOST})\n"
    )
    return int(ratio > MOST)


def main() -> int:
    """Print the ratio; 1 when the target is missed."""
    with province() as made:
        return measured(made)


if __name__ == "__main__":
    raise SystemExit(main())
