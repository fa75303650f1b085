"""What every answer carries: nothing from a foreign host, nothing inline, nothing kept by a shared cache."""

from __future__ import annotations

import secrets

from flask import Flask, Response, g, request
from flask.typing import ResponseReturnValue

POLICY = (
    "default-src 'none'; script-src {}; style-src 'self'; img-src 'self' data:; font-src 'self';"
    " connect-src 'self'; form-action 'self'; frame-ancestors 'none'; base-uri 'none'"
)

# A year: the browser then asks by https itself, whatever is typed or linked, here and under names below this one.
HTTPS_ONLY = "max-age=31536000; includeSubDomains"


def script_nonce() -> str:
    """The word by which a browser knows the scripts that this answer means; another for each answer (ADR 0053)."""
    if "script_nonce" not in g:
        g.script_nonce = secrets.token_urlsafe(16)
    return g.script_nonce


def refuse_plain_http(app: Flask, site: str) -> None:
    """Answer nothing that came over plain http; call before whatever reads a form.

    A sign-in would fail without a word, as the browser keeps no cookie; a redirect would turn in a circle where the
    proxy does not say X-Forwarded-Proto. The state of the service is asked behind the proxy.
    """

    @app.before_request
    def _refuse() -> ResponseReturnValue | None:  # pyright: ignore[reportUnusedFunction]
        if request.is_secure or request.endpoint == "health.page":
            return None
        words = f"Situs ini hanya dilayani lewat https. Buka {site}\n"
        return words, 400, {"Content-Type": "text/plain; charset=utf-8"}


def add_headers(app: Flask) -> None:
    """Set the headers on each response."""

    @app.after_request
    def _headers(response: Response) -> Response:  # pyright: ignore[reportUnusedFunction]
        nonce = g.pop("script_nonce", "")
        policy = POLICY.format(f"'nonce-{nonce}'" if nonce else "'none'")
        response.headers.setdefault("Content-Security-Policy", policy)
        response.headers["X-Content-Type-Options"] = "nosniff"
        response.headers["Referrer-Policy"] = "same-origin"
        response.headers["Cross-Origin-Opener-Policy"] = "same-origin"
        response.headers["Cross-Origin-Resource-Policy"] = "same-origin"
        if request.is_secure:
            response.headers["Strict-Transport-Security"] = HTTPS_ONLY
        if request.endpoint in ("static", "bootstrap.static"):
            response.headers["Cache-Control"] = "public, max-age=86400"
        else:
            response.headers["Cache-Control"] = "no-store"
            response.vary.add("Cookie")
        return response
