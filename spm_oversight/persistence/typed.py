"""What was typed and cannot count yet, kept until it does or is given up."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import select

from spm_oversight.domain.period import Quarter
from spm_oversight.persistence.asking import Asked, Question
from spm_oversight.persistence.scoped_session import ScopedSession
from spm_oversight.persistence.tenancy import of_quarter
from spm_oversight.persistence.typed_tables import TypedRow
from spm_oversight.persistence.writing import remove, upsert

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

    def __init__(self, session: ScopedSession) -> None:
        self._session = session

    def of_quarter(self, district: str, quarter: Quarter) -> Mapping[RowKey, Typed]:
        """Everything that still waits, by kind and key."""
        return self._session.ask(self.asked(district, quarter))

    def asked(self, district: str, quarter: Quarter) -> Asked[Mapping[RowKey, Typed]]:
        """What ``of_quarter`` asks."""
        return _TYPED(**self._session.at(district, quarter))

    def keep(
        self, district: str, quarter: Quarter, rows: Mapping[RowKey, tuple[Mapping[str, Any], int]], by: str
    ) -> None:
        """Keep rows as typed (fields, version), in place of what was typed there before."""
        if rows:
            written = {**self._session.key(district, quarter), "at": self._session.now, "by": by}
            wanted = (
                {"kind": kind, "key": key, "fields": dict(fields), "version": version}
                for (kind, key), (fields, version) in rows.items()
            )
            self._session.later(upsert(TypedRow, written, wanted))

    def forget(self, district: str, quarter: Quarter, keys: Iterable[RowKey]) -> None:
        """Let go of rows that count now, or were given up."""
        if wanted := [{"kind": kind, "key": key} for kind, key in keys]:
            self._session.later(remove(TypedRow, self._session.key(district, quarter), wanted))


def _typed(rows: Sequence[Any]) -> Mapping[RowKey, Typed]:
    return {(row.kind, row.key): Typed(row.fields, row.version, row.at, row.by) for row in rows}


_TYPED = Question(select(*TypedRow.__table__.columns).where(*of_quarter(TypedRow)), _typed)
