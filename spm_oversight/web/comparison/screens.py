"""The comparison as its page shows it: the table with its heads, and the spread of each urusan."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from fractions import Fraction
from typing import Any, NamedTuple

from flask import url_for

from spm_oversight.charts.dots import dot_strip
from spm_oversight.charts.marks import Chart, Figure
from spm_oversight.documents.model import Badge
from spm_oversight.documents.words import REPORT_STATE, badge_of
from spm_oversight.domain.method import ReportState
from spm_oversight.formats import EMPTY, signed
from spm_oversight.services.compared_words import (
    change_shown,
    filter_words,
    heading,
    word_of,
)
from spm_oversight.services.comparison import Cell, Comparison, Row
from spm_oversight.services.measures import CHANGE_UNIT, DECIMALS, Column, Form
from spm_oversight.web.comparison.address import address_of
from spm_oversight.web.comparison.cells import figure_text, worded
from spm_oversight.web.comparison.choices import Choices, choices_of
from spm_oversight.web.comparison.heads import Head, sort_heads, without_prefix
from spm_oversight.web.comparison.texts import BARS, caption, heading_of_table, note, title
from spm_oversight.web.district.address import addresses
from spm_oversight.web.frozen import Band, Frame, frame_of, legend

_MANY = 8
"""With more columns of figures than these a table is drawn narrow."""


class Entry(NamedTuple):
    """A cell: its text, its change and its band where there are any, and its bar, of 100.

    ``empty``: the text is a word; *nihil* and *belum ada* stand on hatch.
    """

    text: str
    change: str
    badge: Badge | None
    bar: str
    empty: bool


@dataclass(frozen=True)
class Line:
    """One district. ``state``: where its report stands, when that says why it has no rank.

    ``address``: its page, for whoever may open it.
    """

    name: str
    address: str
    state: str
    cells: tuple[Entry, ...]


@dataclass(frozen=True)
class ComparisonScreen:
    """The whole page. ``parted``: the first column of figures is the whole of the others; ``filter``: in words.

    ``style``: of a table with few columns or with many; ``services``: their full names where the heads have less.
    """

    frame: Frame
    title: str
    heading: str
    caption: str
    style: str
    heads: tuple[Head, ...]
    lines: tuple[Line, ...]
    means: tuple[str, ...]
    counted: int
    parted: bool
    services: tuple[str, ...]
    note: str
    legend: tuple[Band, ...]
    strips: tuple[Chart, ...]
    remarks: tuple[str, ...]
    choices: Choices
    filter: str
    query: dict[str, Any]
    everybody: str


def screen_of(comparison: Comparison, remarks: tuple[str, ...]) -> ComparisonScreen:
    """Build the page; ``remarks``: what of the address could not be read."""
    view, period = comparison.view, comparison.period
    largest, heads = _largest(comparison), _heads(comparison)
    pages = addresses((row.district.id for row in comparison.rows), period.quarter)
    lines = tuple(_line(comparison, row, largest, pages.get(row.district.id, "")) for row in comparison.rows)
    names = {each.id: each.short for each in comparison.districts}
    return ComparisonScreen(
        frame=frame_of(period, names, measure=heading(view)),
        title=title(comparison),
        heading=heading_of_table(comparison),
        caption=caption(comparison),
        style=_style(comparison),
        heads=heads,
        lines=lines,
        means=tuple(
            figure_text(comparison, *each) for each in zip(comparison.columns, comparison.means, strict=False)
        ),
        counted=comparison.counted,
        parted=view.measure.part is not None,
        services=tuple(head.full for head in heads if head.full),
        note=note(view.measure),
        legend=legend(period) if view.measure.banded else (),
        strips=_strips(comparison, lines),
        remarks=(*remarks, *comparison.remarks),
        choices=choices_of(comparison),
        filter=filter_words(comparison),
        query=address_of(view),
        everybody=url_for(
            "comparison.page", **address_of(replace(view, bands=frozenset(), kind="", group=""))
        ),
    )


def _style(comparison: Comparison) -> str:
    """How the table is drawn; completeness has the accent's bar, being no achievement (look, section 5)."""
    measure = comparison.view.measure
    if not measure.part:
        return "few accent" if any(column.form is Form.SHARE for column in comparison.columns) else "few"
    styles = (
        "parted",
        "banded" if measure.banded else "",
        "dense" if len(comparison.columns) > _MANY else "",
    )
    return " ".join(filter(None, styles))


