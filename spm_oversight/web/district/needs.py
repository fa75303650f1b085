"""Who still waits, and the problems raised, as the district's page shows them."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from fractions import Fraction

from spm_oversight.domain.catalogue import URUSAN_BY_CODE
from spm_oversight.domain.figures import Problem
from spm_oversight.domain.indicators import PEOPLE_UNIT, Metric, not_served
from spm_oversight.formats import long_date
from spm_oversight.services.district_page import DistrictPage
from spm_oversight.web.district.tree import amount


@dataclass(frozen=True)
class Waiting:
    """How many a service has not reached yet."""

    service: str
    unit: str
    missing: str


@dataclass(frozen=True)
class Raised:
    """A problem with what was promised."""

    urusan: str
    problem: str
    solution: str
    owner: str
    due: str


def waiting(page: DistrictPage) -> tuple[Waiting, ...]:
    """Services that have not reached everybody, the most people first."""
    found: list[tuple[bool, Fraction, Waiting]] = []
    for service in (each for urusan in page.tree.urusan for each in urusan.services):
        missing, unit = not_served(service.pair), service.service.unit
        if missing:
            found.append(
                (unit != PEOPLE_UNIT, -missing, Waiting(service.service.name, unit, amount(missing)))
            )
    return tuple(row for _, _, row in sorted(found, key=lambda each: each[:2]))


def waiting_people(page: DistrictPage) -> Fraction | None:
    """The sum of people alone; None while nothing at all is filled in."""
    return page.indicators[Metric.NOT_SERVED_PEOPLE] if page.indicators[Metric.COMPLETENESS] else None


def raised(problems: Iterable[Problem]) -> tuple[Raised, ...]:
    """Problems of a quarter with their promised solutions."""
    return tuple(
        Raised(
            URUSAN_BY_CODE[each.urusan_code].name,
            each.problem,
            each.solution,
            each.owner,
            long_date(each.due),
        )
        for each in problems
    )
