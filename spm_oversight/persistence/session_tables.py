"""Who is signed in where, and who guesses. Known before any tenant is: reached by SYSTEM alone."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID, uuid4

from sqlalchemy import ForeignKey, LargeBinary
from sqlalchemy.orm import Mapped, mapped_column

from spm_oversight.persistence.columns import Moment
from spm_oversight.persistence.database import Base


class SessionRow(Base):
    """A browser in which an account is signed in. ``key`` is the SHA-256 of the token that the browser alone has.

    ``seen``: the last act of the person, to the minute; ``ends``: over by then, whatever happens; ``membership_id``:
    the one they chose to act in. ``address`` and ``browser`` tell the person which of their places it is.
    """

    __tablename__ = "session"
    id: Mapped[UUID] = mapped_column(primary_key=True, default=uuid4)
    key: Mapped[bytes] = mapped_column(LargeBinary, unique=True)
    account_id: Mapped[UUID] = mapped_column(ForeignKey("account.id"), index=True)
    membership_id: Mapped[UUID | None]
    begun: Mapped[datetime] = mapped_column(Moment)
    seen: Mapped[datetime] = mapped_column(Moment)
    ends: Mapped[datetime] = mapped_column(Moment)
    address: Mapped[str]
    browser: Mapped[str]


class SignInTriesRow(Base):
    """Wrong passwords in a row; ``key`` is the SHA-256 of whom and from where they were tried (services/throttle.py).

    Hashed, since what is typed into the field of an address may be a password.
    """

    __tablename__ = "sign_in_tries"
    key: Mapped[bytes] = mapped_column(LargeBinary, primary_key=True)
    wrong: Mapped[int]
    until: Mapped[datetime] = mapped_column(Moment)


class KnownPlaceRow(Base):
    """A place from which an account was signed in to; ``key`` as of the wrong passwords for it from there."""

    __tablename__ = "known_place"
    key: Mapped[bytes] = mapped_column(LargeBinary, primary_key=True)
    seen: Mapped[datetime] = mapped_column(Moment)
