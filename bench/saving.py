"""One saved field: round trips to the database, and its rate beside a plain-SQL view with the same durable writes.

On the demonstration province, with fsync on. Base and product take turns in one process; medians are compared.
Targets: at most 8 round trips, at least half the rate.
"""

from __future__ import annotations

import json
import re
import shutil
import statistics
import sys
import tempfile
import time
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from urllib.parse import quote

import psycopg
from flask import Flask
from flask.testing import FlaskClient

from bench.relay import Relay
from bench.saving_base import plain_app
from spm_oversight.app import create_app
from spm_oversight.config import read_settings
from spm_oversight.persistence.embedded import Embedded, Urls
from spm_oversight.services.demonstration.load import load
from spm_oversight.services.demonstration.people import PASSWORD
from spm_oversight.services.install import install

OPERATOR, BASE = "operator.kesehatan@contoh.test", 100_000
# Two services of one district: both sides move the same results and the same chain, and neither sees a conflict.
OURS, THEIRS = "kab.1.02.01", "kab.1.02.02"
MOST_TRIPS, LEAST_RATE = 8, 0.5
ROUNDS, WARM = 60, 10
SECRET = "bench" * 8


def settings_on(urls: Urls, folder: Path) -> Flask:
    """The product on these addresses."""
    return create_app(
        read_settings(
            {
                "DATABASE_URL": urls.app,
                "DATABASE_OWNER_URL": urls.owner,
                "SECRET_KEY": SECRET,
                "SPM_TRUSTED_HOSTS": "localhost",
                "SPM_HTTPS": "0",
                "SPM_DATA": str(folder),
            }
        )
    )


class Product:
    """An operator who is signed in and saves one pair after the other."""

    def __init__(self, app: Flask) -> None:
        self._client: FlaskClient = app.test_client()
        token = self._token(self._client.get("/masuk").text)
        form = {"csrf_token": token, "email": OPERATOR, "password": PASSWORD}
        self._client.post("/masuk", data=form)
        chosen = self._client.get("/triwulan").text
        self.quarter = re.findall(r"/triwulan/(\d{4}-Q\d)/isian", chosen)[0]
        self._path = f"/triwulan/{self.quarter}/isian/1.02"
        page = self._client.get(self._path).text
        self._form = {"csrf_token": self._token(page), "membership": _value(page, "membership")}
        self.version = 0

    def save(self, part: int) -> None:
        """Save one pair over the one before."""
        fields = {"base": str(BASE), "part": str(part), "note": "", "state": ""}
        cell = {"kind": "recipients", "key": OURS, "fields": fields, "version": self.version}
        form = {**self._form, "rows": json.dumps({"cells": [cell]})}
        answer = self._client.post(f"{self._path}/sel", data=form)
        told = answer.get_json()["cells"][0]
        if told["outcome"] != "saved" or told["version"] == self.version:
            raise SystemExit(f"not saved: {told}")
        self.version = told["version"]

    @staticmethod
    def _token(page: str) -> str:
        return _value(page, "csrf_token")


def _value(page: str, name: str) -> str:
    found = re.search(rf'name="{name}"[^>]* value="([^"]+)"', page)
    if not found:
        raise SystemExit(f"no {name} on the page")
    return found[1]


def plain(urls: Urls, quarter: str) -> Callable[[int], None]:
    """The base's save."""
    with psycopg.connect(urls.superuser) as connection:
        found = connection.execute("select id from account where email = %s", [OPERATOR]).fetchone()
    client = plain_app(urls.app, SECRET).test_client()
    client.get(f"/enter/{found[0] if found else ''}")
    year, number = quarter.split("-Q")

    def save(part: int) -> None:
        form = {"year": year, "quarter": number, "code": THEIRS, "base": str(BASE), "part": str(part)}
        if client.post("/save", data=form).status_code != 200:
            raise SystemExit("the base did not save")

    return save


def seconds(save: Callable[[int], None], part: int) -> float:
    """How long one save takes by the clock, waiting for the disk included."""
    start = time.perf_counter()
    save(part)
    return time.perf_counter() - start


def measured(urls: Urls, sockets: Path, folder: Path) -> int:
    """Count, then race."""
    doors = folder / "relay"
    doors.mkdir(mode=0o711)
    relay = Relay(doors, sockets)
    through = re.sub(r"host=[^&]+", f"host={quote(str(doors), safe='')}", urls.app)
    counted = Product(settings_on(replace(urls, app=through), folder))
    for part in range(WARM):
        counted.save(part)
    before = relay.turns
    counted.save(WARM)
    trips = relay.turns - before

    product = Product(settings_on(urls, folder))
    product.version = counted.version
    base = plain(urls, product.quarter)
    parts = range(WARM + 1, WARM + 1 + ROUNDS)
    pairs = [(seconds(base, part), seconds(product.save, part)) for part in parts]
    theirs, ours = (statistics.median(column) for column in zip(*pairs[WARM:], strict=True))
    rate = theirs / ours
    sys.stdout.write(
        f"saving one field: {trips} round trips (at most {MOST_TRIPS}); plain view {1000 * theirs:.1f} ms,"
        f" product {1000 * ours:.1f} ms, {rate:.2f} of its rate (at least {LEAST_RATE})\n"
    )
    return int(trips > MOST_TRIPS or rate < LEAST_RATE)


def main() -> int:
    """Print the count and the ratio; 1 when a target is missed."""
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
                with settings_on(urls, folder).app_context():
                    load()
                return measured(urls, server.sockets, folder)
        finally:
            shutil.rmtree(server.home, ignore_errors=True)


if __name__ == "__main__":
    raise SystemExit(main())
