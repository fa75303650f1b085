"""Entering a quarter on screen, row by row: nothing typed is lost, nothing of others is overwritten."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from fractions import Fraction

from spm_oversight.domain.catalogue import URUSAN_BY_CODE, Catalogue, Service, Urusan
from spm_oversight.domain.denominators import Registered
from spm_oversight.domain.errors import Missing
from spm_oversight.domain.figures import CellState, Pair
from spm_oversight.domain.form import PairCell
from spm_oversight.domain.period import Quarter
from spm_oversight.domain.tolerances import Tolerances
from spm_oversight.persistence.cells import Cells
from spm_oversight.persistence.typed import RowKey, Typed
from spm_oversight.persistence.work import Work
from spm_oversight.services.begin import own_province
from spm_oversight.services.entry_rows import (
    BUDGET,
    QUALITY,
    RECIPIENTS,
    fields_of,
)
from spm_oversight.services.overtaken import Overtaken, overtaken
from spm_oversight.services.reports import MyQuarter, my_quarter
from spm_oversight.services.save_rows import TypedCell, stored_cell
from spm_oversight.services.unfinished import service_of

LOOKED_BACK = 4
"""How many periods before the quarter are shown beside it."""


@dataclass(frozen=True)
class EntryForm:
    """An urusan of the own quarter to fill in: what is stored, typed, was reported in the periods before, the
    denominators registered for the year, by service, and what entry tolerates. ``overtaken``: of the rows typed over a
    cell that somebody has saved since.
    """

    my: MyQuarter
    urusan: Urusan
    services: tuple[Service, ...]
    catalogue: Catalogue
    cells: Cells
    typed: Mapping[RowKey, Typed]
    before: Mapping[Quarter, Cells]
    registered: Mapping[str, Registered]
    tolerances: Tolerances
    overtaken: Mapping[RowKey, Overtaken]


def entry_form(work: Work, *, quarter: Quarter, urusan: str) -> EntryForm:
    """The form of an urusan; ``Missing`` when none of its services is the person's."""
    my = my_quarter(work, quarter=quarter)
    services = tuple(line.service for line in my.services if line.service.urusan_code == urusan)
    if not services:
        raise Missing("Urusan itu tidak ada.")
    district = my.district.id
    work.ahead_of_its_rows(district, quarter, _before(quarter))
    cells, typed = (
        work.figures.cells(quarter, (district,))[district],
        work.typed.of_quarter(district, quarter),
    )
    own = {urusan, *(service.code for service in services)}
    return EntryForm(
        my=my,
        urusan=URUSAN_BY_CODE[urusan],
        services=services,
        catalogue=my.catalogue,
        cells=cells,
        typed=typed,
        before=work.figures.history(district, _before(quarter)),
        registered=work.denominators.of_year(district, quarter.year),
        tolerances=work.quarters.method_of(own_province(work), quarter).tolerances,
        overtaken={
            row: overtaken(work, quarter=quarter, row=row, version=each.version)
            for row, each in typed.items()
            if service_of(row) in own and stored_cell(cells, *row).version != each.version
        },
    )


def carried_over(form: EntryForm, service: str) -> tuple[TypedCell, ...]:
    """What the period before said of a service, for the rows that are still empty.

    Figures count from January: of another year only what is to be served and needed is carried, not what was reached.
    What is to be served comes from the register where it stands there.
    """
    quarter = form.my.period.quarter
    old, whole = form.before[quarter.previous], quarter.previous.year == quarter.year
    rows: list[TypedCell] = []
    kinds = ((RECIPIENTS, (service,)), (QUALITY, [i.code for i in form.catalogue.items_of[service]]))
    for kind, keys in kinds:
        for key in keys:
            cell = getattr(old, kind).get(key, PairCell())
            fields = fields_of(cell) if whole else {**fields_of(cell), "part": ""}
            if kind == RECIPIENTS and service in form.registered:
                fields = {**fields, "base": base_of(form.registered[service])}
            empty = not stored_cell(form.cells, kind, key).version and (kind, key) not in form.typed
            if empty and any(fields.values()):
                rows.append(TypedCell(kind, key, fields, 0))
    lines = {key: cell for key, cell in old.budget.items() if key[0] == service and whole}
    rows += [
        TypedCell(BUDGET, "|".join(key), fields_of(cell), 0)
        for key, cell in lines.items()
        if key not in form.cells.budget
    ]
    return tuple(rows)


def base_of(registered: Registered) -> str:
    """A registered denominator as it is typed into a form."""
    return str(fields_of(PairCell(Pair(CellState.FILLED, registered.denominator.value, Fraction(0))))["base"])


def _before(quarter: Quarter) -> tuple[Quarter, ...]:
    found = [quarter.previous]
    while len(found) < LOOKED_BACK:
        found.append(found[-1].previous)
    return tuple(found)
