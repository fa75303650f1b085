"""What columns of many tables share: kinds of value, the key of a period."""

from __future__ import annotations

from sqlalchemy import DateTime, ForeignKeyConstraint, Numeric
from sqlalchemy.orm import Mapped, mapped_column

Moment = DateTime(timezone=True)
AMOUNT = Numeric(20, 4)
# Results are kept as they are published: at most 12 decimals, rounded by rule 8 of contract 1. Before the point is
# room for the widest ratio that two amounts can make, such as 1 rupiah allocated and trillions spent.
PERCENT = Numeric(36, 12)
_PERIOD_KEY = ["province_id", "year", "quarter"]


def in_period() -> ForeignKeyConstraint:
    """The composite key that keeps a row inside a period of its province."""
    return ForeignKeyConstraint(_PERIOD_KEY, ["period.province_id", "period.year", "period.quarter"])


class PeriodKey:
    """The quarter that a row of a district belongs to."""

    year: Mapped[int] = mapped_column(primary_key=True, sort_order=-5)
    quarter: Mapped[int] = mapped_column(primary_key=True, sort_order=-4)
