"""What a letter says, kept with the wish for it."""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "0017"
down_revision = "0016"


def upgrade() -> None:
    op.add_column("paper", sa.Column("content", postgresql.JSONB(astext_type=sa.Text()), nullable=True))
