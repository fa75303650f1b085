"""The lines of the page's tables: a district of the field, its ratios, a service's cost, one oddity."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction

from spm_oversight.documents.model import Badge
from spm_oversight.documents.words import BUDGET_VERSION, NOT_COMPUTABLE, REPORT_STATE, badge_of
from spm_oversight.domain.method import ReportState
from spm_oversight.formats import EMPTY, number, rupiah, rupiah_short
from spm_oversight.services.compared_words import shown_figure
from spm_oversight.services.comparison import Comparison, Row
from spm_oversight.services.measures import DECIMALS
from spm_oversight.services.money import Cost, Money, Odd, Place
from spm_oversight.services.money_words import (
    NO_LINE,
    QUADRANT,
    achieved_shown,
    allocated_shown,
    denominator,
    served_word,
)
from spm_oversight.web.told import names


@dataclass(frozen=True)
class Point:
    """A district of the field, as text. ``state``: where its report stands, when that is not *diterima*."""

    name: str
    state: str
    allocation: str
    allocated: str
    achieved: str
    badge: Badge | None
    quadrant: str


@dataclass(frozen=True)
class RatioLine:
    """A district's four ratios: each with the rupiah it is over, or the word that stands instead of both."""

    name: str
    version: str
    cells: tuple[tuple[str, str], ...]


@dataclass(frozen=True)
class CostLine:
    """What a person served costs in one service; ``lowest`` and ``highest`` with their district."""

    service: str
    count: int
    lowest: tuple[str, str]
    median: str
    highest: tuple[str, str]


@dataclass(frozen=True)
class OddLine:
    """A service of a district where money and result do not go together."""

    district: str
    service: str
    allocation: str
    to_serve: str
    served: str


def point_of(money: Money, place: Place) -> Point:
    """A district of the field; the category is of the district as a whole, so it stands beside that figure only."""
    whole = place.row.whole if not money.urusan else None
    return Point(
        name=place.row.district.short,
        state=state_of(place.row),
        allocation=number(place.allocation),
        allocated=_text(allocated_shown(money, place.allocated)),
        achieved=number(achieved_shown(money, place.achieved), 2),
        badge=badge_of(whole.category, running=money.comparison.period.running) if whole else None,
        quadrant=QUADRANT[place.quadrant] if place.quadrant else EMPTY,
    )


def state_of(row: Row) -> str:
    """Where the report stands, unless it was accepted."""
    return "" if row.report_state is ReportState.ACCEPTED else REPORT_STATE[row.report_state]


def ratios_of(table: Comparison, place: Place) -> RatioLine:
    """The four ratios, in the order of the columns."""
    cells: list[tuple[str, str]] = []
    for column, cell in zip(table.columns, place.row.cells, strict=True):
        base = denominator(place.spending, column.code)
        if cell.value is None:
            cells.append((NOT_COMPUTABLE, ""))
        else:
            figure = number(shown_figure(table.period, column, cell.value), DECIMALS[column.form])
            cells.append((figure, f"dari {rupiah_short(base)}" if base is not None else ""))
    version = place.spending.version
    return RatioLine(place.row.district.short, BUDGET_VERSION[version] if version else EMPTY, tuple(cells))


def cost_of(cost: Cost) -> CostLine:
    """A service that at least one district has a cost for."""
    least, most = cost.districts[0][1], cost.districts[-1][1]

    def end(value: Fraction) -> tuple[str, str]:
        return number(value), names([district for district, own in cost.districts if own == value])

    return CostLine(
        service=cost.service.name,
        count=len(cost.districts),
        lowest=end(least),
        median=number(cost.median),
        highest=end(most),
    )


def odd_of(odd: Odd) -> OddLine:
    """One oddity, its numbers with their unit."""
    base, part = odd.spending.recipients.base, odd.spending.recipients.part
    word = served_word(odd.spending)
    return OddLine(
        district=odd.district.short,
        service=odd.service.name,
        allocation=NO_LINE if odd.spending.allocation is None else rupiah(odd.spending.allocation),
        to_serve=word or f"{number(base)} {odd.service.unit}",
        served=word or f"{number(part)} {odd.service.unit}",
    )


def _text(value: Decimal | None) -> str:
    return NOT_COMPUTABLE if value is None else number(value, 2)
