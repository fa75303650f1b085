"""From where people have signed in before (ADR 0046); which papers their issuer has withdrawn, and why (ADR 0047)."""

import sqlalchemy as sa
from alembic import op

from spm_oversight.persistence.policies import PROVINCE, SYSTEM, WRITE_DISTRICT, WRITE_PROVINCE, protect

revision = "0030"
down_revision = "0029"

ISSUED = (
    f"tenant = {WRITE_DISTRICT} or tenant = {WRITE_PROVINCE}"
    " or code = nullif(current_setting('app.paper_code', true), '')"
)
# Whoever is shown a province's papers is told which of them hold no more.
WITHDRAWN = f"(province_id = {PROVINCE} and withdrawn_on is not null)"


def upgrade() -> None:
    op.create_table(
        "known_place",
        sa.Column("key", sa.LargeBinary(), nullable=False),
        sa.Column("seen", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("key", name=op.f("pk_known_place")),
    )
    protect("known_place", read=SYSTEM, write=SYSTEM)
    op.add_column("issued_paper", sa.Column("withdrawn_on", sa.Date(), nullable=True))
    op.add_column("issued_paper", sa.Column("withdrawn_why", sa.Text(), nullable=True))
    op.create_check_constraint(
        op.f("ck_issued_paper_withdrawn"),
        "issued_paper",
        "(withdrawn_on is null) = (withdrawn_why is null)",
    )
    op.execute("grant update (withdrawn_on, withdrawn_why) on issued_paper to spm_app")
    op.execute(f"alter policy issued_paper_read on issued_paper using ({ISSUED} or {WITHDRAWN})")


def downgrade() -> None:
    op.execute(f"alter policy issued_paper_read on issued_paper using ({ISSUED})")
    op.drop_column("issued_paper", "withdrawn_why")
    op.drop_column("issued_paper", "withdrawn_on")
    op.drop_table("known_place")
