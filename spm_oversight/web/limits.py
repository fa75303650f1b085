"""How large a form may be, and how often one is read that anybody may send."""

from __future__ import annotations

from flask import Flask, request

from spm_oversight.services.throttle import count_check


def slow_checks(app: Flask) -> None:
    """Count the files that are held against papers before they are read; register it before all who read forms."""

    @app.before_request
    def count() -> None:
        if request.endpoint == "check.match":
            count_check(request.remote_addr or "")


def limit_forms(app: Flask) -> None:
    """Refuse a form over ``MAX_FORM_MEMORY_SIZE`` bytes before anything reads it; register it before all who do.

    Werkzeug bounds the fields of a form with files by that setting. A form without files it reads whole.
    """

    @app.before_request
    def limit() -> None:
        if request.mimetype == "application/x-www-form-urlencoded":
            request.max_content_length = app.config["MAX_FORM_MEMORY_SIZE"]
