"""Money beside recipients, service by service: cost per person, money without result, result without money."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from fractions import Fraction
from statistics import median

from spm_oversight.domain.figures import BLANK, BudgetVersion, CellState, DistrictTotals, Pair
from spm_oversight.domain.indicators import PEOPLE_UNIT, latest_version
from spm_oversight.domain.package import DistrictFigures


@dataclass(frozen=True)
class Spending:
    """One service of one district, in the budget version that counts for the district (contract 1, indicators).

    ``allocation`` and ``realisation``: whole rupiah over all funding sources; None without a line of that version,
    ``realisation`` also where one line lacks it. ``recipients``: harus dilayani and terlayani, in the service's unit.
    """

    service: str
    allocation: int | None
    realisation: int | None
    recipients: Pair

    @property
    def without_result(self) -> bool:
        """Whether money is allocated and nobody is served: reported as 0, declared nil, or left empty."""
        return bool(self.allocation) and not self.recipients.part

    @property
    def without_allocation(self) -> bool:
        """Whether somebody is served and no money is allocated: 0, or without a line."""
        return bool(self.recipients.part) and not self.allocation

    def cost(self, unit: str) -> Fraction | None:
        """Rupiah spent per person served; none for units that are no people, or where one of the two is not there."""
        served = self.recipients.part
        return (
            self.realisation / served
            if unit == PEOPLE_UNIT and served and self.realisation is not None
            else None
        )


@dataclass(frozen=True)
class DistrictSpending:
    """All services of a district. ``version``: the budget act they stand in; ``totals``: its denominators there."""

    version: BudgetVersion | None
    totals: DistrictTotals | None
    services: tuple[Spending, ...]

    @property
    def allocation(self) -> int | None:
        """Rupiah allocated to all services; None without any line."""
        return total(self.services)

    def of(self, services: Collection[str]) -> tuple[Spending, ...]:
        """The services of these codes."""
        return tuple(each for each in self.services if each.service in services)


def district_spending(district: DistrictFigures, services: Sequence[str]) -> DistrictSpending:
    """A district's services in the order given, in its latest budget version."""
    version = latest_version(district.budget)

    def spending(service: str) -> Spending:
        lines = [b for b in district.budget if b.version is version and b.service_code == service]
        realised = [line.realisation for line in lines if line.realisation is not None]
        return Spending(
            service=service,
            allocation=sum(line.allocation for line in lines) if lines else None,
            realisation=sum(realised) if lines and len(realised) == len(lines) else None,
            recipients=district.recipients.get(service, BLANK),
        )

    totals = next((each for each in district.totals if each.version is version), None)
    return DistrictSpending(version, totals, tuple(map(spending, services)))


def total(spendings: Collection[Spending]) -> int | None:
    """Rupiah allocated to these services together; None without any line."""
    lines = [each.allocation for each in spendings if each.allocation is not None]
    return sum(lines) if lines else None


def allocation_per_recipient(spendings: Collection[Spending]) -> Fraction | None:
    """Rupiah allocated per recipient owed, over the services that tell both; ask of one unit only.

    Somebody owed two services is counted in both, as in the money.
    """
    told = [
        (each.allocation, each.recipients.base)
        for each in spendings
        if each.allocation is not None and each.recipients.state is CellState.FILLED and each.recipients.base
    ]
    return sum(money for money, _ in told) / sum((base for _, base in told), Fraction(0)) if told else None


def share_of_allocation(spendings: Collection[Spending], whole: DistrictSpending) -> Fraction | None:
    """Percent of the district's allocation for minimum services that these take; None over nothing."""
    part, base = total(spendings), whole.allocation
    return Fraction(100 * part, base) if part is not None and base else None


def middle(values: Collection[Fraction]) -> Fraction | None:
    """The median, exact; None of nothing."""
    return Fraction(median(values)) if values else None
