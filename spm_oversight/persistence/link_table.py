"""The table of links by which a person chooses a password (ADR 0034)."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID, uuid4

from sqlalchemy import CheckConstraint, ForeignKey, Index, String
from sqlalchemy.orm import Mapped, mapped_column

from spm_oversight.persistence.columns import Moment
from spm_oversight.persistence.database import Base


class LinkRow(Base):
    """A request for a link, and the link once its letter is sent: the sha256 of its token, never the token.

    ``account_id`` and ``epoch`` are empty for a request that nobody's account answers to. ``asked_from``: the network
    address of a request; empty where an admin invites.
    """

    __tablename__ = "link"
    __table_args__ = (
        CheckConstraint("kind in ('invitation', 'reset')", name="kind"),
        CheckConstraint("(digest is null) = (ends_at is null)", name="armed"),
        CheckConstraint("digest is null or account_id is not null", name="of_somebody"),
        Index("ix_link_account_id_asked_at", "account_id", "asked_at"),
        Index("ix_link_asked_from_asked_at", "asked_from", "asked_at"),
    )
    id: Mapped[UUID] = mapped_column(primary_key=True, default=uuid4)
    kind: Mapped[str]
    email: Mapped[str]
    asked_at: Mapped[datetime] = mapped_column(Moment)
    asked_from: Mapped[str]
    account_id: Mapped[UUID | None] = mapped_column(ForeignKey("account.id"))
    epoch: Mapped[int | None]
    message_id: Mapped[UUID | None] = mapped_column(unique=True)
    digest: Mapped[str | None] = mapped_column(String(64), unique=True)
    ends_at: Mapped[datetime | None] = mapped_column(Moment)
    used_at: Mapped[datetime | None] = mapped_column(Moment)
