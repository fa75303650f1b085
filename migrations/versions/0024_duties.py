"""Duties kept apart: an office excepted with its reason; the record is asked by subject (ADR 0033)."""

import sqlalchemy as sa
from alembic import op

revision = "0024"
down_revision = "0023"


def upgrade() -> None:
    op.add_column("office", sa.Column("joined_duties", sa.Text(), server_default="", nullable=False))
    op.create_index("ix_audit_event_subject", "audit_event", ["tenant", "subject", "number"])


def downgrade() -> None:
    op.drop_index("ix_audit_event_subject", "audit_event")
    op.drop_column("office", "joined_duties")
