"""The province's own groups of districts, to compare like with like."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from spm_oversight.domain.access import Permission
from spm_oversight.domain.errors import Fault, Invalid
from spm_oversight.persistence.places import District
from spm_oversight.persistence.work import Work
from spm_oversight.services.begin import own_province, require

LONGEST = 60
FEWEST = 2
"""Of one district there is nothing to compare."""


def districts_to_group(work: Work) -> tuple[District, ...]:
    """The province's districts by code, each with the groups it stands in."""
    require(work, Permission.KEEP_GROUPS)
    return work.places.whole(own_province(work))[1]


def members(districts: Iterable[District]) -> Mapping[str, tuple[District, ...]]:
    """The groups by name, each with its districts."""
    found: dict[str, tuple[District, ...]] = {}
    for district in districts:
        for group in district.groups:
            found[group] = (*found.get(group, ()), district)
    return dict(sorted(found.items(), key=lambda group: group[0].casefold()))


def keep_group(work: Work, *, name: str, districts: Iterable[str]) -> str:
    """Store a group over the one of the same name, in whatever letters; answers its name.

    ``Invalid`` names the place: ``name`` or ``districts``. A code that is no district of the province is not taken.
    """
    known = districts_to_group(work)
    name = " ".join(name.split())
    name = next((each for each in members(known) if each.casefold() == name.casefold()), name)
    chosen = {each.id for each in known} & set(districts)
    faults: list[Fault] = []
    if not 0 < len(name) <= LONGEST:
        faults.append(Fault("name", f"Tulis nama kelompok, paling panjang {LONGEST} huruf."))
    if len(chosen) < FEWEST:
        faults.append(Fault("districts", "Pilih paling sedikit dua kabupaten/kota."))
    if faults:
        raise Invalid("Kelompok belum benar.", tuple(faults))
    province = own_province(work)
    work.peer_groups.keep(province, name, chosen)
    work.record.add("group_kept", name, districts=sorted(chosen))
    return name


def drop_group(work: Work, *, name: str) -> bool:
    """Forget a group, figures are not touched; whether there was one (somebody else may have dropped it before)."""
    require(work, Permission.KEEP_GROUPS)
    dropped = work.peer_groups.drop(own_province(work), name)
    if dropped:
        work.record.add("group_dropped", name)
    return dropped
