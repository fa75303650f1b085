"""The job queue's own tables (procrastinate): global, arguments hold ids only, so no row-level security."""

from alembic import op
from procrastinate.schema import SchemaManager

revision = "0003"
down_revision = "0002"

TABLES = "procrastinate_workers, procrastinate_jobs, procrastinate_periodic_defers, procrastinate_events"


def upgrade() -> None:
    # The library's own script: it holds "::" and ":=", which text() would take for parameters.
    op.get_bind().exec_driver_sql(SchemaManager.get_schema().replace("%", "%%"))
    op.execute(f"grant select, insert, update, delete on {TABLES} to spm_app")
    op.execute(
        "do $$ declare s regclass; begin for s in select oid::regclass from pg_class"
        " where relkind = 'S' and relname like 'procrastinate%' loop"
        " execute format('grant usage on sequence %s to spm_app', s); end loop; end $$"
    )
    op.execute(f"grant select on {TABLES} to spm_backup")
