"""kill -9 of gunicorn's workers and of the whole PostgreSQL under a load of saves: none lost, none doubled."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from itertools import count
from threading import Event
from uuid import uuid4

import pytest

from spm_oversight.services.verify_record import verify_record
from tests.guard import tally
from tests.guard.ground import Ground, NoReply, Person, Reply, ground
from tests.guard.history import Found, History, compared
from tests.web.cast import DISTRICT

CELLS = "/triwulan/2024-Q4/isian/1.02/sel"
KILLS = tally.size(3, 20)
BETWEEN = tally.size(15, 260)
"""So many saves are acknowledged between two kills: in full, more than 10,000 with 40 kills."""
DROPPED = 5
"""Of so many saves one is sent again although it was answered."""
WRITERS = tally.size(3, 7)
TRIES = 5
LAZY = ("synchronous_commit = off", "wal_writer_delay = '10s'", "wal_writer_flush_after = '1GB'")
# Names of operations, as they stand in the record.
_NAME = re.compile(r"\b[co]\d+n\d+\b")


class Load:
    """Writers who save all the time: of each cell and of each office's name there is one."""

    def __init__(self, site: Ground) -> None:
        self.site, self.history = site, History()
        self.up, self._over, self._hopeless = Event(), Event(), Event()
        self.up.set()
        self._counted = count()
        ((self.since,),) = site.stored("select clock_timestamp()")
        self._people = [Person(site.port, "operator") for _ in range(WRITERS)]
        self._admin = Person(site.port, "district_admin")
        self._pool = ThreadPoolExecutor(WRITERS + 1)
        self._running: list[Future[None]] = []

    def start(self) -> None:
        """From now on they save."""
        writers = [
            self._pool.submit(self._cell, who, f"c{number}", f"kab.1.02.{number:02}")
            for number, who in enumerate(self._people, start=1)
        ]
        self._running = [*writers, self._pool.submit(self._office, self._admin)]

    def end(self) -> None:
        """Each writer ends what it is at."""
        self._over.set()
        self.up.set()
        for each in self._running:
            each.result(timeout=120)
        self._pool.shutdown()

    def give_up(self) -> None:
        """What is still open stays so: the test has failed already."""
        self._hopeless.set()

    def _cell(self, who: Person, name: str, code: str) -> None:
        """A cell's own writer: each save over the version that the last one was answered with."""
        ((version,),) = self.site.stored(
            "select coalesce(max(version), 0) from recipients where district_id = %s and code = %s",
            DISTRICT,
            code,
        )
        number = 0
        while not self._over.is_set():
            number += 1
            fields = {"base": "99999", "part": str(number), "note": f"{name}n{number}", "state": ""}
            version = self._saved(who, code, fields, version)

    def _saved(self, who: Person, code: str, fields: dict[str, str], version: int) -> int:
        while True:
            cell = {"kind": "recipients", "key": code, "fields": fields, "version": version}
            sent = {"rows": json.dumps({"cells": [cell]}), "membership": who.membership}
            reply = self._certain(who, CELLS, sent, "application/json", "")
            (answer,) = json.loads(reply.text)["cells"] if reply.status == 200 else ({"outcome": reply.text},)
            if answer["outcome"] == "saved":
                self.history.ok(fields["note"])
                return answer["version"]
            # Nobody else writes here: it stands for less than was acknowledged, and is written over.
            if answer["outcome"] != "conflict":
                self.history.refused(reply.text)
                return version
            version = answer["version"]

    def _office(self, who: Person) -> None:
        """An office that gets a name after the other, by a form with a key."""
        ((office,),) = self.site.stored("select min(id::text) from office where district_id = %s", DISTRICT)
        number = 0
        while not self._over.is_set():
            number += 1
            sent = {"name": f"Dinas o1n{number}", "membership": who.membership}
            reply = self._certain(who, f"/perangkat-daerah/{office}/nama", sent, "text/html", uuid4().hex)
            if reply.status == 302:
                self.history.ok(f"o1n{number}")
            else:
                self.history.refused(reply.text)

    def _certain(self, who: Person, path: str, sent: dict[str, str], accept: str, key: str) -> Reply:
        """Send it until it is answered, always as it was; some answers are lost on the way back on purpose."""
        dropped = next(self._counted) % DROPPED == 0
        while True:
            self.up.wait()
            assert not self._hopeless.is_set()
            try:
                reply = who.post(path, sent, accept, key)
            except NoReply:
                self.history.open()
                continue
            if reply.status == 503:
                assert reply.headers["Retry-After"] == "5"
                self.history.open()
            elif dropped:
                dropped = False
                self.history.open()
            else:
                return reply

    def kill_web(self) -> None:
        """At a moment in which saves are on their way."""
        self.history.wait_for(BETWEEN)
        self.site.kill_web()

    def kill_database(self) -> None:
        """The same; the server comes back by itself, and the site, whose processes stay, is well with it."""
        self.history.wait_for(BETWEEN)
        before = {each.pid for each in self.site.workers()}
        self.up.clear()
        self.site.kill_database()
        self.site.wait_until_well()
        self.up.set()
        assert {each.pid for each in self.site.workers()} == before

    def found(self) -> Found:
        """The history against the record."""
        assert self.history.wrong == []
        question = (
            "select detail -> 'cells' -> 0 -> -1 ->> 3 from audit_event"
            " where action = 'figures_saved' and at >= %s union all"
            " select detail ->> 'after' from audit_event where action = 'office_renamed' and at >= %s"
        )
        names = [_NAME.search(told) for (told,) in self.site.stored(question, self.since, self.since)]
        return compared(self.history.acknowledged, [name[0] for name in names if name])


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Ground]:
    """On disk, and durable."""
    with ground(tmp_path_factory.mktemp("kill")) as made:
        yield made


def fired(load: Load, kills: Sequence[str]) -> Found:
    """What is wrong after the load was shot at in this order."""
    load.start()
    try:
        for kind in kills:
            load.kill_web() if kind == "web" else load.kill_database()
        load.history.wait_for(BETWEEN)
    except BaseException:
        load.give_up()
        raise
    finally:
        load.end()
    return load.found()


def test_no_kill_loses_or_doubles_a_save_and_every_open_outcome_is_resolved(site: Ground) -> None:
    assert site.stored("show fsync") == site.stored("show synchronous_commit") == [("on",)]
    load = Load(site)
    found = fired(load, ["web", "database"] * KILLS)
    acknowledged = len(load.history.acknowledged)
    tally.add(kills=2 * KILLS, acknowledged=acknowledged, lost=len(found.lost))
    assert found == Found((), (), ())
    assert load.history.unknown > 0
    assert acknowledged >= tally.size(7 * BETWEEN, 10_000)
    chains = verify_record(url=site.urls.backup)
    assert chains and not [each for each in chains if each.faults]


def test_the_same_harness_sees_what_a_server_loses_that_acknowledges_too_early(site: Ground) -> None:
    lost: tuple[str, ...] = ()
    for _ in range(TRIES):
        load = Load(site)
        site.do(*(f"alter system set {each}" for each in LAZY), "select pg_reload_conf()")
        lost = fired(load, ["database"]).lost
        site.do("alter system reset all", "select pg_reload_conf()", "checkpoint")
        if lost:
            return
    raise AssertionError("this harness has no teeth: it saw nothing lost")
