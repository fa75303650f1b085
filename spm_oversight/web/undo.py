"""Answer with a page and keep nothing of what the request had begun."""

from __future__ import annotations

from collections.abc import Mapping
from typing import NoReturn

from flask import abort, jsonify, make_response


def undone(page: str, status: int) -> NoReturn:
    """Answer ``page``, with the unit of work rolled back: what a form that could not be saved answers with.

    A returned page ends the unit of work well and commits it; this one leaves it as an exception, which rolls back.
    """
    abort(make_response(page, status))


def undone_json(answer: Mapping[str, str], status: int) -> NoReturn:
    """As ``undone``, for a script."""
    response = make_response(jsonify(answer), status)
    abort(response)
