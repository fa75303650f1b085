"""People: their accounts, and the roles they hold in places."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID, uuid4

from sqlalchemy import CheckConstraint, ForeignKey, ForeignKeyConstraint, Index, String, text
from sqlalchemy.orm import Mapped, mapped_column

from spm_oversight.persistence.columns import Moment
from spm_oversight.persistence.database import Base
from spm_oversight.persistence.tenancy import in_district


class AccountRow(Base):
    """A person. Power hangs on memberships, never here."""

    __tablename__ = "account"
    __table_args__ = (CheckConstraint("email = lower(email)", name="email_lower"),)
    id: Mapped[UUID] = mapped_column(primary_key=True, default=uuid4)
    email: Mapped[str] = mapped_column(unique=True)
    name: Mapped[str]
    password_hash: Mapped[str]
    must_change_password: Mapped[bool] = mapped_column(default=True)
    disabled_at: Mapped[datetime | None] = mapped_column(Moment)
    epoch: Mapped[int] = mapped_column(default=0, server_default=text("0"))
    """Counts what ends the links sent before: another password, an account shut or reopened."""
    signed_in_at: Mapped[datetime | None] = mapped_column(Moment)


# Power hangs on the pair of role and place: the wall lets a district write its own rows, this says which they may be.
_ROLE_IN_PLACE = (
    "case when role = 'platform_admin' then province_id is null"
    " when role in ('coordinator', 'reviewer', 'province_leader') then province_id is not null and district_id is null"
    " when role in ('district_admin', 'district_leader') then district_id is not null and office_id is null"
    " when role in ('operator', 'office_head') then office_id is not null"
    " else false end"
)


class MembershipRow(Base):
    """A person's role in a place; ended, never deleted, so that the record keeps its name.

    ``name`` is what those who appointed call the person: the account's own may come from another tenant.
    """

    __tablename__ = "membership"
    __table_args__ = (
        in_district(),
        ForeignKeyConstraint(
            ["province_id", "district_id", "office_id"],
            ["office.province_id", "office.district_id", "office.id"],
        ),
        CheckConstraint("district_id is null or province_id is not null", name="district_in_province"),
        CheckConstraint("office_id is null or district_id is not null", name="office_in_district"),
        CheckConstraint(_ROLE_IN_PLACE, name="role_in_place"),
        Index(
            "uq_membership_living",
            *("account_id", "role", "province_id", "district_id", "office_id"),
            unique=True,
            postgresql_where=text("ended_at is null"),
            postgresql_nulls_not_distinct=True,
        ),
    )
    id: Mapped[UUID] = mapped_column(primary_key=True, default=uuid4)
    account_id: Mapped[UUID] = mapped_column(ForeignKey("account.id"), index=True)
    name: Mapped[str]
    role: Mapped[str]
    province_id: Mapped[str | None] = mapped_column(ForeignKey("province.id"))
    district_id: Mapped[str | None] = mapped_column(String(5))
    office_id: Mapped[UUID | None]
    created_at: Mapped[datetime] = mapped_column(Moment)
    ended_at: Mapped[datetime | None] = mapped_column(Moment)
