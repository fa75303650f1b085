"""What is computed of the figures of a running quarter."""

from __future__ import annotations

from decimal import Decimal

from sqlalchemy.orm import Mapped, mapped_column

from spm_oversight.persistence.columns import PERCENT, PeriodKey, in_period
from spm_oversight.persistence.database import Base
from spm_oversight.persistence.tenancy import DistrictOwned, in_district


class ResultCell:
    """One row of the calculation; percentages as published."""

    level: Mapped[str] = mapped_column(primary_key=True)
    code: Mapped[str] = mapped_column(primary_key=True)
    recipients_pct: Mapped[Decimal | None] = mapped_column(PERCENT)
    quality_pct: Mapped[Decimal | None] = mapped_column(PERCENT)
    index: Mapped[Decimal | None] = mapped_column(PERCENT)
    category: Mapped[str | None]


class ResultRow(ResultCell, PeriodKey, DistrictOwned, Base):
    """A running result, stored in the transaction that changed its figures; ``exact``: its percentages unrounded."""

    __tablename__ = "result"
    __table_args__ = (in_district(), in_period())
    exact: Mapped[str | None]


class IndicatorRow(PeriodKey, DistrictOwned, Base):
    """A running indicator of a district, stored in the transaction that changed its figures."""

    __tablename__ = "indicator"
    __table_args__ = (in_district(), in_period())
    metric: Mapped[str] = mapped_column(primary_key=True)
    value: Mapped[Decimal | None] = mapped_column(PERCENT)
    exact: Mapped[str | None]
