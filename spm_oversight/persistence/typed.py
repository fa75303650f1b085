"""What was typed and cannot count yet, kept until it does or is given up."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import delete, select, tuple_
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.orm import Session

from spm_oversight.domain.period import Quarter
from spm_oversight.persistence.typed_tables import TypedRow

RowKey = tuple[str, str]
"""Kind of row (``recipients``, ``quality``, ``budget``, ``problems``) and its key."""


@dataclass(frozen=True)
class Typed:
    """A row as it was typed, by whom and when; ``version``: of the stored cell it was typed over."""

    fields: Mapping[str, Any]
    version: int
    at: datetime
    by: str


class TypedRows:
    """Questions and writes on what was typed in the district in scope."""

    def __init__(self, session: Session, now: datetime) -> None:
        self._session, self._now = session, now

    def of_quarter(self, district: str, quarter: Quarter) -> Mapping[RowKey, Typed]:
        """Everything that still waits, by kind and key."""
        rows = self._session.scalars(
            select(TypedRow)
            .where(TypedRow.district_id == district)
            .where(TypedRow.year == quarter.year, TypedRow.quarter == quarter.number)
            .execution_options(populate_existing=True)
        )
        return {(row.kind, row.key): Typed(row.fields, row.version, row.at, row.by) for row in rows}

    def keep(
        self,
        province: str,
        district: str,
        quarter: Quarter,
        rows: Mapping[RowKey, tuple[Mapping[str, Any], int]],
        by: str,
    ) -> None:
        """Keep rows as typed (fields, version), in place of what was typed there before."""
        if not rows:
            return
        statement = insert(TypedRow)
        fresh = {name: statement.excluded[name] for name in ("fields", "version", "at", "by")}
        keys = [column.name for column in TypedRow.__table__.primary_key]
        self._session.execute(
            statement.on_conflict_do_update(index_elements=keys, set_=fresh),
            [
                {
                    "province_id": province,
                    "district_id": district,
                    "year": quarter.year,
                    "quarter": quarter.number,
                    "kind": kind,
                    "key": key,
                    "fields": dict(fields),
                    "version": version,
                    "at": self._now,
                    "by": by,
                }
                for (kind, key), (fields, version) in rows.items()
            ],
        )

    def forget(self, district: str, quarter: Quarter, keys: Iterable[RowKey]) -> None:
        """Let go of rows that count now, or were given up."""
        if wanted := list(keys):
            self._session.execute(
                delete(TypedRow)
                .where(TypedRow.district_id == district)
                .where(TypedRow.year == quarter.year, TypedRow.quarter == quarter.number)
                .where(tuple_(TypedRow.kind, TypedRow.key).in_(wanted))
            )
