"""The table of issued papers: what anybody may know of one whose number they hold."""

from __future__ import annotations

from datetime import date
from uuid import UUID

from sqlalchemy import BigInteger, CheckConstraint, String, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from spm_oversight.persistence.database import Base


class IssuedPaperRow(Base):
    """A numbered paper. No figure and no person stands here, since whoever names the ``code`` reads the row.

    ``series`` and ``number``: of papers numbered here; ``revision``: of the frozen figures it shows, if any;
    ``sha256``: of the file, once made. ``audit_number`` and ``audit_root``: the end of the tenant's chain
    with the event that issued it, whose beginning is printed. ``withdrawn_why``: told to anybody, like the rest.
    """

    __tablename__ = "issued_paper"
    __table_args__ = (
        CheckConstraint("(series is null) = (number is null)", name="series"),
        CheckConstraint("(audit_number is null) = (audit_root is null)", name="audit_anchor"),
        CheckConstraint("(withdrawn_on is null) = (withdrawn_why is null)", name="withdrawn"),
        UniqueConstraint("series", "number"),
    )
    paper_id: Mapped[UUID] = mapped_column(primary_key=True)
    province_id: Mapped[str] = mapped_column(String(2))
    tenant: Mapped[str] = mapped_column(String(5))
    code: Mapped[str] = mapped_column(index=True)
    series: Mapped[str | None]
    number: Mapped[int | None]
    title: Mapped[str]
    issuer: Mapped[str]
    day: Mapped[date]
    year: Mapped[int]
    quarter: Mapped[int]
    revision: Mapped[int | None]
    sha256: Mapped[str | None]
    audit_number: Mapped[int | None] = mapped_column(BigInteger)
    audit_root: Mapped[str | None] = mapped_column(String(64))
    withdrawn_on: Mapped[date | None]
    withdrawn_why: Mapped[str | None] = mapped_column(Text)
