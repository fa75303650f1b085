"""Messages and what each person chose about them. The envelope and the letter are two tables: the platform counts
envelopes of every tenant and reads none of their letters.
"""

from __future__ import annotations

from datetime import datetime
from uuid import UUID, uuid4

from sqlalchemy import (
    CheckConstraint,
    ForeignKey,
    ForeignKeyConstraint,
    Index,
    String,
    Text,
    UniqueConstraint,
    text,
)
from sqlalchemy.orm import Mapped, mapped_column

from spm_oversight.persistence.columns import Moment
from spm_oversight.persistence.database import Base
from spm_oversight.persistence.tenancy import in_district


class MessageRow(Base):
    """The envelope. Province and district are the sender's, both empty for the platform's own.

    ``to_district_id``: where the reader works; empty in a province's own office. ``once`` keeps a scheduled message
    from being written twice to one membership.
    """

    __tablename__ = "message"
    __table_args__ = (
        in_district(),
        ForeignKeyConstraint(
            ["province_id", "to_district_id"],
            ["district.province_id", "district.id"],
            name="fk_message_to_district",
        ),
        CheckConstraint("state in ('waiting', 'sent', 'failed', 'kept')", name="state"),
        CheckConstraint("district_id is null or to_district_id = district_id", name="own_people"),
        CheckConstraint("province_id is not null or to_district_id is null", name="in_province"),
        UniqueConstraint("province_id", "id"),
        UniqueConstraint("membership_id", "once"),
        Index("ix_message_outbox", "province_id", "district_id", text("created_at desc")),
        Index("ix_message_inbox", "membership_id", text("created_at desc")),
    )
    id: Mapped[UUID] = mapped_column(primary_key=True, default=uuid4)
    province_id: Mapped[str | None] = mapped_column(String(2))
    district_id: Mapped[str | None] = mapped_column(String(5))
    to_district_id: Mapped[str | None] = mapped_column(String(5))
    account_id: Mapped[UUID] = mapped_column(ForeignKey("account.id"))
    membership_id: Mapped[UUID | None]
    kind: Mapped[str]
    year: Mapped[int | None]
    quarter: Mapped[int | None]
    once: Mapped[str | None]
    created_at: Mapped[datetime] = mapped_column(Moment)
    due_at: Mapped[datetime] = mapped_column(Moment)
    state: Mapped[str]
    tries: Mapped[int] = mapped_column(default=0)
    sent_at: Mapped[datetime | None] = mapped_column(Moment)
    why: Mapped[str] = mapped_column(default="")


class LetterRow(Base):
    """What is in the envelope: name and address at that time, subject, plain text."""

    __tablename__ = "letter"
    __table_args__ = (
        ForeignKeyConstraint(["province_id", "message_id"], ["message.province_id", "message.id"]),
    )
    message_id: Mapped[UUID] = mapped_column(primary_key=True)
    province_id: Mapped[str | None] = mapped_column(String(2))
    name: Mapped[str]
    address: Mapped[str]
    subject: Mapped[str]
    body: Mapped[str] = mapped_column(Text)


class PreferenceRow(Base):
    """Whether a membership wants a kind of message by mail; no row: the kind's default."""

    __tablename__ = "preference"
    __table_args__ = (in_district(),)
    membership_id: Mapped[UUID] = mapped_column(primary_key=True)
    kind: Mapped[str] = mapped_column(primary_key=True)
    province_id: Mapped[str | None] = mapped_column(String(2))
    district_id: Mapped[str | None] = mapped_column(String(5))
    wanted: Mapped[bool]
