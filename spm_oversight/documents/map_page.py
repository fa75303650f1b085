"""The province on a page: each district's achievement on its square, and the districts of each category by name."""

from __future__ import annotations

from collections.abc import Sequence

from spm_oversight.charts.marks import Figure
from spm_oversight.charts.tiles import TALL
from spm_oversight.documents.drawings import SHEET
from spm_oversight.documents.model import Drawing, Item, Items, Section
from spm_oversight.documents.province_map import draw_tiles
from spm_oversight.documents.reading import Reading, short_name
from spm_oversight.documents.words import DATA_STATE, NO_BADGE
from spm_oversight.domain.package import DistrictFigures
from spm_oversight.domain.tile_layout import TilePlace, layout
from spm_oversight.formats import EMPTY, quarter_title

_HALF_PAGE, _HIGHEST = 450, 145


def map_section(reading: Reading, tiles: Sequence[TilePlace], *, sample: bool) -> Section:
    """The squares as the province placed them (``tiles``; none: its usual map), with a list that needs no colour."""
    quarter = reading.package.quarter
    state = DATA_STATE[reading.package.state] + (", berjalan" if reading.running else "")
    names = {district.code: short_name(district) for district in reading.by_code}
    places = layout(names, tiles)
    drawing = draw_tiles(
        places,
        {district.code: _square(reading, district) for district in reading.by_code},
        title=f"Capaian setiap daerah, {quarter_title(quarter.year, quarter.number)}",
        unit=f"IPSPM, %, {state}",
        source="Satu petak satu daerah, letaknya mendekati peta. Arsiran: belum dapat dinilai.",
        width=SHEET,
        tall=_tall(places),
    )
    by_category = Items("Daerah menurut kategori, dengan IPSPM dalam %", _categories(reading), sample=sample)
    return Section("peta", "Peta capaian", (Drawing(drawing, sample=sample), by_category))


def _tall(places: Sequence[TilePlace]) -> float:
    """Squares that use the page: half of its height, where the rows are few enough to grow."""
    rows = max(each.row for each in places) - min(each.row for each in places) + 1
    return max(TALL, min(_HIGHEST, _HALF_PAGE / rows))


def _square(reading: Reading, district: DistrictFigures) -> Figure:
    row = reading.district(district)
    badge = NO_BADGE if row.index is None else reading.badge(row)
    text = EMPTY if row.index is None else reading.text(row.index)
    return Figure(short_name(district), row.index, text, badge.letters, badge.style)


def _categories(reading: Reading) -> tuple[Item, ...]:
    """The bands that have a district, best first, those without an index last; best districts first."""
    found: list[Item] = []
    for name in (*(band.name for band in reading.package.method.bands), None):
        those = [d for d in reading.ordered if reading.district(d).category == name]
        if those:
            badge = NO_BADGE if name is None else reading.band(name)
            head = f"{badge.letters} {badge.label}, {len(those)} daerah:"
            found.append(Item(", ".join(_standing(reading, each) for each in those) + ".", head))
    return tuple(found)


def _standing(reading: Reading, district: DistrictFigures) -> str:
    """``Kapuas 46,31``; the name alone where there is no figure."""
    row = reading.district(district)
    return short_name(district) + ("" if row.index is None else f"\u00a0{reading.text(row.index)}")
