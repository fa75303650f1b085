"""The base: all cells in one batched upsert per table and their audit row, in one transaction, and nothing else."""

from __future__ import annotations

import hashlib
import json
from typing import Any

import psycopg

from spm_oversight.domain.form import ChangeSet
from spm_oversight.domain.period import Quarter

SCOPE = """
select set_config('app.province', '62', true), set_config('app.districts', %(district)s, true),
    set_config('app.write_district', %(district)s, true)
"""
PAIRS = """
insert into {table} (province_id, district_id, year, quarter, code, state, base, part, note, entered_at, entered_by,
    version)
select '62', %(district)s, %(year)s, %(quarter)s, code, 'filled', base, part, note, now(), 'bench', %(version)s
from unnest(%(codes)s::text[], %(bases)s::numeric[], %(parts)s::numeric[], %(notes)s::text[])
    as sent (code, base, part, note)
on conflict (province_id, district_id, year, quarter, code) do update set state = excluded.state, base = excluded.base,
    part = excluded.part, note = excluded.note, entered_at = excluded.entered_at, entered_by = excluded.entered_by,
    version = excluded.version
"""
BUDGET = """
insert into budget (province_id, district_id, year, quarter, service_code, budget_version, source, allocation,
    realisation, note, entered_at, entered_by, version)
select '62', %(district)s, %(year)s, %(quarter)s, service, version, source, allocation, realisation, '', now(), 'bench',
    %(version)s
from unnest(%(services)s::text[], %(versions)s::text[], %(sources)s::text[], %(allocations)s::bigint[],
    %(realisations)s::bigint[]) as sent (service, version, source, allocation, realisation)
on conflict (province_id, district_id, year, quarter, service_code, budget_version, source) do update
set allocation = excluded.allocation, realisation = excluded.realisation, note = excluded.note,
    entered_at = excluded.entered_at, entered_by = excluded.entered_by, version = excluded.version
"""
HEAD = "select number, hash from audit_head where tenant = %(district)s for update"
EVENT = """
insert into audit_event (tenant, number, at, actor_id, actor, action, subject, detail, previous_hash, hash)
values (%(district)s, %(number)s, now(), null, 'bench', 'figures_saved', 'bench', %(detail)s, %(before)s, %(hash)s)
"""
MOVE = "update audit_head set number = %(number)s, hash = %(hash)s where tenant = %(district)s"


def batched(
    connection: psycopg.Connection[Any], district: str, quarter: Quarter, changes: ChangeSet, version: int
) -> None:
    """Store the cells of a change set in ``district``, whose chain has begun."""
    key = {"district": district, "year": quarter.year, "quarter": quarter.number, "version": version}
    told: list[Any] = []
    with connection.transaction(), connection.cursor() as cursor:
        cursor.execute(SCOPE, key)
        for table, cells in (("recipients", changes.recipients), ("quality", changes.quality)):
            columns = {
                "codes": list(cells),
                "bases": [int(cell.pair.base or 0) for cell in cells.values()],
                "parts": [int(cell.pair.part or 0) for cell in cells.values()],
                "notes": [cell.note for cell in cells.values()],
            }
            cursor.execute(PAIRS.format(table=table), {**key, **columns})
            told.append(columns)
        lines = {
            "services": [service for service, _, _ in changes.budget],
            "versions": [version.value for _, version, _ in changes.budget],
            "sources": [source for _, _, source in changes.budget],
            "allocations": [cell.allocation for cell in changes.budget.values()],
            "realisations": [cell.realisation for cell in changes.budget.values()],
        }
        cursor.execute(BUDGET, {**key, **lines})
        cursor.execute(HEAD, key)
        number, before = cursor.fetchone() or (0, "")
        detail = json.dumps([*told, lines])
        link = hashlib.sha256(f"{before}{detail}".encode()).hexdigest()
        said = {**key, "number": number + 1, "before": before, "detail": detail, "hash": link}
        cursor.execute(EVENT, said)
        cursor.execute(MOVE, said)
