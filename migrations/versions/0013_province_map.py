"""How a province is drawn: squares and boundaries; its districts see them, its coordinator keeps them."""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

from spm_oversight.persistence.policies import IN_PROVINCE, OWN_PROVINCE, protect

revision = "0013"
down_revision = "0012"


def upgrade() -> None:
    op.create_table(
        "province_map",
        sa.Column("province_id", sa.String(length=2), nullable=False),
        sa.Column("tiles", postgresql.JSONB(), nullable=False),
        sa.Column("outlines", postgresql.JSONB(), nullable=False),
        sa.Column("source", sa.String(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["province_id"], ["province.id"], name=op.f("fk_province_map_province_id_province")
        ),
        sa.PrimaryKeyConstraint("province_id", name=op.f("pk_province_map")),
    )
    protect("province_map", read=IN_PROVINCE, write=OWN_PROVINCE)
