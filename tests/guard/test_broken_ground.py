"""The ground gives way: no database, no room on a disk, a new release in the middle of a form.

Each is told in Indonesian with what was typed, nothing is kept by half, and the same gunicorn workers go on afterwards.
"""

from __future__ import annotations

import json
import os
import re
import shutil
import subprocess
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager, suppress
from html import unescape
from pathlib import Path
from uuid import uuid4

import psycopg
import pytest

from spm_oversight.services.verify_record import verify_record
from tests.guard import tally
from tests.guard.ground import Ground, Person, Reply, ground
from tests.web.cast import DISTRICT
from tests.web.evidence_files import pdf

NEW, EVIDENCE = "/perangkat-daerah/baru", "/triwulan/2024-Q4/bukti/kab.1.02.01"
AWAY, FULL = "Basis data sedang tidak dapat dihubungi", "Ruang penyimpanan di server penuh"


def text_of(reply: Reply) -> str:
    """What a person reads."""
    return " ".join(unescape(re.sub(r"<[^>]+>", " ", reply.text)).split())


def again(reply: Reply, path: str) -> dict[str, str]:
    """The form that a page of trouble offers."""
    ours = reply.text[reply.text.index(f'action="{path}"') :]
    return dict(re.findall(r'name="([^"]+)" value="([^"]*)"', ours[: ours.index("</form>")]))


def clinics(site: Ground) -> list[str]:
    """The clinics there are."""
    rows = site.stored(
        "select name from office where district_id = %s and name like 'Klinik%%' order by name", DISTRICT
    )
    return [name for (name,) in rows]


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Ground]:
    """A site of this file."""
    with ground(tmp_path_factory.mktemp("broken")) as made:
        yield made


def test_a_restart_of_the_database_is_waited_out_on_the_page(site: Ground) -> None:
    admin, workers = Person(site.port, "district_admin"), {each.pid for each in site.workers()}
    key = uuid4().hex
    site.stop_database()
    failed = admin.post(NEW, {"name": "Klinik Hulu", "membership": admin.membership}, key=key)
    opened = admin.get("/perangkat-daerah")
    for reply in (failed, opened):
        assert (reply.status, reply.headers["Retry-After"]) == (503, "5")
        assert AWAY in text_of(reply)
    assert "Klinik Hulu" in text_of(failed)
    site.start_database()
    form = again(failed, NEW)
    assert form["form_key"] == key
    for _ in range(2):  # the very first requests after it: no connection of before is offered to anybody
        assert admin.post(NEW, form, key=key).status == 302
    assert clinics(site) == ["Klinik Hulu"]
    assert {each.pid for each in site.workers()} == workers
    tally.add(requests=4)


def test_a_new_release_in_the_middle_of_a_form_takes_the_form(site: Ground) -> None:
    admin, key = Person(site.port, "district_admin"), uuid4().hex
    before = {each.pid for each in site.workers()}
    site.stop_web()
    site.start_web()
    assert not before & {each.pid for each in site.workers()}
    answer = admin.post(NEW, {"name": "Klinik Baru", "membership": admin.membership}, key=key)
    assert (answer.status, answer.headers["Location"]) == (302, "/perangkat-daerah")
    assert "Klinik Baru" in clinics(site)


@contextmanager
def disk(folder: Path, size: str, mode: str = "700") -> Iterator[Path]:
    """A small disk of its own at ``folder``."""
    folder.mkdir(parents=True, exist_ok=True)
    options = f"size={size},mode={mode}"
    done = subprocess.run(["mount", "-t", "tmpfs", "-o", options, "tmpfs", folder], capture_output=True)
    if done.returncode:
        pytest.skip(f"a small disk needs a root that may mount: {done.stderr.decode().strip()}")
    try:
        yield folder
    finally:
        subprocess.run(["umount", "-l", folder], check=True)
        folder.rmdir()


def log_disk(site: Ground) -> Path:
    """Where the database writes what it is about to change."""
    return site.embedded.home / "wal"


@contextmanager
def full(folder: Path, leaving: int = 0) -> Iterator[None]:
    """While there is no room on the disk but for ``leaving`` bytes."""
    stuff = folder / "stuff"
    with stuff.open("wb") as file:
        room = os.statvfs(folder)
        os.posix_fallocate(file.fileno(), 0, room.f_bavail * room.f_frsize - leaving)
    try:
        yield
    finally:
        stuff.unlink(missing_ok=True)


