"""The table of a province's map."""

from __future__ import annotations

from typing import Any

from sqlalchemy import ForeignKeyConstraint
from sqlalchemy.dialects.postgresql import JSONB
from sqlalchemy.orm import Mapped, mapped_column

from spm_oversight.persistence.database import Base
from spm_oversight.persistence.tenancy import ProvinceOwned


class ProvinceMapRow(ProvinceOwned, Base):
    """How a province is drawn: read by everybody in it, kept by its coordinator.

    ``tiles``: code to row, column and short name. ``outlines``: code to rings of points in thousandths of a degree,
    empty without boundaries; ``source``: the file they came from. ``version`` counts the saves of either.
    """

    __tablename__ = "province_map"
    __table_args__ = (ForeignKeyConstraint(["province_id"], ["province.id"]),)
    tiles: Mapped[dict[str, list[Any]]] = mapped_column(JSONB)
    outlines: Mapped[dict[str, list[Any]]] = mapped_column(JSONB)
    source: Mapped[str]
    version: Mapped[int]
