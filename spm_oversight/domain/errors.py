"""What can go wrong, without HTTP. Messages are Indonesian sentences for the person who asked."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta


class SpmError(Exception):
    """Base of every refusal; ``str(error)`` is shown as it is: what happened and what to do."""


class Missing(SpmError):
    """The thing does not exist for this person: foreign and absent alike (HTTP 404)."""


class Refused(SpmError):
    """A rule or a right forbids it now (HTTP 403 or a message; command line exit 2)."""


class Invalid(SpmError):
    """The input is wrong; ``faults`` name each place (field or cell) with its remedy."""

    def __init__(self, message: str, faults: tuple[Fault, ...] = ()) -> None:
        super().__init__(message)
        self.faults = faults


class Conflict(SpmError):
    """Somebody else changed it since it was read."""


class TooOften(SpmError):
    """Tried too often: nothing was looked at, and nothing will be before ``wait`` is over."""

    def __init__(self, message: str, wait: timedelta) -> None:
        super().__init__(message)
        self.wait = wait


class Away(SpmError):
    """The database does not answer now. Whether what was sent last is stored is not known: send it again (HTTP 503)."""


class NoRoom(SpmError):
    """A disk of the installation is full; nothing of what was sent is stored (HTTP 507)."""


class StepDue(SpmError):
    """The password was right and is not enough: ``token`` speaks for the sign-in that waits for its second step."""

    def __init__(self, token: str) -> None:
        super().__init__("Akun ini masuk dengan dua langkah. Lanjutkan pada halaman web.")
        self.token = token


@dataclass(frozen=True)
class Fault:
    """One wrong place in an input: where, what was read, what is expected."""

    place: str
    message: str
