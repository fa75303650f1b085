"""A table that somebody put into the booklet: a view of the comparison, drawn from the booklet's own frozen data."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction

from spm_oversight.documents.comparison import legend
from spm_oversight.documents.model import Block, Cell, Head, Row, Section, Table
from spm_oversight.documents.reading import Reading, short_name
from spm_oversight.documents.words import DATA_STATE
from spm_oversight.domain.package import DistrictFigures
from spm_oversight.domain.results import Level
from spm_oversight.formats import quarter_title

WIDEST = 8
"""Columns of figures that a sheet holds; services beyond go on in a further table."""


@dataclass(frozen=True)
class AddedColumn:
    """A column of figures: of results (``level``, ``code``, the name of a percentage) or an indicator (``metric``).

    ``form``: percent, signed, whole, ratio or yes, as :class:`Reading` writes indicators.
    """

    label: str
    unit: str
    form: str
    metric: str
    level: Level | None = None
    code: str = ""


@dataclass(frozen=True)
class AddedTable:
    """The view in plain values. ``order``: the column it is sorted by, None: the names; ``wanted``: the districts."""

    key: str
    title: str
    about: str
    columns: tuple[AddedColumn, ...]
    banded: bool
    order: AddedColumn | None
    up: bool
    wanted: frozenset[str]


def added_section(reading: Reading, added: AddedTable, *, sample: bool) -> Section:
    """A chapter with the table; a view that no district fits says so."""
    quarter = reading.package.quarter
    rows = _ordered(reading, added)
    pieces = [added.columns[at : at + WIDEST] for at in range(0, len(added.columns), WIDEST)]
    blocks: list[Block] = [
        Table(
            caption=f"{added.title}, {quarter_title(quarter.year, quarter.number)}"
            + (", lanjutan" if piece is not pieces[0] else ""),
            measure=f"{DATA_STATE[reading.package.state]}{'. ' if added.about else ''}{added.about}",
            heads=(
                Head("Daerah", width="32mm"),
                *(Head(column.label, column.unit, number=True) for column in piece),
            ),
            rows=tuple(
                Row(
                    (
                        Cell(short_name(d), heading=True),
                        *(_cell(reading, added, d, column) for column in piece),
                    )
                )
                for d in rows
            ),
            notes=()
            if rows
            else ("Tidak ada daerah yang sesuai dengan saringan tabel ini pada periode ini.",),
            style="heat" if added.banded else "",
            sample=sample,
        )
        for piece in pieces
    ]
    return Section(added.key, added.title, (*blocks, *((legend(reading),) if added.banded else ())))


def _cell(reading: Reading, added: AddedTable, district: DistrictFigures, column: AddedColumn) -> Cell:
    if column.level is None:
        return reading.indicator(district.code, column.metric, column.form)
    row = reading.at(district, column.level, column.code or district.code)
    return reading.percentage(row, column.metric, badge=added.banded)


def _ordered(reading: Reading, added: AddedTable) -> Sequence[DistrictFigures]:
    """Those wanted by the column; without a value last either way, equal ones in the order of the ranking."""
    chosen = [d for d in reading.ordered if d.code in added.wanted]
    order = added.order
    if order is None:
        return sorted(chosen, key=short_name, reverse=not added.up)

    def place(district: DistrictFigures) -> tuple[bool, Fraction]:
        value = _value(reading, district, order)
        return (True, Fraction(0)) if value is None else (False, value if added.up else -value)

    return sorted(chosen, key=place)


def _value(reading: Reading, district: DistrictFigures, column: AddedColumn) -> Fraction | None:
    if column.level is None:
        return reading.results.indicator.get((district.code, column.metric))
    return getattr(reading.at(district, column.level, column.code or district.code), column.metric)
