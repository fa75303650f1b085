"""What can go wrong, without HTTP. Messages are Indonesian sentences for the person who asked."""

from __future__ import annotations

from dataclasses import dataclass


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


@dataclass(frozen=True)
class Fault:
    """One wrong place in an input: where, what was read, what is expected."""

    place: str
    message: str
