"""What submitted forms were answered with, kept in the transaction of their effect (ADR 0037)."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from psycopg.errors import LockNotAvailable
from psycopg.types.json import Jsonb
from sqlalchemy import delete
from sqlalchemy.exc import DBAPIError

from spm_oversight.domain.access import Actor
from spm_oversight.domain.errors import Conflict
from spm_oversight.persistence.asking import Write
from spm_oversight.persistence.form_answer_table import FormAnswerRow
from spm_oversight.persistence.scoped_session import ScopedSession

NO_MEMBERSHIP = UUID(int=0)
PATIENCE = "5s"
"""How long a form waits for the same form that is being worked on: a waiting request holds a thread of the site."""

# For the wall: the answers of this person alone.
_TELL = """
select set_config('app.account', %(account)s::text, true) as account,
    set_config('lock_timeout', %(patience)s, true) as patience
"""
# Waits for another transaction that has added the same row, until that one has ended.
_CLAIM = """
insert into form_answer (account_id, membership_id, key, fingerprint, at)
values (%(account)s, %(membership)s, %(key)s, %(fingerprint)s, now()) on conflict do nothing
"""
_READ = """
select fingerprint, location, messages from form_answer
where account_id = %(account)s and membership_id = %(membership)s and key = %(key)s
"""
_KEEP = """
update form_answer set location = %(location)s, messages = %(messages)s
where account_id = %(account)s and membership_id = %(membership)s and key = %(key)s
"""
_LET_GO = """
delete from form_answer where account_id = %(account)s and membership_id = %(membership)s and key = %(key)s
"""


@dataclass(frozen=True)
class FormAnswer:
    """Where a form led when it was sent first, and the messages, as (category, text), shown there."""

    fingerprint: str
    location: str
    messages: tuple[tuple[str, str], ...]


class FormAnswers:
    """Questions and writes on the forms one person sends."""

    def __init__(self, session: ScopedSession, actor: Actor | None) -> None:
        self._session, self._actor = session, actor

    def claim(self, key: UUID, fingerprint: str) -> FormAnswer | None:
        """Take the key for this work, or answer what it was answered with before.

        Waits for a work that holds the same key; Conflict when that takes longer than ``PATIENCE``.
        """
        own = self._own(key)
        try:
            *_, found, _ = self._session.send_waiting(
                (_TELL, {"account": own["account"], "patience": PATIENCE}),
                (_CLAIM, {**own, "fingerprint": fingerprint}),
                (_READ, own),
                ("set local lock_timeout to default", {}),
            )
        except DBAPIError as error:
            if not isinstance(error.orig, LockNotAvailable):
                raise
            raise Conflict(
                "Kiriman yang sama sedang diproses. Tunggu sebentar, lalu muat ulang halaman ini: kiriman itu tidak "
                "akan diproses dua kali."
            ) from error
        (row,) = found
        if row.location is None:
            return None
        messages = tuple((category, text) for category, text in row.messages)
        return FormAnswer(row.fingerprint, row.location, messages)

    def keep(self, key: UUID, location: str, messages: Sequence[tuple[str, str]]) -> None:
        """Keep what the claimed key was answered with, as soon as this work is committed."""
        told = {"location": location, "messages": Jsonb([list(each) for each in messages])}
        self._session.later(Write((_KEEP, {**self._own(key), **told}), "form_answer"))

    def let_go(self, key: UUID) -> None:
        """Leave the claimed key as if it had never been sent."""
        self._session.later(Write((_LET_GO, self._own(key)), "form_answer"))

    def forget(self, before: datetime) -> None:
        """Forget everybody's answers given ``before``."""
        self._session.execute(delete(FormAnswerRow).where(FormAnswerRow.at < before))

    def _own(self, key: UUID) -> dict[str, Any]:
        if self._actor is None:
            raise RuntimeError("a form that nobody sent")
        membership = self._actor.membership.id if self._actor.membership else NO_MEMBERSHIP
        return {"account": self._actor.account, "membership": membership, "key": key}
