"""The tables of the evaluation meetings and of what they agreed. Rows are added, never altered."""

from __future__ import annotations

from datetime import date, datetime
from uuid import UUID

from sqlalchemy import CheckConstraint, ForeignKeyConstraint, Text
from sqlalchemy.orm import Mapped, mapped_column

from spm_oversight.persistence.columns import Moment, PeriodKey, in_period
from spm_oversight.persistence.database import Base
from spm_oversight.persistence.tenancy import DistrictOwned, in_district

_OFFICE = ("province_id", "district_id", "office_id")


class EvaluationMeetingRow(PeriodKey, DistrictOwned, Base):
    """A district's meeting on a quarter; the highest ``number`` counts, the others are what was recorded before."""

    __tablename__ = "evaluation_meeting"
    __table_args__ = (in_district(), in_period(), CheckConstraint("led_by <> ''", name="led_by"))
    number: Mapped[int] = mapped_column(primary_key=True)
    held_on: Mapped[date]
    led_by: Mapped[str]
    at: Mapped[datetime] = mapped_column(Moment)
    by: Mapped[str]


class AgreementRow(DistrictOwned, Base):
    """What a district's meeting agreed with one of its offices, as it was agreed."""

    __tablename__ = "agreement"
    __table_args__ = (
        in_district(),
        in_period(),
        ForeignKeyConstraint(_OFFICE, [f"office.{c.removeprefix('office_')}" for c in _OFFICE]),
        CheckConstraint("text <> '' and owner <> ''", name="said"),
    )
    id: Mapped[UUID] = mapped_column(primary_key=True)
    year: Mapped[int]
    quarter: Mapped[int]
    office_id: Mapped[UUID]
    text: Mapped[str] = mapped_column(Text)
    owner: Mapped[str]
    due: Mapped[date]
    at: Mapped[datetime] = mapped_column(Moment)
    by: Mapped[str]


class AgreementStepRow(DistrictOwned, Base):
    """What became of an agreement: done, moved to another date, dropped, opened again; each with a word."""

    __tablename__ = "agreement_step"
    __table_args__ = (
        in_district(),
        ForeignKeyConstraint(
            ["province_id", "district_id", "agreement_id"],
            ["agreement.province_id", "agreement.district_id", "agreement.id"],
        ),
        CheckConstraint("word <> ''", name="word"),
        CheckConstraint("(act = 'moved') = (due is not null)", name="due"),
    )
    agreement_id: Mapped[UUID] = mapped_column(primary_key=True)
    number: Mapped[int] = mapped_column(primary_key=True)
    act: Mapped[str]
    due: Mapped[date | None]
    word: Mapped[str] = mapped_column(Text)
    at: Mapped[datetime] = mapped_column(Moment)
    by: Mapped[str]
