"""What a district reports: recipients, quality, budget, totals, problems. Amounts are exact."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from fractions import Fraction


class CellState(StrEnum):
    """Whether a pair of numbers is given, declared absent (nihil), or still empty."""

    FILLED = "filled"
    NIL = "nil"
    BLANK = "blank"


class BudgetVersion(StrEnum):
    """Which budget act the money stands in; the last one a district has is the one that counts."""

    MURNI = "murni"
    PERGESERAN = "pergeseran"
    PERUBAHAN = "perubahan"


FUNDING_SOURCES = (
    "PAD",
    "DAU",
    "DAU ditentukan penggunaannya",
    "DAK fisik",
    "DAK nonfisik",
    "DBH",
    "BLUD",
    "Bantuan keuangan",
    "Lainnya",
)


@dataclass(frozen=True)
class Pair:
    """A numerator over a denominator with its state.

    For recipients ``base`` is *harus dilayani* and ``part`` *terlayani*; for a quality item *kebutuhan* and
    *tersedia*. ``filled`` holds both with ``base > 0``; ``nil`` holds base and part empty or 0; ``blank`` neither.
    """

    state: CellState = CellState.BLANK
    base: Fraction | None = None
    part: Fraction | None = None


BLANK = Pair()


@dataclass(frozen=True)
class BudgetLine:
    """Money for one service from one source in one budget version; whole rupiah, realisation may be unknown."""

    service_code: str
    version: BudgetVersion
    source: str
    allocation: int
    realisation: int | None = None


@dataclass(frozen=True)
class DistrictTotals:
    """Denominators of the budget ratios of one budget version, rupiah; each may be unknown."""

    version: BudgetVersion
    total_spending: int | None = None
    six_urusan_spending: int | None = None
    computed_need: int | None = None


@dataclass(frozen=True)
class Problem:
    """A problem (permasalahan) raised in an urusan with its promised solution."""

    urusan_code: str
    problem: str
    solution: str
    owner: str = ""
    due: date | None = None
