"""The table of the booklets' compositions."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy.dialects.postgresql import JSONB
from sqlalchemy.orm import Mapped, mapped_column

from spm_oversight.persistence.columns import Moment, PeriodKey, in_period
from spm_oversight.persistence.database import Base
from spm_oversight.persistence.tenancy import ProvinceOwned


class CompositionRow(PeriodKey, ProvinceOwned, Base):
    """One version of what the booklet of a quarter is made of; only added, so that every earlier one can be read."""

    __tablename__ = "composition"
    __table_args__ = (in_period(),)
    version: Mapped[int] = mapped_column(primary_key=True)
    content: Mapped[dict[str, Any]] = mapped_column(JSONB)
    changed_at: Mapped[datetime] = mapped_column(Moment)
    changed_by: Mapped[str]
