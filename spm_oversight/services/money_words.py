"""How money beside result is told, on its page and in its files alike."""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal
from fractions import Fraction

from spm_oversight.domain.catalogue import URUSAN_BY_CODE
from spm_oversight.domain.figures import CellState
from spm_oversight.domain.indicators import Metric
from spm_oversight.domain.show import bounds_for, shown
from spm_oversight.domain.spending import DistrictSpending, Spending
from spm_oversight.formats import NBSP, number
from spm_oversight.services.money import Against, Money, Quadrant

QUADRANT: Mapping[Quadrant, str] = {
    Quadrant.LITTLE_HIGH: "pagu kecil, capaian tinggi",
    Quadrant.MUCH_HIGH: "pagu besar, capaian tinggi",
    Quadrant.LITTLE_LOW: "pagu kecil, capaian rendah",
    Quadrant.MUCH_LOW: "pagu besar, capaian rendah",
}
THOUSAND = 1000
NOT_FILLED, NO_LINE = "belum diisi", "tanpa baris anggaran"


def measure(money: Money) -> str:
    """Which figures the page holds, for its fact line."""
    urusan = f", urusan {URUSAN_BY_CODE[money.urusan].name}" if money.urusan else ""
    return f"anggaran dan capaian (IPSPM){urusan}"


def allocated_label(money: Money) -> str:
    """What the allocation is divided by, with its unit."""
    if money.against is Against.SIX_URUSAN:
        return "Porsi urusan (pagu SPM dibagi belanja enam urusan), %"
    short = URUSAN_BY_CODE[money.urusan].short
    if money.against is Against.RECIPIENTS:
        return f"Pagu {short} per {money.unit} yang harus dilayani, ribu rupiah"
    return f"Pagu {short} dibagi seluruh pagu SPM daerah, %"


def achieved_label(money: Money) -> str:
    """Whose achievement."""
    return f"Capaian {URUSAN_BY_CODE[money.urusan].short}, %" if money.urusan else "Capaian (IPSPM), %"


def with_unit(label: str, value: Decimal | None) -> str:
    """``Capaian Kesehatan 75,36 %``: a label ends with its unit after a comma."""
    name, _, unit = label.rpartition(", ")
    return f"{name} {number(value, 2)}{NBSP}{unit}"


def allocated_shown(money: Money, value: Fraction | None) -> Decimal | None:
    """An allocation in the unit of its label, two decimals."""
    if value is None:
        return None
    if money.against is Against.SIX_URUSAN:
        return shown(value, 2, bounds_for(Metric.PORSI_URUSAN, money.comparison.period.method))
    return shown(value / THOUSAND if money.against is Against.RECIPIENTS else value, 2, ())


def achieved_shown(money: Money, value: Fraction | None) -> Decimal | None:
    """An achievement as it is published: never up to a band's bound it has not reached."""
    return None if value is None else shown(value, 2, money.comparison.period.method.bounds)


def denominator(spending: DistrictSpending, metric: str) -> int | None:
    """The rupiah that a ratio is divided by; None: not known in the version that counts."""
    totals = spending.totals
    if metric == Metric.SERAPAN:
        return spending.allocation
    if totals is None:
        return None
    return {
        Metric.PORSI_APBD: totals.total_spending,
        Metric.PORSI_URUSAN: totals.six_urusan_spending,
        Metric.KECUKUPAN: totals.computed_need,
    }[Metric(metric)]


def served_word(spending: Spending) -> str | None:
    """What stands where nobody is counted as served; None: a number does."""
    return {CellState.NIL: "nihil", CellState.BLANK: NOT_FILLED}.get(spending.recipients.state)
