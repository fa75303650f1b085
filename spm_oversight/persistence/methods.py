"""A province's method versions with who switched them on and why, and the one that is being prepared."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID, uuid4

from sqlalchemy import delete, select

from spm_oversight.domain.method import Method
from spm_oversight.domain.method_settings import method_from_settings, method_to_settings
from spm_oversight.persistence.method_tables import MethodDraftRow
from spm_oversight.persistence.period_tables import MethodRow
from spm_oversight.persistence.scoped_session import ScopedSession


@dataclass(frozen=True)
class KeptMethod:
    """A version in force or once in force; the first one has neither reason nor moment: it came with the province."""

    method: Method
    why: str
    by: str
    at: datetime | None


@dataclass(frozen=True)
class Draft:
    """A version that is being prepared; ``id`` changes with every save."""

    id: UUID
    method: Method
    why: str
    by: str
    at: datetime


class Methods:
    """Questions and writes on the method versions of the province in scope."""

    def __init__(self, session: ScopedSession) -> None:
        self._session = session

    def all(self, province: str) -> tuple[KeptMethod, ...]:
        """Every version, the newest first: ``2022.10`` before ``2022.9``."""
        rows = self._session.scalars(select(MethodRow).where(MethodRow.province_id == province))
        kept = [KeptMethod(method_from_settings(r.settings), r.why, r.added_by, r.added_at) for r in rows]
        return tuple(sorted(kept, key=lambda each: _order(each.method.version), reverse=True))

    def draft(self, province: str, *, lock: bool = False) -> Draft | None:
        """The version being prepared; None: there is none."""
        question = select(MethodDraftRow).where(MethodDraftRow.province_id == province)
        if lock:  # read anew: it may have changed while the lock was waited for
            question = question.with_for_update().execution_options(populate_existing=True)
        row = self._session.scalars(question).one_or_none()
        if row is None:
            return None
        return Draft(row.id, method_from_settings(row.settings), row.why, row.changed_by, row.changed_at)

    def keep_draft(self, province: str, method: Method, *, why: str, by: str) -> None:
        """Store the draft over the one before."""
        self._session.merge(
            MethodDraftRow(
                province_id=province,
                id=uuid4(),
                settings=method_to_settings(method),
                why=why,
                changed_at=self._session.now,
                changed_by=by,
            )
        )
        self._session.flush()

    def drop_draft(self, province: str) -> None:
        """Forget the draft."""
        self._session.execute(delete(MethodDraftRow).where(MethodDraftRow.province_id == province))

    def adopt(self, province: str, draft: Draft, *, by: str) -> None:
        """Make the draft the newest version, which nothing changes any more."""
        self._session.add(
            MethodRow(
                province_id=province,
                version=draft.method.version,
                settings=method_to_settings(draft.method),
                why=draft.why,
                added_by=by,
                added_at=self._session.now,
            )
        )
        self.drop_draft(province)
        self._session.flush()


def _order(version: str) -> list[int]:
    return [int(part) for part in version.split(".")]
