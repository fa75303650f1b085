"""Second steps at sign-in: authenticator apps, recovery codes, passkeys, and the sign-in that waits (ADR 0040)."""

import sqlalchemy as sa
from alembic import op

from spm_oversight.persistence.policies import SYSTEM, protect

revision = "0028"
down_revision = "0027"


def _account(table: str) -> tuple[sa.Column[sa.Uuid], sa.ForeignKeyConstraint]:
    return (
        sa.Column("account_id", sa.Uuid(), nullable=False),
        sa.ForeignKeyConstraint(["account_id"], ["account.id"], name=op.f(f"fk_{table}_account")),
    )


def upgrade() -> None:
    op.create_table(
        "authenticator_app",
        *_account("authenticator_app"),
        sa.Column("sealed", sa.LargeBinary(), nullable=False),
        sa.Column("made", sa.DateTime(timezone=True), nullable=False),
        sa.Column("last_step", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint("account_id", name=op.f("pk_authenticator_app")),
    )
    op.create_table(
        "recovery_code",
        *_account("recovery_code"),
        sa.Column("key", sa.LargeBinary(), nullable=False),
        sa.Column("used", sa.DateTime(timezone=True), nullable=True),
        sa.PrimaryKeyConstraint("account_id", "key", name=op.f("pk_recovery_code")),
    )
    op.create_table(
        "passkey",
        sa.Column("id", sa.Uuid(), nullable=False),
        *_account("passkey"),
        sa.Column("credential", sa.LargeBinary(), nullable=False),
        sa.Column("public_key", sa.LargeBinary(), nullable=False),
        sa.Column("uses", sa.BigInteger(), nullable=False),
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("made", sa.DateTime(timezone=True), nullable=False),
        sa.Column("last_used", sa.DateTime(timezone=True), nullable=True),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_passkey")),
        sa.UniqueConstraint("credential", name=op.f("uq_passkey_credential")),
    )
    op.create_index(op.f("ix_passkey_account_id"), "passkey", ["account_id"])
    op.create_table(
        "second_step",
        sa.Column("key", sa.LargeBinary(), nullable=False),
        *_account("second_step"),
        sa.Column("ends", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("key", name=op.f("pk_second_step")),
    )
    op.create_index(op.f("ix_second_step_account_id"), "second_step", ["account_id"])
    op.create_table(
        "used_challenge",
        sa.Column("key", sa.LargeBinary(), nullable=False),
        sa.Column("used", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("key", name=op.f("pk_used_challenge")),
    )
    for table in ("authenticator_app", "recovery_code", "passkey", "second_step", "used_challenge"):
        protect(table, read=SYSTEM, write=SYSTEM)


def downgrade() -> None:
    for table in ("used_challenge", "second_step", "passkey", "recovery_code", "authenticator_app"):
        op.drop_table(table)
