"""Money beside result as its page shows it: the field, the ratios, cost per person, the two lists."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Any

from flask import url_for

from spm_oversight.charts.marks import Chart
from spm_oversight.domain.catalogue import URUSAN
from spm_oversight.services.compared_words import filter_words
from spm_oversight.services.comparison import View
from spm_oversight.services.money import Money
from spm_oversight.services.money_words import (
    achieved_label,
    allocated_label,
    measure,
)
from spm_oversight.web.comparison.choices import Choices, Select, band_boxes, district_choices, select
from spm_oversight.web.comparison.heads import Head, sort_heads
from spm_oversight.web.frozen import Band, Frame, choices_of_period, frame_of, legend
from spm_oversight.web.money.address import QUARTER, money_address
from spm_oversight.web.money.drawing import field_of
from spm_oversight.web.money.lines import (
    CostLine,
    OddLine,
    Point,
    RatioLine,
    cost_of,
    odd_of,
    point_of,
    ratios_of,
)
from spm_oversight.web.money.texts import COSTS, medians, title, why


@dataclass(frozen=True)
class MoneyScreen:
    """The whole page. ``field``: None where too few districts have both figures; its heads are label and unit.

    ``silent``: districts that are in neither list.
    """

    frame: Frame
    title: str
    why: str
    medians: str
    field: Chart | None
    allocated_head: tuple[str, str]
    achieved_head: tuple[str, str]
    points: tuple[Point, ...]
    heads: tuple[Head, ...]
    ratios: tuple[RatioLine, ...]
    costs: tuple[CostLine, ...]
    costs_note: str
    without_result: tuple[OddLine, ...]
    without_allocation: tuple[OddLine, ...]
    silent: str
    legend: tuple[Band, ...]
    remarks: tuple[str, ...]
    choices: Choices
    filter: str
    query: dict[str, Any]
    everybody: str


def screen_of(money: Money, remarks: tuple[str, ...]) -> MoneyScreen:
    """Build the page; ``remarks``: what of the address could not be read."""
    table = money.comparison
    view, period = table.view, table.period

    def address(other: View) -> str:
        return url_for("money.page", **money_address(other, money.urusan))

    names = {each.id: each.short for each in table.districts}
    return MoneyScreen(
        frame=frame_of(period, names, measure=measure(money)),
        title=title(money),
        why=why(money),
        medians=medians(money),
        field=field_of(money),
        allocated_head=_head(allocated_label(money)),
        achieved_head=_head(achieved_label(money)),
        points=tuple(point_of(money, place) for place in money.places),
        heads=sort_heads(table.columns, [column.label for column in table.columns], view, address),
        ratios=tuple(ratios_of(table, place) for place in money.places),
        costs=tuple(cost_of(cost) for cost in money.costs),
        costs_note=COSTS,
        without_result=tuple(map(odd_of, money.without_result)),
        without_allocation=tuple(map(odd_of, money.without_allocation)),
        silent=", ".join(each.short for each in money.silent),
        legend=legend(period),
        remarks=(*remarks, *table.remarks),
        choices=_choices(money),
        filter=filter_words(table),
        query=money_address(view, money.urusan),
        everybody=address(replace(view, bands=frozenset(), kind="", group="")),
    )


def _head(label: str) -> tuple[str, str]:
    """The last words after a comma are the unit."""
    name, _, unit = label.rpartition(", ")
    return name, unit


def _choices(money: Money) -> Choices:
    urusan = [("", "Semua urusan"), *((each.code, each.short) for each in URUSAN)]
    return Choices(
        selects=(
            Select(QUARTER, "Periode", choices_of_period(money.comparison.period)),
            select("urusan", "Urusan", urusan, money.urusan),
        ),
        districts=district_choices(money.comparison),
        bands=band_boxes(money.comparison),
    )
