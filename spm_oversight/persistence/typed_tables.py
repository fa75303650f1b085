"""The table of what was typed and cannot count yet."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy import BigInteger
from sqlalchemy.dialects.postgresql import JSONB
from sqlalchemy.orm import Mapped, mapped_column

from spm_oversight.persistence.columns import Moment, PeriodKey, in_period
from spm_oversight.persistence.database import Base
from spm_oversight.persistence.tenancy import DistrictOwned, in_district


class TypedRow(PeriodKey, DistrictOwned, Base):
    """A row of the entry page as it was typed: half a pair, a word where a number belongs, a conflict not yet settled.

    Kept apart from the figures: no calculation, workbook or snapshot reads it. ``version`` is the stored cell's that
    the person had before them.
    """

    __tablename__ = "typed"
    __table_args__ = (in_district(), in_period())
    kind: Mapped[str] = mapped_column(primary_key=True)
    key: Mapped[str] = mapped_column(primary_key=True)
    fields: Mapped[dict[str, Any]] = mapped_column(JSONB)
    version: Mapped[int] = mapped_column(BigInteger)
    at: Mapped[datetime] = mapped_column(Moment)
    by: Mapped[str]
