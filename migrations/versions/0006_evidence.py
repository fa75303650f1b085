"""Evidence of what is reported, and its unfinished uploads, behind the wall of 0002."""

import sqlalchemy as sa
from alembic import op

revision = "0006"
down_revision = "0005"

PROVINCE = "nullif(current_setting('app.province', true), '')"
READ_DISTRICT = "district_id = any(string_to_array(nullif(current_setting('app.districts', true), ''), ','))"
OWN_DISTRICT = (
    f"district_id = nullif(current_setting('app.write_district', true), '') and province_id = {PROVINCE}"
)


def upgrade() -> None:
    op.create_table(
        "evidence",
        *_key(),
        sa.Column("id", sa.Uuid(), nullable=False),
        *_place(),
        sa.Column("file_id", sa.Uuid(), nullable=True),
        sa.Column("kind", sa.String(), nullable=True),
        sa.Column("size", sa.BigInteger(), nullable=True),
        sa.Column("sha256", sa.String(), nullable=True),
        sa.Column("link", sa.String(), nullable=True),
        sa.Column("page", sa.String(), nullable=False),
        sa.Column("note", sa.Text(), nullable=False),
        sa.Column("added_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("added_by", sa.String(), nullable=False),
        sa.Column("since_number", sa.Integer(), nullable=False),
        sa.Column("removed_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("removed_by", sa.String(), nullable=True),
        sa.Column("until_number", sa.Integer(), nullable=True),
        sa.CheckConstraint(
            "case when link is null"
            " then num_nulls(file_id, kind, size, sha256) = 0 and name <> ''"
            " else num_nonnulls(file_id, kind, size, sha256) = 0 and purpose = 'evidence' and link ~ '^https://' end",
            name=op.f("ck_evidence_file_or_link"),
        ),
        sa.CheckConstraint("purpose in ('evidence', 'nil_statement')", name=op.f("ck_evidence_purpose")),
        sa.CheckConstraint(
            "num_nulls(removed_at, removed_by, until_number) in (0, 3)", name=op.f("ck_evidence_removed")
        ),
        *_references("evidence"),
    )
    op.create_index(
        "ix_evidence_service",
        "evidence",
        ["province_id", "district_id", "year", "quarter", "service_code"],
    )
    op.create_table(
        "evidence_upload",
        *_key(),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("membership_id", sa.Uuid(), nullable=False),
        *_place(),
        sa.Column("size", sa.BigInteger(), nullable=False),
        sa.Column("mark", sa.String(), nullable=False),
        sa.Column("sha256", sa.String(), nullable=True),
        sa.Column("begun_at", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint("size > 0", name=op.f("ck_evidence_upload_size")),
        *_references("evidence_upload"),
    )
    op.create_index(
        "ix_evidence_upload_membership", "evidence_upload", ["province_id", "district_id", "membership_id"]
    )
    _protect("evidence", READ_DISTRICT)
    # What is not finished is nobody's business but the district's.
    _protect("evidence_upload", OWN_DISTRICT)
    # Evidence is marked as removed, and nothing else about it changes.
    op.execute("revoke update, delete on evidence from spm_app")
    op.execute("grant update (removed_at, removed_by, until_number) on evidence to spm_app")


def _key() -> tuple[sa.Column, ...]:
    return (
        sa.Column("province_id", sa.String(length=2), nullable=False),
        sa.Column("district_id", sa.String(length=5), nullable=False),
        sa.Column("year", sa.Integer(), nullable=False),
        sa.Column("quarter", sa.Integer(), nullable=False),
    )


def _place() -> tuple[sa.Column, ...]:
    return (
        sa.Column("service_code", sa.String(), nullable=False),
        sa.Column("item_code", sa.String(), nullable=True),
        sa.Column("purpose", sa.String(), nullable=False),
        sa.Column("name", sa.String(), nullable=False),
    )


def _references(table: str) -> tuple[sa.Constraint, ...]:
    return (
        sa.ForeignKeyConstraint(
            ["province_id", "district_id"],
            ["district.province_id", "district.id"],
            name=op.f(f"fk_{table}_district"),
        ),
        sa.ForeignKeyConstraint(
            ["province_id", "year", "quarter"],
            ["period.province_id", "period.year", "period.quarter"],
            name=op.f(f"fk_{table}_period"),
        ),
        sa.PrimaryKeyConstraint(
            "province_id", "district_id", "year", "quarter", "id", name=op.f(f"pk_{table}")
        ),
    )


def _protect(table: str, read: str) -> None:
    op.execute(f"alter table {table} enable row level security")
    op.execute(f"alter table {table} force row level security")
    op.execute(f"grant select, insert, update, delete on {table} to spm_app")
    op.execute(f"create policy {table}_read on {table} for select using ({read})")
    op.execute(f"create policy {table}_insert on {table} for insert with check ({OWN_DISTRICT})")
    op.execute(
        f"create policy {table}_update on {table} for update using ({OWN_DISTRICT}) with check ({OWN_DISTRICT})"
    )
    op.execute(f"create policy {table}_delete on {table} for delete using ({OWN_DISTRICT})")
