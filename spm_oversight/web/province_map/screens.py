"""The map as its page shows it: the drawing, the same figures as a table, and what else can be drawn."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Any

from spm_oversight.charts.marks import Chart
from spm_oversight.documents.model import Badge
from spm_oversight.documents.province_map import draw_regions, draw_tiles
from spm_oversight.documents.words import badge_of
from spm_oversight.services.compared_words import heading
from spm_oversight.services.comparison import Comparison
from spm_oversight.services.measures import Column
from spm_oversight.services.tile_map import ProvinceMap
from spm_oversight.web.comparison.address import address_of
from spm_oversight.web.comparison.cells import cell_text, drawn_figures
from spm_oversight.web.comparison.choices import Select, choices_of
from spm_oversight.web.comparison.texts import note
from spm_oversight.web.frozen import Band, Choice, Frame, frame_of, legend
from spm_oversight.web.told import cumulative, title_of

BY_REGION = "wilayah"
"""In an address (``bentuk``): the map in boundaries."""


@dataclass(frozen=True)
class Line:
    """One district in the table behind the drawing."""

    name: str
    text: str
    badge: Badge | None


@dataclass(frozen=True)
class MapScreen:
    """The whole page. ``shapes``: how it can be drawn."""

    frame: Frame
    title: str
    chart: Chart
    column: str
    unit: str
    lines: tuple[Line, ...]
    legend: tuple[Band, ...]
    note: str
    selects: tuple[Select, ...]
    remarks: tuple[str, ...]
    query: dict[str, Any]
    shapes: tuple[Choice, ...]


def screen_of(
    comparison: Comparison, drawn: ProvinceMap, remarks: tuple[str, ...], *, by_region: bool
) -> MapScreen:
    """Build the page, in boundaries where they are wanted and there.

    The column drawn is the one that the view is sorted by, else the first.
    """
    view, period = comparison.view, comparison.period
    column = next((each for each in comparison.columns if each.key == view.column), comparison.columns[0])
    names = {each.id: each.short for each in comparison.districts}
    return MapScreen(
        frame=frame_of(period, names, measure=heading(view)),
        title=f"{_what(comparison, column)} di {len(comparison.rows)} kabupaten/kota pada peta",
        chart=_chart(comparison, column, drawn, by_region=by_region),
        column=column.label,
        unit=column.unit,
        lines=_lines(comparison, column),
        legend=legend(period) if view.measure.banded else (),
        note=note(view.measure),
        selects=_selects(comparison, column),
        remarks=(*remarks, *comparison.remarks),
        query=address_of(replace(view, column=column.key)),
        shapes=_shapes(drawn, by_region=by_region),
    )


def _chart(comparison: Comparison, column: Column, drawn: ProvinceMap, *, by_region: bool) -> Chart:
    figures = drawn_figures(comparison, column)
    title, source = _what(comparison, column), _source(comparison)
    if drawn.outlines and by_region:
        source += f" Batas wilayah: {drawn.source}, disederhanakan."
        return draw_regions(
            drawn.outlines, drawn.tiles, figures, title=title, unit=column.unit, source=source
        )
    return draw_tiles(drawn.tiles, figures, title=title, unit=column.unit, source=source)


def _shapes(drawn: ProvinceMap, *, by_region: bool) -> tuple[Choice, ...]:
    """Squares or boundaries; no choice where there are no boundaries."""
    if not drawn.outlines:
        return ()
    return Choice("", "Peta petak", not by_region), Choice(BY_REGION, "Peta wilayah", by_region)


def _what(comparison: Comparison, column: Column) -> str:
    measure = comparison.view.measure.label
    return measure if column.label == measure else f"{measure}, {column.label[0].lower()}{column.label[1:]}"


def _source(comparison: Comparison) -> str:
    quarter = comparison.period.quarter
    return f"Sumber: laporan daerah, {title_of(quarter)}, dilaporkan, {cumulative(quarter)}."


def _lines(comparison: Comparison, column: Column) -> tuple[Line, ...]:
    index = comparison.columns.index(column)
    banded, running = comparison.view.measure.banded, comparison.period.running
    return tuple(
        Line(
            row.district.short,
            cell_text(comparison, row, column, row.cells[index]),
            badge_of(row.cells[index].category, running=running) if banded else None,
        )
        for row in comparison.rows
    )


def _selects(comparison: Comparison, column: Column) -> tuple[Select, ...]:
    """Period, measure and urusan as in the comparison, and which of the columns is drawn."""
    period, measure, urusan, _ = choices_of(comparison).selects
    columns = tuple(Choice(each.key, each.label, each == column) for each in comparison.columns)
    drawn = (Select("urut", "Yang digambar", columns),) if len(columns) > 1 else ()
    return period, measure, replace(urusan, label="Rincian"), *drawn
