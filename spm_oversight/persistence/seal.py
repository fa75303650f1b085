"""Seals what nobody but this installation may read or make: secrets at rest, and what a page carries and gives back."""

from __future__ import annotations

from base64 import urlsafe_b64encode
from collections.abc import Sequence
from datetime import datetime, timedelta

from cryptography.fernet import Fernet, InvalidToken, MultiFernet
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF


class Seal:
    """Fernet under a key of its own, derived from ``SECRET_KEY``; what former keys have sealed is still opened.

    ``purpose``, in letters and digits, keeps one use from another.
    """

    def __init__(self) -> None:
        self._fernet: MultiFernet | None = None

    def configure(self, secret: str, former: Sequence[str] = ()) -> None:
        """Say with which secret, and which were used before; once, when the app is made."""
        self._fernet = MultiFernet([_fernet(each) for each in (secret, *former)])

    def close(self, purpose: str, data: bytes, now: datetime) -> bytes:
        """``data`` so that only ``open`` for the same purpose reads it."""
        return self._key.encrypt_at_time(purpose.encode() + b"\0" + data, int(now.timestamp()))

    def open(
        self, purpose: str, sealed: bytes, now: datetime, lasts: timedelta | None = None
    ) -> bytes | None:
        """What was sealed for this purpose; None where it was not, or is older than ``lasts``."""
        try:
            if lasts is None:
                plain = self._key.decrypt(sealed)
            else:
                plain = self._key.decrypt_at_time(
                    sealed, ttl=int(lasts.total_seconds()), current_time=int(now.timestamp())
                )
        except InvalidToken:
            return None
        told, _, data = plain.partition(b"\0")
        return data if told == purpose.encode() else None

    @property
    def _key(self) -> MultiFernet:
        if self._fernet is None:
            raise RuntimeError("the seal is not configured; create_app does")
        return self._fernet


def _fernet(secret: str) -> Fernet:
    derived = HKDF(algorithm=SHA256(), length=32, salt=None, info=b"second step").derive(secret.encode())
    return Fernet(urlsafe_b64encode(derived))


seal = Seal()
