"""The walk of a quarter inside a district: steps, comments, extensions, receipts; who approves is the period's."""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

from spm_oversight.persistence.policies import (
    OWN_DISTRICT,
    OWN_PROVINCE,
    READ_DISTRICT,
    only_added,
    protect,
)

revision = "0004"
down_revision = "0003"

ISSUED = f"(issuer = 'district' and {OWN_DISTRICT}) or (issuer = 'province' and {OWN_PROVINCE})"


def upgrade() -> None:
    for column in ("head_approves", "leader_approves"):
        op.add_column(
            "period", sa.Column(column, sa.Boolean(), server_default=sa.text("false"), nullable=False)
        )
    op.create_table(
        "part_step",
        sa.Column("province_id", sa.String(length=2), nullable=False),
        sa.Column("district_id", sa.String(length=5), nullable=False),
        sa.Column("year", sa.Integer(), nullable=False),
        sa.Column("office_id", sa.Uuid(), nullable=False),
        sa.Column("quarter", sa.Integer(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("act", sa.String(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("by", sa.String(), nullable=False),
        sa.Column("account_id", sa.Uuid(), nullable=True),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.CheckConstraint("act <> 'returned' or reason <> ''", name=op.f("ck_part_step_reason")),
        sa.ForeignKeyConstraint(
            ["province_id", "district_id", "office_id"],
            ["office.province_id", "office.district_id", "office.id"],
            name=op.f("fk_part_step_office"),
        ),
        sa.ForeignKeyConstraint(
            ["province_id", "district_id"],
            ["district.province_id", "district.id"],
            name=op.f("fk_part_step_district"),
        ),
        sa.ForeignKeyConstraint(
            ["province_id", "year", "quarter"],
            ["period.province_id", "period.year", "period.quarter"],
            name=op.f("fk_part_step_period"),
        ),
        sa.PrimaryKeyConstraint(
            "province_id", "district_id", "year", "office_id", "quarter", "number", name=op.f("pk_part_step")
        ),
    )
    op.create_table(
        "cell_comment",
        sa.Column("province_id", sa.String(length=2), nullable=False),
        sa.Column("district_id", sa.String(length=5), nullable=False),
        sa.Column("year", sa.Integer(), nullable=False),
        sa.Column("office_id", sa.Uuid(), nullable=False),
        sa.Column("quarter", sa.Integer(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("code", sa.String(), nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
        sa.CheckConstraint("text <> ''", name=op.f("ck_cell_comment_text")),
        sa.ForeignKeyConstraint(
            ["province_id", "district_id", "year", "quarter", "office_id", "number"],
            [
                "part_step.province_id",
                "part_step.district_id",
                "part_step.year",
                "part_step.quarter",
                "part_step.office_id",
                "part_step.number",
            ],
            name=op.f("fk_cell_comment_part_step"),
        ),
        sa.ForeignKeyConstraint(
            ["province_id", "district_id"],
            ["district.province_id", "district.id"],
            name=op.f("fk_cell_comment_district"),
        ),
        sa.PrimaryKeyConstraint(
            "province_id",
            "district_id",
            "year",
            "office_id",
            "quarter",
            "number",
            "code",
            name=op.f("pk_cell_comment"),
        ),
    )
    op.create_table(
        "proposal_step",
        sa.Column("province_id", sa.String(length=2), nullable=False),
        sa.Column("district_id", sa.String(length=5), nullable=False),
        sa.Column("year", sa.Integer(), nullable=False),
        sa.Column("quarter", sa.Integer(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("act", sa.String(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("by", sa.String(), nullable=False),
        sa.Column("account_id", sa.Uuid(), nullable=True),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.CheckConstraint("act <> 'returned' or reason <> ''", name=op.f("ck_proposal_step_reason")),
        sa.ForeignKeyConstraint(
            ["province_id", "district_id"],
            ["district.province_id", "district.id"],
            name=op.f("fk_proposal_step_district"),
        ),
        sa.ForeignKeyConstraint(
            ["province_id", "year", "quarter"],
            ["period.province_id", "period.year", "period.quarter"],
            name=op.f("fk_proposal_step_period"),
        ),
        sa.PrimaryKeyConstraint(
            "province_id", "district_id", "year", "quarter", "number", name=op.f("pk_proposal_step")
        ),
    )
    op.create_table(
        "withdrawal",
        sa.Column("province_id", sa.String(length=2), nullable=False),
        sa.Column("district_id", sa.String(length=5), nullable=False),
        sa.Column("year", sa.Integer(), nullable=False),
        sa.Column("quarter", sa.Integer(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("by", sa.String(), nullable=False),
        sa.Column("account_id", sa.Uuid(), nullable=True),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(
            ["province_id", "district_id", "year", "quarter", "number"],
            [
                "submission.province_id",
                "submission.district_id",
                "submission.year",
                "submission.quarter",
                "submission.number",
            ],
            name=op.f("fk_withdrawal_submission"),
        ),
        sa.ForeignKeyConstraint(
            ["province_id", "district_id"],
            ["district.province_id", "district.id"],
            name=op.f("fk_withdrawal_district"),
        ),
        sa.PrimaryKeyConstraint(
            "province_id", "district_id", "year", "quarter", "number", name=op.f("pk_withdrawal")
        ),
    )
    op.create_table(
        "service_comment",
        sa.Column("province_id", sa.String(length=2), nullable=False),
        sa.Column("district_id", sa.String(length=5), nullable=False),
        sa.Column("year", sa.Integer(), nullable=False),
        sa.Column("quarter", sa.Integer(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("service_code", sa.String(), nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
        sa.CheckConstraint("text <> ''", name=op.f("ck_service_comment_text")),
        sa.ForeignKeyConstraint(
            ["province_id", "district_id", "year", "quarter", "number"],
            [
                "decision.province_id",
                "decision.district_id",
                "decision.year",
                "decision.quarter",
                "decision.number",
            ],
            name=op.f("fk_service_comment_decision"),
        ),
        sa.PrimaryKeyConstraint(
            "province_id",
            "district_id",
            "year",
            "quarter",
            "number",
            "service_code",
            name=op.f("pk_service_comment"),
        ),
    )
    op.create_table(
        "extension",
        sa.Column("province_id", sa.String(length=2), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("district_id", sa.String(length=5), nullable=False),
        sa.Column("year", sa.Integer(), nullable=False),
        sa.Column("quarter", sa.Integer(), nullable=False),
        sa.Column("office_id", sa.Uuid(), nullable=True),
        sa.Column("reopening", sa.Boolean(), nullable=False),
        sa.Column("until", sa.DateTime(timezone=True), nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("granted_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("granted_by", sa.String(), nullable=False),
        sa.CheckConstraint("reason <> ''", name=op.f("ck_extension_reason")),
        sa.CheckConstraint("granted_at < until", name=op.f("ck_extension_until")),
        sa.ForeignKeyConstraint(
            ["province_id", "district_id", "office_id"],
            ["office.province_id", "office.district_id", "office.id"],
            name=op.f("fk_extension_office"),
        ),
        sa.ForeignKeyConstraint(
            ["province_id", "district_id"],
            ["district.province_id", "district.id"],
            name=op.f("fk_extension_district"),
        ),
        sa.ForeignKeyConstraint(
            ["province_id", "year", "quarter"],
            ["period.province_id", "period.year", "period.quarter"],
            name=op.f("fk_extension_period"),
        ),
        sa.PrimaryKeyConstraint("province_id", "id", name=op.f("pk_extension")),
    )
    op.create_table(
        "receipt",
        sa.Column("province_id", sa.String(length=2), nullable=False),
        sa.Column("district_id", sa.String(length=5), nullable=False),
        sa.Column("issuer", sa.String(), nullable=False),
        sa.Column("year", sa.Integer(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("quarter", sa.Integer(), nullable=False),
        sa.Column("step", sa.String(), nullable=False),
        sa.Column("office_id", sa.Uuid(), nullable=True),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("by", sa.String(), nullable=False),
        sa.Column("facts", postgresql.JSONB(astext_type=sa.Text()), nullable=False),
        sa.CheckConstraint("issuer in ('district', 'province')", name=op.f("ck_receipt_issuer")),
        sa.ForeignKeyConstraint(
            ["province_id", "district_id"],
            ["district.province_id", "district.id"],
            name=op.f("fk_receipt_district"),
        ),
        sa.ForeignKeyConstraint(
            ["province_id", "year", "quarter"],
            ["period.province_id", "period.year", "period.quarter"],
            name=op.f("fk_receipt_period"),
        ),
        sa.PrimaryKeyConstraint(
            "province_id", "district_id", "issuer", "year", "number", name=op.f("pk_receipt")
        ),
    )
    for table in ("part_step", "cell_comment", "proposal_step", "withdrawal"):
        protect(table, read=READ_DISTRICT, write=OWN_DISTRICT)
    for table in ("service_comment", "extension"):
        protect(table, read=f"{OWN_PROVINCE} or {READ_DISTRICT}", write=OWN_PROVINCE)
    protect("receipt", read=READ_DISTRICT, write=ISSUED)
    only_added(
        *("part_step", "cell_comment", "proposal_step", "withdrawal"),
        *("service_comment", "extension", "receipt"),
    )
