"""The issued papers with their numbers, for whoever holds one and asks whether it is ours (ADR 0038, 0039)."""

import sqlalchemy as sa
from alembic import op

from spm_oversight.persistence.policies import WRITE_DISTRICT, WRITE_PROVINCE, protect

revision = "0027"
down_revision = "0026"

OWN = f"tenant = {WRITE_DISTRICT} or tenant = {WRITE_PROVINCE}"
# Nobody's scope is needed to ask for one number; a list nobody gets.
ASKED_FOR = "code = nullif(current_setting('app.paper_code', true), '')"


def upgrade() -> None:
    op.create_table(
        "issued_paper",
        sa.Column("paper_id", sa.Uuid(), nullable=False),
        sa.Column("province_id", sa.String(length=2), nullable=False),
        sa.Column("tenant", sa.String(length=5), nullable=False),
        sa.Column("code", sa.String(), nullable=False),
        sa.Column("series", sa.String(), nullable=True),
        sa.Column("number", sa.Integer(), nullable=True),
        sa.Column("title", sa.String(), nullable=False),
        sa.Column("issuer", sa.String(), nullable=False),
        sa.Column("day", sa.Date(), nullable=False),
        sa.Column("year", sa.Integer(), nullable=False),
        sa.Column("quarter", sa.Integer(), nullable=False),
        sa.Column("revision", sa.Integer(), nullable=True),
        sa.Column("sha256", sa.String(), nullable=True),
        sa.CheckConstraint("(series is null) = (number is null)", name=op.f("ck_issued_paper_series")),
        sa.PrimaryKeyConstraint("paper_id", name=op.f("pk_issued_paper")),
        sa.UniqueConstraint("series", "number", name=op.f("uq_issued_paper_series_number")),
    )
    op.create_index(op.f("ix_issued_paper_code"), "issued_paper", ["code"])
    protect("issued_paper", read=f"{OWN} or {ASKED_FOR}", write=OWN)
    # Issued is issued: only the made file's hash is added later.
    op.execute("revoke update, delete on issued_paper from spm_app")
    op.execute("grant update (sha256) on issued_paper to spm_app")


def downgrade() -> None:
    op.drop_table("issued_paper")
