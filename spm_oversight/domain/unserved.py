"""Who still waits for a service in a whole province: the districts' figures of each service, put together."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from fractions import Fraction

from spm_oversight.domain.catalogue import Catalogue, Service
from spm_oversight.domain.figures import CellState, Pair
from spm_oversight.domain.indicators import not_served


@dataclass(frozen=True)
class Unserved:
    """One service over the ``filled`` districts, those that gave figures; in the service's unit.

    ``nil``: districts where nobody is to be served. ``waiting`` is no more than ``to_serve``: where a district served
    more than it planned, nobody waits, and what it did is no help to another.
    """

    service: Service
    to_serve: Fraction
    waiting: Fraction
    filled: int
    nil: int


def unserved(recipients: Iterable[Mapping[str, Pair]], catalogue: Catalogue) -> tuple[Unserved, ...]:
    """Every service in the catalogue's order; ``recipients``: those of each district, by the service's code."""
    districts = tuple(recipients)

    def together(service: Service) -> Unserved:
        pairs = [each[service.code] for each in districts if service.code in each]
        filled = [pair for pair in pairs if pair.state is CellState.FILLED]
        return Unserved(
            service=service,
            to_serve=sum((pair.base for pair in filled if pair.base is not None), Fraction(0)),
            waiting=sum(map(not_served, filled), Fraction(0)),
            filled=len(filled),
            nil=sum(pair.state is CellState.NIL for pair in pairs),
        )

    return tuple(map(together, catalogue.services))


def by_unit(rows: Iterable[Unserved]) -> Mapping[str, Fraction]:
    """How many wait, by unit in the order of the services: people, households and houses are never added up."""
    sums: dict[str, Fraction] = {}
    for row in rows:
        if row.filled:
            sums[row.service.unit] = sums.get(row.service.unit, Fraction(0)) + row.waiting
    return sums
