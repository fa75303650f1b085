"""Messages to people, their letters, and what each person chose about them."""

import re

import sqlalchemy as sa
from alembic import op

revision = "0007"
down_revision = "0006"

PROVINCE = "nullif(current_setting('app.province', true), '')"
DISTRICTS = "string_to_array(nullif(current_setting('app.districts', true), ''), ',')"
WRITE_PROVINCE = "nullif(current_setting('app.write_province', true), '')"
WRITE_DISTRICT = "nullif(current_setting('app.write_district', true), '')"
SYSTEM = "current_setting('app.system', true) = 'on'"

# Whoever sent it: a district (with its province), a province's office, or the platform.
SENT_BY_DISTRICT = f"(m.district_id = {WRITE_DISTRICT} and m.province_id = {PROVINCE})"
SENT_BY_PROVINCE = f"(m.province_id = {WRITE_PROVINCE} and m.district_id is null)"
SENT_BY_PLATFORM = f"({SYSTEM} and m.province_id is null)"
SENT = f"({SENT_BY_DISTRICT} or {SENT_BY_PROVINCE} or {SENT_BY_PLATFORM})"
# Whoever works where it went; a province does not read what a district writes to its own people.
RECEIVED = f"(m.to_district_id = {WRITE_DISTRICT} and m.province_id = {PROVINCE})"
# A district writes to its own people, a province to those of its districts and to its own, the platform its own mail.
MAY_SEND = (
    f"({SENT_BY_DISTRICT} and m.to_district_id = {WRITE_DISTRICT})"
    f" or ({SENT_BY_PROVINCE} and (m.to_district_id is null or m.to_district_id = any({DISTRICTS})))"
    f" or {SENT_BY_PLATFORM}"
)
LETTER = "exists (select from message m where m.id = message_id and {})"
OWN_CHOICE = (
    f"(district_id = {WRITE_DISTRICT} and province_id = {PROVINCE})"
    f" or (district_id is null and province_id = {WRITE_PROVINCE}) or ({SYSTEM} and province_id is null)"
)


def upgrade() -> None:
    _message()
    _letter()
    _preference()
    # The platform counts every tenant's envelopes; letters it reads its own alone.
    _protect("message", f"{_plain(SENT)} or {_plain(RECEIVED)} or {SYSTEM}", _plain(MAY_SEND), _plain(SENT))
    _protect("letter", LETTER.format(f"({SENT} or {RECEIVED})"), LETTER.format(SENT), LETTER.format(SENT))
    _protect(
        "preference",
        f"{SYSTEM} or district_id = any({DISTRICTS}) or province_id = {WRITE_PROVINCE}",
        OWN_CHOICE,
        OWN_CHOICE,
    )
    # What was said stays as it was said.
    op.execute("revoke delete on message, letter from spm_app")
    op.execute("revoke update on message, letter from spm_app")
    op.execute("grant update (state, tries, sent_at, why) on message to spm_app")


def _plain(condition: str) -> str:
    return re.sub(r"\bm\.", "", condition)


def _protect(table: str, read: str, insert: str, update: str) -> None:
    op.execute(f"alter table {table} enable row level security")
    op.execute(f"alter table {table} force row level security")
    op.execute(f"grant select, insert, update, delete on {table} to spm_app")
    op.execute(f"create policy {table}_read on {table} for select using ({read})")
    op.execute(f"create policy {table}_insert on {table} for insert with check ({insert})")
    op.execute(f"create policy {table}_update on {table} for update using ({update}) with check ({update})")
    op.execute(f"create policy {table}_delete on {table} for delete using ({update})")


def _message() -> None:
    moment = sa.DateTime(timezone=True)
    op.create_table(
        "message",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("province_id", sa.String(2)),
        sa.Column("district_id", sa.String(5)),
        sa.Column("to_district_id", sa.String(5)),
        sa.Column("account_id", sa.Uuid(), nullable=False),
        sa.Column("membership_id", sa.Uuid()),
        sa.Column("kind", sa.String(), nullable=False),
        sa.Column("year", sa.Integer()),
        sa.Column("quarter", sa.Integer()),
        sa.Column("once", sa.String()),
        sa.Column("created_at", moment, nullable=False),
        sa.Column("due_at", moment, nullable=False),
        sa.Column("state", sa.String(), nullable=False),
        sa.Column("tries", sa.Integer(), nullable=False),
        sa.Column("sent_at", moment),
        sa.Column("why", sa.String(), nullable=False),
        sa.CheckConstraint("state in ('waiting', 'sent', 'failed', 'kept')", name=op.f("ck_message_state")),
        sa.CheckConstraint(
            "district_id is null or to_district_id = district_id", name=op.f("ck_message_own_people")
        ),
        sa.CheckConstraint(
            "province_id is not null or to_district_id is null", name=op.f("ck_message_in_province")
        ),
        sa.ForeignKeyConstraint(["account_id"], ["account.id"], name=op.f("fk_message_account")),
        sa.ForeignKeyConstraint(
            ["province_id", "district_id"],
            ["district.province_id", "district.id"],
            name="fk_message_district",
        ),
        sa.ForeignKeyConstraint(
            ["province_id", "to_district_id"],
            ["district.province_id", "district.id"],
            name="fk_message_to_district",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_message")),
        sa.UniqueConstraint("province_id", "id", name=op.f("uq_message_province_id_id")),
        sa.UniqueConstraint("membership_id", "once", name=op.f("uq_message_membership_id_once")),
    )
    op.create_index(
        "ix_message_outbox", "message", ["province_id", "district_id", sa.text("created_at desc")]
    )
    op.create_index("ix_message_inbox", "message", ["membership_id", sa.text("created_at desc")])


def _letter() -> None:
    op.create_table(
        "letter",
        sa.Column("message_id", sa.Uuid(), nullable=False),
        sa.Column("province_id", sa.String(2)),
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("address", sa.String(), nullable=False),
        sa.Column("subject", sa.String(), nullable=False),
        sa.Column("body", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(
            ["province_id", "message_id"],
            ["message.province_id", "message.id"],
            name=op.f("fk_letter_message"),
        ),
        sa.PrimaryKeyConstraint("message_id", name=op.f("pk_letter")),
    )


def _preference() -> None:
    op.create_table(
        "preference",
        sa.Column("membership_id", sa.Uuid(), nullable=False),
        sa.Column("kind", sa.String(), nullable=False),
        sa.Column("province_id", sa.String(2)),
        sa.Column("district_id", sa.String(5)),
        sa.Column("wanted", sa.Boolean(), nullable=False),
        sa.ForeignKeyConstraint(
            ["province_id", "district_id"],
            ["district.province_id", "district.id"],
            name=op.f("fk_preference_district"),
        ),
        sa.PrimaryKeyConstraint("membership_id", "kind", name=op.f("pk_preference")),
    )
