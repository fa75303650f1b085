"""Quarters in which a province takes reports, under which method, and what was sent and decided."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy import CheckConstraint, ForeignKeyConstraint, String, Text, text
from sqlalchemy.dialects.postgresql import JSONB
from sqlalchemy.orm import Mapped, mapped_column

from spm_oversight.persistence.columns import Moment, PeriodKey, in_period
from spm_oversight.persistence.database import Base
from spm_oversight.persistence.tenancy import DistrictOwned, ProvinceOwned, in_district


class MethodRow(Base, ProvinceOwned):
    """A version of the calculation's settings, as contract 1 writes them."""

    __tablename__ = "method"
    version: Mapped[str] = mapped_column(primary_key=True)
    settings: Mapped[dict[str, Any]] = mapped_column(JSONB)
    # Who switched it on, and why; a province's first version came with it.
    why: Mapped[str] = mapped_column(Text, default="", server_default=text("''"))
    added_by: Mapped[str] = mapped_column(default="", server_default=text("''"))
    added_at: Mapped[datetime | None] = mapped_column(Moment)


class PeriodRow(Base, ProvinceOwned):
    """A quarter in which a province takes reports."""

    __tablename__ = "period"
    __table_args__ = (
        ForeignKeyConstraint(["province_id", "method_version"], ["method.province_id", "method.version"]),
        CheckConstraint("quarter between 1 and 4", name="quarter"),
        CheckConstraint("opens_at < deadline", name="window"),
    )
    year: Mapped[int] = mapped_column(primary_key=True, sort_order=-5)
    quarter: Mapped[int] = mapped_column(primary_key=True, sort_order=-4)
    opens_at: Mapped[datetime] = mapped_column(Moment)
    deadline: Mapped[datetime] = mapped_column(Moment)
    catalogue_year: Mapped[int]
    method_version: Mapped[str]
    # Set while the stored results of some districts may still be those of the version before.
    recalculating_since: Mapped[datetime | None] = mapped_column(Moment)
    # Whether a head of office, and the district's leader, approve before the quarter goes on.
    head_approves: Mapped[bool] = mapped_column(default=False, server_default=text("false"))
    leader_approves: Mapped[bool] = mapped_column(default=False, server_default=text("false"))
    closed_at: Mapped[datetime | None] = mapped_column(Moment)
    published_at: Mapped[datetime | None] = mapped_column(Moment)


class SubmissionRow(PeriodKey, DistrictOwned, Base):
    """A district's quarter handed to the province; a returned one may be sent again."""

    __tablename__ = "submission"
    __table_args__ = (in_district(), in_period())
    number: Mapped[int] = mapped_column(primary_key=True, sort_order=-3)
    sent_at: Mapped[datetime] = mapped_column(Moment)
    sent_by: Mapped[str]


class DecisionRow(ProvinceOwned, Base):
    """What the province decided on a submission; written by the province, read by the district."""

    __tablename__ = "decision"
    __table_args__ = (
        ForeignKeyConstraint(
            ["province_id", "district_id", "year", "quarter", "number"],
            [f"submission.{c}" for c in ("province_id", "district_id", "year", "quarter", "number")],
        ),
        CheckConstraint("state in ('accepted', 'returned')", name="state"),
        CheckConstraint("state = 'accepted' or reason <> ''", name="reason"),
    )
    district_id: Mapped[str] = mapped_column(String(5), primary_key=True, sort_order=-6)
    year: Mapped[int] = mapped_column(primary_key=True, sort_order=-5)
    quarter: Mapped[int] = mapped_column(primary_key=True, sort_order=-4)
    number: Mapped[int] = mapped_column(primary_key=True, sort_order=-3)
    state: Mapped[str]
    reason: Mapped[str] = mapped_column(Text, default="")
    decided_at: Mapped[datetime] = mapped_column(Moment)
    decided_by: Mapped[str]
