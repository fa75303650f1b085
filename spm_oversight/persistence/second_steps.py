"""Authenticator apps and recovery codes, and sign-ins that wait for their second step; in the scope of the system."""

from __future__ import annotations

import secrets
from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from hashlib import sha256
from typing import Any
from uuid import UUID

from sqlalchemy import ColumnElement, delete, func, insert, or_, select, union, update

from spm_oversight.persistence.account_tables import AccountRow
from spm_oversight.persistence.scoped_session import ScopedSession
from spm_oversight.persistence.second_step_tables import (
    AuthenticatorAppRow,
    PasskeyRow,
    RecoveryCodeRow,
    SecondStepRow,
    UsedChallengeRow,
)


@dataclass(frozen=True)
class App:
    """An authenticator app: its sealed secret, since when, and the last 30 seconds whose code was taken."""

    sealed: bytes
    made: datetime
    last_step: int


def has_second_step(account: Any) -> ColumnElement[bool]:
    """Whether an account signs in with two steps; recovery codes alone are none."""
    app = select(AuthenticatorAppRow.account_id).where(AuthenticatorAppRow.account_id == account)
    passkey = select(PasskeyRow.id).where(PasskeyRow.account_id == account)
    return or_(app.correlate(AccountRow).exists(), passkey.correlate(AccountRow).exists())


class SecondSteps:
    """Questions and writes on second steps."""

    def __init__(self, session: ScopedSession) -> None:
        self._session = session

    def due(self, account: UUID) -> bool:
        """Whether the account signs in with two steps."""
        return bool(self._session.scalar(select(has_second_step(account))))

    def among(self, accounts: Collection[UUID]) -> frozenset[UUID]:
        """Those of the accounts that sign in with two steps."""
        kinds = (AuthenticatorAppRow.account_id, PasskeyRow.account_id)
        found = union(*(select(each).where(each.in_(accounts)) for each in kinds))
        return frozenset(self._session.scalars(found))

    def begin(self, account: UUID, password_hash: str, *, lasts: timedelta) -> str | None:
        """The token of a sign-in that waits; None when the account was shut or its password changed meanwhile.

        The account is held, as by a session that begins: who changes the password ends this sign-in as well.
        """
        held = select(AccountRow.password_hash, AccountRow.disabled_at).where(AccountRow.id == account)
        row = self._session.execute(held.with_for_update(read=True)).one_or_none()
        if row is None or row.disabled_at or row.password_hash != password_hash:
            return None
        token = secrets.token_urlsafe(32)
        self._session.add(SecondStepRow(key=_key(token), account_id=account, ends=self._session.now + lasts))
        self._session.flush()
        return token

    def account_of(self, token: str) -> UUID | None:
        """Whose sign-in waits under this token; None once it is over."""
        found = select(SecondStepRow.account_id).where(SecondStepRow.key == _key(token))
        return self._session.scalar(found.where(SecondStepRow.ends > self._session.now))

    def end(self, token: str) -> bool:
        """The sign-in waits no more; of two who end it at once, one is told that it was theirs."""
        gone = delete(SecondStepRow).where(
            SecondStepRow.key == _key(token), SecondStepRow.ends > self._session.now
        )
        return self._session.execute(gone.returning(SecondStepRow.key)).one_or_none() is not None

    def app(self, account: UUID) -> App | None:
        """The account's authenticator app."""
        row = self._session.get(AuthenticatorAppRow, account)
        return App(row.sealed, row.made, row.last_step) if row else None

    def put_app(self, account: UUID, sealed: bytes, step: int) -> None:
        """Keep an app in the place of the one before; the code of ``step`` was taken."""
        self.remove_app(account)
        self._session.add(
            AuthenticatorAppRow(account_id=account, sealed=sealed, made=self._session.now, last_step=step)
        )
        self._session.flush()

    def take_step(self, account: UUID, step: int, sealed: bytes, anew: bytes) -> bool:
        """Take the code of ``step``: once, and none of an earlier one after it; keep the secret as sealed ``anew``."""
        taken = update(AuthenticatorAppRow).values(last_step=step, sealed=anew)
        taken = taken.where(AuthenticatorAppRow.account_id == account, AuthenticatorAppRow.last_step < step)
        taken = taken.where(AuthenticatorAppRow.sealed == sealed)
        return (
            self._session.execute(taken.returning(AuthenticatorAppRow.account_id)).one_or_none() is not None
        )

    def remove_app(self, account: UUID) -> bool:
        """Forget the app; whether there was one."""
        gone = delete(AuthenticatorAppRow).where(AuthenticatorAppRow.account_id == account)
        return self._session.execute(gone.returning(AuthenticatorAppRow.account_id)).one_or_none() is not None

    def put_codes(self, account: UUID, codes: Iterable[str]) -> None:
        """Keep new recovery codes, as hashes, in the place of those before."""
        self.remove_codes(account)
        rows = [{"account_id": account, "key": _key(code)} for code in codes]
        self._session.execute(insert(RecoveryCodeRow), rows)

    def codes_left(self, account: UUID) -> int:
        """How many recovery codes are unused."""
        unused = select(func.count()).where(
            RecoveryCodeRow.account_id == account, RecoveryCodeRow.used.is_(None)
        )
        return self._session.scalar(unused) or 0

    def take_code(self, account: UUID, code: str) -> bool:
        """Take a recovery code: once."""
        taken = update(RecoveryCodeRow).values(used=self._session.now)
        taken = taken.where(
            RecoveryCodeRow.account_id == account,
            RecoveryCodeRow.key == _key(code),
            RecoveryCodeRow.used.is_(None),
        )
        return self._session.execute(taken.returning(RecoveryCodeRow.key)).one_or_none() is not None

    def remove_codes(self, account: UUID) -> None:
        """Forget the recovery codes."""
        self._session.execute(delete(RecoveryCodeRow).where(RecoveryCodeRow.account_id == account))

    def remove_all(self, account: UUID) -> None:
        """Forget every second step of an account, recovery codes included."""
        for each in (AuthenticatorAppRow, PasskeyRow, RecoveryCodeRow):
            self._session.execute(delete(each).where(each.account_id == account))

    def forget(self, challenges_before: datetime) -> int:
        """Forget sign-ins that waited too long, and challenges nobody may answer any more; how many."""
        waited = (
            delete(SecondStepRow).where(SecondStepRow.ends < self._session.now).returning(SecondStepRow.key)
        )
        old = delete(UsedChallengeRow).where(UsedChallengeRow.used < challenges_before)
        found = (waited, old.returning(UsedChallengeRow.key))
        return sum(len(self._session.execute(each).all()) for each in found)


def _key(token: str) -> bytes:
    # Tokens and recovery codes are random through and through: one plain hash is enough.
    return sha256(token.encode()).digest()
