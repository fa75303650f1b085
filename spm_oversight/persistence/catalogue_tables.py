"""The catalogue of services and quality items; shared."""

from __future__ import annotations

from sqlalchemy import ForeignKeyConstraint
from sqlalchemy.orm import Mapped, mapped_column

from spm_oversight.persistence.database import Base


class ServiceRow(Base):
    """A service of the catalogue in force from ``first_year`` on; shared."""

    __tablename__ = "catalogue_service"
    first_year: Mapped[int] = mapped_column(primary_key=True)
    code: Mapped[str] = mapped_column(primary_key=True)
    level: Mapped[str]
    urusan_code: Mapped[str]
    number: Mapped[int]
    name: Mapped[str]
    recipients: Mapped[str]
    unit: Mapped[str]
    numerator: Mapped[str]
    denominator: Mapped[str]
    usual_office: Mapped[str]
    legal_basis: Mapped[str]
    certainty: Mapped[str]


class ItemRow(Base):
    """A quality item of the catalogue; only ``scheme = 'baku'`` is active. Shared."""

    __tablename__ = "catalogue_item"
    __table_args__ = (
        ForeignKeyConstraint(
            ["first_year", "service_code"], ["catalogue_service.first_year", "catalogue_service.code"]
        ),
    )
    first_year: Mapped[int] = mapped_column(primary_key=True)
    code: Mapped[str] = mapped_column(primary_key=True)
    service_code: Mapped[str]
    position: Mapped[int]
    name: Mapped[str]
    kind: Mapped[str]
    unit: Mapped[str]
    scheme: Mapped[str]
    certainty: Mapped[str]
