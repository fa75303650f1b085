"""The tables of a quarter's walk: steps, comments, extensions, receipts. Rows are added, never altered."""

from __future__ import annotations

from datetime import datetime
from typing import Any
from uuid import UUID, uuid4

from sqlalchemy import CheckConstraint, ForeignKeyConstraint, String, Text
from sqlalchemy.dialects.postgresql import JSONB
from sqlalchemy.orm import Mapped, mapped_column

from spm_oversight.persistence.columns import Moment, PeriodKey, in_period
from spm_oversight.persistence.database import Base
from spm_oversight.persistence.tenancy import DistrictOwned, ProvinceOwned, in_district

_PERIOD = ("province_id", "district_id", "year", "quarter")


def _of_office() -> ForeignKeyConstraint:
    columns = ("province_id", "district_id", "office_id")
    return ForeignKeyConstraint(columns, [f"office.{c.removeprefix('office_')}" for c in columns])


class _Taken:
    """A step somebody took; ``account_id`` keeps duties apart, ``by`` is the name the record shows."""

    number: Mapped[int] = mapped_column(primary_key=True, sort_order=-3)
    at: Mapped[datetime] = mapped_column(Moment)
    by: Mapped[str]
    account_id: Mapped[UUID | None]
    reason: Mapped[str] = mapped_column(Text, default="")


class PartStepRow(_Taken, PeriodKey, DistrictOwned, Base):
    """A step of an office's part of a district's quarter."""

    __tablename__ = "part_step"
    __table_args__ = (
        in_district(),
        in_period(),
        _of_office(),
        CheckConstraint("act <> 'returned' or reason <> ''", name="reason"),
    )
    office_id: Mapped[UUID] = mapped_column(primary_key=True, sort_order=-4)
    act: Mapped[str]


class CellCommentRow(PeriodKey, DistrictOwned, Base):
    """What is to be mended where, said with the step that returned a part; ``code``: a service's or an item's."""

    __tablename__ = "cell_comment"
    __table_args__ = (
        in_district(),
        ForeignKeyConstraint(
            [*_PERIOD, "office_id", "number"],
            [f"part_step.{c}" for c in (*_PERIOD, "office_id", "number")],
        ),
        CheckConstraint("text <> ''", name="text"),
    )
    office_id: Mapped[UUID] = mapped_column(primary_key=True, sort_order=-4)
    number: Mapped[int] = mapped_column(primary_key=True, sort_order=-3)
    code: Mapped[str] = mapped_column(primary_key=True)
    text: Mapped[str] = mapped_column(Text)


class ProposalStepRow(_Taken, PeriodKey, DistrictOwned, Base):
    """A step of a district's quarter before its leader."""

    __tablename__ = "proposal_step"
    __table_args__ = (
        in_district(),
        in_period(),
        CheckConstraint("act <> 'returned' or reason <> ''", name="reason"),
    )
    act: Mapped[str]


class WithdrawalRow(_Taken, PeriodKey, DistrictOwned, Base):
    """A submission its district took back before the province decided; ``number`` is the submission's."""

    __tablename__ = "withdrawal"
    __table_args__ = (
        in_district(),
        ForeignKeyConstraint([*_PERIOD, "number"], [f"submission.{c}" for c in (*_PERIOD, "number")]),
    )


class ServiceCommentRow(ProvinceOwned, Base):
    """What the province wants mended in a service, said with the decision that returned the report."""

    __tablename__ = "service_comment"
    __table_args__ = (
        ForeignKeyConstraint([*_PERIOD, "number"], [f"decision.{c}" for c in (*_PERIOD, "number")]),
        CheckConstraint("text <> ''", name="text"),
    )
    district_id: Mapped[str] = mapped_column(String(5), primary_key=True, sort_order=-6)
    year: Mapped[int] = mapped_column(primary_key=True, sort_order=-5)
    quarter: Mapped[int] = mapped_column(primary_key=True, sort_order=-4)
    number: Mapped[int] = mapped_column(primary_key=True, sort_order=-3)
    service_code: Mapped[str] = mapped_column(primary_key=True)
    text: Mapped[str] = mapped_column(Text)


class ExtensionRow(ProvinceOwned, Base):
    """More time, or an accepted report opened again, for one district or one of its offices."""

    __tablename__ = "extension"
    __table_args__ = (
        in_district(),
        in_period(),
        _of_office(),
        CheckConstraint("reason <> ''", name="reason"),
        CheckConstraint("granted_at < until", name="until"),
    )
    id: Mapped[UUID] = mapped_column(primary_key=True, default=uuid4)
    district_id: Mapped[str] = mapped_column(String(5))
    year: Mapped[int]
    quarter: Mapped[int]
    office_id: Mapped[UUID | None]
    reopening: Mapped[bool]
    until: Mapped[datetime] = mapped_column(Moment)
    reason: Mapped[str] = mapped_column(Text)
    granted_at: Mapped[datetime] = mapped_column(Moment)
    granted_by: Mapped[str]


class ReceiptRow(DistrictOwned, Base):
    """A numbered receipt of a step; one gapless series for each district, issuer and year of the figures.

    ``issuer``: ``district`` for its own steps, ``province`` for decisions on its report. ``facts`` are all the receipt
    shows, so that it reads the same for ever.
    """

    __tablename__ = "receipt"
    __table_args__ = (
        in_district(),
        in_period(),
        CheckConstraint("issuer in ('district', 'province')", name="issuer"),
    )
    issuer: Mapped[str] = mapped_column(primary_key=True)
    year: Mapped[int] = mapped_column(primary_key=True)
    number: Mapped[int] = mapped_column(primary_key=True)
    quarter: Mapped[int]
    step: Mapped[str]
    office_id: Mapped[UUID | None]
    at: Mapped[datetime] = mapped_column(Moment)
    by: Mapped[str]
    facts: Mapped[dict[str, Any]] = mapped_column(JSONB)
