"""One embedded PostgreSQL for the whole test run; every test that wants a database gets one of its own.

The application connects as ``spm_app``, as in production: row-level security holds in every test.
"""

from __future__ import annotations

import gc
import os
import shutil
from collections.abc import Callable, Iterator
from itertools import count
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import psycopg
import pytest
from argon2 import PasswordHasher
from flask import Flask
from jinja2 import BytecodeCache
from jinja2.bccache import Bucket
from psycopg import sql
from sqlalchemy.dialects.postgresql.psycopg import PGDialect_psycopg
from sqlalchemy.engine import Engine
from sqlalchemy.util import LRUCache
from werkzeug.routing import Rule

from spm_oversight.persistence.embedded import Embedded, Urls
from spm_oversight.services import sign_in
from spm_oversight.services.install import install

# The fixture ``demonstration``: a database with the demonstration province, for any test; and what the guard counts.
pytest_plugins = ["tests.demonstration", "tests.web.house", "tests.guard.tally"]

# A test's data need not survive a power cut; connections are many and short.
FAST = {"fsync": "off", "synchronous_commit": "off", "full_page_writes": "off", "max_connections": "60"}
# Passwords are long and random: one round of their hash, not 4,096 for each of a test's half dozen connections.
FAST["scram_iterations"] = "1"


# The maintained parameters take a tenth of a second on purpose; these tests sign in hundreds of times.
sign_in._HASHER = PasswordHasher(time_cost=1, memory_cost=8, parallelism=1)  # pyright: ignore[reportPrivateUsage]


class _Compiled(BytecodeCache):
    """Templates compiled once in a run, by name and text: each test has an application of its own."""

    def __init__(self) -> None:
        self._known: dict[str, bytes] = {}

    def load_bytecode(self, bucket: Bucket) -> None:
        """Fill the bucket where this very text was compiled before."""
        if known := self._known.get(bucket.key + bucket.checksum):
            bucket.bytecode_from_string(known)

    def dump_bytecode(self, bucket: Bucket) -> None:
        """Keep what was compiled."""
        self._known[bucket.key + bucket.checksum] = bucket.bytecode_to_string()


Flask.jinja_options = {**Flask.jinja_options, "bytecode_cache": _Compiled()}


def _built_once(compile_builder: Callable[..., Any]) -> Callable[..., Any]:
    """What builds a route's addresses, compiled once in a run: it is told the rule and holds no application.

    Compiling it anew was four fifths of making an application, which each test of the web does.
    """
    known: dict[tuple[Any, ...], Any] = {}

    def compiled(rule: Rule, append_unknown: bool = True) -> Any:
        if rule.defaults:  # the one thing a builder would take from the rule's converters
            return compile_builder(rule, append_unknown)
        key = (rule.rule, tuple(rule._trace), append_unknown)
        if key not in known:
            known[key] = compile_builder(rule, append_unknown)
        return known[key]

    return compiled


Rule._compile_builder = _built_once(Rule._compile_builder)


# Statements compiled once in a run: each test has an engine of its own, which would know none of them yet. All are of
# one server, so what was compiled for one dialect is right for the next.
_STATEMENTS: LRUCache[Any, Any] = LRUCache(5_000)
PGDialect_psycopg.__hash__ = lambda self: hash(type(self))
PGDialect_psycopg.__eq__ = lambda self, other: type(self) is type(other)
Engine._compiled_cache = property(lambda self: _STATEMENTS, lambda self, given: None)  # pyright: ignore


QUICK = {"charts", "cli", "domain", "exchange", "unit"}
"""Folders of files that take seconds: last, so that no processor waits long for the other at the end."""


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """The long first."""
    items.sort(key=lambda item: item.path.parent.name in QUICK)


def pytest_collection_finish() -> None:
    """What is imported by now stays: the collector of garbage need not look through it again and again.

    Each test's application is a heap of cycles; looking for them took a third of the processor's time.
    """
    gc.collect()
    gc.freeze()
    gc.set_threshold(10_000, 20, 20)


MEMORY = Path("/dev/shm")  # noqa: S108 (a folder of ours is made in it)
ROOM = 2 * 2**30
"""Bytes that the databases of a run may want at once."""


def _home(name: str) -> Path | None:
    """In memory, where there is room: copying a database takes 14 ms instead of 250, and there are hundreds."""
    if not MEMORY.is_dir() or shutil.disk_usage(MEMORY).free < ROOM:
        return None
    return MEMORY / f"spm-tests-{os.geteuid()}-{os.getpid()}-{name}"


def _hash_again(superuser: str) -> None:
    """The same password, hashed as the server is told to by now: it was made before that."""
    change = sql.SQL("alter role postgres password {}").format(sql.Literal(urlsplit(superuser).password))
    with psycopg.connect(superuser) as connection:
        connection.execute(change)


@pytest.fixture(scope="session")
def run_folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder of this run, the same for all of its workers."""
    own = tmp_path_factory.getbasetemp()
    return own.parent if "PYTEST_XDIST_WORKER" in os.environ else own


@pytest.fixture(scope="session")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Embedded]:
    """The PostgreSQL server of this run; nothing of it stays."""
    folder = tmp_path_factory.mktemp("spm")
    embedded = Embedded(folder / "var", FAST, _home(folder.name))
    try:
        with embedded.ensure() as urls:
            _hash_again(urls.superuser)
            yield embedded
    finally:
        shutil.rmtree(embedded.home)


@pytest.fixture(scope="session")
def new_database(server: Embedded) -> Callable[..., Urls]:
    """``new_database(template="template0")``: a further database, a copy of ``template`` (which nobody uses meanwhile).

    The databases go with the server's folder.
    """
    names = (f"test_{number}" for number in count(1))

    def make(template: str = "template0") -> Urls:
        name = next(names)
        create = sql.SQL("create database {} owner spm_owner template {} strategy file_copy")
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
def own_database(server: Embedded, new_database: Callable[..., Urls]) -> Iterator[Callable[[str], Urls]]:
    """``own_database(template)``: a copy of this test alone, thrown away after it."""
    made: list[Urls] = []

    def make(template: str) -> Urls:
        made.append(new_database(template))
        return made[-1]

    yield make
    for urls in made:
        server.drop_database(urlsplit(urls.owner).path.strip("/"))


@pytest.fixture
def database(own_database: Callable[[str], Urls], migrated: str) -> Urls:
    """A migrated, empty database of this test alone."""
    return own_database(migrated)
