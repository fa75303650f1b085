"""The province's map: what every drawing of it is made from, and the squares its coordinator places."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from spm_oversight.domain.access import Permission
from spm_oversight.domain.outline import Outlines
from spm_oversight.domain.tile_layout import TilePlace, checked_layout, layout
from spm_oversight.persistence.places import District
from spm_oversight.persistence.work import Work
from spm_oversight.services.begin import own_province, require


@dataclass(frozen=True)
class ProvinceMap:
    """The squares by code; the boundaries (None: none were uploaded) with the file they came from.

    ``version``: what a change of the squares must name.
    """

    tiles: tuple[TilePlace, ...]
    outlines: Outlines | None
    source: str
    version: int


def tile_map(work: Work, *, districts: Iterable[District]) -> ProvinceMap:
    """How these districts of the own province are drawn; one question."""
    require(work, Permission.SEE_RESULTS)
    kept = work.province_maps.of_province(own_province(work))
    names = {district.id: district.short for district in districts}
    return ProvinceMap(layout(names, kept.tiles), kept.outlines, kept.source, kept.version)


def map_to_keep(work: Work) -> tuple[tuple[District, ...], ProvinceMap]:
    """All districts of the province with its map, to be changed."""
    require(work, Permission.KEEP_MAP)
    districts = work.places.whole(own_province(work))[1]
    return districts, tile_map(work, districts=districts)


def keep_tiles(work: Work, *, places: Iterable[TilePlace], version: int) -> None:
    """Store where each square stands.

    ``Invalid`` names each wrong place (``checked_layout``); ``Conflict`` when another map was stored meanwhile.
    """
    districts, before = map_to_keep(work)
    names = {district.id: district.short for district in districts}
    checked = checked_layout((place for place in places if place.district in names), names)
    province = own_province(work)
    work.province_maps.keep_tiles(province, checked, version=version)
    work.record.add(
        "map_tiles_kept", province, before=_plain(before.tiles), after=_plain(layout(names, checked))
    )


def _plain(places: Iterable[TilePlace]) -> dict[str, list[int | str]]:
    return {place.district: [place.row, place.column, place.label] for place in places}
