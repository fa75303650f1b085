"""A district's offices and the services they carry."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from uuid import UUID

from spm_oversight.domain.access import Permission
from spm_oversight.domain.catalogue import Catalogue
from spm_oversight.domain.errors import Fault, Invalid
from spm_oversight.domain.offices import office_code
from spm_oversight.persistence.offices import Office
from spm_oversight.persistence.work import Work
from spm_oversight.services.begin import own_district, require

LONGEST = 200


@dataclass(frozen=True)
class DistrictOffices:
    """The offices of a district, the catalogue they work in, and the services nobody carries yet."""

    offices: tuple[Office, ...]
    catalogue: Catalogue
    uncarried: tuple[str, ...]


def district_offices(work: Work) -> DistrictOffices:
    """Everything the offices page shows."""
    require(work, Permission.MANAGE_OFFICES)
    _, district = own_district(work)
    offices = work.offices.of_district(district)
    catalogue = work.catalogues.of_year(work.now.year)
    carried = {code for office in offices for code in office.services}
    return DistrictOffices(
        offices, catalogue, tuple(s.code for s in catalogue.services if s.code not in carried)
    )


def office_of(work: Work, *, office: UUID) -> Office:
    """One office of the own district; ``Missing`` otherwise."""
    require(work, Permission.MANAGE_OFFICES)
    return work.offices.office(own_district(work)[1], office)


def add_office(work: Work, *, name: str) -> UUID:
    """A new office carrying nothing yet; its code for files is made of its name."""
    require(work, Permission.MANAGE_OFFICES)
    province, district = own_district(work)
    offices = work.offices.of_district(district)
    name = _checked_name(name, offices, None)
    code = office_code(name, [office.code for office in offices])
    office = work.offices.add(province, district, code=code, name=name)
    work.record.add("office_added", str(office), code=code, name=name)
    return office


def rename_office(work: Work, *, office: UUID, name: str) -> None:
    """Give an office another name; its code stays, since files already carry it."""
    require(work, Permission.MANAGE_OFFICES)
    _, district = own_district(work)
    before = work.offices.office(district, office)
    name = _checked_name(name, work.offices.of_district(district), office)
    work.offices.rename(district, office, name)
    work.record.add("office_renamed", str(office), before=before.name, after=name)


def join_duties(work: Work, *, office: UUID, joined: bool, reason: str) -> None:
    """Except an office from duties kept apart, saying why, or keep them apart there again; on record either way."""
    require(work, Permission.MANAGE_OFFICES)
    _, district = own_district(work)
    before = work.offices.office(district, office)
    said = " ".join(reason.split()) if joined else ""
    if joined and not said:
        message = "Tulis sebabnya, misalnya hanya satu orang bertugas di perangkat daerah ini."
        raise Invalid("Sebab pengecualian belum ditulis.", (Fault("reason", message),))
    if len(said) > LONGEST:
        raise Invalid("Sebab terlalu panjang.", (Fault("reason", "Ringkaskan sampai 200 huruf."),))
    if said == before.joined_duties:
        return
    work.offices.join_duties(district, office, said)
    work.record.add(
        "duties_joined" if said else "duties_parted",
        str(office),
        code=before.code,
        before=before.joined_duties,
        after=said,
    )


def assign_services(work: Work, *, carried_by: Mapping[str, str]) -> None:
    """Say which office (its id) carries each service; every service needs one of the district's own offices."""
    require(work, Permission.MANAGE_OFFICES)
    province, district = own_district(work)
    offices = {str(office.id): office for office in work.offices.of_district(district)}
    services = work.catalogues.of_year(work.now.year).services
    faults = tuple(
        Fault(service.code, f"Pilih perangkat daerah yang mengampu {service.name}.")
        for service in services
        if carried_by.get(service.code) not in offices
    )
    if faults:
        raise Invalid("Setiap pelayanan perlu satu perangkat daerah.", faults)
    chosen = {service.code: offices[carried_by[service.code]] for service in services}
    work.offices.assign(province, district, {code: office.id for code, office in chosen.items()})
    work.record.add("services_assigned", district, **{code: office.code for code, office in chosen.items()})


def _checked_name(name: str, offices: tuple[Office, ...], own: UUID | None) -> str:
    name = " ".join(name.split())
    if not name or len(name) > LONGEST:
        raise Invalid(
            "Nama belum benar.", (Fault("name", "Tulis nama perangkat daerah, paling panjang 200 huruf."),)
        )
    if any(each.name.casefold() == name.casefold() and each.id != own for each in offices):
        raise Invalid("Nama sudah dipakai.", (Fault("name", "Nama ini sudah dipakai. Tulis nama lain."),))
    return name
