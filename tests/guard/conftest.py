"""The cast of the web tests, attacked here."""

from __future__ import annotations

from tests.web.conftest import app, made, nobody, urls, visit

__all__ = ["app", "made", "nobody", "urls", "visit"]
