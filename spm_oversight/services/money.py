"""Money beside result: what each district allocated against what it achieved, and where one is without the other."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from enum import StrEnum
from fractions import Fraction

from spm_oversight.domain.access import Permission
from spm_oversight.domain.catalogue import Catalogue, Service
from spm_oversight.domain.indicators import Metric
from spm_oversight.domain.method import ReportState
from spm_oversight.domain.spending import (
    DistrictSpending,
    Spending,
    allocation_per_recipient,
    district_spending,
    middle,
    share_of_allocation,
    total,
)
from spm_oversight.persistence.amounts import exact
from spm_oversight.persistence.places import District
from spm_oversight.persistence.work import Work
from spm_oversight.services.begin import require
from spm_oversight.services.compared_figures import Figures
from spm_oversight.services.comparison import Comparison, Row, View, compared
from spm_oversight.services.measures import MEASURE_BY_KEY
from spm_oversight.services.service_figures import money_figures
from spm_oversight.services.shown_period import choose

BUDGET = MEASURE_BY_KEY["anggaran"]
_SILENT = (ReportState.NONE, ReportState.DRAFT)


class Against(StrEnum):
    """What an allocation is divided by, so that districts of unlike size can stand beside each other.

    The six urusan's spending; the recipients owed, where an urusan counts all of them in one unit; the district's
    whole allocation for minimum services, where it does not.
    """

    SIX_URUSAN = "six_urusan"
    RECIPIENTS = "recipients"
    ALLOCATION = "allocation"


class Quadrant(StrEnum):
    """On which side of the two medians a district lies; on the line counts as above."""

    LITTLE_HIGH = "little_high"
    MUCH_HIGH = "much_high"
    LITTLE_LOW = "little_low"
    MUCH_LOW = "much_low"


@dataclass(frozen=True)
class Place:
    """A district in the field: ``allocated`` in the unit of ``Against``, ``achieved`` percent; None: not there.

    ``allocation``: rupiah for the services meant.
    """

    row: Row
    spending: DistrictSpending
    allocation: int | None
    allocated: Fraction | None
    achieved: Fraction | None
    quadrant: Quadrant | None


@dataclass(frozen=True)
class Cost:
    """Rupiah spent per person served in one service, of those districts that have it, the lowest first."""

    service: Service
    districts: tuple[tuple[District, Fraction], ...]

    @property
    def median(self) -> Fraction | None:
        """The district in the middle."""
        return middle([value for _, value in self.districts])


@dataclass(frozen=True)
class Odd:
    """A service of a district where money and result do not go together."""

    district: District
    service: Service
    spending: Spending


@dataclass(frozen=True)
class Money:
    """``unit``: of the recipients, with ``Against.RECIPIENTS``. ``allocated``, ``achieved``: medians of the places.

    ``silent``: districts shown that have not sent their report, and so are in neither list.
    """

    comparison: Comparison
    urusan: str
    against: Against
    unit: str
    places: tuple[Place, ...]
    allocated: Fraction | None
    achieved: Fraction | None
    services: tuple[Service, ...]
    costs: tuple[Cost, ...]
    without_result: tuple[Odd, ...]
    without_allocation: tuple[Odd, ...]
    silent: tuple[District, ...]


def money(work: Work, *, view: View, urusan: str = "") -> Money | None:
    """The districts that the view wants, in its order; with an ``urusan`` its services and achievement alone.

    None: no quarter is closed or running yet. ``Missing``: the named one is not there.
    """
    require(work, Permission.SEE_DESK)
    chosen = choose(work, view.quarter)
    if chosen is None:
        return None
    table, figures = compared(work, chosen, view)
    reported = money_figures(work, chosen, figures.states)
    services = _services(reported.catalogue, urusan)
    every = [each.code for each in reported.catalogue.services]
    spending = {code: district_spending(each, every) for code, each in reported.districts.items()}
    against, unit = _against(services, urusan)
    found = _places(table, figures, spending, services, against, urusan)
    both = [each for each in found if each.allocated is not None and each.achieved is not None]
    allocated = middle([each.allocated for each in both if each.allocated is not None])
    achieved = middle([each.achieved for each in both if each.achieved is not None])
    told = [row for row in table.rows if row.report_state not in _SILENT]
    return Money(
        comparison=table,
        urusan=urusan,
        against=against,
        unit=unit,
        places=tuple(_placed(each, allocated, achieved) for each in found),
        allocated=allocated,
        achieved=achieved,
        services=services,
        costs=_costs(table.rows, spending, services),
        without_result=_odd(told, spending, services, lambda each: each.without_result),
        without_allocation=_odd(told, spending, services, lambda each: each.without_allocation),
        silent=tuple(row.district for row in table.rows if row.report_state in _SILENT),
    )


def _services(catalogue: Catalogue, urusan: str) -> tuple[Service, ...]:
    return catalogue.services_of[urusan] if urusan else catalogue.services


def _against(services: Sequence[Service], urusan: str) -> tuple[Against, str]:
    """What to divide by, and the unit of the recipients where these are it; unlike units are never added."""
    units = {each.unit for each in services}
    if not urusan:
        return Against.SIX_URUSAN, ""
    return (Against.RECIPIENTS, units.pop()) if len(units) == 1 else (Against.ALLOCATION, "")


def _places(
    table: Comparison,
    figures: Figures,
    spending: Mapping[str, DistrictSpending],
    services: Sequence[Service],
    against: Against,
    urusan: str,
) -> list[Place]:
    codes = {each.code for each in services}

    def allocated(district: str) -> Fraction | None:
        own = spending[district]
        if against is Against.SIX_URUSAN:
            return figures.indicator(district, Metric.PORSI_URUSAN)
        if against is Against.RECIPIENTS:
            return allocation_per_recipient(own.of(codes))
        return share_of_allocation(own.of(codes), own)

    def achieved(row: Row) -> Fraction | None:
        if not urusan:
            return row.whole.index
        score = figures.scores.get((row.district.id, "urusan", urusan))
        return exact(score.index) if score else None

    def place(row: Row) -> Place:
        own = spending[row.district.id]
        return Place(row, own, total(own.of(codes)), allocated(row.district.id), achieved(row), None)

    return list(map(place, table.rows))


def _placed(place: Place, allocated: Fraction | None, achieved: Fraction | None) -> Place:
    if place.allocated is None or place.achieved is None or allocated is None or achieved is None:
        return place
    much, high = place.allocated >= allocated, place.achieved >= achieved
    above = Quadrant.MUCH_HIGH if much else Quadrant.LITTLE_HIGH
    below = Quadrant.MUCH_LOW if much else Quadrant.LITTLE_LOW
    return replace(place, quadrant=above if high else below)


def _costs(
    rows: Sequence[Row], spending: Mapping[str, DistrictSpending], services: Sequence[Service]
) -> tuple[Cost, ...]:
    """Of the services that any district has one for; the district's code decides between equal ones."""

    def cost(service: Service) -> Cost:
        found = [
            (row.district, value)
            for row in rows
            for each in spending[row.district.id].of((service.code,))
            if (value := each.cost(service.unit)) is not None
        ]
        return Cost(service, tuple(sorted(found, key=lambda pair: (pair[1], pair[0].id))))

    return tuple(found for service in services if (found := cost(service)).districts)


def _odd(
    rows: Sequence[Row],
    spending: Mapping[str, DistrictSpending],
    services: Sequence[Service],
    wanted: Callable[[Spending], bool],
) -> tuple[Odd, ...]:
    known = {each.code: each for each in services}
    return tuple(
        Odd(row.district, known[each.service], each)
        for row in rows
        for each in spending[row.district.id].of(known)
        if wanted(each)
    )
