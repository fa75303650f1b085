"""Money beside result as plain tables for files: a row a district, or a row for each of its services."""

from __future__ import annotations

from spm_oversight.documents.words import BUDGET_VERSION, NOT_COMPUTABLE, RATIOS, REPORT_STATE
from spm_oversight.domain.catalogue import Service
from spm_oversight.domain.show import shown
from spm_oversight.domain.spending import Spending
from spm_oversight.exchange.tables import PlainTable, Value
from spm_oversight.services.compared_words import filter_words, shown_figure
from spm_oversight.services.export_tables import facts_of, sample_facts
from spm_oversight.services.money import Money, Place
from spm_oversight.services.money_words import (
    NO_LINE,
    QUADRANT,
    achieved_label,
    achieved_shown,
    allocated_label,
    allocated_shown,
    denominator,
    measure,
    served_word,
    with_unit,
)


def money_table(money: Money, remarks: tuple[str, ...] = ()) -> PlainTable:
    """A row a district as the page shows it: the field's two figures, then the ratios with what they are over."""
    heads = ["Kode", "Daerah", "Keadaan laporan", allocated_label(money), achieved_label(money), "Letak"]
    heads += ["Versi APBD", "Pagu SPM (Rp)"]
    for ratio in RATIOS:
        heads += [
            f"{ratio.label} (%, {ratio.divided} dibagi {ratio.divisor})",
            f"{ratio.label}, penyebut (Rp)",
        ]
    rows = tuple(_district(money, place) for place in money.places)
    return PlainTable("Anggaran", tuple(heads), rows, _facts(money, remarks), money.comparison.period.cut_off)


def spending_table(money: Money, remarks: tuple[str, ...] = ()) -> PlainTable:
    """A row for each service of each district."""
    heads = (
        *("Kode", "Daerah", "Kode layanan", "Layanan", "Satuan", "Harus dilayani", "Terlayani"),
        *("Versi APBD", "Pagu (Rp)", "Realisasi (Rp)", "Realisasi per orang terlayani (Rp)", "Catatan"),
    )
    known = {each.code: each for each in money.services}
    rows = tuple(
        _service(place, known[each.service], each)
        for place in money.places
        for each in place.spending.of(known)
    )
    return PlainTable("Layanan", heads, rows, _facts(money, remarks), money.comparison.period.cut_off)


def _district(money: Money, place: Place) -> tuple[Value, ...]:
    version = place.spending.version
    values: list[Value] = [
        place.row.district.id,
        place.row.district.name,
        REPORT_STATE[place.row.report_state],
        allocated_shown(money, place.allocated),
        achieved_shown(money, place.achieved),
        QUADRANT[place.quadrant] if place.quadrant else None,
        BUDGET_VERSION[version] if version else None,
        place.spending.allocation,
    ]
    for column, cell in zip(money.comparison.columns, place.row.cells, strict=True):
        known = cell.value is not None
        values += [
            shown_figure(money.comparison.period, column, cell.value)
            if cell.value is not None
            else NOT_COMPUTABLE,
            denominator(place.spending, column.code) if known else None,
        ]
    return tuple(values)


def _service(place: Place, service: Service, each: Spending) -> tuple[Value, ...]:
    version, cost = place.spending.version, each.cost(service.unit)
    base, part = each.recipients.base, each.recipients.part
    said = (
        "pagu tanpa hasil" if each.without_result else "hasil tanpa pagu" if each.without_allocation else None
    )
    return (
        place.row.district.id,
        place.row.district.name,
        service.code,
        service.name,
        service.unit,
        served_word(each) or (None if base is None else shown(base, 0, ())),
        served_word(each) or (None if part is None else shown(part, 0, ())),
        BUDGET_VERSION[version] if version else None,
        NO_LINE if each.allocation is None else each.allocation,
        each.realisation,
        None if cost is None else shown(cost, 0, ()),
        said,
    )


def _facts(money: Money, remarks: tuple[str, ...]) -> tuple[tuple[str, str], ...]:
    period, said = money.comparison.period, (*remarks, *money.comparison.remarks)
    medians = "; ".join(
        (
            with_unit(allocated_label(money), allocated_shown(money, money.allocated)),
            with_unit(achieved_label(money), achieved_shown(money, money.achieved)),
        )
    )
    return (
        *facts_of(period, measure=measure(money)),
        *((("Saringan", words),) if (words := filter_words(money.comparison)) else ()),
        *((("Median daerah yang ditampilkan", medians),) if money.allocated is not None else ()),
        *sample_facts(period),
        *((("Catatan", " ".join(said)),) if said else ()),
    )
