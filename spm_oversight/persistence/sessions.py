"""Who is signed in where. A browser has a token of 256 random bits; here stands its hash alone (ADR 0031)."""

from __future__ import annotations

import secrets
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from hashlib import sha256
from typing import Any
from uuid import UUID

from sqlalchemy import Boolean, ColumnElement, Interval, bindparam, delete, func, select, text, update

from spm_oversight.domain.scope import SYSTEM
from spm_oversight.persistence.account_tables import AccountRow
from spm_oversight.persistence.accounts import KNOWN, KnownPerson, known_of
from spm_oversight.persistence.asking import Question
from spm_oversight.persistence.database import db
from spm_oversight.persistence.scoped_session import ScopedSession, ask_once
from spm_oversight.persistence.second_steps import has_second_step
from spm_oversight.persistence.session_tables import SessionRow


@dataclass(frozen=True)
class Place:
    """Where somebody signs in: the address they come from, their browser in words, and the mark it is known by."""

    address: str = ""
    browser: str = ""
    mark: str = ""


@dataclass(frozen=True)
class Session:
    """A living session as its owner is shown it."""

    id: UUID
    place: Place
    begun: datetime
    seen: datetime
    ends: datetime


@dataclass(frozen=True)
class Present:
    """Whom a token speaks for: the session, its person, the membership they chose, and whether two steps led here."""

    session: UUID
    person: KnownPerson
    chosen: UUID | None
    two_steps: bool


def present(token: str, *, idle: timedelta, by_person: bool) -> Present | None:
    """Whom a token speaks for now, in a round trip of its own; None where the session has ended or never was.

    ``by_person``: somebody acts, which keeps the session from going idle; it is noted at most once a minute.
    """
    return ask_once(db.engine, SYSTEM, _PRESENT(key=_key(token), idle=idle, by_person=by_person))


class Sessions:
    """Questions and writes on sessions, in the scope of the system."""

    def __init__(self, session: ScopedSession) -> None:
        self._session = session

    def begin(
        self, account: UUID, password_hash: str, *, place: Place, lasts: timedelta, membership: UUID | None
    ) -> str | None:
        """A new session's token; None when the account was shut or its password changed since it was looked at.

        The account is held meanwhile: who changes the password waits, and then ends this session as well.
        """
        held = select(AccountRow.password_hash, AccountRow.disabled_at).where(AccountRow.id == account)
        row = self._session.execute(held.with_for_update(read=True)).one_or_none()
        if row is None or row.disabled_at or row.password_hash != password_hash:
            return None
        token, now = secrets.token_urlsafe(32), self._session.now
        self._session.add(
            SessionRow(
                key=_key(token),
                account_id=account,
                membership_id=membership,
                begun=now,
                seen=now,
                ends=now + lasts,
                address=place.address,
                browser=place.browser,
            )
        )
        self._session.flush()
        return token

    def rotate(self, token: str, membership: UUID) -> str | None:
        """Go on in another membership under another token; None where the session has ended meanwhile."""
        new = secrets.token_urlsafe(32)
        written = update(SessionRow).where(SessionRow.key == _key(token))
        written = written.values(key=_key(new), membership_id=membership).returning(SessionRow.id)
        return new if self._session.execute(written).one_or_none() else None

    def living(self, account: UUID, idle: timedelta) -> tuple[Session, ...]:
        """The sessions of an account that have not ended, the one last used first."""
        alive = _alive(self._session.now, idle)
        found = select(SessionRow).where(SessionRow.account_id == account, *alive)
        rows = self._session.scalars(found.order_by(SessionRow.seen.desc(), SessionRow.id))
        return tuple(Session(r.id, Place(r.address, r.browser), r.begun, r.seen, r.ends) for r in rows)

    def end(self, token: str) -> tuple[UUID, UUID | None] | None:
        """End the session of a token; the account it was of, and the membership chosen in it."""
        gone = delete(SessionRow).where(SessionRow.key == _key(token))
        row = self._session.execute(
            gone.returning(SessionRow.account_id, SessionRow.membership_id)
        ).one_or_none()
        return (row.account_id, row.membership_id) if row else None

    def end_of(self, account: UUID, session: UUID) -> bool:
        """End one session of an account; whether there was one."""
        return self._end(SessionRow.account_id == account, SessionRow.id == session) == 1

    def end_others(self, account: UUID, keep: UUID) -> int:
        """End every session of an account but one; how many."""
        return self._end(SessionRow.account_id == account, SessionRow.id != keep)

    def forget(self, before: datetime) -> int:
        """Forget the sessions that were over ``before``; how many."""
        return self._end(SessionRow.ends < before)

    def _end(self, *which: ColumnElement[bool]) -> int:
        return len(self._session.execute(delete(SessionRow).where(*which).returning(SessionRow.id)).all())


def _key(token: str) -> bytes:
    # The token is random through and through: one plain hash is enough, and it is asked with every request.
    return sha256(token.encode()).digest()


def _alive(now: Any, idle: Any) -> tuple[ColumnElement[bool], ColumnElement[bool]]:
    return SessionRow.ends > now, SessionRow.seen > now - idle


def _present(rows: Sequence[Any]) -> Present | None:
    person = known_of(rows)
    return Present(rows[0].session, person, rows[0].chosen, rows[0].two_steps) if person else None


_OURS = (
    SessionRow.key == bindparam("key"),
    *_alive(func.now(), bindparam("idle", type_=Interval)),
)
# It changes a row that is there, and never makes one: what was ended while a request was on its way stays ended.
_SEEN = (
    update(SessionRow)
    .where(
        *_OURS,
        bindparam("by_person", type_=Boolean),
        SessionRow.seen < func.now() - text("interval '1 minute'"),
    )
    .values(seen=func.now())
    .cte("acted")
)
_PRESENT: Question[Present | None] = Question(
    KNOWN.add_columns(
        SessionRow.id.label("session"),
        SessionRow.membership_id.label("chosen"),
        has_second_step(AccountRow.id).label("two_steps"),
    )
    .join(SessionRow, SessionRow.account_id == AccountRow.id)
    .where(*_OURS, AccountRow.disabled_at.is_(None))
    .add_cte(_SEEN),
    _present,
)
