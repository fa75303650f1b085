"""One embedded PostgreSQL for the whole test run; every test that wants a database gets one of its own.

The application connects as ``spm_app``, as in production: row-level security holds in every test.
"""

from __future__ import annotations

import shutil
from collections.abc import Callable, Iterator
from itertools import count
from urllib.parse import urlsplit

import psycopg
import pytest
from argon2 import PasswordHasher
from psycopg import sql

from spm_oversight.persistence.embedded import Embedded, Urls
from spm_oversight.services import sign_in
from spm_oversight.services.install import install

# The fixture ``demonstration``: a database with the demonstration province, for any test.
pytest_plugins = ["tests.demonstration"]

# A test's data need not survive a power cut; connections are many and short.
FAST = {"fsync": "off", "synchronous_commit": "off", "full_page_writes": "off", "max_connections": "60"}


# The maintained parameters take a tenth of a second on purpose; these tests sign in hundreds of times.
sign_in._HASHER = PasswordHasher(time_cost=1, memory_cost=8, parallelism=1)  # pyright: ignore[reportPrivateUsage]


@pytest.fixture(scope="session")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Embedded]:
    """The PostgreSQL server of this run, in a temporary folder."""
    embedded = Embedded(tmp_path_factory.mktemp("spm") / "var", FAST)
    with embedded.ensure():
        yield embedded
    shutil.rmtree(embedded.home)


@pytest.fixture(scope="session")
def new_database(server: Embedded) -> Callable[..., Urls]:
    """``new_database(template="template0")``: a further database, a copy of ``template`` (which nobody uses meanwhile).

    The databases go with the server's folder.
    """
    names = (f"test_{number}" for number in count(1))

    def make(template: str = "template0") -> Urls:
        name = next(names)
        create = sql.SQL("create database {} owner spm_owner template {}")
        with psycopg.connect(server.urls("postgres").superuser, autocommit=True) as connection:
            connection.execute(create.format(sql.Identifier(name), sql.Identifier(template)))
        return server.urls(name)

    return make


@pytest.fixture(scope="session")
def migrated(new_database: Callable[..., Urls]) -> str:
    """The name of a database with the newest schema and nothing in it: the template of the tests' databases."""
    urls = new_database()
    install(owner_url=urls.owner)
    return urlsplit(urls.owner).path.strip("/")


@pytest.fixture
def database(new_database: Callable[..., Urls], migrated: str) -> Urls:
    """A migrated, empty database of this test alone."""
    return new_database(migrated)
