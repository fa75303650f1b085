"""What a submitted form was answered with, so that sent again it has no second effect (ADR 0037)."""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects.postgresql import JSONB

from spm_oversight.persistence.policies import SYSTEM, protect

revision = "0026"
down_revision = "0025"

# The person, not the tenant: an answer is nobody's but of the one who sent the form.
OWN = "account_id = nullif(current_setting('app.account', true), '')::uuid"


def upgrade() -> None:
    op.create_table(
        "form_answer",
        sa.Column("account_id", sa.Uuid(), nullable=False),
        sa.Column("membership_id", sa.Uuid(), nullable=False),
        sa.Column("key", sa.Uuid(), nullable=False),
        sa.Column("fingerprint", sa.String(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("location", sa.String(), nullable=True),
        sa.Column("messages", JSONB(), nullable=True),
        sa.ForeignKeyConstraint(["account_id"], ["account.id"], name=op.f("fk_form_answer_account")),
        sa.PrimaryKeyConstraint("account_id", "membership_id", "key", name=op.f("pk_form_answer")),
    )
    op.create_index(op.f("ix_form_answer_at"), "form_answer", ["at"])
    # The hourly job forgets everybody's.
    protect("form_answer", read=f"{OWN} or {SYSTEM}", write=f"{OWN} or {SYSTEM}")


def downgrade() -> None:
    op.drop_table("form_answer")
