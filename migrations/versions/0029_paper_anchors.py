"""Where the record stood when a paper was issued, as the paper prints it (ADR 0042)."""

import sqlalchemy as sa
from alembic import op

revision = "0029"
down_revision = "0028"


def upgrade() -> None:
    # Papers from before have none. Nobody may fill it in later: only the file's hash may be added.
    op.add_column("issued_paper", sa.Column("audit_number", sa.BigInteger(), nullable=True))
    op.add_column("issued_paper", sa.Column("audit_root", sa.String(length=64), nullable=True))
    op.create_check_constraint(
        op.f("ck_issued_paper_audit_anchor"), "issued_paper", "(audit_number is null) = (audit_root is null)"
    )


def downgrade() -> None:
    op.drop_column("issued_paper", "audit_root")
    op.drop_column("issued_paper", "audit_number")
