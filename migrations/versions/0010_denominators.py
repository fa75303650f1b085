"""The register of denominators, behind the same wall as a district's figures."""

import sqlalchemy as sa
from alembic import op

from spm_oversight.persistence.policies import OWN_DISTRICT, READ_DISTRICT, protect

revision = "0010"
down_revision = "0009"


def upgrade() -> None:
    op.create_table(
        "denominator",
        sa.Column("province_id", sa.String(length=2), nullable=False),
        sa.Column("district_id", sa.String(length=5), nullable=False),
        sa.Column("year", sa.Integer(), nullable=False),
        sa.Column("service_code", sa.String(), nullable=False),
        sa.Column("value", sa.Numeric(precision=20, scale=4), nullable=False),
        sa.Column("source", sa.String(), nullable=False),
        sa.Column("dated", sa.Date(), nullable=False),
        sa.Column("document", sa.String(), nullable=False),
        sa.Column("owner", sa.String(), nullable=False),
        sa.Column("locked", sa.Boolean(), nullable=False),
        sa.Column("taken_from", sa.Integer(), nullable=True),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("changed_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("changed_by", sa.String(), nullable=False),
        sa.ForeignKeyConstraint(
            ["province_id", "district_id"],
            ["district.province_id", "district.id"],
            name=op.f("fk_denominator_district"),
        ),
        sa.PrimaryKeyConstraint(
            "province_id", "district_id", "year", "service_code", name=op.f("pk_denominator")
        ),
    )
    protect("denominator", read=READ_DISTRICT, write=OWN_DISTRICT)
