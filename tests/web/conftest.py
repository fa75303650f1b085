"""The application over HTTP, with a person of every role: each test in a database of its own."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path
from urllib.parse import urlsplit

import pytest
from flask import Flask

from spm_oversight.app import create_app
from spm_oversight.config import read_settings
from spm_oversight.persistence.database import db
from spm_oversight.persistence.embedded import Urls
from tests.web.cast import Visitor, appoint_cast, signed_in
from tests.web.pages import HouseClient


def application(database: Urls, folder: Path, **more: str) -> Flask:
    """The application as in production, on this database; ``more`` are further settings."""
    app = create_app(
        read_settings(
            {
                "DATABASE_URL": database.app,
                "DATABASE_OWNER_URL": database.owner,
                "SECRET_KEY": "s" * 40,
                "SPM_TRUSTED_HOSTS": "localhost",
                "SPM_HTTPS": "0",
                "SPM_DATA": str(folder),
                # The cast signs in by password alone; tests of the second step ask for it.
                "SPM_TWO_STEPS": "0",
                **more,
            }
        )
    )
    app.test_client_class = HouseClient  # every page any test opens is examined
    return app


@pytest.fixture(scope="session")
def with_cast(
    new_database: Callable[..., Urls], migrated: str, tmp_path_factory: pytest.TempPathFactory
) -> str:
    """The name of a database with two provinces and a person of every role: the template of the tests' databases."""
    urls = new_database(migrated)
    app = application(urls, tmp_path_factory.mktemp("cast"))
    with app.app_context():
        appoint_cast()
        db.engine.dispose()
    return urlsplit(urls.owner).path.strip("/")


@pytest.fixture
def urls(own_database: Callable[[str], Urls], with_cast: str) -> Urls:
    """The test's own database, with the cast in it."""
    return own_database(with_cast)


@pytest.fixture
def app(urls: Urls, tmp_path: Path) -> Iterator[Flask]:
    """The application on the test's own database."""
    app = application(urls, tmp_path)
    yield app
    with app.app_context():
        db.engine.dispose()


@pytest.fixture
def visit(app: Flask) -> Callable[[str], Visitor]:
    """``visit("coordinator")``: a browser in which that person of the cast has signed in by the form."""
    return lambda name: signed_in(app, name)


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
