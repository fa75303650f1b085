"""The cast of the web tests, attacked here."""

from __future__ import annotations

from tests.web.conftest import app, nobody, urls, visit, with_cast

__all__ = ["app", "nobody", "urls", "visit", "with_cast"]
