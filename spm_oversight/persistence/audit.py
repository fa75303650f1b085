"""The record: one append-only chain of events per tenant, written in the transaction of the change."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any
from uuid import UUID

from psycopg.types.json import Jsonb
from sqlalchemy import select

from spm_oversight.domain.access import Actor
from spm_oversight.persistence.asking import Asked, Question, Write
from spm_oversight.persistence.scoped_session import ScopedSession
from spm_oversight.persistence.tables import AuditRow

_START = "0" * 64
# With it comes the chain's lock.
_HEAD = Question(
    "select number, hash from audit_head where tenant = %(tenant)s for update",
    lambda rows: rows[0] if rows else None,
)
_BEGIN_CHAIN = (
    "insert into audit_head (tenant, number, hash) values (%(tenant)s, 0, %(hash)s) on conflict do nothing"
)
_EVENT = """
with link as (
    insert into audit_event (tenant, number, at, actor_id, actor, action, subject, detail, previous_hash, hash)
    values (%(tenant)s, %(number)s, %(at)s, %(actor_id)s, %(actor)s, %(action)s, %(subject)s, %(detail)s,
        %(previous_hash)s, %(hash)s)
)
update audit_head set number = %(number)s, hash = %(hash)s where tenant = %(tenant)s
"""


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

    def __init__(self, session: ScopedSession, tenant: str, actor: Actor | None) -> None:
        self._session, self._tenant, self._actor = session, tenant, actor

    def add(self, action: str, subject: str, **detail: Any) -> int:
        """Append an event; ``detail`` is plain JSON (before, after, reason). Locks the tenant's chain until commit.

        Answers the event's number in the chain.
        """
        head = self._head()
        number, who = head.number + 1, self._actor.name if self._actor else "system"
        account = self._actor.account if self._actor else None
        link = (head.hash, self._tenant, number, self._session.now, account, who, action, subject)
        event = {
            "tenant": self._tenant,
            "number": number,
            "at": self._session.now,
            "actor_id": account,
            "actor": who,
            "action": action,
            "subject": subject,
            "detail": Jsonb(detail),
            "previous_hash": head.hash,
            "hash": link_hash(*link, detail),
        }
        self._session.later(Write((_EVENT, event), "audit_head"))
        return number

    def asked(self) -> Asked[Any]:
        """What ``add`` asks: the chain's last link, locked until the end."""
        return _HEAD(tenant=self._tenant)

    def _head(self) -> Any:
        if (known := self._session.known(self.asked())) is not None:
            return known
        # The lock may be waited for: what was known before is asked anew after.
        self._session.forget()
        if (head := self._session.ask(self.asked())) is None:
            # Nobody's event yet; of two who begin at once, one waits here for the other.
            self._session.send_waiting((_BEGIN_CHAIN, {"tenant": self._tenant, "hash": _START}))
            self._session.forget()
            head = self._session.ask(self.asked())
        return head

    def events(self, subject: str | None = None) -> tuple[Event, ...]:
        """The tenant's events, oldest first; only those of ``subject`` when given."""
        question = select(AuditRow).where(AuditRow.tenant == self._tenant).order_by(AuditRow.number)
        if subject is not None:
            question = question.where(AuditRow.subject == subject)
        return tuple(
            Event(r.number, r.at, r.actor_id, r.actor, r.action, r.subject, r.detail, r.previous_hash, r.hash)
            for r in self._session.scalars(question)
        )


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
