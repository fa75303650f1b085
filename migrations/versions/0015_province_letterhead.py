"""The province's own letterhead and signers."""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

from spm_oversight.persistence.policies import OWN_PROVINCE, protect

revision = "0015"
down_revision = "0014"


def upgrade() -> None:
    op.create_table(
        "province_letterhead",
        sa.Column("province_id", sa.String(length=2), nullable=False),
        sa.Column("government", sa.String(), nullable=False),
        sa.Column("office", sa.String(), nullable=False),
        sa.Column("address", sa.Text(), nullable=False),
        sa.Column("contact", sa.String(), nullable=False),
        sa.Column("paper", sa.String(), nullable=False),
        sa.Column("signers", postgresql.JSONB(astext_type=sa.Text()), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("changed_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("changed_by", sa.String(), nullable=False),
        sa.CheckConstraint("paper in ('A4', 'F4')", name=op.f("ck_province_letterhead_paper")),
        sa.ForeignKeyConstraint(
            ["province_id"], ["province.id"], name=op.f("fk_province_letterhead_province_id_province")
        ),
        sa.PrimaryKeyConstraint("province_id", name=op.f("pk_province_letterhead")),
    )
    protect("province_letterhead", read=OWN_PROVINCE, write=OWN_PROVINCE)
