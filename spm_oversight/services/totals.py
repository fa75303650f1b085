"""A district's totals in each budget version: what the shares of its spending are held against (contract 1)."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from spm_oversight.domain.entry import WrongEntry, entered_totals
from spm_oversight.domain.errors import Fault, Invalid
from spm_oversight.domain.figures import BudgetVersion
from spm_oversight.domain.form import ChangeSet, TotalsCell
from spm_oversight.domain.period import Quarter
from spm_oversight.persistence.work import Work
from spm_oversight.services.forms import save_changes
from spm_oversight.services.reports import MyQuarter, my_quarter

AMOUNTS = ("total_spending", "six_urusan_spending", "computed_need")


@dataclass(frozen=True)
class OwnTotals:
    """The quarter with its totals by budget version; ``may_enter``: whether this person may change them now."""

    my: MyQuarter
    totals: Mapping[BudgetVersion, TotalsCell]
    may_enter: bool


def own_totals(work: Work, *, quarter: Quarter) -> OwnTotals:
    """The own district's totals; they are the whole district's, so that nobody bound to an office changes them."""
    my = my_quarter(work, quarter=quarter)
    cells = work.figures.cells(quarter, (my.district.id,))[my.district.id]
    totals = {version: cells.totals.get(version, TotalsCell()) for version in BudgetVersion}
    return OwnTotals(my, totals, my.may_enter and my.office is None)


def keep_totals(work: Work, *, quarter: Quarter, typed: Mapping[BudgetVersion, TotalsCell]) -> int:
    """Store what differs from what is kept; answers how many versions did.

    ``Invalid`` names the place as ``<version>-<amount>``; ``Refused`` and ``Conflict`` as ``save_changes``.
    """
    kept = own_totals(work, quarter=quarter).totals
    faults: list[Fault] = []
    for version, cell in typed.items():
        try:
            entered_totals(cell.total_spending, cell.six_urusan_spending, cell.computed_need, cell.version)
        except WrongEntry as wrong:
            faults.append(Fault(f"{version.value}-{wrong.field}", f"Seharusnya {wrong}."))
    if faults:
        raise Invalid("Total anggaran belum benar.", tuple(faults))
    changed = {version: cell for version, cell in typed.items() if _amounts(cell) != _amounts(kept[version])}
    if changed:
        save_changes(work, quarter=quarter, changes=ChangeSet(totals=changed), source="form")
    return len(changed)


def _amounts(cell: TotalsCell) -> tuple[int | None, ...]:
    return cell.total_spending, cell.six_urusan_spending, cell.computed_need
