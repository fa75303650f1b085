"""The schema on one page. Rows carry no behaviour; stores in this folder ask and write them.

Shared tables hold the register of regions and the catalogue. ``ProvinceOwned`` and ``DistrictOwned`` rows stand
behind the wall of ``tenancy``; the policies themselves are in ``migrations/`` and tested against this list.
"""

from __future__ import annotations

from datetime import date, datetime
from decimal import Decimal
from typing import Any
from uuid import UUID, uuid4

from sqlalchemy import (
    BigInteger,
    CheckConstraint,
    DateTime,
    ForeignKey,
    ForeignKeyConstraint,
    Index,
    LargeBinary,
    Numeric,
    Sequence,
    String,
    Text,
    UniqueConstraint,
    text,
)
from sqlalchemy.dialects.postgresql import JSONB
from sqlalchemy.orm import Mapped, mapped_column

from spm_oversight.persistence.database import Base
from spm_oversight.persistence.tenancy import DistrictOwned, ProvinceOwned, in_district

Moment = DateTime(timezone=True)
AMOUNT = Numeric(20, 4)
# Results are kept as they are published: at most 12 decimals, rounded by rule 8 of contract 1. Before the point is
# room for the widest ratio that two amounts can make, such as 1 rupiah allocated and trillions spent.
PERCENT = Numeric(36, 12)
_PERIOD_KEY = ["province_id", "year", "quarter"]


def in_period() -> ForeignKeyConstraint:
    """The composite key that keeps a row inside a period of its province."""
    return ForeignKeyConstraint(_PERIOD_KEY, ["period.province_id", "period.year", "period.quarter"])


class RegionRow(Base):
    """One of 38 provinces and 514 districts; shared."""

    __tablename__ = "region"
    code: Mapped[str] = mapped_column(String(5), primary_key=True)
    name: Mapped[str]
    kind: Mapped[str]
    province_code: Mapped[str] = mapped_column(String(2))
    time_zone: Mapped[str]


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


class MethodRow(Base, ProvinceOwned):
    """A version of the calculation's settings, as contract 1 writes them."""

    __tablename__ = "method"
    version: Mapped[str] = mapped_column(primary_key=True)
    settings: Mapped[dict[str, Any]] = mapped_column(JSONB)
    # Who switched it on, and why; a province's first version came with it.
    why: Mapped[str] = mapped_column(Text, default="", server_default=text("''"))
    added_by: Mapped[str] = mapped_column(default="", server_default=text("''"))
    added_at: Mapped[datetime | None] = mapped_column(Moment)


class PeriodRow(Base, ProvinceOwned):
    """A quarter in which a province takes reports."""

    __tablename__ = "period"
    __table_args__ = (
        ForeignKeyConstraint(["province_id", "method_version"], ["method.province_id", "method.version"]),
        CheckConstraint("quarter between 1 and 4", name="quarter"),
        CheckConstraint("opens_at < deadline", name="window"),
    )
    year: Mapped[int] = mapped_column(primary_key=True, sort_order=-5)
    quarter: Mapped[int] = mapped_column(primary_key=True, sort_order=-4)
    opens_at: Mapped[datetime] = mapped_column(Moment)
    deadline: Mapped[datetime] = mapped_column(Moment)
    catalogue_year: Mapped[int]
    method_version: Mapped[str]
    # Set while the stored results of some districts may still be those of the version before.
    recalculating_since: Mapped[datetime | None] = mapped_column(Moment)
    # Whether a head of office, and the district's leader, approve before the quarter goes on.
    head_approves: Mapped[bool] = mapped_column(default=False, server_default=text("false"))
    leader_approves: Mapped[bool] = mapped_column(default=False, server_default=text("false"))
    closed_at: Mapped[datetime | None] = mapped_column(Moment)
    published_at: Mapped[datetime | None] = mapped_column(Moment)


class PeriodKey:
    """The quarter that a row of a district belongs to."""

    year: Mapped[int] = mapped_column(primary_key=True, sort_order=-5)
    quarter: Mapped[int] = mapped_column(primary_key=True, sort_order=-4)


class SubmissionRow(PeriodKey, DistrictOwned, Base):
    """A district's quarter handed to the province; a returned one may be sent again."""

    __tablename__ = "submission"
    __table_args__ = (in_district(), in_period())
    number: Mapped[int] = mapped_column(primary_key=True, sort_order=-3)
    sent_at: Mapped[datetime] = mapped_column(Moment)
    sent_by: Mapped[str]


