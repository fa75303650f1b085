"""The table of a district's registered denominators."""

from __future__ import annotations

from datetime import date, datetime
from decimal import Decimal

from sqlalchemy import String
from sqlalchemy.orm import Mapped, mapped_column

from spm_oversight.persistence.columns import AMOUNT, Moment
from spm_oversight.persistence.database import Base
from spm_oversight.persistence.tenancy import DistrictOwned, in_district


class DenominatorRow(DistrictOwned, Base):
    """How many a service owes in a year; ``version`` counts its saves."""

    __tablename__ = "denominator"
    __table_args__ = (in_district(),)
    year: Mapped[int] = mapped_column(primary_key=True)
    service_code: Mapped[str] = mapped_column(String, primary_key=True)
    value: Mapped[Decimal] = mapped_column(AMOUNT)
    source: Mapped[str]
    dated: Mapped[date]
    document: Mapped[str]
    owner: Mapped[str]
    locked: Mapped[bool]
    taken_from: Mapped[int | None]
    version: Mapped[int]
    changed_at: Mapped[datetime] = mapped_column(Moment)
    changed_by: Mapped[str]
