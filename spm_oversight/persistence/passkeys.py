"""Passkeys: what an account keeps of each, in the scope of the system."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from hashlib import sha256
from uuid import UUID

from sqlalchemy import delete, select, update
from sqlalchemy.dialects.postgresql import insert

from spm_oversight.persistence.scoped_session import ScopedSession
from spm_oversight.persistence.second_step_tables import PasskeyRow, UsedChallengeRow


@dataclass(frozen=True)
class Passkey:
    """A passkey: the credential's id and public key as the authenticator gave them, and its owner's name for it.

    ``uses``: the authenticator's own count, 0 where it keeps none.
    """

    id: UUID
    account: UUID
    credential: bytes
    public_key: bytes
    uses: int
    name: str
    made: datetime
    last_used: datetime | None


class Passkeys:
    """Questions and writes on passkeys."""

    def __init__(self, session: ScopedSession) -> None:
        self._session = session

    def of(self, account: UUID) -> tuple[Passkey, ...]:
        """The passkeys of an account, the first one first."""
        found = select(PasskeyRow).where(PasskeyRow.account_id == account)
        return tuple(map(_passkey, self._session.scalars(found.order_by(PasskeyRow.made, PasskeyRow.id))))

    def hold(self, credential: bytes) -> Passkey | None:
        """The passkey of a credential, held until the end of the work."""
        found = select(PasskeyRow).where(PasskeyRow.credential == credential).with_for_update()
        row = self._session.scalars(found).one_or_none()
        return _passkey(row) if row else None

    def add(self, account: UUID, *, credential: bytes, public_key: bytes, uses: int, name: str) -> None:
        """Keep a new passkey."""
        row = PasskeyRow(
            account_id=account, credential=credential, public_key=public_key, uses=uses, name=name
        )
        row.made = self._session.now
        self._session.add(row)
        self._session.flush()

    def used(self, passkey: UUID, uses: int) -> None:
        """Note that it signed somebody in."""
        noted = update(PasskeyRow).where(PasskeyRow.id == passkey)
        self._session.execute(noted.values(uses=uses, last_used=self._session.now))

    def remove(self, account: UUID, passkey: UUID) -> str | None:
        """Forget a passkey of an account; its name, or None where there is none."""
        gone = delete(PasskeyRow).where(PasskeyRow.account_id == account, PasskeyRow.id == passkey)
        return self._session.scalar(gone.returning(PasskeyRow.name))

    def spend(self, challenge: bytes) -> bool:
        """Let a challenge be answered: once, of however many who try."""
        key = {"key": sha256(challenge).digest(), "used": self._session.now}
        spent = insert(UsedChallengeRow).values(key).on_conflict_do_nothing()
        return self._session.execute(spent.returning(UsedChallengeRow.key)).one_or_none() is not None


def _passkey(row: PasskeyRow) -> Passkey:
    return Passkey(
        id=row.id,
        account=row.account_id,
        credential=row.credential,
        public_key=row.public_key,
        uses=row.uses,
        name=row.name,
        made=row.made,
        last_used=row.last_used,
    )
