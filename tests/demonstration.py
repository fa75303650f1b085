"""The demonstration province as a database to test on: written once in a run, copied for whoever wants one."""

from __future__ import annotations

import fcntl
from collections.abc import Callable
from pathlib import Path
from urllib.parse import urlsplit

import pytest

from spm_oversight.app import create_app
from spm_oversight.config.reading import read_settings
from spm_oversight.config.settings import Settings
from spm_oversight.persistence.database import db
from spm_oversight.persistence.embedded import Urls
from spm_oversight.persistence.pg_tools import dump, restore
from spm_oversight.persistence.whole import whole
from spm_oversight.services.demonstration.load import load


def settings_on(urls: Urls, folder: Path) -> Settings:
    """The application's settings on a database of the test run."""
    return read_settings(
        {
            "DATABASE_URL": urls.app,
            "DATABASE_OWNER_URL": urls.owner,
            "SECRET_KEY": "s" * 40,
            "SPM_TRUSTED_HOSTS": "localhost",
            "SPM_DATA": str(folder),
        }
    )


@pytest.fixture(scope="session")
def demonstration_folder(run_folder: Path) -> Path:
    """The data folder of the demonstration, with its samples of evidence; copy it to change it."""
    return run_folder / "demonstration"


@pytest.fixture(scope="session")
def demonstration_template(
    new_database: Callable[..., Urls], migrated: str, demonstration_folder: Path
) -> str:
    """The name of a database holding the demonstration, loaded by the database's clock; nobody is connected to it.

    Loading it takes long: one worker does, and the others restore what it dumped.
    """
    kept = demonstration_folder.with_suffix(".dump")
    with kept.with_suffix(".lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        loaded = kept.exists()
        urls = new_database() if loaded else new_database(migrated)
        if loaded:
            restore(urls.owner, kept, then="analyze")
        else:
            with create_app(settings_on(urls, demonstration_folder)).app_context():
                load()
                db.engine.dispose()
            with whole(urls.backup) as database:
                dump(urls.backup, kept.with_suffix(".part"), snapshot=database.snapshot())
            kept.with_suffix(".part").rename(kept)
    return urlsplit(urls.owner).path.strip("/")


@pytest.fixture
def demonstration(own_database: Callable[[str], Urls], demonstration_template: str) -> Urls:
    """A demonstration province of this test alone."""
    return own_database(demonstration_template)
