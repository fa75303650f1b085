"""The table of a method version that is being prepared."""

from __future__ import annotations

from datetime import datetime
from typing import Any
from uuid import UUID, uuid4

from sqlalchemy import ForeignKeyConstraint, Text
from sqlalchemy.dialects.postgresql import JSONB
from sqlalchemy.orm import Mapped, mapped_column

from spm_oversight.persistence.columns import Moment
from spm_oversight.persistence.database import Base
from spm_oversight.persistence.tenancy import ProvinceOwned


class MethodDraftRow(ProvinceOwned, Base):
    """The one draft of a province; ``id`` is new with every save, so that what is switched on is what was seen."""

    __tablename__ = "method_draft"
    __table_args__ = (ForeignKeyConstraint(["province_id"], ["province.id"]),)
    id: Mapped[UUID] = mapped_column(default=uuid4)
    settings: Mapped[dict[str, Any]] = mapped_column(JSONB)
    why: Mapped[str] = mapped_column(Text)
    changed_at: Mapped[datetime] = mapped_column(Moment)
    changed_by: Mapped[str]
