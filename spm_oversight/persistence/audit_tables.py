"""The record: one chain of events for each tenant, append-only by grant."""

from __future__ import annotations

from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import BigInteger, Index, String, text
from sqlalchemy.dialects.postgresql import JSONB
from sqlalchemy.orm import Mapped, mapped_column

from spm_oversight.persistence.columns import Moment
from spm_oversight.persistence.database import Base


class AuditHeadRow(Base):
    """The last link of each tenant's chain; locked while the next is added."""

    __tablename__ = "audit_head"
    tenant: Mapped[str] = mapped_column(String(8), primary_key=True)
    number: Mapped[int] = mapped_column(BigInteger)
    hash: Mapped[str]


class AuditRow(Base):
    """An event: append-only by grant, chained by hash within its tenant."""

    __tablename__ = "audit_event"
    __table_args__ = (
        # What was done about one quarter, person or paper.
        Index("ix_audit_event_subject", "tenant", "subject", "number"),
        # What the platform's page looks for: a person's last sign-in, the newest backup.
        Index("ix_audit_event_sign_in", "subject", "at", postgresql_where=text("action = 'sign_in'")),
        Index("ix_audit_event_backup", "tenant", "number", postgresql_where=text("action = 'backup_made'")),
    )
    tenant: Mapped[str] = mapped_column(String(8), primary_key=True)
    number: Mapped[int] = mapped_column(BigInteger, primary_key=True)
    at: Mapped[datetime] = mapped_column(Moment)
    actor_id: Mapped[UUID | None]
    actor: Mapped[str]
    action: Mapped[str]
    subject: Mapped[str]
    detail: Mapped[dict[str, Any]] = mapped_column(JSONB)
    previous_hash: Mapped[str]
    hash: Mapped[str]
