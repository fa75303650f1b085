"""The tables of a district's own papers, and of the letterheads of districts and provinces."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy import CheckConstraint, ForeignKeyConstraint, LargeBinary, Text
from sqlalchemy.dialects.postgresql import JSONB
from sqlalchemy.orm import Mapped, mapped_column

from spm_oversight.persistence.columns import Moment
from spm_oversight.persistence.database import Base
from spm_oversight.persistence.paper_tables import PaperProgress
from spm_oversight.persistence.tenancy import DistrictOwned, ProvinceOwned, in_district


class DistrictPaperRow(PaperProgress, DistrictOwned, Base):
    """A paper of a district with all it says: ``content`` its facts, ``package`` the figures (none on a receipt).

    Both are written when it is asked for and never altered, so that it can be printed again as it was.
    """

    __tablename__ = "district_paper"
    __table_args__ = (
        in_district(),
        ForeignKeyConstraint(
            ["province_id", "year", "quarter"], ["period.province_id", "period.year", "period.quarter"]
        ),
        CheckConstraint("step between 0 and steps", name="progress"),
        CheckConstraint("kind in ('handout', 'receipt')", name="kind"),
        CheckConstraint("source in ('live', 'frozen')", name="source"),
        CheckConstraint("sheet in ('A4', 'F4')", name="sheet"),
        CheckConstraint("kind <> 'handout' or package is not null", name="figures"),
    )
    year: Mapped[int]
    quarter: Mapped[int]
    source: Mapped[str]
    sheet: Mapped[str]
    cut_off: Mapped[datetime] = mapped_column(Moment)
    data_hash: Mapped[str]
    content: Mapped[dict[str, Any]] = mapped_column(JSONB)
    package: Mapped[bytes | None] = mapped_column(LargeBinary)


class KeptLetterheadRow:
    """A letterhead and its signers, whoever owns it; ``version`` counts its saves."""

    government: Mapped[str]
    office: Mapped[str]
    address: Mapped[str] = mapped_column(Text)
    contact: Mapped[str]
    paper: Mapped[str]
    signers: Mapped[list[dict[str, str]]] = mapped_column(JSONB)
    version: Mapped[int]
    changed_at: Mapped[datetime] = mapped_column(Moment)
    changed_by: Mapped[str]


class LetterheadRow(KeptLetterheadRow, DistrictOwned, Base):
    """A district's letterhead and signers."""

    __tablename__ = "letterhead"
    __table_args__ = (in_district(), CheckConstraint("paper in ('A4', 'F4')", name="paper"))


class ProvinceLetterheadRow(KeptLetterheadRow, ProvinceOwned, Base):
    """A province's letterhead and signers."""

    __tablename__ = "province_letterhead"
    __table_args__ = (
        ForeignKeyConstraint(["province_id"], ["province.id"]),
        CheckConstraint("paper in ('A4', 'F4')", name="paper"),
    )
