"""Two provinces opened in a database of the test, reached as the application's role."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from fractions import Fraction
from pathlib import Path

import pytest
from flask import Flask

from spm_oversight.app import create_app
from spm_oversight.config.reading import read_settings
from spm_oversight.domain.figures import CellState, Pair
from spm_oversight.domain.form import ChangeSet, PairCell
from spm_oversight.domain.method import Method
from spm_oversight.domain.period import Window
from spm_oversight.domain.scope import SYSTEM
from spm_oversight.persistence.database import db
from spm_oversight.persistence.embedded import Urls
from spm_oversight.persistence.quarters import Period
from spm_oversight.persistence.work import open_work
from tests.persistence.places import OUR_SCOPE, OURS, PROVINCE_SCOPE, QUARTER, SERVICE

CELL = PairCell(Pair(CellState.FILLED, Fraction(10), Fraction(7)), "catatan")


@contextmanager
def _application(database: Urls, folder: Path) -> Iterator[Flask]:
    settings = read_settings(
        {
            "DATABASE_URL": database.app,
            "DATABASE_OWNER_URL": database.owner,
            "SECRET_KEY": "s" * 40,
            "SPM_TRUSTED_HOSTS": "localhost",
            "SPM_DATA": str(folder),
        }
    )
    with create_app(settings).app_context() as context:
        with open_work(SYSTEM, None) as work:
            for province in ("62", "63"):
                work.places.open(work.places.regions_of(province), sample=False)
        yield context.app
        db.engine.dispose()


@pytest.fixture
def app(database: Urls, tmp_path: Path) -> Iterator[Flask]:
    """The application on the test's own database, in an application context."""
    with _application(database, tmp_path) as app:
        yield app


@pytest.fixture(scope="module")
def filled(
    new_database: Callable[..., Urls], migrated: str, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Flask]:
    """One figure and one office of our district, shared: for tests of what must change nothing."""
    with _application(new_database(migrated), tmp_path_factory.mktemp("filled")) as app:
        opens, closes = datetime(2024, 10, 1, tzinfo=UTC), datetime(2025, 1, 20, tzinfo=UTC)
        with open_work(PROVINCE_SCOPE, None) as work:
            work.quarters.add_method("62", Method())
            work.quarters.open("62", Period(QUARTER, Window(opens, closes), 2022, Method().version))
        with open_work(OUR_SCOPE, None) as work:
            nothing = work.figures.cells(QUARTER, (OURS,))[OURS]
            work.figures.apply(OURS, QUARTER, ChangeSet(recipients={SERVICE: CELL}), "Ani", nothing)
            work.offices.add("62", OURS, code="dinkes", name="Dinas Kesehatan")
        yield app
