"""A province drawn from figures by district: squares or, where boundaries were uploaded, their shapes."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from spm_oversight.charts.marks import Chart, Figure
from spm_oversight.charts.regions import region_map, regions_of
from spm_oversight.charts.tiles import TALL, Tile, tile_map
from spm_oversight.domain.outline import Outlines
from spm_oversight.domain.tile_layout import TilePlace


def draw_tiles(
    places: Sequence[TilePlace],
    figures: Mapping[str, Figure],
    *,
    title: str,
    unit: str,
    source: str,
    width: float = 598,
    tall: float = TALL,
) -> Chart:
    """The squares of the districts that have a figure, by code; each figure's name stands in full behind its square."""
    named = _short(places, figures)
    tiles = [
        Tile(place.row, place.column, named[place.district]) for place in places if place.district in named
    ]
    return tile_map(tiles, title=title, unit=unit, source=source, width=width, tall=tall)


def draw_regions(
    outlines: Outlines,
    places: Sequence[TilePlace],
    figures: Mapping[str, Figure],
    *,
    title: str,
    unit: str,
    source: str,
    width: float = 598,
) -> Chart:
    """The shapes of the districts that have a figure, with the short names of their squares."""
    regions = regions_of(outlines, _short(places, figures))
    return region_map(regions, title=title, unit=unit, source=source, width=width)


def _short(places: Sequence[TilePlace], figures: Mapping[str, Figure]) -> dict[str, Figure]:
    return {
        place.district: figure._replace(name=place.label, full=figure.full or figure.name)
        for place in places
        if (figure := figures.get(place.district))
    }
