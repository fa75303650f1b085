"""Where a figure comes from: what a cell says, who entered it when and by which way, and what it said before.

The record of saves is the district's own: its people read every version. The province reads the last one and its
author, which stand beside the figure. What a closed quarter counted stands in its frozen package.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from fractions import Fraction
from typing import Any

from spm_oversight.domain.access import Permission
from spm_oversight.domain.catalogue import service_of_item
from spm_oversight.domain.errors import Missing
from spm_oversight.domain.figures import BLANK, CellState, Pair
from spm_oversight.domain.period import Quarter
from spm_oversight.exchange.data_package import read_package, schema
from spm_oversight.persistence.evidence import Evidence
from spm_oversight.persistence.places import District
from spm_oversight.persistence.snapshots import Snapshot
from spm_oversight.persistence.work import Work
from spm_oversight.services.begin import require
from spm_oversight.services.district_page import seen_district
from spm_oversight.services.open_quarter import own_office
from spm_oversight.services.shown_period import ShownPeriod

_PAIRS = (schema.DISTRICTS, schema.SERVICES, schema.QUALITY_ITEMS, schema.RECIPIENTS, schema.QUALITY)


@dataclass(frozen=True)
class Version:
    """What a cell said from ``at`` on. ``source``: as the record names it, a form or a workbook's file; empty: unknown.

    ``note``: how a warning was explained.
    """

    pair: Pair
    note: str
    at: datetime | None
    by: str
    source: str = ""


@dataclass(frozen=True)
class Provenance:
    """A cell of recipients, or of an item. ``versions``: the newest first; ``complete``: whether these are all.

    ``counted``: what the shown results count, of a closed quarter the frozen figure, which an entry made since does not
    move; None: nothing. ``denominator``: what the recipients' or the item's base is called; ``evidence``: what shows
    the service or item.
    """

    period: ShownPeriod
    district: District
    code: str
    name: str
    service: str
    unit: str
    is_item: bool
    numerator: str
    denominator: str
    counted: Pair | None
    versions: tuple[Version, ...]
    complete: bool
    evidence: tuple[Evidence, ...]

    @property
    def changed_since(self) -> bool:
        """Whether the last entry says something else than the frozen figure that is counted."""
        entered = self.versions[0].pair if self.versions else BLANK
        return self.period.frozen and entered != (self.counted or BLANK)


def provenance(work: Work, *, district: str, code: str, quarter: Quarter | None) -> Provenance:
    """One figure's origin, for the district's people (of an office: of its services) and the province's desk.

    ``Missing``: no such district, quarter or figure for this scope.
    """
    require(work, Permission.SEE_EVIDENCE)
    place, chosen = seen_district(work, district, quarter)
    if chosen is None:
        raise Missing("Belum ada periode pelaporan.")
    at = chosen.period.quarter
    catalogue = work.catalogues.of_year(work.quarters.period(chosen.period.province.id, at).catalogue_year)
    item = catalogue.item.get(code)
    service = catalogue.service.get(service_of_item(code) if item else code)
    own = work.scope.write_district is not None
    office = own_office(work) if own else None
    if service is None or (office is not None and service.code not in office.services):
        raise Missing("Angka itu tidak ada.")
    kind = "quality" if item else "recipients"
    versions = _recorded(work, place.id, at, f"{kind} {code}") if own else ()
    entered = versions or _last(work, place.id, at, kind, code)
    pieces = work.evidence.of_quarter(at, place.id, service=service.code)
    return Provenance(
        period=chosen.period,
        district=place,
        code=code,
        name=item.name if item else service.recipients or service.name,
        service=service.name,
        unit=item.unit if item else service.unit,
        is_item=item is not None,
        numerator="Tersedia" if item else service.numerator or "Terlayani",
        denominator="Kebutuhan" if item else service.denominator or "Harus dilayani",
        counted=_counted(work, chosen.snapshot, place.id, service.code, code)
        if chosen.snapshot
        else _pair(entered),
        versions=entered,
        complete=bool(versions),
        evidence=tuple(each for each in pieces if each.place.item in (None, code)),
    )


def _pair(versions: Sequence[Version]) -> Pair | None:
    return versions[0].pair if versions else None


def _counted(work: Work, snapshot: Snapshot, district: str, service: str, code: str) -> Pair | None:
    data, _ = work.snapshots.content(snapshot.id)
    package = read_package(data, only=_PAIRS, services=(service,), districts=(district,)).package
    if package is None:
        raise RuntimeError("a stored package cannot be read")
    found = package.districts[0] if package.districts else None
    return {**found.recipients, **found.quality}.get(code) if found else None


def _recorded(work: Work, district: str, quarter: Quarter, cell: str) -> tuple[Version, ...]:
    found = [
        _version(after, event.at, event.actor, event.detail.get("source", ""))
        for event in work.record.events(f"{district} {quarter.code}")
        if event.action == "figures_saved"
        for name, _, after in event.detail["cells"]
        if name == cell
    ]
    return tuple(reversed(found))


def _version(values: Sequence[Any] | None, at: datetime, by: str, source: str) -> Version:
    if values is None:
        return Version(BLANK, "", at, by, source)
    state, base, part, note = values
    return Version(Pair(CellState(state), _number(base), _number(part)), note or "", at, by, source)


def _last(work: Work, district: str, quarter: Quarter, kind: str, code: str) -> tuple[Version, ...]:
    """The stored cell alone."""
    cells = work.figures.cells(quarter, (district,))[district]
    cell = (cells.quality if kind == "quality" else cells.recipients).get(code)
    if cell is None:
        return ()
    by, at = work.figures.author(district, quarter, kind, code)
    return (Version(cell.pair, cell.note, at, by),)


def _number(text: str | None) -> Fraction | None:
    return None if text is None else Fraction(text)
