"""A part of a district's form, such as the services of an office: how full it is, who waits, what money it has."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass, replace
from fractions import Fraction

from spm_oversight.domain.catalogue import Catalogue
from spm_oversight.domain.indicators import PEOPLE_UNIT, Metric, district_indicators, latest_version
from spm_oversight.domain.package import DistrictFigures


@dataclass(frozen=True)
class Part:
    """Some services of one district's quarter.

    ``expected`` and ``filled`` count the form's fields as completeness does (recipients, quality items, a budget row
    for each service). ``not_served_people`` is None where no service counts people. ``allocation`` and
    ``realisation`` are whole rupiah of the budget version that counts for the whole district; None without a line,
    realisation also where one line lacks it.
    """

    expected: int
    filled: int
    completeness: Fraction | None
    not_served_people: Fraction | None
    allocation: int | None
    realisation: int | None
    serapan: Fraction | None

    @property
    def complete(self) -> bool:
        """Whether nothing is missing."""
        return self.filled == self.expected


def part_of(district: DistrictFigures, catalogue: Catalogue, services: Collection[str]) -> Part:
    """The part of a district's quarter that the services of these codes make up; formulas are those of the district."""
    own = Catalogue(
        catalogue.first_year,
        tuple(service for service in catalogue.services if service.code in services),
        tuple(item for item in catalogue.items if item.service_code in services),
    )
    version = latest_version(district.budget)
    lines = tuple(b for b in district.budget if b.service_code in own.service)
    counted = [line for line in lines if line.version is version]
    indicators = _indicators(replace(district, budget=lines), own)
    # The district's version of the budget, so that the parts add up to the whole; completeness takes any.
    money = _indicators(replace(district, budget=tuple(counted)), own)
    completeness = indicators[Metric.COMPLETENESS]
    expected = 2 * len(own.services) + len(own.items)
    people = any(service.unit == PEOPLE_UNIT for service in own.services)
    allocation = sum(line.allocation for line in counted) if counted else None
    known = [line.realisation for line in counted if line.realisation is not None]
    realisation = sum(known) if counted and len(known) == len(counted) else None
    return Part(
        expected=expected,
        filled=int((completeness or 0) * expected / 100),
        completeness=completeness,
        not_served_people=indicators[Metric.NOT_SERVED_PEOPLE] if people else None,
        allocation=allocation,
        realisation=realisation,
        serapan=money[Metric.SERAPAN],
    )


def _indicators(district: DistrictFigures, own: Catalogue) -> Mapping[str, Fraction | None]:
    return {each.metric: each.value for each in district_indicators(district, own, None)}
