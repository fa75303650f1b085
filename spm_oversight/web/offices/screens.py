"""What the offices page shows: each urusan's services with the office that carries them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from uuid import UUID

from spm_oversight.domain.catalogue import URUSAN
from spm_oversight.persistence.offices import Office
from spm_oversight.services.manage_offices import DistrictOffices


@dataclass(frozen=True)
class OfficeLine:
    """An office and how many services it carries; ``joined``: why one person may enter and approve there."""

    id: UUID
    code: str
    name: str
    carries: int
    joined: str


@dataclass(frozen=True)
class ServiceLine:
    """A service, the id of its office as text, and what is wrong with the choice."""

    code: str
    name: str
    office: str
    fault: str


@dataclass(frozen=True)
class OfficesScreen:
    """The offices, and the services by urusan."""

    offices: tuple[OfficeLine, ...]
    groups: tuple[tuple[str, tuple[ServiceLine, ...]], ...]
    uncarried: int
    faults: tuple[ServiceLine, ...]


def offices_screen(
    found: DistrictOffices, typed: Mapping[str, str] | None = None, faults: Mapping[str, str] | None = None
) -> OfficesScreen:
    """The page; ``typed`` and ``faults`` (by service code) repeat a refused choice."""
    faults = faults or {}
    stored = {code: str(office.id) for office in found.offices for code in office.services}
    chosen = stored if typed is None else typed
    groups = tuple(
        (
            urusan.name,
            tuple(
                ServiceLine(each.code, each.name, chosen.get(each.code, ""), faults.get(each.code, ""))
                for each in found.catalogue.services_of[urusan.code]
            ),
        )
        for urusan in URUSAN
    )
    return OfficesScreen(
        offices=tuple(map(_line, found.offices)),
        groups=groups,
        uncarried=len(found.uncarried),
        faults=tuple(line for _, lines in groups for line in lines if line.fault),
    )


def _line(office: Office) -> OfficeLine:
    return OfficeLine(office.id, office.code, office.name, len(office.services), office.joined_duties)
