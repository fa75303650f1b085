"""What a quarter's booklet is made of: read, kept in versions, and tables of the comparison put in."""

from __future__ import annotations

from dataclasses import dataclass

from spm_oversight.domain.access import Permission
from spm_oversight.domain.composition import (
    Composition,
    TableView,
    checked_composition,
    with_table,
)
from spm_oversight.domain.errors import Invalid
from spm_oversight.domain.period import Quarter
from spm_oversight.persistence.compositions import KeptComposition
from spm_oversight.persistence.quarters import Period
from spm_oversight.persistence.work import Work
from spm_oversight.services.begin import own_province, require
from spm_oversight.services.comparison import View


@dataclass(frozen=True)
class Booklet:
    """A quarter's booklet before it is printed: its period and what it is made of."""

    period: Period
    kept: KeptComposition


def booklet_to_compose(work: Work, *, quarter: Quarter) -> Booklet:
    """The newest composition of a quarter; ``Missing`` when the province has no such period."""
    require(work, Permission.COMPOSE_BOOKLET)
    return Booklet(work.quarters.period(own_province(work), quarter), work.compositions.of_quarter(quarter))


def keep_composition(work: Work, *, quarter: Quarter, composition: Composition, version: int) -> None:
    """Store a composition over ``version``; ``Invalid`` names the place, ``Conflict`` when another is newer."""
    actor = require(work, Permission.COMPOSE_BOOKLET)
    province = own_province(work)
    work.quarters.period(province, quarter)
    checked = checked_composition(composition)
    kept = work.compositions.keep(province, quarter, checked, version=version, by=actor.name)
    work.record.add(
        "booklet_composed",
        quarter.code,
        version=kept,
        sheet=checked.sheet.value,
        parts=[part.key for part in checked.parts if part.shown],
    )


def put_table(work: Work, *, view: View) -> Quarter:
    """Put a view of the comparison into the booklet of its quarter, and answer that; ``Invalid`` when it is
    full or none is named.

    The districts of a group are kept with it: the booklet shows those, whoever is grouped otherwise later.
    """
    actor = require(work, Permission.COMPOSE_BOOKLET)
    province = own_province(work)
    if view.quarter is None:
        raise Invalid("Tabel itu tidak menyebut periodenya. Pilih periode, lalu muat tabelnya lagi.")
    work.quarters.period(province, view.quarter)
    kept = work.compositions.of_quarter(view.quarter)
    grouped = (
        tuple(d.id for d in work.places.whole(province)[1] if view.group in d.groups) if view.group else ()
    )
    table = TableView(
        measure=view.measure.key,
        urusan=view.urusan,
        column=view.column,
        up=view.up,
        bands=tuple(sorted(view.bands)),
        kind=view.kind,
        group=view.group if grouped else "",
        districts=grouped,
    )
    composition = with_table(kept.composition, table)
    version = work.compositions.keep(province, view.quarter, composition, version=kept.version, by=actor.name)
    work.record.add("booklet_table_put", view.quarter.code, version=version, measure=table.measure)
    return view.quarter
