"""What looks odd in a district's quarter, row by row, and how it was explained; domain/warnings.py says what is odd."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass

from spm_oversight.domain.access import Permission
from spm_oversight.domain.catalogue import Catalogue
from spm_oversight.domain.denominators import Registered
from spm_oversight.domain.figures import BLANK
from spm_oversight.domain.form import PairCell
from spm_oversight.domain.period import Quarter
from spm_oversight.domain.tolerances import Tolerances
from spm_oversight.domain.warnings import Warned, pair_warnings, service_warnings
from spm_oversight.persistence.cells import Cells
from spm_oversight.persistence.offices import Office
from spm_oversight.persistence.places import District
from spm_oversight.persistence.quarters import Period
from spm_oversight.persistence.typed import RowKey
from spm_oversight.persistence.work import Work
from spm_oversight.services.begin import own_province, require
from spm_oversight.services.entry_rows import BUDGET, QUALITY, RECIPIENTS


@dataclass(frozen=True)
class Oddity:
    """One warning: the row it stands at, its service, what is odd, and the row's explanation (empty: none yet)."""

    row: RowKey
    service: str
    warned: Warned
    explanation: str


@dataclass(frozen=True)
class Examined:
    """A report's oddities, with what names their figures and who answers for them."""

    district: District
    quarter: Quarter
    catalogue: Catalogue
    offices: tuple[Office, ...]
    oddities: tuple[Oddity, ...]


def oddities(
    catalogue: Catalogue,
    services: Collection[str],
    quarter: Quarter,
    *,
    now: Cells,
    before: Cells,
    registered: Mapping[str, Registered],
    tolerances: Tolerances,
) -> tuple[Oddity, ...]:
    """The oddities of these services, in catalogue order.

    ``before``: the cells of the quarter before; ``registered``: the year's register of denominators by service;
    ``tolerances``: those of the method the quarter is counted with.
    """
    same_year = quarter.previous.year == quarter.year
    found: list[Oddity] = []
    for service in catalogue.services:
        if service.code not in services:
            continue
        items = [item.code for item in catalogue.items_of[service.code]]
        rows = ((RECIPIENTS, [service.code], now.recipients, before.recipients),)
        rows += ((QUALITY, items, now.quality, before.quality),)
        for kind, keys, cells, old in rows:
            found += _of_pairs(kind, keys, service.code, cells, old, same_year, registered, tolerances)
        found += _of_money(now, service.code)
    return tuple(found)


def examined_oddities(work: Work, *, period: Period, districts: Sequence[District]) -> tuple[Examined, ...]:
    """The oddities of these districts' reports as the province examines them, in the same order."""
    require(work, Permission.SEE_DESK)
    quarter, codes = period.quarter, tuple(each.id for each in districts)
    catalogue = work.catalogues.of_year(period.catalogue_year)
    now, before = work.figures.cells(quarter, codes), work.figures.cells(quarter.previous, codes)
    tolerances = work.quarters.method_of(own_province(work), quarter).tolerances
    # However many districts there are, these go together.
    work.ahead(*(work.offices.asked(code) for code in codes))
    work.ahead(*(work.denominators.asked(code, quarter.year) for code in codes))
    return tuple(
        Examined(
            district=each,
            quarter=quarter,
            catalogue=catalogue,
            offices=work.offices.of_district(each.id),
            oddities=oddities(
                catalogue,
                catalogue.service,
                quarter,
                now=now[each.id],
                before=before[each.id],
                registered=work.denominators.of_year(each.id, quarter.year),
                tolerances=tolerances,
            ),
        )
        for each in districts
    )


def money_warnings(cells: Cells, service: str) -> tuple[Warned, ...]:
    """The oddities between a service's recipients and its money, over all its budget lines."""
    lines = [cell for key, cell in cells.budget.items() if key[0] == service]
    allocations = [cell.allocation for cell in lines if cell.allocation is not None]
    realisations = [cell.realisation for cell in lines if cell.realisation is not None]
    return service_warnings(
        cells.recipients[service].pair if service in cells.recipients else BLANK,
        allocation=sum(allocations) if allocations else None,
        realisation=sum(realisations) if realisations else None,
    )


def _of_pairs(
    kind: str,
    keys: Collection[str],
    service: str,
    cells: Mapping[str, PairCell],
    old: Mapping[str, PairCell],
    same_year: bool,
    registered: Mapping[str, Registered],
    tolerances: Tolerances,
) -> list[Oddity]:
    return [
        Oddity((kind, key), service, warned, cells[key].note)
        for key in keys
        if key in cells
        for warned in pair_warnings(
            cells[key].pair,
            old[key].pair if key in old else None,
            same_year=same_year,
            registered=registered[key].denominator.value if key in registered else None,
            tolerances=tolerances,
        )
    ]


def _of_money(cells: Cells, service: str) -> list[Oddity]:
    """A service's money is explained at any of its budget lines; the first one is where to begin."""
    lines = sorted(key for key in cells.budget if key[0] == service)
    notes = [cells.budget[key].note for key in lines if cells.budget[key].note]
    return [
        Oddity((BUDGET, "|".join(lines[0])), service, warned, " ".join(notes))
        for warned in money_warnings(cells, service)
    ]
