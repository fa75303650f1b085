"""What the machine is short of, told apart from faults of ours: the database is away, a disk is full."""

from __future__ import annotations

import errno

import psycopg
from sqlalchemy.exc import DBAPIError
from sqlalchemy.exc import TimeoutError as NoneFree

from spm_oversight.domain.errors import Away, NoRoom

TROUBLES: tuple[type[Exception], ...] = (DBAPIError, NoneFree, OSError)
"""What may be trouble of the machine; ``trouble_of`` says whether it is."""

_FULL = frozenset({errno.ENOSPC, errno.EDQUOT, errno.EFBIG})
_DISK_FULL = "53100"
# Connection lost, too little of something, ended by the administrator or a crash, starting up.
_AWAY = ("08", "53", "57P0")


def trouble_of(error: Exception) -> Away | NoRoom | None:
    """What the person who asked is told; None for a fault of ours."""
    if isinstance(error, OSError):
        return NoRoom("Ruang penyimpanan di server penuh.") if error.errno in _FULL else None
    state = sqlstate_of(error)
    if state == _DISK_FULL:
        return NoRoom("Ruang penyimpanan di server penuh.")
    if isinstance(error, NoneFree) or state.startswith(_AWAY) or _without_answer(error):
        return Away("Basis data sedang tidak dapat dihubungi.")
    return None


def sqlstate_of(error: Exception) -> str:
    """PostgreSQL's code for what failed; empty where it said none."""
    return getattr(getattr(error, "orig", None), "sqlstate", None) or ""


def _without_answer(error: Exception) -> bool:
    """Whether the line broke, or none could be had: then nobody said a code."""
    broken = isinstance(getattr(error, "orig", None), psycopg.OperationalError)
    return (
        isinstance(error, DBAPIError) and (error.connection_invalidated or broken) and not sqlstate_of(error)
    )
