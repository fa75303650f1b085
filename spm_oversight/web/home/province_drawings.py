"""The drawings of the province's overview: the map, the bands, who moved; the tables beside them say the same."""

from __future__ import annotations

from spm_oversight.charts.bars import divided_bar
from spm_oversight.charts.marks import Chart, Figure
from spm_oversight.charts.slopes import Change, slope_chart
from spm_oversight.documents.province_map import draw_tiles
from spm_oversight.documents.words import NO_BADGE
from spm_oversight.formats import EMPTY, number, quarter_short
from spm_oversight.services.province_overview import DistrictLine, ProvinceOverview
from spm_oversight.web.frozen import badge, figure
from spm_oversight.web.home.province_figures import band_counts
from spm_oversight.web.told import title_of


def map_drawing(found: ProvinceOverview) -> Chart:
    """The achievement of the counted districts on their squares; the others hatched."""
    return draw_tiles(
        found.map.tiles,
        {line.district.id: _square(found, line) for line in found.lines},
        title="Capaian per daerah",
        unit="%, dilaporkan",
        source="Satu petak satu daerah, letaknya mendekati peta.",
    )


def _square(found: ProvinceOverview, line: DistrictLine) -> Figure:
    index = line.achievement.index if line.counted else None
    band = badge(found.period, line.achievement) if index is not None else NO_BADGE
    text = EMPTY if index is None else figure(found.period, index)
    return Figure(line.district.short, index, text, band.letters, band.style)


def band_drawing(found: ProvinceOverview) -> Chart:
    """The districts of each band as parts of one bar."""
    parts = [
        (each.badge.letters, each.badge.label, each.badge.style, each.count) for each in band_counts(found)
    ]
    return divided_bar(
        parts, title="Jumlah daerah per kategori", unit=f"dari {number(len(found.lines))} daerah", source=""
    )


def slopes(found: ProvinceOverview) -> Chart | None:
    """Every counted district then and now, against the fairest quarter there is; the two farthest moved are marked."""
    moves = next((each for each in found.moves if each.all), None)
    if moves is None:
        return None
    marked = {each.district.id for each in (*moves.gains[:1], *moves.falls[:1])}
    changes = [
        Change(
            name=each.district.short,
            before=each.before,
            after=each.now,
            before_text=figure(found.period, each.before),
            after_text=figure(found.period, each.now),
            marked=each.district.id in marked,
        )
        for each in moves.all
    ]
    against, now = moves.against, found.period.quarter
    heads = (f"{quarter_short(each.number)} {each.year}" for each in (against, now))
    return slope_chart(
        changes,
        heads=(next(heads), next(heads)),
        title=f"Capaian dibanding {title_of(against)}",
        unit="%, dilaporkan",
        source="Naik dan turun terbesar ditandai.",
        width=396,  # a phone shows it whole
    )
