"""What every answer carries: nothing from a foreign host, nothing inline, nothing kept by a shared cache."""

from __future__ import annotations

from flask import Flask, Response, request

POLICY = (
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; font-src 'self';"
    " connect-src 'self'; form-action 'self'; frame-ancestors 'none'; base-uri 'none'"
)


def add_headers(app: Flask) -> None:
    """Set the headers on each response."""

    @app.after_request
    def _headers(response: Response) -> Response:  # pyright: ignore[reportUnusedFunction]
        response.headers.setdefault("Content-Security-Policy", POLICY)
        response.headers["X-Content-Type-Options"] = "nosniff"
        response.headers["Referrer-Policy"] = "same-origin"
        response.headers["Cross-Origin-Opener-Policy"] = "same-origin"
        if request.endpoint in ("static", "bootstrap.static"):
            response.headers["Cache-Control"] = "public, max-age=86400"
        else:
            response.headers["Cache-Control"] = "no-store"
            response.vary.add("Cookie")
        return response
