"""What was frozen when a quarter closed, and what of it is published."""

from __future__ import annotations

from datetime import datetime
from decimal import Decimal
from typing import Any
from uuid import UUID, uuid4

from sqlalchemy import ForeignKeyConstraint, LargeBinary, Numeric, String, UniqueConstraint
from sqlalchemy.dialects.postgresql import JSONB
from sqlalchemy.orm import Mapped, mapped_column

from spm_oversight.persistence.columns import PERCENT, Moment, in_period
from spm_oversight.persistence.database import Base
from spm_oversight.persistence.result_tables import ResultCell
from spm_oversight.persistence.tenancy import ProvinceOwned, in_district


class SnapshotRow(ProvinceOwned, Base):
    """A period frozen at its cut-off: the open data package itself, its hash, and what the paper adds.

    Without a ``revision`` it is a draft: made for a paper marked KONSEP, never published.
    """

    __tablename__ = "snapshot"
    __table_args__ = (in_period(), UniqueConstraint("province_id", "year", "quarter", "revision"))
    id: Mapped[UUID] = mapped_column(primary_key=True, default=uuid4)
    year: Mapped[int]
    quarter: Mapped[int]
    revision: Mapped[int | None]
    cut_off: Mapped[datetime] = mapped_column(Moment)
    method_version: Mapped[str]
    package: Mapped[bytes] = mapped_column(LargeBinary)
    sha256: Mapped[str]
    problems: Mapped[dict[str, Any]] = mapped_column(JSONB)
    published_at: Mapped[datetime | None] = mapped_column(Moment)


class _InSnapshot(ProvinceOwned):
    snapshot_id: Mapped[UUID] = mapped_column(primary_key=True, sort_order=-7)


def in_snapshot() -> ForeignKeyConstraint:
    """The composite key that keeps a row with a snapshot of its own province."""
    return ForeignKeyConstraint(["province_id", "snapshot_id"], ["snapshot.province_id", "snapshot.id"])


class SnapshotResultRow(ResultCell, _InSnapshot, Base):
    """A result of a snapshot, so that pages read rows and never unpack a package."""

    __tablename__ = "snapshot_result"
    __table_args__ = (in_snapshot(), in_district())
    district_id: Mapped[str] = mapped_column(String(5), primary_key=True, sort_order=-6)
    rank: Mapped[int | None]


class SnapshotIndicatorRow(_InSnapshot, Base):
    """An indicator of a snapshot; ``scope_code`` is a district's or the province's code."""

    __tablename__ = "snapshot_indicator"
    __table_args__ = (in_snapshot(),)
    scope_code: Mapped[str] = mapped_column(primary_key=True)
    metric: Mapped[str] = mapped_column(primary_key=True)
    value: Mapped[Decimal | None] = mapped_column(PERCENT)


class SnapshotReportRow(_InSnapshot, Base):
    """Where each district's report stood at the cut-off."""

    __tablename__ = "snapshot_report"
    __table_args__ = (in_snapshot(), in_district())
    district_id: Mapped[str] = mapped_column(String(5), primary_key=True, sort_order=-6)
    report_state: Mapped[str]


class PublishedFigureRow(ProvinceOwned, Base):
    """A real published figure beside sample data: what is not listed here is marked *data contoh*."""

    __tablename__ = "published_figure"
    __table_args__ = (in_district(),)
    district_id: Mapped[str] = mapped_column(String(5), primary_key=True, sort_order=-6)
    year: Mapped[int] = mapped_column(primary_key=True, sort_order=-5)
    quarter: Mapped[int] = mapped_column(primary_key=True, sort_order=-4)
    metric: Mapped[str] = mapped_column(primary_key=True)
    value: Mapped[Decimal] = mapped_column(Numeric(10, 2))
    source: Mapped[str]
    note: Mapped[str] = mapped_column(default="")
