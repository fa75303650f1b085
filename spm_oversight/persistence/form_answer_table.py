"""The table of what submitted forms were answered with."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from sqlalchemy import ForeignKey
from sqlalchemy.dialects.postgresql import JSONB
from sqlalchemy.orm import Mapped, mapped_column

from spm_oversight.persistence.columns import Moment
from spm_oversight.persistence.database import Base


class FormAnswerRow(Base):
    """A form that was sent, by whom and in which membership (all zeros: in none), and where its answer led.

    ``fingerprint``: SHA-256 of what was sent; ``messages``: pairs of category and text, for the page it leads to.
    """

    __tablename__ = "form_answer"
    account_id: Mapped[UUID] = mapped_column(ForeignKey("account.id"), primary_key=True)
    membership_id: Mapped[UUID] = mapped_column(primary_key=True)
    key: Mapped[UUID] = mapped_column(primary_key=True)
    fingerprint: Mapped[str]
    at: Mapped[datetime] = mapped_column(Moment, index=True)
    location: Mapped[str | None]
    messages: Mapped[list[list[str]] | None] = mapped_column(JSONB(none_as_null=True))
