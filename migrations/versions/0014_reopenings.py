"""Closed quarters that were opened again: when, by whom, why; the districts read it with the revision."""

import sqlalchemy as sa
from alembic import op

from spm_oversight.persistence.policies import IN_PROVINCE, OWN_PROVINCE, protect

revision = "0014"
down_revision = "0013"


def upgrade() -> None:
    op.create_table(
        "reopening",
        sa.Column("province_id", sa.String(length=2), nullable=False),
        sa.Column("year", sa.Integer(), nullable=False),
        sa.Column("quarter", sa.Integer(), nullable=False),
        sa.Column("revision", sa.Integer(), nullable=False),
        sa.Column("district_id", sa.String(length=5), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("by", sa.String(), nullable=False),
        sa.Column("reason", sa.String(), nullable=False),
        sa.CheckConstraint("reason <> ''", name=op.f("ck_reopening_reason")),
        sa.ForeignKeyConstraint(
            ["province_id", "year", "quarter"],
            ["period.province_id", "period.year", "period.quarter"],
            name=op.f("fk_reopening_province_id_period"),
        ),
        sa.ForeignKeyConstraint(
            ["province_id", "district_id"],
            ["district.province_id", "district.id"],
            name=op.f("fk_reopening_province_id_district"),
        ),
        sa.PrimaryKeyConstraint("province_id", "year", "quarter", "revision", name=op.f("pk_reopening")),
    )
    protect("reopening", read=IN_PROVINCE, write=OWN_PROVINCE)
    op.execute("revoke update, delete on reopening from spm_app")
