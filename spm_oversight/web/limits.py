"""How large a form may be."""

from __future__ import annotations

from flask import Flask, request


def limit_forms(app: Flask) -> None:
    """Refuse a form over ``MAX_FORM_MEMORY_SIZE`` bytes before anything reads it; register it before all who do.

    Werkzeug bounds the fields of a form with files by that setting. A form without files it reads whole.
    """

    @app.before_request
    def limit() -> None:
        if request.mimetype == "application/x-www-form-urlencoded":
            request.max_content_length = app.config["MAX_FORM_MEMORY_SIZE"]
