"""The province's own groups of districts; no district reads who it is compared with."""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

from spm_oversight.persistence.policies import OWN_PROVINCE, protect

revision = "0012"
down_revision = "0011"


def upgrade() -> None:
    op.create_table(
        "peer_group",
        sa.Column("province_id", sa.String(length=2), nullable=False),
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("districts", postgresql.ARRAY(sa.String(length=5)), nullable=False),
        sa.ForeignKeyConstraint(
            ["province_id"], ["province.id"], name=op.f("fk_peer_group_province_id_province")
        ),
        sa.PrimaryKeyConstraint("province_id", "name", name=op.f("pk_peer_group")),
    )
    protect("peer_group", read=OWN_PROVINCE, write=OWN_PROVINCE)
