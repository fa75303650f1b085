"""Since when a running quarter's results are brought to another method version; empty: they are there."""

import sqlalchemy as sa
from alembic import op

revision = "0021"
down_revision = "0020"


def upgrade() -> None:
    op.add_column("period", sa.Column("recalculating_since", sa.DateTime(timezone=True), nullable=True))


def downgrade() -> None:
    op.drop_column("period", "recalculating_since")
