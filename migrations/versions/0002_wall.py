"""Row-level security: forced, set per transaction, closed when nothing is set (ADR 0003)."""

from alembic import op

revision = "0002"
down_revision = "0001"

# Unset and empty both mean nobody: after a commit the setting reads as an empty string.
PROVINCE = "nullif(current_setting('app.province', true), '')"
DISTRICTS = "string_to_array(nullif(current_setting('app.districts', true), ''), ',')"
WRITE_PROVINCE = "nullif(current_setting('app.write_province', true), '')"
WRITE_DISTRICT = "nullif(current_setting('app.write_district', true), '')"
SYSTEM = "current_setting('app.system', true) = 'on'"

READ_DISTRICT = f"district_id = any({DISTRICTS})"
OWN_DISTRICT = f"district_id = {WRITE_DISTRICT} and province_id = {PROVINCE}"
OWN_PROVINCE = f"province_id = {WRITE_PROVINCE}"
IN_PROVINCE = f"province_id = {PROVINCE}"
SNAPSHOT_SEEN = "(province_id, snapshot_id) in (select province_id, id from snapshot)"
OWN_CHAIN = f"tenant = {WRITE_DISTRICT} or tenant = {WRITE_PROVINCE} or ({SYSTEM} and tenant = 'platform')"

# table: who reads a row, who writes it
DISTRICT_TABLES = (
    "office_service",
    "submission",
    "recipients",
    "quality",
    "budget",
    "totals",
    "problem",
    "result",
    "indicator",
)
OTHERS = {
    "office": (f"{READ_DISTRICT} or {SYSTEM}", OWN_DISTRICT),
    "province": (f"id = {PROVINCE} or {SYSTEM}", SYSTEM),
    "district": (f"{IN_PROVINCE} or {SYSTEM}", SYSTEM),
    "account": (f"{SYSTEM} or id in (select account_id from membership)", SYSTEM),
    "membership": (
        f"{SYSTEM} or {READ_DISTRICT} or {OWN_PROVINCE}",
        f"{SYSTEM} or ({OWN_DISTRICT}) or {OWN_PROVINCE}",
    ),
    "method": (IN_PROVINCE, OWN_PROVINCE),
    "period": (IN_PROVINCE, OWN_PROVINCE),
    "decision": (f"{OWN_PROVINCE} or {READ_DISTRICT}", OWN_PROVINCE),
    "snapshot": (f"{OWN_PROVINCE} or ({IN_PROVINCE} and published_at is not null)", OWN_PROVINCE),
    "snapshot_result": (SNAPSHOT_SEEN, OWN_PROVINCE),
    "snapshot_indicator": (SNAPSHOT_SEEN, OWN_PROVINCE),
    "snapshot_report": (SNAPSHOT_SEEN, OWN_PROVINCE),
    "published_figure": (IN_PROVINCE, OWN_PROVINCE),
    "paper": (f"{OWN_PROVINCE} or ({SNAPSHOT_SEEN} and not draft and state = 'done')", OWN_PROVINCE),
    "audit_head": (OWN_CHAIN, OWN_CHAIN),
    "audit_event": (f"tenant = any({DISTRICTS}) or {OWN_CHAIN}", OWN_CHAIN),
}
SHARED = ("region", "catalogue_service", "catalogue_item")


def upgrade() -> None:
    op.execute("grant usage on schema public to spm_app, spm_backup")
    op.execute("grant select on all tables in schema public to spm_backup")
    op.execute("alter default privileges in schema public grant select on tables to spm_backup")
    op.execute(f"grant select on {', '.join(SHARED)} to spm_app")
    for table in DISTRICT_TABLES:
        _protect(table, READ_DISTRICT, OWN_DISTRICT)
    for table, (read, write) in OTHERS.items():
        _protect(table, read, write)
    op.execute("grant usage on sequence cell_version to spm_app")
    op.execute("grant select on sequence cell_version to spm_backup")
    op.execute("revoke update, delete on audit_event from spm_app")
    op.execute(
        "revoke delete on audit_head, membership, account, snapshot, period, submission, decision from spm_app"
    )
    # What was sent, decided or frozen stays as it is; publishing alone is written onto a snapshot later.
    op.execute("revoke update on snapshot, submission, decision from spm_app")
    op.execute("grant update (published_at) on snapshot to spm_app")
    op.execute("revoke update, delete on snapshot_result, snapshot_indicator, snapshot_report from spm_app")


def _protect(table: str, read: str, write: str) -> None:
    op.execute(f"alter table {table} enable row level security")
    op.execute(f"alter table {table} force row level security")
    op.execute(f"grant select, insert, update, delete on {table} to spm_app")
    op.execute(f"create policy {table}_read on {table} for select using ({read})")
    op.execute(f"create policy {table}_insert on {table} for insert with check ({write})")
    op.execute(f"create policy {table}_update on {table} for update using ({write}) with check ({write})")
    op.execute(f"create policy {table}_delete on {table} for delete using ({write})")
