"""One saved field: round trips to the database, and its rate beside a plain-SQL view with the same durable writes.

On the demonstration province, with fsync on. Each is served by a gunicorn worker of its own; they take turns, and
the middle of the pairs' ratios is told. Targets: at most 8 round trips, at least half the rate.
"""

from __future__ import annotations

import json
import re
import statistics
import sys
import time
from collections.abc import Callable
from urllib.parse import quote

import psycopg

from bench.province import SECRET, Province, province
from bench.relay import Relay
from bench.served import Browser, served
from spm_oversight.persistence.embedded import Urls
from spm_oversight.services.demonstration.people import PASSWORD

OPERATOR, BASE = "operator.kesehatan@contoh.test", 100_000
# Two services of one district: both sides move the same results and the same chain, and neither sees a conflict.
OURS, THEIRS = "kab.1.02.01", "kab.1.02.02"
MOST_TRIPS, LEAST_RATE = 8, 0.5
# In bursts, as an operator types: a rate is what a warm process does.
ROUNDS, BURST, WARM = 40, 20, 10


class Product:
    """An operator who is signed in and saves one pair after the other."""

    def __init__(self, browser: Browser, version: int = 0) -> None:
        self._browser = browser
        form = {
            "csrf_token": _value(browser.get("/masuk"), "csrf_token"),
            "email": OPERATOR,
            "password": PASSWORD,
        }
        browser.post("/masuk", form)
        self.quarter = re.findall(r"/triwulan/(\d{4}-Q\d)/isian", browser.get("/triwulan"))[0]
        self._path = f"/triwulan/{self.quarter}/isian/1.02"
        page = browser.get(self._path)
        self._form = {name: _value(page, name) for name in ("csrf_token", "membership")}
        self.version = version

    def save(self, part: int) -> None:
        """Save one pair over the one before."""
        fields = {"base": str(BASE), "part": str(part), "note": "", "state": ""}
        cell = {"kind": "recipients", "key": OURS, "fields": fields, "version": self.version}
        answer = self._browser.post(
            f"{self._path}/sel", {**self._form, "rows": json.dumps({"cells": [cell]})}
        )
        told = json.loads(answer)["cells"][0]
        if told["outcome"] != "saved" or told["version"] == self.version:
            raise SystemExit(f"not saved: {told}")
        self.version = told["version"]


def _value(page: str, name: str) -> str:
    found = re.search(rf'name="{name}"[^>]* value="([^"]+)"', page)
    if not found:
        raise SystemExit(f"no {name} on the page")
    return found[1]


def plain(browser: Browser, urls: Urls, quarter: str) -> Callable[[int], None]:
    """The base's save."""
    with psycopg.connect(urls.superuser) as connection:
        found = connection.execute("select id from account where email = %s", [OPERATOR]).fetchone()
    token = browser.get(f"/enter/{found[0] if found else ''}")
    year, number = quarter.split("-Q")

    def save(part: int) -> None:
        form = {"year": year, "quarter": number, "code": THEIRS, "base": str(BASE), "part": str(part)}
        browser.post("/save", {**form, "csrf_token": token})

    return save


def seconds(save: Callable[[int], None], burst: range) -> float:
    """How long one save of a burst takes by the clock, waiting for the disk included."""
    start = time.perf_counter()
    for part in burst:
        save(part)
    return (time.perf_counter() - start) / len(burst)


def measured(made: Province) -> int:
    """Count, then race."""
    doors = made.folder / "relay"
    doors.mkdir(mode=0o711)
    relay = Relay(doors, made.sockets)
    through = re.sub(r"host=[^&]+", f"host={quote(str(doors), safe='')}", made.urls.app)
    with served("wsgi:app", made.environment(through)) as browser:
        counted = Product(browser)
        for part in range(WARM):
            counted.save(part)
        before = relay.trips
        counted.save(WARM)
        trips = relay.trips - before

    plain_settings = {"BENCH_URL": made.urls.app, "BENCH_SECRET": SECRET}
    with (
        served("bench.saving_base:app_from_environment()", plain_settings) as theirs,
        served("wsgi:app", made.environment()) as ours,
    ):
        product = Product(ours, counted.version)
        base = plain(theirs, made.urls, product.quarter)
        bursts = [range(start, start + BURST) for start in range(WARM + 1, WARM + 1 + ROUNDS * BURST, BURST)]
        pairs = [(seconds(base, burst), seconds(product.save, burst)) for burst in bursts]
    pairs = pairs[len(pairs) // 8 :]
    base_time, own_time = (statistics.median(column) for column in zip(*pairs, strict=True))
    # Of each pair by itself: a machine that others use is now slow, now fast, and both sides of a pair feel it.
    rate = statistics.median(theirs / ours for theirs, ours in pairs)
    sys.stdout.write(
        f"saving one field: {trips} round trips (at most {MOST_TRIPS}); plain view {1000 * base_time:.1f} ms,"
        f" product {1000 * own_time:.1f} ms, {rate:.2f} of its rate (at least {LEAST_RATE})\n"
    )
    return int(trips > MOST_TRIPS or rate < LEAST_RATE)


def main() -> int:
    """Print the count and the ratio; 1 when a target is missed."""
    with province() as made:
        return measured(made)


if __name__ == "__main__":
    raise SystemExit(main())