def _heads(comparison: Comparison) -> tuple[Head, ...]:
    view = comparison.view
    labels = [column.label for column in comparison.columns]
    short = [*labels[:1], *without_prefix(labels[1:])] if view.urusan else labels
    heads = sort_heads(
        comparison.columns, short, view, lambda other: url_for("comparison.page", **address_of(other))
    )
    quarter = comparison.period.quarter.code
    # Built once and filled in, as those of the districts.
    before, _, after = url_for("urusan.page", urusan="-", triwulan=quarter).partition("-")
    columns = (None, *comparison.columns)
    return tuple(
        head._replace(detail=f"{before}{column.code}{after}") if column and column.level == "urusan" else head
        for head, column in zip(heads, columns, strict=True)
    )


def _line(comparison: Comparison, row: Row, largest: list[float], address: str) -> Line:
    state = REPORT_STATE[row.report_state]
    if comparison.period.frozen:
        state = "tanpa peringkat" if row.rank is None and row.whole.index is not None else ""
    elif row.report_state is ReportState.ACCEPTED:
        state = ""
    cells = zip(comparison.columns, row.cells, largest, strict=True)
    return Line(row.district.short, address, state, tuple(_entry(comparison, row, *each) for each in cells))


def _entry(comparison: Comparison, row: Row, column: Column, cell: Cell, largest: float) -> Entry:
    word = word_of(comparison, row, column, cell)
    change = ""
    if comparison.view.against and word is None and column.form in CHANGE_UNIT:
        change = _signed(column, cell.change)
    banded = comparison.view.measure.banded
    return Entry(
        text=worded(comparison, column, cell, word),
        change=change,
        badge=badge_of(cell.category, running=comparison.period.running) if banded else None,
        bar="" if word is not None or cell.value is None else _bar(cell.value, largest),
        empty=word is not None,
    )


def _bar(value: Fraction, largest: float) -> str:
    return f"{min(100.0, 100 * float(value) / largest):.1f}" if largest else ""


def _signed(column: Column, change: Fraction | None) -> str:
    return EMPTY if change is None else signed(change_shown(column, change), DECIMALS[column.form])


def _largest(comparison: Comparison) -> list[float]:
    """What a full bar stands for in each column: 100 %, or the largest number of people; 0 where there are no bars."""

    def full(index: int, column: Column) -> float:
        if column.form is Form.PEOPLE:
            return max((float(row.cells[index].value or 0) for row in comparison.rows), default=0)
        return 100 if column.form in BARS else 0

    return [full(index, column) for index, column in enumerate(comparison.columns)]


def _strips(comparison: Comparison, lines: Sequence[Line]) -> tuple[Chart, ...]:
    """The spread of each urusan over the districts that the mean counts; not of a part of them, nor of services."""
    view, states = comparison.view, comparison.period.method.ranked_states
    if not (comparison.means and comparison.counted) or view.urusan or view.bands or view.kind or view.group:
        return ()
    told = zip(comparison.rows, lines, strict=True)
    counted = [(row, line) for row, line in told if row.report_state in states]
    return tuple(
        dot_strip(
            [
                Figure(line.name, value, line.cells[index].text)
                for row, line in counted
                if (value := row.cells[index].value) is not None
            ],
            title=column.label,
            unit=column.unit,
            source="",
            mean=mean,
            mean_text=f"rata-rata {figure_text(comparison, column, mean)}",
        )
        for index, (column, mean) in enumerate(zip(comparison.columns, comparison.means, strict=True))
        if index
    )
