"""The mark on a restored copy: whoever may see the database may read it, the owner alone sets it (ADR 0029)."""

import sqlalchemy as sa
from alembic import op

revision = "0022"
down_revision = "0021"


def upgrade() -> None:
    op.create_table(
        "held",
        sa.Column("id", sa.Boolean(), server_default=sa.text("true"), nullable=False),
        sa.Column("since", sa.DateTime(timezone=True), nullable=False),
        sa.Column("source", sa.String(), nullable=False),
        sa.CheckConstraint("id", name=op.f("ck_held_one")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_held")),
    )
    op.execute("grant select on held to spm_app")


def downgrade() -> None:
    op.drop_table("held")
