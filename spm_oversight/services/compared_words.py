"""How the comparison is told, on its page and in its files alike: rounding, and the words that stand for no figure."""

from __future__ import annotations

from decimal import Decimal
from fractions import Fraction

from spm_oversight.documents.words import NIL, NOT_COMPUTABLE, badge_of
from spm_oversight.domain.catalogue import URUSAN_BY_CODE
from spm_oversight.domain.show import bounds_for, shown
from spm_oversight.services.comparison import UNASSESSED, WHOLE, Cell, Comparison, Row, View
from spm_oversight.services.measures import DECIMALS, QUALITY, Column, Form, Measure
from spm_oversight.services.shown_period import ShownPeriod

NOT_THERE = "belum ada"
_ABSENT = {
    Form.YES_NO: "belum dikirim",
    Form.PEOPLE: NOT_THERE,
    Form.RATIO: NOT_COMPUTABLE,
    Form.SHARE: "",
    Form.POINTS: "",
}
KINDS = {"kabupaten": "Kabupaten", "kota": "Kota"}


def heading(view: View) -> str:
    """``capaian (IPSPM), layanan urusan Kesehatan``."""
    label = view.measure.label[0].lower() + view.measure.label[1:]
    return f"{label}, layanan urusan {URUSAN_BY_CODE[view.urusan].name}" if view.urusan else label


def filter_words(comparison: Comparison) -> str:
    """``Pesisir; kota; Tuntas Muda, Belum Tuntas``, or empty where all districts are wanted."""
    view = comparison.view
    names = (*(band.name for band in comparison.period.method.bands), UNASSESSED)
    bands = (
        badge_of(None if name == UNASSESSED else name, running=False) for name in names if name in view.bands
    )
    return "; ".join(filter(None, (view.group, view.kind, ", ".join(badge.label for badge in bands))))


def shown_figure(period: ShownPeriod, column: Column, value: Fraction) -> Decimal:
    """A figure rounded as it is published: never up to a bound it has not reached (contract 1, rule 8)."""
    return shown(value, DECIMALS[column.form], bounds_for(column.code, period.method))


def change_shown(column: Column, change: Fraction) -> Decimal:
    """A distance, rounded plainly: it has no band."""
    return shown(change, DECIMALS[column.form], ())


def word_of(comparison: Comparison, row: Row, column: Column, cell: Cell) -> str | None:
    """The word that stands instead of a figure, "" for a dash; None: the figure itself is shown."""
    if cell.value is None:
        return _absent(comparison.view.measure, row, column)
    if column.form is Form.YES_NO:
        return "ya" if cell.value else "tidak"
    return None


def _absent(measure: Measure, row: Row, column: Column) -> str:
    if column.form in _ABSENT:
        return _ABSENT[column.form]
    if row.whole.index is None:
        return "" if column.key == WHOLE else NOT_THERE
    # Quality is also absent where a service has no item that counts: which of the two it is, the figures do not say.
    return "" if measure is QUALITY else NIL
