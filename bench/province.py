"""The demonstration province in a database of its own, with fsync on, for as long as a measurement lasts."""

from __future__ import annotations

import shutil
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from pathlib import Path

import psycopg
from flask import Flask
from psycopg import sql

from spm_oversight.app import create_app
from spm_oversight.config.reading import read_settings
from spm_oversight.persistence.database import db
from spm_oversight.persistence.embedded import Embedded, Urls
from spm_oversight.services.demonstration.load import load
from spm_oversight.services.install import install

SECRET = "bench" * 8


@dataclass(frozen=True)
class Province:
    """Where it can be reached: by address, by the folder of the server's socket; ``folder`` is free to write in."""

    urls: Urls
    sockets: Path
    folder: Path
    server: Embedded

    def environment(self, database: str | None = None) -> dict[str, str]:
        """The product's settings; ``database``: another way to the same one."""
        return {
            "DATABASE_URL": database or self.urls.app,
            "DATABASE_OWNER_URL": self.urls.owner,
            "SECRET_KEY": SECRET,
            "SPM_TRUSTED_HOSTS": "localhost",
            "SPM_HTTPS": "0",
            "SPM_TWO_STEPS": "0",
            "SPM_DEMONSTRATION": "1",  # else it would have to be fit for production
            "SPM_DATA": str(self.folder),
        }

    def beside(self, name: str) -> Province:
        """A copy in another database of the same server; nobody is connected to this one meanwhile."""
        with psycopg.connect(self.server.urls("postgres").superuser, autocommit=True) as connection:
            connection.execute(
                sql.SQL("create database {} owner spm_owner template bench").format(sql.Identifier(name))
            )
        return replace(self, urls=self.server.urls(name))

    def app(self) -> Flask:
        """The product in this process."""
        return create_app(read_settings(self.environment()))


@contextmanager
def province() -> Iterator[Province]:
    """Make it, and take it away at the end."""
    with tempfile.TemporaryDirectory(prefix="spm-bench-") as name:
        folder = Path(name)
        folder.chmod(0o711)
        server = Embedded(folder / "var")
        try:
            with server.ensure():
                urls = server.urls("bench")
                with psycopg.connect(server.urls("postgres").superuser, autocommit=True) as connection:
                    connection.execute("create database bench owner spm_owner")
                install(owner_url=urls.owner)
                made = Province(urls, server.sockets, folder, server)
                with made.app().app_context():
                    load()
                    db.engine.dispose()
                yield made
        finally:
            shutil.rmtree(server.home, ignore_errors=True)
