"""Links to choose a password by, and when an account last signed in (ADR 0034)."""

import sqlalchemy as sa
from alembic import op

from spm_oversight.persistence.policies import SYSTEM, protect

revision = "0025"
down_revision = "0024"


def upgrade() -> None:
    moment = sa.DateTime(timezone=True)
    op.create_table(
        "link",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("kind", sa.String(), nullable=False),
        sa.Column("email", sa.String(), nullable=False),
        sa.Column("asked_at", moment, nullable=False),
        sa.Column("asked_from", sa.String(), nullable=False),
        sa.Column("account_id", sa.Uuid()),
        sa.Column("epoch", sa.Integer()),
        sa.Column("message_id", sa.Uuid()),
        sa.Column("digest", sa.String(64)),
        sa.Column("ends_at", moment),
        sa.Column("used_at", moment),
        sa.CheckConstraint("kind in ('invitation', 'reset')", name=op.f("ck_link_kind")),
        sa.CheckConstraint("(digest is null) = (ends_at is null)", name=op.f("ck_link_armed")),
        sa.CheckConstraint("digest is null or account_id is not null", name=op.f("ck_link_of_somebody")),
        sa.ForeignKeyConstraint(["account_id"], ["account.id"], name=op.f("fk_link_account")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_link")),
        sa.UniqueConstraint("message_id", name=op.f("uq_link_message_id")),
        sa.UniqueConstraint("digest", name=op.f("uq_link_digest")),
    )
    op.create_index("ix_link_account_id_asked_at", "link", ["account_id", "asked_at"])
    op.create_index("ix_link_asked_from_asked_at", "link", ["asked_from", "asked_at"])
    protect("link", read=SYSTEM, write=SYSTEM)
    op.add_column("account", sa.Column("signed_in_at", moment, nullable=True))
    # What is known of earlier sign-ins stands in the platform's chain, which the owner reads in its scope.
    op.execute("select set_config('app.system', 'on', true)")
    op.execute(
        "update account set signed_in_at = seen.at from (select subject, max(at) as at from audit_event"
        " where action = 'sign_in' group by subject) as seen where seen.subject = account.id::text"
    )


def downgrade() -> None:
    op.drop_column("account", "signed_in_at")
    op.drop_table("link")
