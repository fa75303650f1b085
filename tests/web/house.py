"""The application over HTTP and the database of the cast: made once in a run, for all tests that attack or visit it."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import urlsplit

import psycopg
import pytest
from flask import Flask

from spm_oversight.app import create_app
from spm_oversight.config.reading import read_settings
from spm_oversight.persistence.database import db
from spm_oversight.persistence.embedded import Urls
from tests.web.cast import CAST, Visitor, appoint_cast, signed_in
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


@dataclass(frozen=True)
class Ready:
    """A template of the tests' databases, and who has a session in it: their browser, on the test's application."""

    database: str
    doors: Mapping[str, Callable[[Flask], Visitor]]


@pytest.fixture(scope="session")
def with_cast(
    new_database: Callable[..., Urls], migrated: str, tmp_path_factory: pytest.TempPathFactory
) -> str:
    """The name of a database with two provinces and a person of every role, none of whom has ever signed in."""
    urls = new_database(migrated)
    app = application(urls, tmp_path_factory.mktemp("cast"))
    with app.app_context():
        appoint_cast()
        db.engine.dispose()
    return urlsplit(urls.owner).path.strip("/")


@pytest.fixture(scope="session")
def all_signed_in(
    new_database: Callable[..., Urls], with_cast: str, tmp_path_factory: pytest.TempPathFactory
) -> Ready:
    """Everybody has signed in by the form, once in a run: for each test anew it was a fifth of the time."""
    urls = new_database(with_cast)
    app = application(urls, tmp_path_factory.mktemp("ready"))
    app.test_client_class = None  # what is wrong with an answer is for a test to say, not for its preparation
    doors = {name: signed_in(app, name).again_in for name in CAST}
    with app.app_context():
        db.engine.dispose()
    with psycopg.connect(urls.superuser) as connection:
        # A run may take longer than a session may lie idle.
        connection.execute("update session set seen = ends")
    return Ready(urlsplit(urls.owner).path.strip("/"), doors)


@pytest.fixture
def ready(all_signed_in: Ready) -> Ready:
    """What the test's database is a copy of; ``nobody_signed_in`` takes its place where signing in is the subject."""
    return all_signed_in


@pytest.fixture
def nobody_signed_in(with_cast: str) -> Ready:
    """For ``ready``: whoever visits signs in by the form."""
    return Ready(with_cast, {})
