"""Tables of the register, the catalogue, the quarters, the figures, the snapshots, the papers, the record."""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "0001"
down_revision = None

PAIR_RULE = (
    "((state = 'filled' and base > 0 and part >= 0)"
    " or (state = 'nil' and coalesce(base, 0) = 0 and coalesce(part, 0) = 0)"
    " or (state = 'blank' and base is null and part is null)) is true"
)


def upgrade() -> None:
    op.execute("create sequence cell_version")
    op.create_table(
        "account",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("email", sa.String(), nullable=False),
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("password_hash", sa.String(), nullable=False),
        sa.Column("must_change_password", sa.Boolean(), nullable=False),
        sa.Column("disabled_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("epoch", sa.Integer(), server_default=sa.text("0"), nullable=False),
        sa.CheckConstraint("email = lower(email)", name=op.f("ck_account_email_lower")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_account")),
        sa.UniqueConstraint("email", name=op.f("uq_account_email")),
    )
    op.create_table(
        "audit_event",
        sa.Column("tenant", sa.String(length=8), nullable=False),
        sa.Column("number", sa.BigInteger(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("actor_id", sa.Uuid(), nullable=True),
        sa.Column("actor", sa.String(), nullable=False),
        sa.Column("action", sa.String(), nullable=False),
        sa.Column("subject", sa.String(), nullable=False),
        sa.Column("detail", postgresql.JSONB(astext_type=sa.Text()), nullable=False),
        sa.Column("previous_hash", sa.String(), nullable=False),
        sa.Column("hash", sa.String(), nullable=False),
        sa.PrimaryKeyConstraint("tenant", "number", name=op.f("pk_audit_event")),
    )
    op.create_table(
        "audit_head",
        sa.Column("tenant", sa.String(length=8), nullable=False),
        sa.Column("number", sa.BigInteger(), nullable=False),
        sa.Column("hash", sa.String(), nullable=False),
        sa.PrimaryKeyConstraint("tenant", name=op.f("pk_audit_head")),
    )
    op.create_table(
        "catalogue_service",
        sa.Column("first_year", sa.Integer(), nullable=False),
        sa.Column("code", sa.String(), nullable=False),
        sa.Column("level", sa.String(), nullable=False),
        sa.Column("urusan_code", sa.String(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("recipients", sa.String(), nullable=False),
        sa.Column("unit", sa.String(), nullable=False),
        sa.Column("numerator", sa.String(), nullable=False),
        sa.Column("denominator", sa.String(), nullable=False),
        sa.Column("usual_office", sa.String(), nullable=False),
        sa.Column("legal_basis", sa.String(), nullable=False),
        sa.Column("certainty", sa.String(), nullable=False),
        sa.PrimaryKeyConstraint("first_year", "code", name=op.f("pk_catalogue_service")),
    )
    op.create_table(
        "method",
        sa.Column("province_id", sa.String(length=2), nullable=False),
        sa.Column("version", sa.String(), nullable=False),
        sa.Column("settings", postgresql.JSONB(astext_type=sa.Text()), nullable=False),
        sa.PrimaryKeyConstraint("province_id", "version", name=op.f("pk_method")),
    )
    op.create_table(
        "region",
        sa.Column("code", sa.String(length=5), nullable=False),
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("kind", sa.String(), nullable=False),
        sa.Column("province_code", sa.String(length=2), nullable=False),
        sa.Column("time_zone", sa.String(), nullable=False),
        sa.PrimaryKeyConstraint("code", name=op.f("pk_region")),
    )
    op.create_table(
        "catalogue_item",
        sa.Column("first_year", sa.Integer(), nullable=False),
        sa.Column("code", sa.String(), nullable=False),
        sa.Column("service_code", sa.String(), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("kind", sa.String(), nullable=False),
        sa.Column("unit", sa.String(), nullable=False),
        sa.Column("scheme", sa.String(), nullable=False),
        sa.Column("certainty", sa.String(), nullable=False),
        sa.ForeignKeyConstraint(
            ["first_year", "service_code"],
            ["catalogue_service.first_year", "catalogue_service.code"],
            name=op.f("fk_catalogue_item_catalogue_service"),
        ),
        sa.PrimaryKeyConstraint("first_year", "code", name=op.f("pk_catalogue_item")),
    )
    op.create_table(
        "period",
        sa.Column("province_id", sa.String(length=2), nullable=False),
        sa.Column("year", sa.Integer(), nullable=False),
        sa.Column("quarter", sa.Integer(), nullable=False),
        sa.Column("opens_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("deadline", sa.DateTime(timezone=True), nullable=False),
        sa.Column("catalogue_year", sa.Integer(), nullable=False),
        sa.Column("method_version", sa.String(), nullable=False),
        sa.Column("closed_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("published_at", sa.DateTime(timezone=True), nullable=True),
        sa.CheckConstraint("opens_at < deadline", name=op.f("ck_period_window")),
        sa.CheckConstraint("quarter between 1 and 4", name=op.f("ck_period_quarter")),
        sa.ForeignKeyConstraint(
            ["province_id", "method_version"],
            ["method.province_id", "method.version"],
            name=op.f("fk_period_method"),
        ),
        sa.PrimaryKeyConstraint("province_id", "year", "quarter", name=op.f("pk_period")),
    )
    op.create_table(
        "province",
        sa.Column("id", sa.String(length=5), nullable=False),
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("time_zone", sa.String(), nullable=False),
        sa.Column("sample", sa.Boolean(), nullable=False),
        sa.Column("opened_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["id"], ["region.code"], name=op.f("fk_province_region")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_province")),
    )
    op.create_table(
        "district",
        sa.Column("id", sa.String(length=5), nullable=False),
        sa.Column("province_id", sa.String(length=5), nullable=False),
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("kind", sa.String(), nullable=False),
        sa.ForeignKeyConstraint(["id"], ["region.code"], name=op.f("fk_district_region")),
        sa.ForeignKeyConstraint(["province_id"], ["province.id"], name=op.f("fk_district_province")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_district")),
        sa.UniqueConstraint("province_id", "id", name=op.f("uq_district_province_id_id")),
    )
    op.create_table(
        "snapshot",
        sa.Column("province_id", sa.String(length=2), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("year", sa.Integer(), nullable=False),
        sa.Column("quarter", sa.Integer(), nullable=False),
        sa.Column("revision", sa.Integer(), nullable=True),
        sa.Column("cut_off", sa.DateTime(timezone=True), nullable=False),
        sa.Column("method_version", sa.String(), nullable=False),
        sa.Column("package", sa.LargeBinary(), nullable=False),
        sa.Column("sha256", sa.String(), nullable=False),
        sa.Column("problems", postgresql.JSONB(astext_type=sa.Text()), nullable=False),
        sa.Column("published_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(
            ["province_id", "year", "quarter"],
            ["period.province_id", "period.year", "period.quarter"],
            name=op.f("fk_snapshot_period"),
        ),
        sa.PrimaryKeyConstraint("province_id", "id", name=op.f("pk_snapshot")),
        sa.UniqueConstraint(
            "province_id",
            "year",
            "quarter",
            "revision",
            name=op.f("uq_snapshot_province_id_year_quarter_revision"),
        ),
    )
    op.create_table(
        "budget",
        sa.Column("province_id", sa.String(length=2), nullable=False),
        sa.Column("district_id", sa.String(length=5), nullable=False),
        sa.Column("year", sa.Integer(), nullable=False),
        sa.Column("quarter", sa.Integer(), nullable=False),
        sa.Column("service_code", sa.String(), nullable=False),
        sa.Column("budget_version", sa.String(), nullable=False),
        sa.Column("source", sa.String(), nullable=False),
        sa.Column("allocation", sa.BigInteger(), nullable=False),
        sa.Column("realisation", sa.BigInteger(), nullable=True),
        sa.Column("note", sa.Text(), nullable=False),
        sa.Column("version", sa.BigInteger(), nullable=False),
        sa.Column("entered_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("entered_by", sa.String(), nullable=False),
        sa.CheckConstraint(
            "allocation >= 0 and (realisation is null or realisation >= 0)",
            name=op.f("ck_budget_not_negative"),
        ),
        sa.ForeignKeyConstraint(
            ["province_id", "district_id"],
            ["district.province_id", "district.id"],
            name=op.f("fk_budget_district"),
        ),
        sa.ForeignKeyConstraint(
            ["province_id", "year", "quarter"],
            ["period.province_id", "period.year", "period.quarter"],
            name=op.f("fk_budget_period"),
        ),
        sa.PrimaryKeyConstraint(
            "province_id",
            "district_id",
            "year",
            "quarter",
            "service_code",
            "budget_version",
            "source",
            name=op.f("pk_budget"),
        ),
    )
    op.create_table(
        "indicator",
        sa.Column("province_id", sa.String(length=2), nullable=False),
        sa.Column("district_id", sa.String(length=5), nullable=False),
        sa.Column("year", sa.Integer(), nullable=False),
        sa.Column("quarter", sa.Integer(), nullable=False),
        sa.Column("metric", sa.String(), nullable=False),
        sa.Column("value", sa.Numeric(precision=24, scale=12), nullable=True),
        sa.ForeignKeyConstraint(
            ["province_id", "district_id"],
            ["district.province_id", "district.id"],
            name=op.f("fk_indicator_district"),
        ),
        sa.ForeignKeyConstraint(
            ["province_id", "year", "quarter"],
            ["period.province_id", "period.year", "period.quarter"],
            name=op.f("fk_indicator_period"),
        ),
        sa.PrimaryKeyConstraint(
            "province_id", "district_id", "year", "quarter", "metric", name=op.f("pk_indicator")
        ),
    )
    op.create_table(
        "office",
        sa.Column("province_id", sa.String(length=2), nullable=False),
        sa.Column("district_id", sa.String(length=5), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("code", sa.String(), nullable=False),
        sa.Column("name", sa.String(), nullable=False),
        sa.ForeignKeyConstraint(
            ["province_id", "district_id"],
            ["district.province_id", "district.id"],
            name=op.f("fk_office_district"),
        ),
        sa.PrimaryKeyConstraint("province_id", "district_id", "id", name=op.f("pk_office")),
        sa.UniqueConstraint(
            "province_id", "district_id", "code", name=op.f("uq_office_province_id_district_id_code")
        ),
    )
    op.create_table(
        "paper",
        sa.Column("province_id", sa.String(length=2), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("kind", sa.String(), nullable=False),
        sa.Column("snapshot_id", sa.Uuid(), nullable=False),
        sa.Column("draft", sa.Boolean(), nullable=False),
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
        sa.CheckConstraint("step between 0 and steps", name=op.f("ck_paper_progress")),
        sa.ForeignKeyConstraint(
            ["province_id", "snapshot_id"],
            ["snapshot.province_id", "snapshot.id"],
            name=op.f("fk_paper_snapshot"),
        ),
        sa.PrimaryKeyConstraint("province_id", "id", name=op.f("pk_paper")),
    )
    op.create_table(
        "problem",
        sa.Column("province_id", sa.String(length=2), nullable=False),
        sa.Column("district_id", sa.String(length=5), nullable=False),
        sa.Column("year", sa.Integer(), nullable=False),
        sa.Column("quarter", sa.Integer(), nullable=False),
        sa.Column("urusan_code", sa.String(), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("problem", sa.Text(), nullable=False),
        sa.Column("solution", sa.Text(), nullable=False),
        sa.Column("owner", sa.String(), nullable=False),
        sa.Column("due", sa.Date(), nullable=True),
        sa.Column("version", sa.BigInteger(), nullable=False),
        sa.Column("entered_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("entered_by", sa.String(), nullable=False),
        sa.ForeignKeyConstraint(
            ["province_id", "district_id"],
            ["district.province_id", "district.id"],
            name=op.f("fk_problem_district"),
        ),
        sa.ForeignKeyConstraint(
            ["province_id", "year", "quarter"],
            ["period.province_id", "period.year", "period.quarter"],
            name=op.f("fk_problem_period"),
        ),
        sa.PrimaryKeyConstraint(
            "province_id",
            "district_id",
            "year",
            "quarter",
            "urusan_code",
            "position",
            name=op.f("pk_problem"),
        ),
    )
    op.create_table(
        "published_figure",
        sa.Column("province_id", sa.String(length=2), nullable=False),
        sa.Column("district_id", sa.String(length=5), nullable=False),
        sa.Column("year", sa.Integer(), nullable=False),
        sa.Column("quarter", sa.Integer(), nullable=False),
        sa.Column("metric", sa.String(), nullable=False),
        sa.Column("value", sa.Numeric(precision=10, scale=2), nullable=False),
        sa.Column("source", sa.String(), nullable=False),
        sa.Column("note", sa.String(), nullable=False),
        sa.ForeignKeyConstraint(
            ["province_id", "district_id"],
            ["district.province_id", "district.id"],
            name=op.f("fk_published_figure_district"),
        ),
        sa.PrimaryKeyConstraint(
            "province_id", "district_id", "year", "quarter", "metric", name=op.f("pk_published_figure")
        ),
    )
    op.create_table(
        "quality",
        sa.Column("province_id", sa.String(length=2), nullable=False),
        sa.Column("district_id", sa.String(length=5), nullable=False),
        sa.Column("year", sa.Integer(), nullable=False),
        sa.Column("quarter", sa.Integer(), nullable=False),
        sa.Column("code", sa.String(), nullable=False),
        sa.Column("state", sa.String(), nullable=False),
        sa.Column("base", sa.Numeric(precision=20, scale=4), nullable=True),
        sa.Column("part", sa.Numeric(precision=20, scale=4), nullable=True),
        sa.Column("note", sa.Text(), nullable=False),
        sa.Column("version", sa.BigInteger(), nullable=False),
        sa.Column("entered_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("entered_by", sa.String(), nullable=False),
        sa.CheckConstraint(
            PAIR_RULE,
            name=op.f("ck_quality_pair"),
        ),
        sa.ForeignKeyConstraint(
            ["province_id", "district_id"],
            ["district.province_id", "district.id"],
            name=op.f("fk_quality_district"),
        ),
        sa.ForeignKeyConstraint(
            ["province_id", "year", "quarter"],
            ["period.province_id", "period.year", "period.quarter"],
            name=op.f("fk_quality_period"),
        ),
        sa.PrimaryKeyConstraint(
            "province_id", "district_id", "year", "quarter", "code", name=op.f("pk_quality")
        ),
    )
    op.create_table(
        "recipients",
        sa.Column("province_id", sa.String(length=2), nullable=False),
        sa.Column("district_id", sa.String(length=5), nullable=False),
        sa.Column("year", sa.Integer(), nullable=False),
        sa.Column("quarter", sa.Integer(), nullable=False),
        sa.Column("code", sa.String(), nullable=False),
        sa.Column("state", sa.String(), nullable=False),
        sa.Column("base", sa.Numeric(precision=20, scale=4), nullable=True),
        sa.Column("part", sa.Numeric(precision=20, scale=4), nullable=True),
        sa.Column("note", sa.Text(), nullable=False),
        sa.Column("version", sa.BigInteger(), nullable=False),
        sa.Column("entered_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("entered_by", sa.String(), nullable=False),
        sa.CheckConstraint(
            PAIR_RULE,
            name=op.f("ck_recipients_pair"),
        ),
        sa.ForeignKeyConstraint(
            ["province_id", "district_id"],
            ["district.province_id", "district.id"],
            name=op.f("fk_recipients_district"),
        ),
        sa.ForeignKeyConstraint(
            ["province_id", "year", "quarter"],
            ["period.province_id", "period.year", "period.quarter"],
            name=op.f("fk_recipients_period"),
        ),
        sa.PrimaryKeyConstraint(
            "province_id", "district_id", "year", "quarter", "code", name=op.f("pk_recipients")
        ),
    )
    op.create_table(
        "result",
        sa.Column("province_id", sa.String(length=2), nullable=False),
        sa.Column("district_id", sa.String(length=5), nullable=False),
        sa.Column("year", sa.Integer(), nullable=False),
        sa.Column("quarter", sa.Integer(), nullable=False),
        sa.Column("level", sa.String(), nullable=False),
        sa.Column("code", sa.String(), nullable=False),
        sa.Column("recipients_pct", sa.Numeric(precision=24, scale=12), nullable=True),
        sa.Column("quality_pct", sa.Numeric(precision=24, scale=12), nullable=True),
        sa.Column("index", sa.Numeric(precision=24, scale=12), nullable=True),
        sa.Column("category", sa.String(), nullable=True),
        sa.ForeignKeyConstraint(
            ["province_id", "district_id"],
            ["district.province_id", "district.id"],
            name=op.f("fk_result_district"),
        ),
        sa.ForeignKeyConstraint(
            ["province_id", "year", "quarter"],
            ["period.province_id", "period.year", "period.quarter"],
            name=op.f("fk_result_period"),
        ),
        sa.PrimaryKeyConstraint(
            "province_id", "district_id", "year", "quarter", "level", "code", name=op.f("pk_result")
        ),
    )
    op.create_table(
        "snapshot_indicator",
        sa.Column("province_id", sa.String(length=2), nullable=False),
        sa.Column("snapshot_id", sa.Uuid(), nullable=False),
        sa.Column("scope_code", sa.String(), nullable=False),
        sa.Column("metric", sa.String(), nullable=False),
        sa.Column("value", sa.Numeric(precision=24, scale=12), nullable=True),
        sa.ForeignKeyConstraint(
            ["province_id", "snapshot_id"],
            ["snapshot.province_id", "snapshot.id"],
            name=op.f("fk_snapshot_indicator_snapshot"),
        ),
        sa.PrimaryKeyConstraint(
            "province_id", "snapshot_id", "scope_code", "metric", name=op.f("pk_snapshot_indicator")
        ),
    )
    op.create_table(
        "snapshot_report",
        sa.Column("province_id", sa.String(length=2), nullable=False),
        sa.Column("snapshot_id", sa.Uuid(), nullable=False),
        sa.Column("district_id", sa.String(length=5), nullable=False),
        sa.Column("report_state", sa.String(), nullable=False),
        sa.ForeignKeyConstraint(
            ["province_id", "district_id"],
            ["district.province_id", "district.id"],
            name=op.f("fk_snapshot_report_district"),
        ),
        sa.ForeignKeyConstraint(
            ["province_id", "snapshot_id"],
            ["snapshot.province_id", "snapshot.id"],
            name=op.f("fk_snapshot_report_snapshot"),
        ),
        sa.PrimaryKeyConstraint("province_id", "snapshot_id", "district_id", name=op.f("pk_snapshot_report")),
    )
    op.create_table(
        "snapshot_result",
        sa.Column("province_id", sa.String(length=2), nullable=False),
        sa.Column("snapshot_id", sa.Uuid(), nullable=False),
        sa.Column("district_id", sa.String(length=5), nullable=False),
        sa.Column("rank", sa.Integer(), nullable=True),
        sa.Column("level", sa.String(), nullable=False),
        sa.Column("code", sa.String(), nullable=False),
        sa.Column("recipients_pct", sa.Numeric(precision=24, scale=12), nullable=True),
        sa.Column("quality_pct", sa.Numeric(precision=24, scale=12), nullable=True),
        sa.Column("index", sa.Numeric(precision=24, scale=12), nullable=True),
        sa.Column("category", sa.String(), nullable=True),
        sa.ForeignKeyConstraint(
            ["province_id", "district_id"],
            ["district.province_id", "district.id"],
            name=op.f("fk_snapshot_result_district"),
        ),
        sa.ForeignKeyConstraint(
            ["province_id", "snapshot_id"],
            ["snapshot.province_id", "snapshot.id"],
            name=op.f("fk_snapshot_result_snapshot"),
        ),
        sa.PrimaryKeyConstraint(
            "province_id", "snapshot_id", "district_id", "level", "code", name=op.f("pk_snapshot_result")
        ),
    )
    op.create_table(
        "submission",
        sa.Column("province_id", sa.String(length=2), nullable=False),
        sa.Column("district_id", sa.String(length=5), nullable=False),
        sa.Column("year", sa.Integer(), nullable=False),
        sa.Column("quarter", sa.Integer(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("sent_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("sent_by", sa.String(), nullable=False),
        sa.ForeignKeyConstraint(
            ["province_id", "district_id"],
            ["district.province_id", "district.id"],
            name=op.f("fk_submission_district"),
        ),
        sa.ForeignKeyConstraint(
            ["province_id", "year", "quarter"],
            ["period.province_id", "period.year", "period.quarter"],
            name=op.f("fk_submission_period"),
        ),
        sa.PrimaryKeyConstraint(
            "province_id", "district_id", "year", "quarter", "number", name=op.f("pk_submission")
        ),
    )
    op.create_table(
        "totals",
        sa.Column("province_id", sa.String(length=2), nullable=False),
        sa.Column("district_id", sa.String(length=5), nullable=False),
        sa.Column("year", sa.Integer(), nullable=False),
        sa.Column("quarter", sa.Integer(), nullable=False),
        sa.Column("budget_version", sa.String(), nullable=False),
        sa.Column("total_spending", sa.BigInteger(), nullable=True),
        sa.Column("six_urusan_spending", sa.BigInteger(), nullable=True),
        sa.Column("computed_need", sa.BigInteger(), nullable=True),
        sa.Column("version", sa.BigInteger(), nullable=False),
        sa.Column("entered_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("entered_by", sa.String(), nullable=False),
        sa.ForeignKeyConstraint(
            ["province_id", "district_id"],
            ["district.province_id", "district.id"],
            name=op.f("fk_totals_district"),
        ),
        sa.ForeignKeyConstraint(
            ["province_id", "year", "quarter"],
            ["period.province_id", "period.year", "period.quarter"],
            name=op.f("fk_totals_period"),
        ),
        sa.PrimaryKeyConstraint(
            "province_id", "district_id", "year", "quarter", "budget_version", name=op.f("pk_totals")
        ),
    )
    op.create_table(
        "decision",
        sa.Column("province_id", sa.String(length=2), nullable=False),
        sa.Column("district_id", sa.String(length=5), nullable=False),
        sa.Column("year", sa.Integer(), nullable=False),
        sa.Column("quarter", sa.Integer(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("state", sa.String(), nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("decided_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("decided_by", sa.String(), nullable=False),
        sa.CheckConstraint("state = 'accepted' or reason <> ''", name=op.f("ck_decision_reason")),
        sa.CheckConstraint("state in ('accepted', 'returned')", name=op.f("ck_decision_state")),
        sa.ForeignKeyConstraint(
            ["province_id", "district_id", "year", "quarter", "number"],
            [
                "submission.province_id",
                "submission.district_id",
                "submission.year",
                "submission.quarter",
                "submission.number",
            ],
            name=op.f("fk_decision_submission"),
        ),
        sa.PrimaryKeyConstraint(
            "province_id", "district_id", "year", "quarter", "number", name=op.f("pk_decision")
        ),
    )
    op.create_table(
        "membership",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("account_id", sa.Uuid(), nullable=False),
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("role", sa.String(), nullable=False),
        sa.Column("province_id", sa.String(length=5), nullable=True),
        sa.Column("district_id", sa.String(length=5), nullable=True),
        sa.Column("office_id", sa.Uuid(), nullable=True),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("ended_at", sa.DateTime(timezone=True), nullable=True),
        sa.CheckConstraint(
            "district_id is null or province_id is not null", name=op.f("ck_membership_district_in_province")
        ),
        sa.CheckConstraint(
            "office_id is null or district_id is not null", name=op.f("ck_membership_office_in_district")
        ),
        sa.CheckConstraint(
            "case when role = 'platform_admin' then province_id is null"
            " when role in ('coordinator', 'reviewer', 'province_leader')"
            " then province_id is not null and district_id is null"
            " when role in ('district_admin', 'district_leader')"
            " then district_id is not null and office_id is null"
            " when role in ('operator', 'office_head') then office_id is not null"
            " else false end",
            name=op.f("ck_membership_role_in_place"),
        ),
        sa.ForeignKeyConstraint(["account_id"], ["account.id"], name=op.f("fk_membership_account")),
        sa.ForeignKeyConstraint(
            ["province_id", "district_id", "office_id"],
            ["office.province_id", "office.district_id", "office.id"],
            name=op.f("fk_membership_office"),
        ),
        sa.ForeignKeyConstraint(
            ["province_id", "district_id"],
            ["district.province_id", "district.id"],
            name=op.f("fk_membership_district"),
        ),
        sa.ForeignKeyConstraint(["province_id"], ["province.id"], name=op.f("fk_membership_province")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_membership")),
    )
    op.create_index(op.f("ix_membership_account_id"), "membership", ["account_id"], unique=False)
    op.create_index(
        "uq_membership_living",
        "membership",
        ["account_id", "role", "province_id", "district_id", "office_id"],
        unique=True,
        postgresql_where=sa.text("ended_at is null"),
        postgresql_nulls_not_distinct=True,
    )
    op.create_table(
        "office_service",
        sa.Column("province_id", sa.String(length=2), nullable=False),
        sa.Column("district_id", sa.String(length=5), nullable=False),
        sa.Column("service_code", sa.String(), nullable=False),
        sa.Column("office_id", sa.Uuid(), nullable=False),
        sa.ForeignKeyConstraint(
            ["province_id", "district_id", "office_id"],
            ["office.province_id", "office.district_id", "office.id"],
            name=op.f("fk_office_service_office"),
        ),
        sa.ForeignKeyConstraint(
            ["province_id", "district_id"],
            ["district.province_id", "district.id"],
            name=op.f("fk_office_service_district"),
        ),
        sa.PrimaryKeyConstraint("province_id", "district_id", "service_code", name=op.f("pk_office_service")),
    )
