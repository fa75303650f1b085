"""The record: one append-only chain of events per tenant, written in the transaction of the change."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.orm import Session

from spm_oversight.domain.access import Actor
from spm_oversight.persistence.tables import AuditHeadRow, AuditRow

_START = "0" * 64


@dataclass(frozen=True)
class Event:
    """What happened, as read back from the record."""

    number: int
    at: datetime
    actor_id: UUID | None
    actor: str
    action: str
    subject: str
    detail: Mapping[str, Any]
    previous_hash: str
    hash: str


class Record:
    """The chain of one tenant, as one actor adds to it."""

    def __init__(self, session: Session, tenant: str, actor: Actor | None, now: datetime) -> None:
        self._session, self._tenant, self._actor, self._now = session, tenant, actor, now

    def add(self, action: str, subject: str, **detail: Any) -> int:
        """Append an event; ``detail`` is plain JSON (before, after, reason). Locks the tenant's chain until commit.

        Answers the event's number in the chain.
        """
        head = self._locked_head()
        who = self._actor.name if self._actor else "system"
        row = AuditRow(
            tenant=self._tenant,
            number=head.number + 1,
            at=self._now,
            actor_id=self._actor.account if self._actor else None,
            actor=who,
            action=action,
            subject=subject,
            detail=detail,
            previous_hash=head.hash,
            hash="",
        )
        row.hash = link_hash(
            head.hash, self._tenant, row.number, self._now, row.actor_id, who, action, subject, detail
        )
        self._session.add(row)
        head.number, head.hash = row.number, row.hash
        self._session.flush()
        return row.number

    def events(self, subject: str | None = None) -> tuple[Event, ...]:
        """The tenant's events, oldest first; only those of ``subject`` when given."""
        question = select(AuditRow).where(AuditRow.tenant == self._tenant).order_by(AuditRow.number)
        if subject is not None:
            question = question.where(AuditRow.subject == subject)
        return tuple(
            Event(r.number, r.at, r.actor_id, r.actor, r.action, r.subject, r.detail, r.previous_hash, r.hash)
            for r in self._session.scalars(question)
        )

    def _locked_head(self) -> AuditHeadRow:
        first = (
            insert(AuditHeadRow).values(tenant=self._tenant, number=0, hash=_START).on_conflict_do_nothing()
        )
        self._session.execute(first)
        head = select(AuditHeadRow).where(AuditHeadRow.tenant == self._tenant).with_for_update()
        return self._session.scalars(head.execution_options(populate_existing=True)).one()


def link_hash(
    previous: str,
    tenant: str,
    number: int,
    at: datetime,
    actor_id: UUID | None,
    actor: str,
    action: str,
    subject: str,
    detail: Mapping[str, Any],
) -> str:
    """SHA-256 over the link before and this event in canonical JSON: a changed event breaks every later hash."""
    who = str(actor_id) if actor_id else None
    body = [previous, tenant, number, at.astimezone(UTC).isoformat(), who, actor, action, subject, detail]
    text = json.dumps(body, sort_keys=True, ensure_ascii=False, separators=(",", ":"))
    return hashlib.sha256(text.encode()).hexdigest()
