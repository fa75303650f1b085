"""What a check of an installation found: where, what is the matter, and the remedy."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class Finding:
    """``place``: a setting, a role, a table or a folder; ``what`` and ``remedy``: Indonesian sentences.

    One that is not ``fatal`` is a warning: a promise rests on it, but serving without it harms nobody today.
    """

    place: str
    what: str
    remedy: str
    fatal: bool = True
