"""The record: one append-only chain of events per tenant, written in the transaction of the change."""

from __future__ import annotations

from collections.abc import Sequence
from contextvars import ContextVar
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from psycopg.types.json import Jsonb
from sqlalchemy import select

from spm_oversight.domain.access import Actor
from spm_oversight.domain.chain import START, Anchor, Event, link_hash
from spm_oversight.persistence.asking import Asked, Question, Write
from spm_oversight.persistence.audit_tables import AuditRow
from spm_oversight.persistence.scoped_session import ScopedSession

# The web request that is being answered, by which its log lines and its events find each other; empty outside of one.
REQUEST_ID: ContextVar[str] = ContextVar("request_id", default="")


@dataclass(frozen=True)
class CellSave:
    """A save of one cell: its version (None in records of earlier releases), and the values it replaced."""

    version: int | None
    actor: str
    at: datetime
    before: Sequence[Any] | None


# With it comes the chain's lock.
_HEAD = Question(
    "select number, hash from audit_head where tenant = %(tenant)s for update",
    lambda rows: rows[0] if rows else None,
)
_DONE_BY: Question[tuple[tuple[str, dict[str, Any]], ...]] = Question(
    "select action, detail from audit_event"
    " where tenant = %(tenant)s and subject = %(subject)s and actor_id = %(account)s order by number",
    lambda rows: tuple((row.action, row.detail) for row in rows),
)
_SAVES: Question[tuple[CellSave, ...]] = Question(
    "select (detail ->> 'version')::bigint as version, actor, at, told.cell -> 1 as before"
    " from audit_event, jsonb_array_elements(detail -> 'cells') as told(cell)"
    " where tenant = %(tenant)s and subject = %(subject)s and action = 'figures_saved'"
    " and told.cell ->> 0 = %(cell)s order by number",
    lambda rows: tuple(CellSave(row.version, row.actor, row.at, row.before) for row in rows),
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


class Record:
    """The chain of one tenant, as one actor adds to it."""

    def __init__(self, session: ScopedSession, tenant: str, actor: Actor | None) -> None:
        self._session, self._tenant, self._actor = session, tenant, actor
        self._end: Anchor | None = None

    def add(self, action: str, subject: str, **detail: Any) -> int:
        """Append an event; ``detail`` is plain JSON (before, after, reason). Locks the tenant's chain until commit.

        What a web request does is told with the request's id, inside ``detail``, so that the hash covers it and events
        from before it was told keep theirs. Answers the event's number in the chain.
        """
        head = self._head()
        if request := REQUEST_ID.get():
            detail["request"] = request
        number, who = head.number + 1, self._actor.name if self._actor else "system"
        account = self._actor.account if self._actor else None
        link = (head.hash, self._tenant, number, self._session.now, account, who, action, subject)
        digest = link_hash(*link, detail)
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
            "hash": digest,
        }
        self._session.later(Write((_EVENT, event), "audit_head"))
        self._end = Anchor(self._tenant, number, digest)
        return number

    @property
    def end(self) -> Anchor:
        """The chain's end after the event that was just added: true once this work is kept."""
        if self._end is None:
            raise RuntimeError("no event was added in this work")
        return self._end

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
            self._session.send_waiting((_BEGIN_CHAIN, {"tenant": self._tenant, "hash": START}))
            self._session.forget()
            head = self._session.ask(self.asked())
        return head

    def done_by(self, account: UUID, tenant: str, subject: str) -> tuple[tuple[str, dict[str, Any]], ...]:
        """What ``account`` did about ``subject`` in a tenant's chain that the scope reads: action and detail."""
        return self._session.ask(_DONE_BY(account=account, tenant=tenant, subject=subject))

    def saves(self, subject: str, cell: str) -> tuple[CellSave, ...]:
        """The saves of a district's quarter that changed this cell, by its name in the record; oldest first."""
        return self._session.ask(_SAVES(tenant=self._tenant, subject=subject, cell=cell))

    def events(self, subject: str | None = None) -> tuple[Event, ...]:
        """The tenant's events, oldest first; only those of ``subject`` when given."""
        question = select(AuditRow).where(AuditRow.tenant == self._tenant).order_by(AuditRow.number)
        if subject is not None:
            question = question.where(AuditRow.subject == subject)
        return tuple(
            Event(r.number, r.at, r.actor_id, r.actor, r.action, r.subject, r.detail, r.previous_hash, r.hash)
            for r in self._session.scalars(question)
        )
