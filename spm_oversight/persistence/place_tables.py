"""Places: the shared register of regions, and the provinces, districts and offices that work here."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID, uuid4

from sqlalchemy import ForeignKey, ForeignKeyConstraint, String, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from spm_oversight.persistence.columns import Moment
from spm_oversight.persistence.database import Base
from spm_oversight.persistence.tenancy import DistrictOwned, in_district


class RegionRow(Base):
    """One of 38 provinces and 514 districts; shared."""

    __tablename__ = "region"
    code: Mapped[str] = mapped_column(String(5), primary_key=True)
    name: Mapped[str]
    kind: Mapped[str]
    province_code: Mapped[str] = mapped_column(String(2))
    time_zone: Mapped[str]


class ProvinceRow(Base):
    """A province opened as a tenant; ``sample``: its figures are invented unless published."""

    __tablename__ = "province"
    id: Mapped[str] = mapped_column(ForeignKey("region.code"), primary_key=True)
    name: Mapped[str]
    time_zone: Mapped[str]
    sample: Mapped[bool] = mapped_column(default=False)
    opened_at: Mapped[datetime] = mapped_column(Moment)


class DistrictRow(Base):
    """A district tenant of an opened province."""

    __tablename__ = "district"
    __table_args__ = (UniqueConstraint("province_id", "id"),)
    id: Mapped[str] = mapped_column(ForeignKey("region.code"), primary_key=True)
    province_id: Mapped[str] = mapped_column(ForeignKey("province.id"))
    name: Mapped[str]
    kind: Mapped[str]


class OfficeRow(Base, DistrictOwned):
    """A perangkat daerah of a district."""

    __tablename__ = "office"
    __table_args__ = (in_district(), UniqueConstraint("province_id", "district_id", "code"))
    id: Mapped[UUID] = mapped_column(primary_key=True, default=uuid4)
    code: Mapped[str]
    name: Mapped[str]
    joined_duties: Mapped[str] = mapped_column(Text, default="", server_default="")
    """Why one person may both enter and approve here; empty: they may not (ADR 0033)."""


class OfficeServiceRow(Base, DistrictOwned):
    """Which office carries a service; each service is carried by one office of the district."""

    __tablename__ = "office_service"
    __table_args__ = (
        in_district(),
        ForeignKeyConstraint(
            ["province_id", "district_id", "office_id"],
            ["office.province_id", "office.district_id", "office.id"],
        ),
    )
    service_code: Mapped[str] = mapped_column(primary_key=True)
    office_id: Mapped[UUID]
