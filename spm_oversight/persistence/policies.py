"""The wall's policies, in the words of PostgreSQL, for the migrations that put tables behind it (ADR 0003)."""

from __future__ import annotations

from alembic import op

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


def protect(table: str, *, read: str, write: str) -> None:
    """Force row-level security on a table that ``spm_app`` may use: who reads a row, who writes it."""
    op.execute(f"alter table {table} enable row level security")
    op.execute(f"alter table {table} force row level security")
    op.execute(f"grant select, insert, update, delete on {table} to spm_app")
    op.execute(f"create policy {table}_read on {table} for select using ({read})")
    op.execute(f"create policy {table}_insert on {table} for insert with check ({write})")
    op.execute(f"create policy {table}_update on {table} for update using ({write}) with check ({write})")
    op.execute(f"create policy {table}_delete on {table} for delete using ({write})")


def only_added(*tables: str) -> None:
    """What stands in these tables stays: no role of the application alters or removes a row."""
    op.execute(f"revoke update, delete on {', '.join(tables)} from spm_app")
