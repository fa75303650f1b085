"""What a running result is exactly, beside what is shown of it: the next save goes on from there (ADR 0016)."""

import sqlalchemy as sa
from alembic import op

revision = "0011"
down_revision = "0010"


def upgrade() -> None:
    # Empty for what is there: the first save into such a quarter computes all of it.
    for table in ("result", "indicator"):
        op.add_column(table, sa.Column("exact", sa.String(), nullable=True))
