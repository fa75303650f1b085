"""The table of the province's groups of districts."""

from __future__ import annotations

from sqlalchemy import ForeignKeyConstraint, String
from sqlalchemy.dialects.postgresql import ARRAY
from sqlalchemy.orm import Mapped, mapped_column

from spm_oversight.persistence.database import Base
from spm_oversight.persistence.tenancy import ProvinceOwned


class PeerGroupRow(ProvinceOwned, Base):
    """Districts that the province compares with each other, by their codes; a district may stand in several groups."""

    __tablename__ = "peer_group"
    __table_args__ = (ForeignKeyConstraint(["province_id"], ["province.id"]),)
    name: Mapped[str] = mapped_column(primary_key=True)
    districts: Mapped[list[str]] = mapped_column(ARRAY(String(5)))
