"""Evidence and its unfinished uploads; the files themselves lie in the files store under generated names."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID, uuid4

from sqlalchemy import BigInteger, CheckConstraint, ForeignKeyConstraint, Index, Text
from sqlalchemy.orm import Mapped, mapped_column

from spm_oversight.persistence.columns import Moment, PeriodKey
from spm_oversight.persistence.database import Base
from spm_oversight.persistence.tenancy import DistrictOwned, in_district


def _in_period() -> ForeignKeyConstraint:
    key = ["province_id", "year", "quarter"]
    return ForeignKeyConstraint(key, [f"period.{column}" for column in key])


_FILE_OR_LINK = (
    "case when link is null"
    " then num_nulls(file_id, kind, size, sha256) = 0 and name <> ''"
    " else num_nonnulls(file_id, kind, size, sha256) = 0 and purpose = 'evidence' and link ~ '^https://' end"
)


class EvidenceRow(PeriodKey, DistrictOwned, Base):
    """A file or a link that shows what a service reports.

    Removed rows are marked, never deleted. ``since_number`` is the submission it first belonged to, or would have;
    ``until_number`` the last one before it was removed: a report was sent with it when the second reaches the first.
    """

    __tablename__ = "evidence"
    __table_args__ = (
        in_district(),
        _in_period(),
        CheckConstraint(_FILE_OR_LINK, name="file_or_link"),
        CheckConstraint("purpose in ('evidence', 'nil_statement')", name="purpose"),
        CheckConstraint("num_nulls(removed_at, removed_by, until_number) in (0, 3)", name="removed"),
        Index("ix_evidence_service", "province_id", "district_id", "year", "quarter", "service_code"),
    )
    id: Mapped[UUID] = mapped_column(primary_key=True, default=uuid4)
    service_code: Mapped[str]
    item_code: Mapped[str | None]
    purpose: Mapped[str]
    name: Mapped[str]
    file_id: Mapped[UUID | None]
    kind: Mapped[str | None]
    size: Mapped[int | None] = mapped_column(BigInteger)
    sha256: Mapped[str | None]
    link: Mapped[str | None]
    page: Mapped[str]
    note: Mapped[str] = mapped_column(Text)
    added_at: Mapped[datetime] = mapped_column(Moment)
    added_by: Mapped[str]
    since_number: Mapped[int]
    removed_at: Mapped[datetime | None] = mapped_column(Moment)
    removed_by: Mapped[str | None]
    until_number: Mapped[int | None]


class EvidenceUploadRow(PeriodKey, DistrictOwned, Base):
    """An upload that is not finished; how much of it has come is the length of its file."""

    __tablename__ = "evidence_upload"
    __table_args__ = (
        in_district(),
        _in_period(),
        CheckConstraint("size > 0", name="size"),
        Index("ix_evidence_upload_membership", "province_id", "district_id", "membership_id"),
    )
    id: Mapped[UUID] = mapped_column(primary_key=True, default=uuid4)
    membership_id: Mapped[UUID]
    service_code: Mapped[str]
    item_code: Mapped[str | None]
    purpose: Mapped[str]
    name: Mapped[str]
    size: Mapped[int] = mapped_column(BigInteger)
    mark: Mapped[str]
    sha256: Mapped[str | None]
    begun_at: Mapped[datetime] = mapped_column(Moment)
