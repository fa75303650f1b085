"""Papers asked for, being made, or made."""

from __future__ import annotations

from datetime import datetime
from typing import Any
from uuid import UUID, uuid4

from sqlalchemy import CheckConstraint
from sqlalchemy.dialects.postgresql import JSONB
from sqlalchemy.orm import Mapped, mapped_column

from spm_oversight.persistence.columns import Moment
from spm_oversight.persistence.database import Base
from spm_oversight.persistence.snapshot_tables import in_snapshot
from spm_oversight.persistence.tenancy import ProvinceOwned


class PaperProgress:
    """A paper asked for, being made, or made; the file itself lies in the data folder under its id."""

    id: Mapped[UUID] = mapped_column(primary_key=True, default=uuid4)
    kind: Mapped[str]
    state: Mapped[str]
    step: Mapped[int] = mapped_column(default=0)
    steps: Mapped[int] = mapped_column(default=1)
    doing: Mapped[str] = mapped_column(default="")
    attempt: Mapped[int] = mapped_column(default=0)
    sha256: Mapped[str | None]
    size: Mapped[int | None]
    requested_by: Mapped[str]
    membership_id: Mapped[UUID]
    requested_at: Mapped[datetime] = mapped_column(Moment)
    finished_at: Mapped[datetime | None] = mapped_column(Moment)


class PaperRow(PaperProgress, ProvinceOwned, Base):
    """A paper of the province, made from one snapshot.

    ``content``: all that it says beside the snapshot, as it was when asked for; ``composition``: what a booklet is
    made of.
    """

    __tablename__ = "paper"
    __table_args__ = (in_snapshot(), CheckConstraint("step between 0 and steps", name="progress"))
    snapshot_id: Mapped[UUID]
    draft: Mapped[bool]
    content: Mapped[dict[str, Any] | None] = mapped_column(JSONB(none_as_null=True))
    composition: Mapped[dict[str, Any] | None] = mapped_column(JSONB(none_as_null=True))
