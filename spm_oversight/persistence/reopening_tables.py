"""The table of closed quarters that were opened again."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import CheckConstraint, String
from sqlalchemy.orm import Mapped, mapped_column

from spm_oversight.persistence.columns import Moment, in_period
from spm_oversight.persistence.database import Base
from spm_oversight.persistence.tenancy import ProvinceOwned, in_district


class ReopeningRow(ProvinceOwned, Base):
    """A quarter whose ``revision`` is to be replaced, for a correction of one district."""

    __tablename__ = "reopening"
    __table_args__ = (in_period(), in_district(), CheckConstraint("reason <> ''", name="reason"))
    year: Mapped[int] = mapped_column(primary_key=True)
    quarter: Mapped[int] = mapped_column(primary_key=True)
    revision: Mapped[int] = mapped_column(primary_key=True)
    district_id: Mapped[str] = mapped_column(String(5))
    at: Mapped[datetime] = mapped_column(Moment)
    by: Mapped[str]
    reason: Mapped[str]
