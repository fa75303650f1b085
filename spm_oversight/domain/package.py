"""What a published result is computed from, as values: the content of the open data package (contract 1)."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum
from fractions import Fraction

from spm_oversight.domain.catalogue import Catalogue
from spm_oversight.domain.figures import BudgetLine, DistrictTotals, Pair
from spm_oversight.domain.method import Method, ReportState
from spm_oversight.domain.period import Quarter


class DataState(StrEnum):
    """Which achievement is meant: as reported, verified by review, seen in the field, or final."""

    REPORTED = "reported"
    VERIFIED = "verified"
    FIELD = "field"
    FINAL = "final"


@dataclass(frozen=True)
class Submission:
    """When a district had to send, was allowed to, and did (aware datetimes)."""

    deadline: datetime
    extended_to: datetime | None = None
    sent_at: datetime | None = None


@dataclass(frozen=True)
class DistrictFigures:
    """All that one district reported for one quarter; a key that is missing means ``blank``."""

    code: str
    name: str
    kind: str
    report_state: ReportState
    recipients: Mapping[str, Pair] = field(default_factory=dict[str, Pair])
    quality: Mapping[str, Pair] = field(default_factory=dict[str, Pair])
    budget: tuple[BudgetLine, ...] = ()
    totals: tuple[DistrictTotals, ...] = ()
    submission: Submission | None = None
    previous_quarter: Fraction | None = None
    previous_year: Fraction | None = None


@dataclass(frozen=True)
class Package:
    """One province's quarter: method, catalogue and every district's figures, frozen at ``cut_off``."""

    province: str
    quarter: Quarter
    state: DataState
    cut_off: datetime
    method: Method
    catalogue: Catalogue
    districts: tuple[DistrictFigures, ...]