@pytest.fixture(scope="module")
def tight(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Ground]:
    """A site each of whose places is a small disk: tables, the log of changes, uploads, what is temporary."""
    folder = tmp_path_factory.mktemp("tight")
    made = Ground(folder, TMPDIR=str(folder / "temporary"))
    with ExitStack() as disks:
        if os.geteuid():
            pytest.skip("a small disk needs root")
        disks.enter_context(disk(made.embedded.home, "400m", mode="711"))
        wal = disks.enter_context(disk(log_disk(made), "300m", mode="711"))
        for place in ("site/files", "temporary"):
            disks.enter_context(disk(folder / place, "4m"))
        disks.callback(made.end)
        made.start_database()
        made.stop_database()
        log = made.embedded.data / "pg_wal"
        shutil.move(log, wal / "log")
        for each in (wal / "log", *(wal / "log").rglob("*")):
            shutil.chown(each, made.embedded.data.stat().st_uid)
        log.symlink_to(wal / "log")
        made.start_database()
        made.people()
        made.start_web()
        yield made


def test_a_full_disk_of_the_tables_is_told_and_keeps_nothing_by_half(tight: Ground) -> None:
    admin, acknowledged = Person(tight.port, "district_admin"), list[str]()
    with full(tight.embedded.home):
        reply, name = Reply(302, "", {}), ""
        while reply.status == 302:
            acknowledged += [name] if name else []
            name = f"Klinik Data {len(acknowledged):03}"
            assert len(acknowledged) < 999
            reply = admin.post(NEW, {"name": name, "membership": admin.membership})
        assert reply.status == 507
        assert FULL in text_of(reply) and name in text_of(reply)
        assert clinics(tight) == acknowledged
        assert admin.get("/perangkat-daerah").status == 200
    assert admin.post(NEW, again(reply, NEW)).status == 302
    assert clinics(tight) == [*acknowledged, name]
    whole(tight)
    tally.add(requests=len(acknowledged) + 3, acknowledged=len(acknowledged) + 1)


def test_a_full_disk_of_the_log_loses_nothing_that_was_acknowledged(tight: Ground) -> None:
    admin, before = Person(tight.port, "district_admin"), clinics(tight)
    with full(log_disk(tight)):
        with suppress(psycopg.Error):
            for _ in range(9):  # segments that were made ready are used up
                tight.do("select pg_switch_wal()", "create table if not exists z ()", "drop table z")
        reply = admin.post(NEW, {"name": "Klinik Log", "membership": admin.membership})
        assert reply.status in (503, 507), reply.text
        assert "Klinik Log" in text_of(reply)
    tight.wait_until_well()  # the server comes back by itself
    assert admin.post(NEW, again(reply, NEW)).status == 302
    assert clinics(tight) == sorted([*before, "Klinik Log"])
    whole(tight)


@pytest.mark.parametrize("place", ["site/files", "temporary"])
def test_a_full_disk_refuses_a_file_and_keeps_neither_row_nor_file(tight: Ground, place: str) -> None:
    operator = Person(tight.port, "operator")
    sent = {"place": "layanan", "membership": operator.membership}
    # So large that it is put on the disk for what is temporary before anybody looks at it.
    data = pdf(place, extra=bytes(700_000))
    before = kept(tight)
    with full(tight.folder / place):
        reply = operator.send_file(EVIDENCE, sent, data)
        assert reply.status == 507 and FULL in text_of(reply)
        assert kept(tight) == before
    assert operator.send_file(EVIDENCE, sent, data).status == 302
    assert kept(tight) == (before[0] + 1, before[1] + 1)


def test_a_piece_that_found_no_room_is_sent_again_from_where_it_began(tight: Ground) -> None:
    operator, begin = Person(tight.port, "operator"), f"{EVIDENCE}/unggahan"
    data = pdf("potongan", extra=bytes(300_000))
    sent = {
        "place": "layanan",
        "membership": operator.membership,
        "name": "bukti.pdf",
        "size": str(len(data)),
    }
    begun = json.loads(operator.post(begin, sent, "*/*").text)
    with full(tight.folder / "site/files", leaving=100_000):
        told = operator.send_piece(begun["address"], 0, data)
        assert (told.status, json.loads(told.text)) == (507, {"message": f"{FULL}."})
        assert json.loads(operator.get(begun["address"]).text)["offset"] == 0
    assert operator.send_piece(begun["address"], 0, data).status == 200
    assert operator.post(begun["finish"], {"membership": operator.membership}, "*/*").status == 200


def kept(site: Ground) -> tuple[int, int]:
    """How many rows and how many files of evidence there are, unfinished ones included."""
    ((rows,),) = site.stored("select count(*) from evidence")
    return rows, sum(each.is_file() and each.name != "stuff" for each in (site.folder / "site").rglob("*"))


def whole(site: Ground) -> None:
    """No chain of the record is broken."""
    assert not [each for each in verify_record(url=site.urls.backup) if each.faults]
