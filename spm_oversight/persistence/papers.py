"""The province's papers, and how any paper goes from asked for to made: one way, whoever owns it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Any, Generic, TypeVar
from uuid import UUID, uuid4

from sqlalchemy import select, update

from spm_oversight.domain.composition import Composition, restored, stored
from spm_oversight.domain.errors import Missing
from spm_oversight.domain.period import Quarter
from spm_oversight.persistence.locks import lock
from spm_oversight.persistence.paper_tables import PaperProgress, PaperRow
from spm_oversight.persistence.scoped_session import ScopedSession
from spm_oversight.persistence.snapshot_tables import SnapshotRow


class PaperState(StrEnum):
    """How far a paper is."""

    QUEUED = "queued"
    RUNNING = "running"
    DONE = "done"
    FAILED = "failed"


@dataclass(frozen=True, kw_only=True)
class Making:
    """What is known of any paper on its way; ``step`` of ``steps`` is the visible progress."""

    id: UUID
    kind: str
    state: PaperState
    step: int
    steps: int
    doing: str
    sha256: str | None
    size: int | None
    requested_by: str
    requested_at: datetime
    finished_at: datetime | None
    attempt: int


@dataclass(frozen=True, kw_only=True)
class Paper(Making):
    """A paper of a snapshot. ``content``: what it says beside it; ``composition``: of a booklet (None: the usual)."""

    snapshot: UUID
    draft: bool
    content: Mapping[str, Any] | None = None
    composition: Composition | None = None


Row = TypeVar("Row", bound=PaperProgress)


class PaperStore(Generic[Row]):
    """What all stores of papers share; ``_table`` is the owner's."""

    _table: type[Row]

    def __init__(self, session: ScopedSession) -> None:
        self._session = session

    def claim(self, paper: UUID) -> int | None:
        """Begin (or begin again) to make it; answers the attempt's number, None when it is made already."""
        statement = (
            update(self._table)
            .where(self._table.id == paper, self._table.state != PaperState.DONE.value)
            .values(state=PaperState.RUNNING.value, attempt=self._table.attempt + 1, step=0)
            .returning(self._table.attempt)
        )
        return self._session.execute(statement).scalar_one_or_none()

    def progress(self, paper: UUID, attempt: int, step: int, doing: str) -> None:
        """Show how far it is; written only by the attempt that is still the last."""
        self._write(paper, attempt, step=step, doing=doing)

    def finish(self, paper: UUID, attempt: int, *, sha256: str, size: int) -> bool:
        """Mark it made; False when a later attempt has taken over."""
        return self._write(
            paper,
            attempt,
            state=PaperState.DONE.value,
            step=self._table.steps,
            doing="Selesai",
            sha256=sha256,
            size=size,
            finished_at=self._session.now,
        )

    def fail(self, paper: UUID, attempt: int, why: str) -> None:
        """Mark it failed, with a sentence for the person who asked."""
        self._write(paper, attempt, state=PaperState.FAILED.value, doing=why, finished_at=self._session.now)

    def _write(self, paper: UUID, attempt: int, **values: object) -> bool:
        statement = (
            update(self._table)
            .where(self._table.id == paper, self._table.attempt == attempt)
            .values(**values)
            .returning(self._table.id)
        )
        return bool(self._session.execute(statement).scalar_one_or_none())

    def _hold_asker(self, membership: UUID) -> None:
        """Until this work ends the membership cannot ask for a paper elsewhere."""
        lock(self._session, f"papers of {membership}")

    def _found(self, paper: UUID) -> Row:
        row = self._session.scalars(select(self._table).where(self._table.id == paper)).one_or_none()
        if row is None:
            raise Missing("Dokumen itu tidak ada.")
        return row


class Papers(PaperStore[PaperRow]):
    """Questions and writes on the province's papers; a district sees finished ones of published snapshots only."""

    _table = PaperRow

    def request(
        self,
        province: str,
        *,
        kind: str,
        snapshot: UUID,
        draft: bool,
        by: str,
        membership: UUID,
        steps: int,
        content: Mapping[str, Any] | None = None,
        composition: Composition | None = None,
    ) -> Paper:
        """Note that a paper is wanted."""
        asked = wanted(kind=kind, by=by, membership=membership, steps=steps, now=self._session.now)
        row = PaperRow(
            id=uuid4(),
            province_id=province,
            snapshot_id=snapshot,
            draft=draft,
            content=content,
            composition=stored(composition) if composition else None,
            **asked,
        )
        self._session.add(row)
        self._session.flush()
        return _paper(row)

    def all(self) -> tuple[Paper, ...]:
        """The papers this scope sees, the newest first."""
        rows = self._session.scalars(select(PaperRow).order_by(PaperRow.requested_at.desc(), PaperRow.id))
        return tuple(map(_paper, rows))

    def unfinished(self, *, kind: str, quarter: Quarter, draft: bool, membership: UUID) -> tuple[Paper, ...]:
        """What this membership asked for alike and still waits for; until this work ends it cannot ask elsewhere."""
        self._hold_asker(membership)
        rows = self._session.scalars(
            select(PaperRow)
            .join(SnapshotRow, SnapshotRow.id == PaperRow.snapshot_id)
            .where(PaperRow.kind == kind, PaperRow.draft == draft, PaperRow.membership_id == membership)
            .where(PaperRow.state.in_(WAITED_FOR))
            .where(SnapshotRow.year == quarter.year, SnapshotRow.quarter == quarter.number)
            .order_by(PaperRow.requested_at.desc(), PaperRow.id)
        )
        return tuple(map(_paper, rows))

    def by_id(self, paper: UUID) -> Paper:
        """One paper; ``Missing`` when this scope does not see it."""
        return _paper(self._found(paper))


WAITED_FOR = (PaperState.QUEUED.value, PaperState.RUNNING.value)


def wanted(*, kind: str, by: str, membership: UUID, steps: int, now: datetime) -> dict[str, Any]:
    """The columns of ``PaperProgress`` for a paper that has just been asked for."""
    return {
        "kind": kind,
        "state": PaperState.QUEUED.value,
        "step": 0,
        "steps": steps,
        "doing": "Menunggu giliran",
        "attempt": 0,
        "requested_by": by,
        "membership_id": membership,
        "requested_at": now,
    }


def making(row: PaperProgress) -> dict[str, Any]:
    """The fields of ``Making`` of a stored paper."""
    return {
        "id": row.id,
        "kind": row.kind,
        "state": PaperState(row.state),
        "step": row.step,
        "steps": row.steps,
        "doing": row.doing,
        "sha256": row.sha256,
        "size": row.size,
        "requested_by": row.requested_by,
        "requested_at": row.requested_at,
        "finished_at": row.finished_at,
        "attempt": row.attempt,
    }


def _paper(row: PaperRow) -> Paper:
    composition = restored(row.composition) if row.composition else None
    return Paper(
        **making(row),
        snapshot=row.snapshot_id,
        draft=row.draft,
        content=row.content,
        composition=composition,
    )
