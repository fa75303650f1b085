"""What the platform's page counts: tenants by number alone, failed jobs, sign-ins and backups found by index."""

import sqlalchemy as sa
from alembic import op

from spm_oversight.persistence.policies import SYSTEM, protect

revision = "0020"
down_revision = "0019"

# In the scope of one province after another, so that no policy has to let the platform into a tenant's rows (ADR 27).
# The caller's own scope comes back at the end; after an error the rollback brings it back.
COUNT = f"""
create function province_counts() returns table (
    province_id varchar, open_quarter text, last_activity timestamptz,
    evidence bigint, evidence_bytes bigint, papers bigint, paper_bytes bigint
) language plpgsql as $$
#variable_conflict use_column
declare
    code varchar;
    own text[];
    before text[] := array[current_setting('app.province', true), current_setting('app.write_province', true),
        current_setting('app.districts', true)];
begin
    if ({SYSTEM}) is not true then
        return;
    end if;
    for code in select id from province order by id loop
        own := array(select id from district where district.province_id = code order by id);
        perform set_config('app.province', code, true), set_config('app.write_province', code, true),
            set_config('app.districts', array_to_string(own, ','), true);
        return query select code,
            (select year || '-Q' || quarter from period where period.province_id = code and closed_at is null
                order by year desc, quarter desc limit 1),
            (select max(newest.at) from unnest(own || code::text) as place (tenant), lateral (
                select at from audit_event where audit_event.tenant = place.tenant order by number desc limit 1
            ) as newest),
            files.count, files.bytes, made.count, made.bytes
        from (
                select count(*), coalesce(sum(size), 0)::bigint as bytes from evidence where file_id is not null
            ) as files,
            (select count(*), coalesce(sum(size), 0)::bigint as bytes from (
                select size from paper where state = 'done'
                union all select size from district_paper where state = 'done'
            ) as done) as made;
    end loop;
    perform set_config('app.province', before[1], true), set_config('app.write_province', before[2], true),
        set_config('app.districts', before[3], true);
end $$
"""


def upgrade() -> None:
    op.create_table(
        "job_failure",
        sa.Column("job_id", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("what", sa.String(), nullable=False),
        sa.Column("place", sa.String(), nullable=False),
        sa.PrimaryKeyConstraint("job_id", name=op.f("pk_job_failure")),
    )
    protect("job_failure", read=SYSTEM, write=SYSTEM)
    op.create_index(
        "ix_audit_event_sign_in",
        "audit_event",
        ["subject", "at"],
        postgresql_where=sa.text("action = 'sign_in'"),
    )
    op.create_index(
        "ix_audit_event_backup",
        "audit_event",
        ["tenant", "number"],
        postgresql_where=sa.text("action = 'backup_made'"),
    )
    # The queue keeps what ended; its own indexes find what waits, not what failed.
    op.execute("create index spm_failed_jobs on procrastinate_jobs (id) where status = 'failed'")
    op.execute("grant select on alembic_version to spm_app")
    op.execute(COUNT)


def downgrade() -> None:
    op.execute("drop function province_counts()")
    op.execute("revoke select on alembic_version from spm_app")
    op.execute("drop index spm_failed_jobs")
    op.drop_index("ix_audit_event_backup", "audit_event")
    op.drop_index("ix_audit_event_sign_in", "audit_event")
    op.drop_table("job_failure")
