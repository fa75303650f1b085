"""From where people have signed in before, and are let in however much is guessed elsewhere (ADR 0046)."""

import sqlalchemy as sa
from alembic import op

from spm_oversight.persistence.policies import SYSTEM, protect

revision = "0031"
down_revision = "0029"


def upgrade() -> None:
    op.create_table(
        "known_place",
        sa.Column("key", sa.LargeBinary(), nullable=False),
        sa.Column("seen", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("key", name=op.f("pk_known_place")),
    )
    protect("known_place", read=SYSTEM, write=SYSTEM)


def downgrade() -> None:
    op.drop_table("known_place")
