"""One district's quarter as a form: every cell with the version it had when it was read, and what would change.

A cell's ``version`` counts its saves; 0 means it has never been stored. It travels with every form and file, so that
nobody overwrites what they did not see.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import NamedTuple

from spm_oversight.domain.catalogue import URUSAN, Catalogue, QualityItem, Service
from spm_oversight.domain.figures import BLANK, BudgetVersion, Pair, Problem
from spm_oversight.domain.period import Quarter

BudgetKey = tuple[str, BudgetVersion, str]
"""Service code, budget version, funding source."""


@dataclass(frozen=True)
class PairCell:
    """The recipients of a service, or one quality item: a pair of numbers with its explanation."""

    pair: Pair = BLANK
    note: str = ""
    version: int = 0

    @property
    def is_empty(self) -> bool:
        """Whether nothing is said here; storing it deletes."""
        return self.pair == BLANK and not self.note


@dataclass(frozen=True)
class BudgetCell:
    """One budget line's money, whole rupiah."""

    allocation: int | None = None
    realisation: int | None = None
    note: str = ""
    version: int = 0

    @property
    def is_empty(self) -> bool:
        """Whether nothing is said here; storing it deletes the line."""
        return self.allocation is None and self.realisation is None and not self.note


@dataclass(frozen=True)
class TotalsCell:
    """A district's totals in one budget version, whole rupiah; each may be unknown."""

    total_spending: int | None = None
    six_urusan_spending: int | None = None
    computed_need: int | None = None
    version: int = 0

    @property
    def is_empty(self) -> bool:
        """Whether nothing is said here; storing it deletes the row."""
        return self.total_spending is None and self.six_urusan_spending is None and self.computed_need is None


@dataclass(frozen=True)
class ProblemList:
    """All problems of one urusan, in the order they were written; the list is replaced as a whole."""

    problems: tuple[Problem, ...] = ()
    version: int = 0

    @property
    def is_empty(self) -> bool:
        """Whether no problem is listed."""
        return not self.problems


@dataclass(frozen=True)
class Office:
    """A perangkat daerah with the services it carries."""

    code: str
    name: str
    service_codes: frozenset[str]


@dataclass(frozen=True)
class Form:
    """Everything a district has stored for one quarter; a key that is missing has never been stored.

    With an ``office`` only its services are handed out. ``form_version`` names catalogue and layout: a file of
    another version is not read.
    """

    district_code: str
    district_name: str
    quarter: Quarter
    form_version: str
    catalogue: Catalogue
    office: Office | None = None
    recipients: Mapping[str, PairCell] = field(default_factory=dict[str, PairCell])
    quality: Mapping[str, PairCell] = field(default_factory=dict[str, PairCell])
    budget: Mapping[BudgetKey, BudgetCell] = field(default_factory=dict[BudgetKey, BudgetCell])
    totals: Mapping[BudgetVersion, TotalsCell] = field(default_factory=dict[BudgetVersion, TotalsCell])
    problems: Mapping[str, ProblemList] = field(default_factory=dict[str, ProblemList])

    @property
    def services(self) -> tuple[Service, ...]:
        """The services of this form, in catalogue order."""
        office = self.office
        return tuple(s for s in self.catalogue.services if office is None or s.code in office.service_codes)

    @property
    def items(self) -> tuple[QualityItem, ...]:
        """The quality items of this form's services, in catalogue order."""
        codes = {service.code for service in self.services}
        return tuple(item for item in self.catalogue.items if item.service_code in codes)

    @property
    def urusan_codes(self) -> tuple[str, ...]:
        """The urusan of this form's services, in the order of the law."""
        codes = {service.urusan_code for service in self.services}
        return tuple(urusan.code for urusan in URUSAN if urusan.code in codes)


@dataclass(frozen=True)
class ChangeSet:
    """What is to be stored, all or nothing.

    Each cell holds the new content, and as ``version`` the one that must still be stored; where it is not, somebody
    else was faster and nothing may be saved (Conflict). A cell that ``is_empty`` is deleted.
    """

    recipients: Mapping[str, PairCell] = field(default_factory=dict[str, PairCell])
    quality: Mapping[str, PairCell] = field(default_factory=dict[str, PairCell])
    budget: Mapping[BudgetKey, BudgetCell] = field(default_factory=dict[BudgetKey, BudgetCell])
    totals: Mapping[BudgetVersion, TotalsCell] = field(default_factory=dict[BudgetVersion, TotalsCell])
    problems: Mapping[str, ProblemList] = field(default_factory=dict[str, ProblemList])

    @property
    def is_empty(self) -> bool:
        """Whether there is nothing to store."""
        return not (self.recipients or self.quality or self.budget or self.totals or self.problems)


class Change(NamedTuple):
    """One field that would change, as a person reads it: place, old and new text (``""`` is empty)."""

    sheet: str
    row: int
    key: str
    column: str
    old: str
    new: str

    @property
    def deletes(self) -> bool:
        """Whether a stored value would go."""
        return bool(self.old) and not self.new
