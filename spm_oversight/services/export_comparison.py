"""The comparison as a plain table for files: rows and figures of the page, in its order, and the facts beside them."""

from __future__ import annotations

from spm_oversight.documents.words import REPORT_STATE, badge_of
from spm_oversight.exchange.tables import PlainTable, Value
from spm_oversight.formats import number, quarter_title
from spm_oversight.services.compared_words import change_shown, filter_words, heading, shown_figure, word_of
from spm_oversight.services.comparison import Cell, Comparison, Row
from spm_oversight.services.export_tables import facts_of, sample_facts
from spm_oversight.services.measures import CHANGE_UNIT, DECIMALS, Column


def comparison_table(comparison: Comparison, remarks: tuple[str, ...] = ()) -> PlainTable:
    """A row a district as the page shows it; ``remarks``: what of the address could not be read."""
    view, period = comparison.view, comparison.period
    heads = ["Kode", "Daerah", "Keadaan laporan", "Peringkat", "Kategori capaian"]
    for column in comparison.columns:
        heads.append(f"{column.label} ({column.unit})")
        if _compared(comparison, column):
            heads.append(f"{column.label}, perubahan ({CHANGE_UNIT[column.form]})")
    against = view.against
    facts = (
        *facts_of(period, measure=heading(view)),
        *((("Pembanding", quarter_title(against.year, against.number)),) if against else ()),
        *((("Saringan", words),) if (words := filter_words(comparison)) else ()),
        *_means(comparison),
        *sample_facts(period),
        *((("Catatan", " ".join(said)),) if (said := (*remarks, *comparison.remarks)) else ()),
    )
    rows = tuple(_row(comparison, row) for row in comparison.rows)
    return PlainTable("Perbandingan", tuple(heads), rows, facts, period.cut_off)


def _row(comparison: Comparison, row: Row) -> tuple[Value, ...]:
    values: list[Value] = [
        row.district.id,
        row.district.name,
        REPORT_STATE[row.report_state],
        row.rank,
        badge_of(row.whole.category, running=comparison.period.running).label,
    ]
    for column, cell in zip(comparison.columns, row.cells, strict=True):
        values.append(_value(comparison, row, column, cell))
        if _compared(comparison, column):
            values.append(None if cell.change is None else change_shown(column, cell.change))
    return tuple(values)


def _value(comparison: Comparison, row: Row, column: Column, cell: Cell) -> Value:
    """A number where there is one; else the word of the page, but for its dash, which is an empty cell here."""
    word = word_of(comparison, row, column, cell)
    if word is None and cell.value is not None:
        return shown_figure(comparison.period, column, cell.value)
    return word or None


def _compared(comparison: Comparison, column: Column) -> bool:
    return comparison.view.against is not None and column.form in CHANGE_UNIT


def _means(comparison: Comparison) -> tuple[tuple[str, str], ...]:
    if not comparison.means:
        return ()
    told = (
        f"{column.label} {number(shown_figure(comparison.period, column, mean), DECIMALS[column.form])}"
        for column, mean in zip(comparison.columns, comparison.means, strict=True)
        if mean is not None
    )
    return ((f"Rata-rata {comparison.counted} daerah yang diperingkat", "; ".join(told)),)
