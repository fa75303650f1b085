"""What a booklet is made of, in versions that stay; each paper keeps the one it was made with."""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

from spm_oversight.persistence.policies import OWN_PROVINCE, only_added, protect

revision = "0018"
down_revision = "0017"


def upgrade() -> None:
    op.create_table(
        "composition",
        sa.Column("province_id", sa.String(length=2), nullable=False),
        sa.Column("year", sa.Integer(), nullable=False),
        sa.Column("quarter", sa.Integer(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("content", postgresql.JSONB(astext_type=sa.Text()), nullable=False),
        sa.Column("changed_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("changed_by", sa.String(), nullable=False),
        sa.ForeignKeyConstraint(
            ["province_id", "year", "quarter"],
            ["period.province_id", "period.year", "period.quarter"],
            name=op.f("fk_composition_province_id_period"),
        ),
        sa.PrimaryKeyConstraint("province_id", "year", "quarter", "version", name=op.f("pk_composition")),
    )
    protect("composition", read=OWN_PROVINCE, write=OWN_PROVINCE)
    only_added("composition")
    op.add_column("paper", sa.Column("composition", postgresql.JSONB(astext_type=sa.Text()), nullable=True))
