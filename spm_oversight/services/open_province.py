"""Open a province of the national register as a tenant, with its districts, its first method and usual offices."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from spm_oversight.domain.access import Actor, Permission, decide
from spm_oversight.domain.errors import Missing, Refused
from spm_oversight.domain.method import Method
from spm_oversight.domain.offices import UsualOffice, usual_offices
from spm_oversight.domain.scope import Scope
from spm_oversight.persistence.places import Region
from spm_oversight.persistence.work import Work, open_work
from spm_oversight.services.begin import begin_system, require


@dataclass(frozen=True)
class ProvinceState:
    """A province of the register, and whether it works here."""

    code: str
    name: str
    districts: int
    opened: bool
    sample: bool


def provinces(work: Work) -> tuple[ProvinceState, ...]:
    """All 38 provinces by code."""
    require(work, Permission.MANAGE_PROVINCES)
    opened = {province.id: province for province in work.places.opened_provinces()}
    districts = work.places.district_counts()
    return tuple(
        ProvinceState(
            code=region.code,
            name=region.name,
            districts=districts.get(region.code, 0),
            opened=region.code in opened,
            sample=region.code in opened and opened[region.code].sample,
        )
        for region in work.places.all_provinces()
    )


def open_province(
    *, code: str, actor: Actor | None, sample: bool = False, now: datetime | None = None
) -> ProvinceState:
    """Make tenants of a province and its districts; ``actor`` None is the owner of the machine at its command line.

    Each tenant's rows are written in that tenant's own scope, so this takes several units of work. Each one looks
    first: a second call finishes what a first one could not, and otherwise changes nothing. ``Missing`` when the
    register has no such province.
    """
    if actor is not None and not decide(actor, Permission.MANAGE_PROVINCES):
        raise Refused("Hanya admin platform yang dapat membuka provinsi.")
    with begin_system(actor, now=now) as work:
        regions = work.places.regions_of(code)
        if not regions:
            raise Missing(f"Provinsi {code} tidak ada dalam daftar wilayah. Periksa kodenya, misalnya 62.")
        opened = {province.id: province for province in work.places.opened_provinces()}
        if code not in opened:
            work.places.open(regions, sample=sample)
            work.record.add("province_opened", code, districts=len(regions) - 1, sample=sample)
        offices = usual_offices(work.catalogues.of_year(work.now.year).services)
    province, *districts = regions
    _give_method(code, [district.code for district in districts], actor, now)
    for district in districts:
        _give_offices(code, district, offices, actor, now)
    kept_sample = opened[code].sample if code in opened else sample
    return ProvinceState(code, province.name, len(districts), opened=True, sample=kept_sample)


def _give_method(province: str, districts: Sequence[str], actor: Actor | None, now: datetime | None) -> None:
    with open_work(Scope.of_province(province, tuple(districts)), actor, now=now) as work:
        if not work.quarters.methods(province):
            method = Method()
            work.quarters.add_method(province, method)
            work.record.add("method_added", method.version)


def _give_offices(
    province: str, district: Region, offices: Sequence[UsualOffice], actor: Actor | None, now: datetime | None
) -> None:
    with open_work(Scope.of_district(province, district.code), actor, now=now) as work:
        if work.offices.of_district(district.code):
            return
        carried_by: dict[str, UUID] = {}
        for office in offices:
            id_ = work.offices.add(province, district.code, code=office.code, name=office.name)
            carried_by |= dict.fromkeys(office.services, id_)
        work.offices.assign(province, district.code, carried_by)
        work.record.add("offices_added", district.code, offices=[office.code for office in offices])
