"""Answer with a page and keep nothing of what the request had begun."""

from __future__ import annotations

from typing import NoReturn

from flask import abort, make_response


def undone(page: str, status: int) -> NoReturn:
    """Answer ``page``, with the unit of work rolled back: what a form that could not be saved answers with.

    A returned page ends the unit of work well and commits it; this one leaves it as an exception, which rolls back.
    """
    abort(make_response(page, status))
