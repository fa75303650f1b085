"""What an account shows beside its password. Known before any tenant is: reached by SYSTEM alone (ADR 0040)."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID, uuid4

from sqlalchemy import BigInteger, ForeignKey, LargeBinary
from sqlalchemy.orm import Mapped, mapped_column

from spm_oversight.persistence.columns import Moment
from spm_oversight.persistence.database import Base


class AuthenticatorAppRow(Base):
    """An app that shows a code every 30 seconds. ``sealed``: its secret (``persistence/seal.py``).

    ``last_step``: the last 30 seconds (counted from 1970) whose code was taken; none up to it is taken again.
    """

    __tablename__ = "authenticator_app"
    account_id: Mapped[UUID] = mapped_column(ForeignKey("account.id"), primary_key=True)
    sealed: Mapped[bytes] = mapped_column(LargeBinary)
    made: Mapped[datetime] = mapped_column(Moment)
    last_step: Mapped[int] = mapped_column(BigInteger)


class RecoveryCodeRow(Base):
    """One of the codes on paper; ``key`` is its SHA-256, ``used`` when it was taken."""

    __tablename__ = "recovery_code"
    account_id: Mapped[UUID] = mapped_column(ForeignKey("account.id"), primary_key=True)
    key: Mapped[bytes] = mapped_column(LargeBinary, primary_key=True)
    used: Mapped[datetime | None] = mapped_column(Moment)


class PasskeyRow(Base):
    """A passkey, by the name its owner gave it. ``uses``: the authenticator's own count, 0 where it keeps none."""

    __tablename__ = "passkey"
    id: Mapped[UUID] = mapped_column(primary_key=True, default=uuid4)
    account_id: Mapped[UUID] = mapped_column(ForeignKey("account.id"), index=True)
    credential: Mapped[bytes] = mapped_column(LargeBinary, unique=True)
    public_key: Mapped[bytes] = mapped_column(LargeBinary)
    uses: Mapped[int] = mapped_column(BigInteger)
    name: Mapped[str]
    made: Mapped[datetime] = mapped_column(Moment)
    last_used: Mapped[datetime | None] = mapped_column(Moment)


class SecondStepRow(Base):
    """A sign-in whose password was right and whose second step is due; ``key`` is the SHA-256 of its token."""

    __tablename__ = "second_step"
    key: Mapped[bytes] = mapped_column(LargeBinary, primary_key=True)
    account_id: Mapped[UUID] = mapped_column(ForeignKey("account.id"), index=True)
    ends: Mapped[datetime] = mapped_column(Moment)


class UsedChallengeRow(Base):
    """What a passkey signed once and must not be shown again; ``key`` is its SHA-256."""

    __tablename__ = "used_challenge"
    key: Mapped[bytes] = mapped_column(LargeBinary, primary_key=True)
    used: Mapped[datetime] = mapped_column(Moment)
