"""A district's own papers and its letterhead, behind the same wall as its figures."""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "0008"
down_revision = "0007"

# As migration 0002 writes them: the district's province reads, the district alone writes.
READ = "district_id = any(string_to_array(nullif(current_setting('app.districts', true), ''), ','))"
WRITE = (
    "district_id = nullif(current_setting('app.write_district', true), '')"
    " and province_id = nullif(current_setting('app.province', true), '')"
)
MAKING = "state, step, doing, attempt, sha256, size, finished_at"


def upgrade() -> None:
    _create_district_paper()
    _create_letterhead()
    for table in ("district_paper", "letterhead"):
        op.execute(f"alter table {table} enable row level security")
        op.execute(f"alter table {table} force row level security")
        op.execute(f"grant select, insert on {table} to spm_app")
        op.execute(f"create policy {table}_read on {table} for select using ({READ})")
        op.execute(f"create policy {table}_insert on {table} for insert with check ({WRITE})")
        op.execute(f"create policy {table}_update on {table} for update using ({WRITE}) with check ({WRITE})")
        op.execute(f"create policy {table}_delete on {table} for delete using ({WRITE})")
    # What a paper says stays as it was asked for; how far it is may be written. Neither table is ever emptied.
    op.execute(f"grant update ({MAKING}) on district_paper to spm_app")
    op.execute("grant update on letterhead to spm_app")


def _create_district_paper() -> None:
    op.create_table(
        "district_paper",
        sa.Column("province_id", sa.String(length=2), nullable=False),
        sa.Column("district_id", sa.String(length=5), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("kind", sa.String(), nullable=False),
        sa.Column("year", sa.Integer(), nullable=False),
        sa.Column("quarter", sa.Integer(), nullable=False),
        sa.Column("source", sa.String(), nullable=False),
        sa.Column("sheet", sa.String(), nullable=False),
        sa.Column("cut_off", sa.DateTime(timezone=True), nullable=False),
        sa.Column("data_hash", sa.String(), nullable=False),
        sa.Column("content", postgresql.JSONB(astext_type=sa.Text()), nullable=False),
        sa.Column("package", sa.LargeBinary(), nullable=True),
        sa.Column("state", sa.String(), nullable=False),
        sa.Column("step", sa.Integer(), nullable=False),
        sa.Column("steps", sa.Integer(), nullable=False),
        sa.Column("doing", sa.String(), nullable=False),
        sa.Column("attempt", sa.Integer(), nullable=False),
        sa.Column("sha256", sa.String(), nullable=True),
        sa.Column("size", sa.Integer(), nullable=True),
        sa.Column("requested_by", sa.String(), nullable=False),
        sa.Column("membership_id", sa.Uuid(), nullable=False),
        sa.Column("requested_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("finished_at", sa.DateTime(timezone=True), nullable=True),
        sa.CheckConstraint("step between 0 and steps", name=op.f("ck_district_paper_progress")),
        sa.CheckConstraint("kind in ('handout', 'receipt')", name=op.f("ck_district_paper_kind")),
        sa.CheckConstraint("source in ('live', 'frozen')", name=op.f("ck_district_paper_source")),
        sa.CheckConstraint("sheet in ('A4', 'F4')", name=op.f("ck_district_paper_sheet")),
        sa.CheckConstraint(
            "kind <> 'handout' or package is not null", name=op.f("ck_district_paper_figures")
        ),
        sa.ForeignKeyConstraint(
            ["province_id", "district_id"],
            ["district.province_id", "district.id"],
            name=op.f("fk_district_paper_district"),
        ),
        sa.ForeignKeyConstraint(
            ["province_id", "year", "quarter"],
            ["period.province_id", "period.year", "period.quarter"],
            name=op.f("fk_district_paper_period"),
        ),
        sa.PrimaryKeyConstraint("province_id", "district_id", "id", name=op.f("pk_district_paper")),
    )


def _create_letterhead() -> None:
    op.create_table(
        "letterhead",
        sa.Column("province_id", sa.String(length=2), nullable=False),
        sa.Column("district_id", sa.String(length=5), nullable=False),
        sa.Column("government", sa.String(), nullable=False),
        sa.Column("office", sa.String(), nullable=False),
        sa.Column("address", sa.Text(), nullable=False),
        sa.Column("contact", sa.String(), nullable=False),
        sa.Column("paper", sa.String(), nullable=False),
        sa.Column("signers", postgresql.JSONB(astext_type=sa.Text()), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("changed_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("changed_by", sa.String(), nullable=False),
        sa.CheckConstraint("paper in ('A4', 'F4')", name=op.f("ck_letterhead_paper")),
        sa.ForeignKeyConstraint(
            ["province_id", "district_id"],
            ["district.province_id", "district.id"],
            name=op.f("fk_letterhead_district"),
        ),
        sa.PrimaryKeyConstraint("province_id", "district_id", name=op.f("pk_letterhead")),
    )