class DecisionRow(ProvinceOwned, Base):
    """What the province decided on a submission; written by the province, read by the district."""

    __tablename__ = "decision"
    __table_args__ = (
        ForeignKeyConstraint(
            ["province_id", "district_id", "year", "quarter", "number"],
            [f"submission.{c}" for c in ("province_id", "district_id", "year", "quarter", "number")],
        ),
        CheckConstraint("state in ('accepted', 'returned')", name="state"),
        CheckConstraint("state = 'accepted' or reason <> ''", name="reason"),
    )
    district_id: Mapped[str] = mapped_column(String(5), primary_key=True, sort_order=-6)
    year: Mapped[int] = mapped_column(primary_key=True, sort_order=-5)
    quarter: Mapped[int] = mapped_column(primary_key=True, sort_order=-4)
    number: Mapped[int] = mapped_column(primary_key=True, sort_order=-3)
    state: Mapped[str]
    reason: Mapped[str] = mapped_column(Text, default="")
    decided_at: Mapped[datetime] = mapped_column(Moment)
    decided_by: Mapped[str]


# Versions come from one sequence and never return: a cell deleted and entered again has another one.
CELL_VERSION = Sequence("cell_version", metadata=Base.metadata)


class Authored:
    """Every cell a person enters: its version travels with the form, its author stays with it."""

    version: Mapped[int] = mapped_column(BigInteger)
    entered_at: Mapped[datetime] = mapped_column(Moment)
    entered_by: Mapped[str]


class Entered(Authored):
    """A cell with room for an explanation."""

    note: Mapped[str] = mapped_column(Text, default="")


class PairCell(Entered):
    """A numerator over a denominator with its state (contract 1)."""

    code: Mapped[str] = mapped_column(primary_key=True)
    state: Mapped[str]
    base: Mapped[Decimal | None] = mapped_column(AMOUNT)
    part: Mapped[Decimal | None] = mapped_column(AMOUNT)


# Contract 1's sentence on filled, nil and blank, once more where no program can pass it by.
_PAIR_RULE = (
    "(state = 'filled' and base > 0 and part >= 0)"
    " or (state = 'nil' and coalesce(base, 0) = 0 and coalesce(part, 0) = 0)"
    " or (state = 'blank' and base is null and part is null)"
)


def _pair_rules() -> tuple[Any, ...]:
    # "is true": a check that ends in null would pass, and a filled row without numbers with it.
    return (in_district(), in_period(), CheckConstraint(f"({_PAIR_RULE}) is true", name="pair"))


class RecipientsRow(PairCell, PeriodKey, DistrictOwned, Base):
    """Recipients of a service: base = to serve, part = served; ``code`` is the service's."""

    __tablename__ = "recipients"
    __table_args__ = _pair_rules()


class QualityRow(PairCell, PeriodKey, DistrictOwned, Base):
    """A quality item: base = needed, part = available; ``code`` is the item's."""

    __tablename__ = "quality"
    __table_args__ = _pair_rules()


class BudgetRow(Entered, PeriodKey, DistrictOwned, Base):
    """Allocation and realisation of a service by budget version and funding source, whole rupiah."""

    __tablename__ = "budget"
    __table_args__ = (
        in_district(),
        in_period(),
        CheckConstraint("allocation >= 0 and (realisation is null or realisation >= 0)", name="not_negative"),
    )
    service_code: Mapped[str] = mapped_column(primary_key=True)
    budget_version: Mapped[str] = mapped_column(primary_key=True)
    source: Mapped[str] = mapped_column(primary_key=True)
    allocation: Mapped[int] = mapped_column(BigInteger)
    realisation: Mapped[int | None] = mapped_column(BigInteger)


class TotalsRow(Authored, PeriodKey, DistrictOwned, Base):
    """Denominators of the budget ratios by budget version, whole rupiah."""

    __tablename__ = "totals"
    __table_args__ = (in_district(), in_period())
    budget_version: Mapped[str] = mapped_column(primary_key=True)
    total_spending: Mapped[int | None] = mapped_column(BigInteger)
    six_urusan_spending: Mapped[int | None] = mapped_column(BigInteger)
    computed_need: Mapped[int | None] = mapped_column(BigInteger)


class ProblemRow(Authored, PeriodKey, DistrictOwned, Base):
    """A problem of an urusan with its promised solution; a list replaced as a whole."""

    __tablename__ = "problem"
    __table_args__ = (in_district(), in_period())
    urusan_code: Mapped[str] = mapped_column(primary_key=True)
    position: Mapped[int] = mapped_column(primary_key=True)
    problem: Mapped[str] = mapped_column(Text)
    solution: Mapped[str] = mapped_column(Text)
    owner: Mapped[str] = mapped_column(default="")
    due: Mapped[date | None]


class ResultCell:
    """One row of the calculation; percentages as published."""

    level: Mapped[str] = mapped_column(primary_key=True)
    code: Mapped[str] = mapped_column(primary_key=True)
    recipients_pct: Mapped[Decimal | None] = mapped_column(PERCENT)
    quality_pct: Mapped[Decimal | None] = mapped_column(PERCENT)
    index: Mapped[Decimal | None] = mapped_column(PERCENT)
    category: Mapped[str | None]


