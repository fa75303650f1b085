"""A province's pages while the whole country is in the database: as fast as when the province is there alone.

Two databases on one server: the demonstration province; and the same with each quarter of it copied into every other
province, 514 districts in all. The same pages of the same province are asked in turns. Target: none takes more than a
fifth longer beside the others.
"""

from __future__ import annotations

import statistics
import sys
from collections.abc import Sequence

import psycopg
from psycopg import sql

from bench.comparison import SITE, seconds, signed_in
from bench.province import Province, province
from spm_oversight.persistence.embedded import Urls

PAGES = ("/", "/perbandingan", "/peringkat", "/anggaran", "/urusan/1.02", "/daerah/62.01", "/arsip")
MOST, ROUNDS, WARM = 1.2, 24, 4
# Whose rows name a district; the others name the province alone. What refers comes after what it refers to.
OF_PROVINCE = ("province", "method", "period", "snapshot")
OF_DISTRICT = (
    *("district", "snapshot_result", "snapshot_indicator", "snapshot_report", "submission", "decision"),
    *("recipients", "quality", "budget", "result", "indicator"),
)
# Each district beyond the demonstration's stands for one of its own, in the order of their codes.
PAIRS = """
create temporary table pairs as
with ours as (select id, row_number() over (order by id) as place from district where province_id = '62'),
others as (
    select code, left(code, 2) as province, row_number() over (partition by left(code, 2) order by code) as place
    from region where code like '__.__' and left(code, 2) <> '62'
)
select ours.id as source, others.code as target, others.province
from others join ours on ours.place = (others.place - 1) %% (select count(*) from ours) + 1
"""
# Nobody signs in to these provinces: a copy needs no key that another table would look for.
UNGUARDED = "set session_replication_role = replica"
FRESH = {
    "id": "md5(t.id::text || p.province)::uuid",
    "snapshot_id": "md5(t.snapshot_id::text || p.province)::uuid",
}


def spread(urls: Urls) -> int:
    """Copy the demonstration into every other province; how many districts there are then."""
    with psycopg.connect(urls.superuser, autocommit=True) as connection:
        connection.execute(UNGUARDED)
        connection.execute(PAIRS.replace("%%", "%"))
        for table in (*OF_PROVINCE, *OF_DISTRICT):
            connection.execute(_copy(connection, table))
        connection.execute("vacuum analyze")
        found = connection.execute("select count(*) from district").fetchone()
    return found[0] if found else 0


def _copy(connection: psycopg.Connection[tuple[object, ...]], table: str) -> sql.Composed:
    rows = connection.execute(
        "select column_name from information_schema.columns where table_name = %s and is_generated = 'NEVER'",
        [table],
    )
    columns = [str(row[0]) for row in rows]
    own = {"province": {"id": "p.province"}, "district": {"id": "p.target"}}.get(table, FRESH)
    named = {**own, "province_id": "p.province", "district_id": "p.target", "scope_code": "p.target"}
    if table in ("result", "snapshot_result"):
        named["code"] = "case when t.code = p.source then p.target else t.code end"
    values = sql.SQL(", ").join(
        sql.SQL(named[name]) if name in named else sql.Identifier("t", name) for name in columns
    )
    pairs = "select distinct province from pairs" if table in OF_PROVINCE else "select * from pairs"
    place = {"province": "id", "district": "id"}.get(
        table, "scope_code" if "scope_code" in columns else "district_id"
    )
    match = "true" if table in OF_PROVINCE else f"t.{place} = p.source"
    ours = "t.id = '62'" if table == "province" else "t.province_id = '62'"
    return sql.SQL("insert into {} ({}) select {} from {} t join ({}) p on {} where {}").format(
        sql.Identifier(table),
        sql.SQL(", ").join(map(sql.Identifier, columns)),
        values,
        sql.Identifier(table),
        sql.SQL(pairs),
        sql.SQL(match),
        sql.SQL(ours),
    )


def measured(made: Province) -> int:
    """Copy, then ask both in turns."""
    country = made.beside("national")
    districts = spread(country.urls)
    alone, beside = signed_in(made), signed_in(country)
    quarters = _quarters(country.urls)
    slower: list[str] = []
    for page in PAGES:
        pair: Sequence[tuple[float, float]] = [
            (
                seconds(lambda page=page: alone.get(page, base_url=SITE).text),
                seconds(lambda page=page: beside.get(page, base_url=SITE).text),
            )
            for _ in range(ROUNDS)
        ]
        one, all_of_them = (statistics.median(column) for column in zip(*pair[WARM:], strict=True))
        ratio = all_of_them / one
        sys.stdout.write(
            f"{page}: alone {1000 * one:.1f} ms, beside {districts} districts x {quarters} quarters"
            f" {1000 * all_of_them:.1f} ms, ratio {ratio:.2f} (at most {MOST})\n"
        )
        if ratio > MOST:
            slower.append(page)
    return int(bool(slower))


def _quarters(urls: Urls) -> int:
    with psycopg.connect(urls.superuser) as connection:
        found = connection.execute("select count(distinct (year, quarter)) from snapshot").fetchone()
    return found[0] if found else 0


def main() -> int:
    """Print the ratios; 1 when a target is missed."""
    with province() as made:
        return measured(made)


if __name__ == "__main__":
    raise SystemExit(main())
