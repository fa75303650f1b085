"""Evaluation meetings of a district, what they agreed with its offices, and what became of it; rows are only added."""

import sqlalchemy as sa
from alembic import op

from spm_oversight.persistence.policies import OWN_DISTRICT, READ_DISTRICT, only_added, protect

revision = "0019"
down_revision = "0018"

TABLES = ("evaluation_meeting", "agreement", "agreement_step")


def upgrade() -> None:
    op.create_table(
        "evaluation_meeting",
        *_owner(),
        *_quarter(),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("held_on", sa.Date(), nullable=False),
        sa.Column("led_by", sa.String(), nullable=False),
        *_said(),
        sa.CheckConstraint("led_by <> ''", name=op.f("ck_evaluation_meeting_led_by")),
        _of_district("evaluation_meeting"),
        _of_period("evaluation_meeting"),
        sa.PrimaryKeyConstraint(
            "province_id", "district_id", "year", "quarter", "number", name=op.f("pk_evaluation_meeting")
        ),
    )
    op.create_table(
        "agreement",
        *_owner(),
        sa.Column("id", sa.Uuid(), nullable=False),
        *_quarter(),
        sa.Column("office_id", sa.Uuid(), nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("owner", sa.String(), nullable=False),
        sa.Column("due", sa.Date(), nullable=False),
        *_said(),
        sa.CheckConstraint("text <> '' and owner <> ''", name=op.f("ck_agreement_said")),
        _of_district("agreement"),
        _of_period("agreement"),
        sa.ForeignKeyConstraint(
            ["province_id", "district_id", "office_id"],
            ["office.province_id", "office.district_id", "office.id"],
            name=op.f("fk_agreement_office"),
        ),
        sa.PrimaryKeyConstraint("province_id", "district_id", "id", name=op.f("pk_agreement")),
    )
    op.create_table(
        "agreement_step",
        *_owner(),
        sa.Column("agreement_id", sa.Uuid(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("act", sa.String(), nullable=False),
        sa.Column("due", sa.Date(), nullable=True),
        sa.Column("word", sa.Text(), nullable=False),
        *_said(),
        sa.CheckConstraint("word <> ''", name=op.f("ck_agreement_step_word")),
        sa.CheckConstraint("(act = 'moved') = (due is not null)", name=op.f("ck_agreement_step_due")),
        _of_district("agreement_step"),
        sa.ForeignKeyConstraint(
            ["province_id", "district_id", "agreement_id"],
            ["agreement.province_id", "agreement.district_id", "agreement.id"],
            name=op.f("fk_agreement_step_agreement"),
        ),
        sa.PrimaryKeyConstraint(
            "province_id", "district_id", "agreement_id", "number", name=op.f("pk_agreement_step")
        ),
    )
    for table in TABLES:
        protect(table, read=READ_DISTRICT, write=OWN_DISTRICT)
    only_added(*TABLES)


def _owner() -> tuple[sa.Column[str], ...]:
    return (
        sa.Column("province_id", sa.String(length=2), nullable=False),
        sa.Column("district_id", sa.String(length=5), nullable=False),
    )


def _quarter() -> tuple[sa.Column[int], ...]:
    return sa.Column("year", sa.Integer(), nullable=False), sa.Column("quarter", sa.Integer(), nullable=False)


def _said() -> tuple[sa.Column[object], ...]:
    return (
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("by", sa.String(), nullable=False),
    )


def _of_district(table: str) -> sa.ForeignKeyConstraint:
    return sa.ForeignKeyConstraint(
        ["province_id", "district_id"],
        ["district.province_id", "district.id"],
        name=op.f(f"fk_{table}_district"),
    )


def _of_period(table: str) -> sa.ForeignKeyConstraint:
    return sa.ForeignKeyConstraint(
        ["province_id", "year", "quarter"],
        ["period.province_id", "period.year", "period.quarter"],
        name=op.f(f"fk_{table}_period"),
    )
