"""One district's quarter read for its own papers: results as cells, and what the form itself says beside them."""

from __future__ import annotations

from collections.abc import Collection
from fractions import Fraction
from functools import cached_property

from spm_oversight.documents.model import Cell
from spm_oversight.documents.reading import Reading
from spm_oversight.documents.words import NIL, NOT_COMPUTABLE
from spm_oversight.domain.catalogue import Service
from spm_oversight.domain.figures import BLANK, CellState, Pair
from spm_oversight.domain.indicators import PEOPLE_UNIT
from spm_oversight.domain.package import DistrictFigures, Package
from spm_oversight.domain.part import Part, part_of
from spm_oversight.domain.results import Level, Result, Results
from spm_oversight.formats import EMPTY, number


class OwnReading(Reading):
    """A package that holds one district, with what is computed from it."""

    def __init__(self, package: Package, results: Results) -> None:
        super().__init__(package, results)
        (self.own,) = package.districts

    @property
    def whole(self) -> Result:
        """The district's result."""
        return self.district(self.own)

    @property
    def begun(self) -> bool:
        """Whether anything is reported."""
        own: DistrictFigures = self.own
        return bool(own.budget) or any(
            pair.state is not CellState.BLANK for pair in (*own.recipients.values(), *own.quality.values())
        )

    @cached_property
    def all_services(self) -> Part:
        """The whole form."""
        return self.part(self.package.catalogue.service)

    def part(self, services: Collection[str]) -> Part:
        """How full, how many wait, what money: of the services of these codes."""
        return part_of(self.own, self.package.catalogue, services)

    def result(self, service: Service) -> Result:
        """The result of a service."""
        return self.at(self.own, Level.SERVICE, service.code)

    def pair(self, service: Service) -> Pair:
        """The recipients of a service as they were entered."""
        return self.own.recipients.get(service.code, BLANK)

    def entered(self, service: Service) -> tuple[Cell, Cell, Cell]:
        """To serve, served, not served of a service, in its own unit; *nihil* or a dash where there is none."""
        pair = self.pair(service)
        if pair.base is None or pair.part is None or pair.state is not CellState.FILLED:
            nothing = Cell(NIL if pair.state is CellState.NIL else EMPTY, absent=True, number=True)
            return nothing, nothing, nothing
        waiting = max(Fraction(0), pair.base - pair.part)
        return amount(pair.base), amount(pair.part), amount(waiting)

    def share(self, value: Fraction | None, *, computed: bool = False) -> Cell:
        """A percentage of a part of the form, which the package itself does not name; see ``Part``."""
        empty = NOT_COMPUTABLE if computed else EMPTY
        return Cell(empty if value is None else self.text(value), absent=value is None, number=True)


def amount(value: Fraction | int | None) -> Cell:
    """People, things or rupiah: whole numbers, and decimals only where some were entered."""
    if value is None:
        return Cell(EMPTY, absent=True, number=True)
    decimals = 0 if Fraction(value).denominator == 1 else 2
    return Cell(number(value, decimals), number=True)


def counts_people(service: Service) -> bool:
    """Whether a service counts people, whose shortfall may be added up."""
    return service.unit == PEOPLE_UNIT
