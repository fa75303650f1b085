"""What changed in a district's figures since a moment, read from the record: first value before, last value after."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

from spm_oversight.domain.access import Permission
from spm_oversight.domain.catalogue import service_of_item
from spm_oversight.domain.period import Quarter
from spm_oversight.domain.walk import PartAct, ProposalAct
from spm_oversight.persistence.work import Work
from spm_oversight.services.begin import own_district, require
from spm_oversight.services.open_quarter import own_office


@dataclass(frozen=True)
class ChangedCell:
    """A cell with its values as the record keeps them; ``kind`` and ``key`` name it (``recipients``, service code)."""

    kind: str
    key: tuple[str, ...]
    before: tuple[Any, ...] | None
    after: tuple[Any, ...] | None
    at: datetime
    by: str


@dataclass(frozen=True)
class ChangesSince:
    """What changed since the last approval; ``since`` is None before the first one (then nothing is listed)."""

    since: datetime | None
    approved_by: str
    cells: tuple[ChangedCell, ...]


def changes_since_approval(work: Work, *, quarter: Quarter) -> ChangesSince:
    """For people of an office since its head approved, for the others since the leader did."""
    require(work, Permission.SEE_QUARTER)
    province, district = own_district(work)
    work.quarters.period(province, quarter)
    office = own_office(work)
    if office is None:
        approvals = [s for s in work.walk.proposals(district, quarter) if s.act is ProposalAct.APPROVE]
    else:
        steps = work.walk.part_steps(district, quarter)
        approvals = [s for s in steps if s.office == office.id and s.act is PartAct.APPROVE]
    if not approvals:
        return ChangesSince(None, "", ())
    services = None if office is None else frozenset(office.services)
    cells = changed_since(work, district, quarter, approvals[-1].at, services)
    return ChangesSince(approvals[-1].at, approvals[-1].by, cells)


def changed_since(
    work: Work, district: str, quarter: Quarter, since: datetime, services: Collection[str] | None
) -> tuple[ChangedCell, ...]:
    """The cells of a district in scope that say something else than at ``since``; of some services when given."""
    found: dict[str, ChangedCell] = {}
    for event in work.record.events(f"{district} {quarter.code}"):
        if event.action != "figures_saved" or event.at <= since:
            continue
        for name, before, after in event.detail["cells"]:
            kind, _, key = name.partition(" ")
            seen = found.get(name)
            cell = ChangedCell(
                kind, tuple(key.split("/")), _values(before), _values(after), event.at, event.actor
            )
            found[name] = replace(cell, before=seen.before) if seen else cell
    return tuple(
        cell
        for cell in found.values()
        if cell.before != cell.after and (services is None or _service(cell) in services)
    )


def places_of(cells: Collection[ChangedCell]) -> frozenset[str]:
    """The codes of the services, and of the items, that these cells belong to."""
    services = {_service(cell) for cell in cells}
    return frozenset(services | {cell.key[0] for cell in cells if cell.kind == "quality"})


def _values(values: list[Any] | None) -> tuple[Any, ...] | None:
    return None if values is None else tuple(tuple(v) if isinstance(v, list) else v for v in values)  # pyright: ignore


def _service(cell: ChangedCell) -> str:
    return service_of_item(cell.key[0]) if cell.kind == "quality" else cell.key[0]
