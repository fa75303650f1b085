"""What districts enter: recipients, quality, budget, totals, problems. Versions never return (ADR 0011)."""

from __future__ import annotations

from datetime import date, datetime
from decimal import Decimal
from typing import Any

from sqlalchemy import BigInteger, CheckConstraint, Sequence, Text
from sqlalchemy.orm import Mapped, mapped_column

from spm_oversight.persistence.columns import AMOUNT, Moment, PeriodKey, in_period
from spm_oversight.persistence.database import Base
from spm_oversight.persistence.tenancy import DistrictOwned, in_district

# Versions come from one sequence and never return: a cell deleted and entered again has another one.
CELL_VERSION = Sequence("cell_version", metadata=Base.metadata)


class Authored:
    """Every cell a person enters: its version travels with the form, its author stays with it."""

    version: Mapped[int] = mapped_column(BigInteger)
    entered_at: Mapped[datetime] = mapped_column(Moment)
    entered_by: Mapped[str]


class Entered(Authored):
    """A cell with room for an explanation."""

    note: Mapped[str] = mapped_column(Text, default="")


class PairCell(Entered):
    """A numerator over a denominator with its state (contract 1)."""

    code: Mapped[str] = mapped_column(primary_key=True)
    state: Mapped[str]
    base: Mapped[Decimal | None] = mapped_column(AMOUNT)
    part: Mapped[Decimal | None] = mapped_column(AMOUNT)


# Contract 1's sentence on filled, nil and blank, once more where no program can pass it by.
_PAIR_RULE = (
    "(state = 'filled' and base > 0 and part >= 0)"
    " or (state = 'nil' and coalesce(base, 0) = 0 and coalesce(part, 0) = 0)"
    " or (state = 'blank' and base is null and part is null)"
)


def _pair_rules() -> tuple[Any, ...]:
    # "is true": a check that ends in null would pass, and a filled row without numbers with it.
    return (in_district(), in_period(), CheckConstraint(f"({_PAIR_RULE}) is true", name="pair"))


class RecipientsRow(PairCell, PeriodKey, DistrictOwned, Base):
    """Recipients of a service: base = to serve, part = served; ``code`` is the service's."""

    __tablename__ = "recipients"
    __table_args__ = _pair_rules()


class QualityRow(PairCell, PeriodKey, DistrictOwned, Base):
    """A quality item: base = needed, part = available; ``code`` is the item's."""

    __tablename__ = "quality"
    __table_args__ = _pair_rules()


class BudgetRow(Entered, PeriodKey, DistrictOwned, Base):
    """Allocation and realisation of a service by budget version and funding source, whole rupiah."""

    __tablename__ = "budget"
    __table_args__ = (
        in_district(),
        in_period(),
        CheckConstraint("allocation >= 0 and (realisation is null or realisation >= 0)", name="not_negative"),
    )
    service_code: Mapped[str] = mapped_column(primary_key=True)
    budget_version: Mapped[str] = mapped_column(primary_key=True)
    source: Mapped[str] = mapped_column(primary_key=True)
    allocation: Mapped[int] = mapped_column(BigInteger)
    realisation: Mapped[int | None] = mapped_column(BigInteger)


class TotalsRow(Authored, PeriodKey, DistrictOwned, Base):
    """Denominators of the budget ratios by budget version, whole rupiah."""

    __tablename__ = "totals"
    __table_args__ = (in_district(), in_period())
    budget_version: Mapped[str] = mapped_column(primary_key=True)
    total_spending: Mapped[int | None] = mapped_column(BigInteger)
    six_urusan_spending: Mapped[int | None] = mapped_column(BigInteger)
    computed_need: Mapped[int | None] = mapped_column(BigInteger)


class ProblemRow(Authored, PeriodKey, DistrictOwned, Base):
    """A problem of an urusan with its promised solution; a list replaced as a whole."""

    __tablename__ = "problem"
    __table_args__ = (in_district(), in_period())
    urusan_code: Mapped[str] = mapped_column(primary_key=True)
    position: Mapped[int] = mapped_column(primary_key=True)
    problem: Mapped[str] = mapped_column(Text)
    solution: Mapped[str] = mapped_column(Text)
    owner: Mapped[str] = mapped_column(default="")
    due: Mapped[date | None]
