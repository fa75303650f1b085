"""Loads the shared register, regions and catalogue, from the files in ``data/``; run as owner by ``migrate``."""

from __future__ import annotations

import csv
from collections.abc import Iterable
from pathlib import Path
from typing import Any

from sqlalchemy import Table, create_engine
from sqlalchemy.dialects.postgresql import insert

from spm_oversight.persistence.catalogue_tables import ItemRow, ServiceRow
from spm_oversight.persistence.place_tables import RegionRow

DATA = Path(__file__).parent / "data"
# The index with recipients and quality counts from budget year 2022 on (Permendagri 59/2021).
FIRST_YEAR = 2022


def load_register(owner_url: str) -> None:
    """Insert or refresh regions, services and quality items; changing nothing the second time."""
    engine = create_engine(owner_url.replace("postgresql://", "postgresql+psycopg://", 1))
    with engine.begin() as connection:
        for table, rows in ((RegionRow, _regions()), (ServiceRow, _services()), (ItemRow, _items())):
            wanted: Table = table.__table__  # pyright: ignore[reportAssignmentType]  (a mapped class has a Table)
            statement = insert(wanted)
            fresh = {c.name: statement.excluded[c.name] for c in wanted.columns if not c.primary_key}
            connection.execute(
                statement.on_conflict_do_update(index_elements=list(wanted.primary_key), set_=fresh),
                list(rows),
            )
    engine.dispose()


def _read(name: str) -> Iterable[dict[str, str]]:
    with (DATA / name).open(encoding="utf-8", newline="") as file:
        yield from csv.DictReader(file)


def _regions() -> Iterable[dict[str, Any]]:
    return _read("regions.csv")


def _services() -> Iterable[dict[str, Any]]:
    for row in _read("services.csv"):
        yield {
            "first_year": FIRST_YEAR,
            "code": row["service_code"],
            "name": row["service"],
            "number": int(row["number"]),
            "usual_office": row["usual_opd"],
            **{k: row[k] for k in ("level", "urusan_code", "recipients", "unit", "numerator", "denominator")},
            **{k: row[k] for k in ("legal_basis", "certainty")},
        }


def _items() -> Iterable[dict[str, Any]]:
    for position, row in enumerate(_read("quality-items.csv"), start=1):
        yield {
            "first_year": FIRST_YEAR,
            "code": row["item_code"],
            "name": row["item"],
            "position": position,
            **{k: row[k] for k in ("service_code", "kind", "unit", "scheme", "certainty")},
        }
