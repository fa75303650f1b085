"""The application over HTTP, with a person of every role: each test in a database of its own."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from flask import Flask

from spm_oversight.persistence.database import db
from spm_oversight.persistence.embedded import Urls
from spm_oversight.services import paper_way
from tests.web.cast import Visitor, signed_in
from tests.web.house import Ready, application


@pytest.fixture
def urls(own_database: Callable[[str], Urls], ready: Ready) -> Urls:
    """The test's own database, with the cast in it."""
    return own_database(ready.database)


@pytest.fixture
def app(urls: Urls, tmp_path: Path) -> Iterator[Flask]:
    """The application on the test's own database."""
    app = application(urls, tmp_path)
    yield app
    with app.app_context():
        db.engine.dispose()


@pytest.fixture
def visit(app: Flask, ready: Ready) -> Callable[[str], Visitor]:
    """``visit("coordinator")``: a browser in which that person of the cast has signed in; each call another browser.

    The first has the session that the database came with, the next signs in by the form.
    """
    doors = dict(ready.doors)
    return lambda name: doors.pop(name)(app) if name in doors else signed_in(app, name)


@pytest.fixture
def nobody(app: Flask) -> Visitor:
    """A browser on the sign-in page."""
    visitor = Visitor(app.test_client())
    visitor.take_token("/masuk")
    return visitor


@pytest.fixture
def made(urls: Urls, tmp_path: Path) -> Iterator[Callable[..., Flask]]:
    """``made(SPM_PROXIES="1")``: the application with further settings, on the test's own database."""
    apps: list[Flask] = []

    def make(**more: str) -> Flask:
        apps.append(application(urls, tmp_path, **more))
        return apps[-1]

    yield make
    for app in apps:
        with app.app_context():
            db.engine.dispose()


@pytest.fixture
def unprinted(monkeypatch: pytest.MonkeyPatch) -> None:
    """What is on a paper is no matter where it cannot be kept; printing it takes seconds, at each try."""
    monkeypatch.setattr(paper_way, "render_pdf", lambda *_, **__: b"%PDF-")
