"""Row-level security: forced, set per transaction, closed when nothing is set (ADR 0003)."""

from alembic import op

from spm_oversight.persistence.policies import (
    DISTRICTS,
    IN_PROVINCE,
    OWN_CHAIN,
    OWN_DISTRICT,
    OWN_PROVINCE,
    PROVINCE,
    READ_DISTRICT,
    SNAPSHOT_SEEN,
    SYSTEM,
    protect,
)

revision = "0002"
down_revision = "0001"

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
        protect(table, read=READ_DISTRICT, write=OWN_DISTRICT)
    for table, (read, write) in OTHERS.items():
        protect(table, read=read, write=write)
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
