"""The figures of a comparison as its table and its map write them."""

from __future__ import annotations

from fractions import Fraction

from spm_oversight.charts.marks import Figure
from spm_oversight.documents.words import badge_of
from spm_oversight.formats import EMPTY, number, signed
from spm_oversight.services.compared_words import shown_figure, word_of
from spm_oversight.services.comparison import Cell, Comparison, Row
from spm_oversight.services.measures import DECIMALS, Column, Form


def figure_text(comparison: Comparison, column: Column, value: Fraction | None) -> str:
    """A figure as it is published, a distance with its sign; a dash where there is none."""
    if value is None:
        return EMPTY
    write = signed if column.form is Form.POINTS else number
    return write(shown_figure(comparison.period, column, value), DECIMALS[column.form])


def cell_text(comparison: Comparison, row: Row, column: Column, cell: Cell) -> str:
    """The figure of a cell, or the word that stands for it."""
    return worded(comparison, column, cell, word_of(comparison, row, column, cell))


def worded(comparison: Comparison, column: Column, cell: Cell, word: str | None) -> str:
    """The same, where ``word`` is known already (``word_of``)."""
    return figure_text(comparison, column, cell.value) if word is None else word or EMPTY


def drawn_figures(comparison: Comparison, column: Column) -> dict[str, Figure]:
    """One column as charts take it, by district; only achievements have a band."""
    index = comparison.columns.index(column)
    banded = comparison.view.measure.banded
    found: dict[str, Figure] = {}
    for row in comparison.rows:
        cell = row.cells[index]
        badge = badge_of(cell.category, running=comparison.period.running)
        absent = cell.value is None
        found[row.district.id] = Figure(
            name=row.district.short,
            value=cell.value,
            text=cell_text(comparison, row, column, cell),
            letters=badge.letters if banded else "",
            style=badge.style if banded or absent else "own",
        )
    return found
