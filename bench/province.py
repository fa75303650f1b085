"""The demonstration province in a database of its own, with fsync on, for as long as a measurement lasts."""

from __future__ import annotations

import shutil
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import psycopg
from flask import Flask

from spm_oversight.app import create_app
from spm_oversight.config import read_settings
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

    def environment(self, database: str | None = None) -> dict[str, str]:
        """The product's settings; ``database``: another way to the same one."""
        return {
            "DATABASE_URL": database or self.urls.app,
            "DATABASE_OWNER_URL": self.urls.owner,
            "SECRET_KEY": SECRET,
            "SPM_TRUSTED_HOSTS": "localhost",
            "SPM_HTTPS": "0",
            "SPM_DATA": str(self.folder),
        }

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
                made = Province(urls, server.sockets, folder)
                with made.app().app_context():
                    load()
                yield made
        finally:
            shutil.rmtree(server.home, ignore_errors=True)
