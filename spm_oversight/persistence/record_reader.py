"""Reading the record: the events of a chain that somebody asks for, the newest first, by the piece."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from sqlalchemy import Select, String, func, or_, select

from spm_oversight.domain.chain import Anchor, Event
from spm_oversight.persistence.audit_tables import AuditRow
from spm_oversight.persistence.scoped_session import ScopedSession


@dataclass(frozen=True, kw_only=True)
class Wanted:
    """Which events of a tenant's chain; what is empty or None does not matter.

    ``name``: part of who did it; ``people``: accounts and memberships who did it or to whom it was done; ``emails``:
    of the same; ``actions``: one of them; ``since`` and ``until``: [since, until); ``quarter``: its code.
    """

    tenant: str
    name: str = ""
    people: tuple[UUID, ...] = ()
    emails: tuple[str, ...] = ()
    actions: tuple[str, ...] = ()
    since: datetime | None = None
    until: datetime | None = None
    quarter: str = ""


class RecordReader:
    """Questions on chains that the scope reads."""

    def __init__(self, session: ScopedSession) -> None:
        self._session = session

    def newest(self, wanted: Wanted, *, limit: int, before: int | None = None) -> tuple[Event, ...]:
        """The newest ``limit`` of the wanted events, those before the number ``before`` where one is given."""
        question = _of(wanted).order_by(AuditRow.number.desc()).limit(limit)
        if before is not None:
            question = question.where(AuditRow.number < before)
        return tuple(map(_event, self._session.scalars(question)))

    def count(self, wanted: Wanted) -> int:
        """How many events are wanted."""
        return self._session.scalar(select(func.count()).select_from(_of(wanted).subquery())) or 0

    def end(self, tenant: str) -> Anchor:
        """Where a chain ends now; number 0 before its first event."""
        found: Sequence[Event] = self.newest(Wanted(tenant=tenant), limit=1)
        return Anchor(tenant, found[0].number, found[0].hash) if found else Anchor(tenant, 0, "")


def _of(wanted: Wanted) -> Select[AuditRow]:
    question = select(AuditRow).where(AuditRow.tenant == wanted.tenant)
    if wanted.name:
        who = AuditRow.actor.icontains(wanted.name, autoescape=True)
        ids, email = [str(each) for each in wanted.people], AuditRow.detail["email"].astext
        by_or_about = (AuditRow.actor_id.in_(wanted.people), AuditRow.subject.in_(ids))
        question = question.where(or_(who, *by_or_about, email.in_(wanted.emails)))
    if wanted.actions:
        question = question.where(AuditRow.action.in_(wanted.actions))
    if wanted.since:
        question = question.where(AuditRow.at >= wanted.since)
    if wanted.until:
        question = question.where(AuditRow.at < wanted.until)
    if wanted.quarter:
        told = AuditRow.detail["quarter"].astext.cast(String)
        about = AuditRow.subject.contains(wanted.quarter, autoescape=True)
        question = question.where(or_(about, told == wanted.quarter))
    return question


def _event(row: AuditRow) -> Event:
    who = (row.number, row.at, row.actor_id, row.actor)
    return Event(*who, row.action, row.subject, row.detail, row.previous_hash, row.hash)
