"""A district's quarter as a form: read with its versions, saved as one set of changes with its results."""

from __future__ import annotations

from typing import Any

from spm_oversight.domain.figures import Pair
from spm_oversight.domain.form import BudgetCell, ChangeSet, Form, Office, PairCell, ProblemList, TotalsCell
from spm_oversight.domain.period import Quarter
from spm_oversight.domain.show import plain_text
from spm_oversight.persistence.cells import KINDS, Cells
from spm_oversight.persistence.offices import Office as StoredOffice
from spm_oversight.persistence.work import Work
from spm_oversight.services.begin import own_province
from spm_oversight.services.open_quarter import Held, check_office, hold_open
from spm_oversight.services.running_results import renew_results


def load_form(work: Work, *, quarter: Quarter, district: str, office: StoredOffice | None = None) -> Form:
    """Everything a district in scope has stored for the quarter; with an ``office``, handed out for its services."""
    province, place = own_province(work), work.places.district(district)
    period = work.quarters.period(province, quarter)
    cells = work.figures.cells(quarter, (district,))[district]
    return Form(
        district_code=district,
        district_name=place.name,
        quarter=quarter,
        form_version=period.form_version,
        catalogue=work.catalogues.of_year(period.catalogue_year),
        office=Office(office.code, office.name, frozenset(office.services)) if office else None,
        recipients=cells.recipients,
        quality=cells.quality,
        budget=cells.budget,
        totals=cells.totals,
        problems=cells.problems,
    )


def save_changes(work: Work, *, quarter: Quarter, changes: ChangeSet, source: str) -> None:
    """Store a set of changes, the running results beside them, and the event; all or nothing.

    ``source`` names the way it came (a file, a form). Raises Refused when the quarter takes nothing or a cell
    belongs to another office, Conflict when somebody was faster.
    """
    store(work, held=hold_open(work, quarter=quarter), changes=changes, source=source)


def store(work: Work, *, held: Held, changes: ChangeSet, source: str) -> int:
    """As ``save_changes``, on a quarter that is held already; the version the stored cells have now."""
    check_office(work, held.period, held.report, changes)
    if changes.is_empty:
        return 0
    before, quarter = held.cells, held.period.quarter
    by = work.actor.name if work.actor else ""
    version = work.figures.apply(held.district, quarter, changes, by, before)
    renew_results(work, held=held, changes=changes)
    work.record.add(
        "figures_saved",
        f"{held.district} {quarter.code}",
        source=source,
        version=version,
        cells=_told(before, changes),
    )
    return version


def told_cells(cells: Cells) -> list[list[Any]]:
    """Every cell as the record keeps it: name and value, in one order."""
    return [
        [f"{kind} {_name(key)}", _plain(cell)]
        for kind in KINDS
        for key, cell in sorted(getattr(cells, kind).items())
    ]


def _name(key: object) -> str:
    return "/".join(map(str, key)) if isinstance(key, tuple) else str(key)  # pyright: ignore


def _told(before: Cells, changes: ChangeSet) -> list[list[Any]]:
    """Each changed cell as the record keeps it: name, value before, value after."""
    told: list[list[Any]] = []
    for kind in KINDS:
        present = getattr(before, kind)
        for key, cell in sorted(getattr(changes, kind).items()):
            told.append([f"{kind} {_name(key)}", _plain(present.get(key)), _plain(cell)])
    return told


def _plain(cell: PairCell | BudgetCell | TotalsCell | ProblemList | None) -> list[Any] | None:
    match cell:
        case PairCell(pair=pair, note=note):
            return [*_pair(pair), note]
        case BudgetCell(allocation=allocation, realisation=realisation, note=note):
            return [allocation, realisation, note]
        case TotalsCell():
            return [cell.total_spending, cell.six_urusan_spending, cell.computed_need]
        case ProblemList(problems=problems):
            return [[p.problem, p.solution, p.owner, p.due.isoformat() if p.due else None] for p in problems]
        case None:
            return None


def _pair(pair: Pair) -> list[str | None]:
    numbers = (pair.base, pair.part)
    return [pair.state.value, *(None if n is None else plain_text(n) for n in numbers)]
