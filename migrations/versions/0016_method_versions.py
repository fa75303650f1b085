"""Who switched a method version on, when and why; and the version a province is preparing."""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

from spm_oversight.persistence.policies import OWN_PROVINCE, protect

revision = "0016"
down_revision = "0015"


def upgrade() -> None:
    op.add_column("method", sa.Column("why", sa.Text(), nullable=False, server_default=sa.text("''")))
    op.add_column("method", sa.Column("added_by", sa.String(), nullable=False, server_default=sa.text("''")))
    op.add_column("method", sa.Column("added_at", sa.DateTime(timezone=True), nullable=True))
    op.create_table(
        "method_draft",
        sa.Column("province_id", sa.String(length=2), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("settings", postgresql.JSONB(astext_type=sa.Text()), nullable=False),
        sa.Column("why", sa.Text(), nullable=False),
        sa.Column("changed_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("changed_by", sa.String(), nullable=False),
        sa.ForeignKeyConstraint(
            ["province_id"], ["province.id"], name=op.f("fk_method_draft_province_id_province")
        ),
        sa.PrimaryKeyConstraint("province_id", name=op.f("pk_method_draft")),
    )
    protect("method_draft", read=OWN_PROVINCE, write=OWN_PROVINCE)
