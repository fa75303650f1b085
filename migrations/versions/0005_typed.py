"""What was typed on the entry page and cannot count yet."""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

from spm_oversight.persistence.policies import OWN_DISTRICT, protect

revision = "0005"
down_revision = "0004"


def upgrade() -> None:
    op.create_table(
        "typed",
        sa.Column("province_id", sa.String(length=2), nullable=False),
        sa.Column("district_id", sa.String(length=5), nullable=False),
        sa.Column("year", sa.Integer(), nullable=False),
        sa.Column("quarter", sa.Integer(), nullable=False),
        sa.Column("kind", sa.String(), nullable=False),
        sa.Column("key", sa.String(), nullable=False),
        sa.Column("fields", postgresql.JSONB(astext_type=sa.Text()), nullable=False),
        sa.Column("version", sa.BigInteger(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("by", sa.String(), nullable=False),
        sa.ForeignKeyConstraint(
            ["province_id", "district_id"],
            ["district.province_id", "district.id"],
            name=op.f("fk_typed_district"),
        ),
        sa.ForeignKeyConstraint(
            ["province_id", "year", "quarter"],
            ["period.province_id", "period.year", "period.quarter"],
            name=op.f("fk_typed_period"),
        ),
        sa.PrimaryKeyConstraint(
            "province_id", "district_id", "year", "quarter", "kind", "key", name=op.f("pk_typed")
        ),
    )
    # Half a sentence is its writer's district's alone: the province reads figures, not what is being typed.
    protect("typed", read=OWN_DISTRICT, write=OWN_DISTRICT)