class ResultRow(ResultCell, PeriodKey, DistrictOwned, Base):
    """A running result, stored in the transaction that changed its figures; ``exact``: its percentages unrounded."""

    __tablename__ = "result"
    __table_args__ = (in_district(), in_period())
    exact: Mapped[str | None]


class IndicatorRow(PeriodKey, DistrictOwned, Base):
    """A running indicator of a district, stored in the transaction that changed its figures."""

    __tablename__ = "indicator"
    __table_args__ = (in_district(), in_period())
    metric: Mapped[str] = mapped_column(primary_key=True)
    value: Mapped[Decimal | None] = mapped_column(PERCENT)
    exact: Mapped[str | None]


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


def _in_snapshot() -> ForeignKeyConstraint:
    return ForeignKeyConstraint(["province_id", "snapshot_id"], ["snapshot.province_id", "snapshot.id"])


class SnapshotResultRow(ResultCell, _InSnapshot, Base):
    """A result of a snapshot, so that pages read rows and never unpack a package."""

    __tablename__ = "snapshot_result"
    __table_args__ = (_in_snapshot(), in_district())
    district_id: Mapped[str] = mapped_column(String(5), primary_key=True, sort_order=-6)
    rank: Mapped[int | None]


class SnapshotIndicatorRow(_InSnapshot, Base):
    """An indicator of a snapshot; ``scope_code`` is a district's or the province's code."""

    __tablename__ = "snapshot_indicator"
    __table_args__ = (_in_snapshot(),)
    scope_code: Mapped[str] = mapped_column(primary_key=True)
    metric: Mapped[str] = mapped_column(primary_key=True)
    value: Mapped[Decimal | None] = mapped_column(PERCENT)


class SnapshotReportRow(_InSnapshot, Base):
    """Where each district's report stood at the cut-off."""

    __tablename__ = "snapshot_report"
    __table_args__ = (_in_snapshot(), in_district())
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


class PaperProgress:
    """A paper asked for, being made, or made; the file itself lies in the data folder under its id."""

    id: Mapped[UUID] = mapped_column(primary_key=True, default=uuid4)
    kind: Mapped[str]
    state: Mapped[str]
    step: Mapped[int] = mapped_column(default=0)
    steps: Mapped[int] = mapped_column(default=1)
    doing: Mapped[str] = mapped_column(default="")
    attempt: Mapped[int] = mapped_column(default=0)
    sha256: Mapped[str | None]
    size: Mapped[int | None]
    requested_by: Mapped[str]
    membership_id: Mapped[UUID]
    requested_at: Mapped[datetime] = mapped_column(Moment)
    finished_at: Mapped[datetime | None] = mapped_column(Moment)


class PaperRow(PaperProgress, ProvinceOwned, Base):
    """A paper of the province, made from one snapshot.

    ``content``: all that it says beside the snapshot, as it was when asked for; ``composition``: what a booklet is
    made of.
    """

    __tablename__ = "paper"
    __table_args__ = (_in_snapshot(), CheckConstraint("step between 0 and steps", name="progress"))
    snapshot_id: Mapped[UUID]
    draft: Mapped[bool]
    content: Mapped[dict[str, Any] | None] = mapped_column(JSONB(none_as_null=True))
    composition: Mapped[dict[str, Any] | None] = mapped_column(JSONB(none_as_null=True))


class AuditHeadRow(Base):
    """The last link of each tenant's chain; locked while the next is added."""

    __tablename__ = "audit_head"
    tenant: Mapped[str] = mapped_column(String(8), primary_key=True)
    number: Mapped[int] = mapped_column(BigInteger)
    hash: Mapped[str]


class AuditRow(Base):
    """An event: append-only by grant, chained by hash within its tenant."""

    __tablename__ = "audit_event"
    __table_args__ = (
        # What was done about one quarter, person or paper.
        Index("ix_audit_event_subject", "tenant", "subject", "number"),
        # What the platform's page looks for: a person's last sign-in, the newest backup.
        Index("ix_audit_event_sign_in", "subject", "at", postgresql_where=text("action = 'sign_in'")),
        Index("ix_audit_event_backup", "tenant", "number", postgresql_where=text("action = 'backup_made'")),
    )
    tenant: Mapped[str] = mapped_column(String(8), primary_key=True)
    number: Mapped[int] = mapped_column(BigInteger, primary_key=True)
    at: Mapped[datetime] = mapped_column(Moment)
    actor_id: Mapped[UUID | None]
    actor: Mapped[str]
    action: Mapped[str]
    subject: Mapped[str]
    detail: Mapped[dict[str, Any]] = mapped_column(JSONB)
    previous_hash: Mapped[str]
    hash: Mapped[str]
