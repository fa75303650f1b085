"""Remember how a job failed: the kind of error and its place in the program, which quote nobody's data."""

from __future__ import annotations

import traceback
from errno import errorcode
from pathlib import Path

from spm_oversight.services.begin import begin_system

_PACKAGE = Path(__file__).resolve().parents[1]


def note_failure(*, job: int, error: BaseException) -> None:
    """Keep what the platform may know of a failed try; the error's own sentence stands in the worker's log alone."""
    what, place = _what(error), _place(error)
    with begin_system() as work:
        work.installation.note_failure(job, what=what, place=place)


def _what(error: BaseException) -> str:
    """``OSError: ENOSPC``: the kind of error, with the code of the system or of PostgreSQL where it has one.

    No message is kept: it may quote a figure, a name or an address of a tenant.
    """
    cause = getattr(error, "orig", None) or error
    code = errorcode.get(getattr(cause, "errno", None) or 0) or getattr(cause, "sqlstate", None)
    return f"{type(cause).__name__}: {code}" if code else type(cause).__name__


def _place(error: BaseException) -> str:
    """``persistence/files.py:52``: the innermost line of ours that the error came through."""
    ours = [
        (Path(frame.filename).relative_to(_PACKAGE), frame.lineno)
        for frame in traceback.extract_tb(error.__traceback__)
        if Path(frame.filename).is_relative_to(_PACKAGE)
    ]
    return f"{ours[-1][0].as_posix()}:{ours[-1][1]}" if ours else ""
