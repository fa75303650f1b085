"""Links by which a person chooses a password: asked for, sent, used once. Only the system's own scope sees them."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from hashlib import sha256
from uuid import UUID, uuid4

from sqlalchemy import ColumnElement, Select, delete, func, or_, select, update

from spm_oversight.domain.links import LIFE, LinkKind
from spm_oversight.persistence.account_tables import AccountRow
from spm_oversight.persistence.link_table import LinkRow
from spm_oversight.persistence.locks import lock
from spm_oversight.persistence.scoped_session import ScopedSession


@dataclass(frozen=True)
class Link:
    """A link or a request for one; ``account``: whose, None for an address nobody has."""

    id: UUID
    kind: LinkKind
    email: str
    account: UUID | None
    asked_at: datetime


class Links:
    """Questions and writes on links. A link is alive only for the account as it was when it was asked for: another
    password, a shut account and a sign-in since then end it without a write.
    """

    def __init__(self, session: ScopedSession) -> None:
        self._session = session

    def hold(self, whose: str) -> None:
        """Let nobody else count for this network address or account until this work ends, so that counts are exact."""
        lock(self._session, f"links of {whose}")

    def asked(self, asked_from: str, since: datetime) -> int:
        """How many links were asked for from a network address after ``since``."""
        return self._count(LinkRow.asked_from == asked_from, LinkRow.asked_at > since)

    def sent(self, account: UUID, since: datetime) -> int:
        """How many letters with a link were written to an account after ``since``."""
        return self._count(LinkRow.account_id == account, LinkRow.asked_at > since)

    def ask(self, kind: LinkKind, *, email: str, asked_from: str = "") -> UUID:
        """Note a request, whoever's address it is."""
        row = LinkRow(
            id=uuid4(), kind=kind.value, email=email, asked_from=asked_from, asked_at=self._session.now
        )
        self._session.add(row)
        self._session.flush()
        return row.id

    def waiting(self, link: UUID) -> Link | None:
        """A request that no letter was written for yet, held until this work ends."""
        row = self._session.scalars(
            select(LinkRow).where(LinkRow.id == link, LinkRow.message_id.is_(None)).with_for_update()
        ).one_or_none()
        return _link(row) if row else None

    def give(self, link: UUID, *, account: UUID, message: UUID) -> None:
        """Bind a request to the account as it is now, and to the letter that will carry the link."""
        epoch = select(AccountRow.epoch).where(AccountRow.id == account).scalar_subquery()
        self._write(link, account_id=account, epoch=epoch, message_id=message)

    def of_message(self, message: UUID) -> Link | None:
        """The link that a letter carries; None when it has died meanwhile."""
        row = self._session.scalars(self._living().where(LinkRow.message_id == message)).one_or_none()
        return _link(row) if row else None

    def arm(self, link: UUID, token: str) -> None:
        """Let ``token`` open the link for LIFE from now on; one it had before opens nothing any more."""
        self._write(link, digest=_digest(token), ends_at=self._session.now + LIFE)

    def opened_by(self, token: str, *, hold: bool = False) -> Link | None:
        """The living link this token opens. ``hold``: of two who use it at once the second waits, and finds it used."""
        question = self._living().where(LinkRow.digest == _digest(token), LinkRow.ends_at > self._session.now)
        if hold:
            question = question.with_for_update()
        row = self._session.scalars(question).one_or_none()
        return _link(row) if row else None

    def use(self, link: UUID) -> None:
        """It has done its one service."""
        self._write(link, used_at=self._session.now)

    def forget(self, before: datetime) -> int:
        """Remove what was asked for before; answers how many."""
        gone = delete(LinkRow).where(LinkRow.asked_at < before).returning(LinkRow.id)
        return len(self._session.scalars(gone).all())

    def _living(self) -> Select[LinkRow]:
        return (
            select(LinkRow)
            .join(AccountRow, AccountRow.id == LinkRow.account_id)
            .where(
                LinkRow.used_at.is_(None),
                LinkRow.epoch == AccountRow.epoch,
                AccountRow.disabled_at.is_(None),
                or_(AccountRow.signed_in_at.is_(None), AccountRow.signed_in_at < LinkRow.asked_at),
            )
        )

    def _count(self, *which: ColumnElement[bool]) -> int:
        return self._session.scalar(select(func.count()).select_from(LinkRow).where(*which)) or 0

    def _write(self, link: UUID, **values: object) -> None:
        self._session.execute(update(LinkRow).where(LinkRow.id == link).values(**values))


def _digest(token: str) -> str:
    return sha256(token.encode()).hexdigest()


def _link(row: LinkRow) -> Link:
    return Link(row.id, LinkKind(row.kind), row.email, row.account_id, row.asked_at)
