"""The corpus at its doors: each file refused with a sentence and nothing of it kept, or kept so that it does nothing.

What reads them is a child of its own; what that child may cost is the kernel's word, read back here.
"""

from __future__ import annotations

import hashlib
import json
import os
import re
import subprocess
import sys
from collections.abc import Callable
from html import escape
from io import BytesIO
from pathlib import Path

import pytest
from flask import Flask
from werkzeug.test import TestResponse

from spm_oversight.domain.errors import Refused
from spm_oversight.exchange import reader
from spm_oversight.exchange.apart import Children
from spm_oversight.exchange.workbook_reader import read_workbook
from spm_oversight.persistence.embedded import Urls
from tests.exchange.boundaries import geojson
from tests.exchange.workbook_example import KEY, made
from tests.guard import corpus, tally
from tests.guard.corpus import BOUNDARIES, CHECK, DOORS, EVIDENCE, NIL, WORKBOOK, Hostile
from tests.papers.factory import NAMES
from tests.web.cast import Visitor
from tests.web.evidence_files import png
from tests.web.walk import HERE, download, everything, open_quarter, stored, text_of

ROOT = Path(__file__).resolve().parents[2]
SERVICE = f"{HERE}/bukti/kab.1.02.01"
MARKUP = "<img src=x onerror=alert(1)>"
Bring = Callable[[str, bytes], TestResponse]


class Door:
    """A way in: who stands there, its page, and how a file is brought."""

    def __init__(self, door: str, app: Flask, urls: Urls, visit: Callable[[str], Visitor]) -> None:
        coordinator = visit("coordinator")
        open_quarter(coordinator)
        self.visitor = coordinator if door == BOUNDARIES else visit("operator")
        self.workbook = download(visit("operator"))
        self.door, self._app, self._urls = door, app, urls
        self.page = {
            WORKBOOK: f"{HERE}/unggah",
            EVIDENCE: SERVICE,
            NIL: f"{SERVICE}?untuk=nihil",
            BOUNDARIES: "/peta/atur",
            CHECK: "/periksa",
        }[door]

    def bring(self, name: str, data: bytes) -> TestResponse:
        """Send the file by the page's form."""
        file = (BytesIO(data), name)
        version = stored(
            self._urls, "select coalesce(max(version), 0) from province_map where province_id = '62'"
        )
        path, form = {
            WORKBOOK: (self.page, {"file": file}),
            EVIDENCE: (self.page, {"file": file, "place": "layanan"}),
            NIL: (self.page, {"file": file, "place": "nihil"}),
            BOUNDARIES: ("/peta/batas", {"file": file, "version": str(version[0][0])}),
            CHECK: (self.page, {"berkas": file, "nomor": "BK/62/2024-Q4/1"}),
        }[self.door]
        answer = self.visitor.post(path, form)
        answer.request.environ["wsgi.input"].close()  # the test client's own file of what it sent
        return answer

    def lying(self) -> set[str]:
        """What lies in the folder of files."""
        return {
            str(each)
            for each in self._app.config["SETTINGS"].data_folder.rglob("files/**/*")
            if each.is_file()
        }


@pytest.mark.parametrize("door", DOORS)
def test_each_file_is_refused_or_lies_inert(
    app: Flask, urls: Urls, visit: Callable[[str], Visitor], door: str
) -> None:
    at = Door(door, app, urls, visit)
    before, refused = lasting(urls), 0
    clean = sentences(text_of(at.visitor.get(at.page)))
    brought = corpus.corpus(at.workbook, doors=DOORS if tally.FULL else [door])
    for number, each in enumerate(brought):
        lay = at.lying()
        if door == CHECK:  # nobody may compare so many in an hour: what is asked here is what a file does
            stored(urls, "delete from sign_in_tries returning true")
        answer = at.bring(f"{number}{MARKUP}.{each.name.rpartition('.')[2]}", each.data)
        tally.add(requests=1)
        told = f"{each.name} at {door}: {answer.status_code}"
        assert answer.status_code in {200, 302, 409, 422}, told
        assert corpus.XSS.decode() not in answer.text and MARKUP not in answer.text, told
        kept = at.lying() - lay
        # A dry run with wrong cells keeps its file too: that was read, and not refused.
        if answer.status_code == 422 and not kept:
            assert sentences(text_of(answer)) - clean, told
            if door == WORKBOOK and "round in circles" in each.name:
                assert "terlalu berat untuk dibaca" in text_of(answer)
            refused += 1
        else:
            assert door == CHECK or tally.FULL or each.name in corpus.INERT.get(door, ()), told
            assert len(kept) <= 2, told
            assert all(re.fullmatch(r"[0-9a-f-]{36}\.\w+", Path(path).name) for path in kept), told
    if door in (EVIDENCE, NIL):
        handed_out_inert(at, stored(urls, "select id::text, sha256 from evidence"))
    if door == BOUNDARIES:
        assert MARKUP not in at.visitor.get(at.page).text
    elif door in (WORKBOOK, CHECK):  # a dry run and a comparison write nothing, whatever they read
        assert lasting(urls) == before
    assert refused or door == CHECK


def lasting(urls: Urls) -> dict[str, list[str]]:
    """All rows but those of the sessions, which know the minute of the last request, and what slows whoever tries."""
    return {name: rows for name, rows in everything(urls).items() if name not in ("session", "sign_in_tries")}


def sentences(text: str) -> set[str]:
    """What a person reads, in pieces."""
    return set(re.findall(r"[A-Z“][^.“”]{9,}\.", text))


def handed_out_inert(at: Door, kept: list[tuple[str, str]]) -> None:
    """Each piece comes back as it came, to be saved, never to be shown."""
    for evidence, sha256 in kept:
        with at.visitor.get(f"{HERE}/bukti/berkas/{evidence}") as answer:
            assert hashlib.sha256(answer.data).hexdigest() == sha256
            tally.add(requests=1)
            assert answer.headers["Content-Disposition"].startswith("attachment; filename")
            assert answer.headers["X-Content-Type-Options"] == "nosniff"
            assert re.search(r"default-src 'none'; sandbox;", answer.headers["Content-Security-Policy"])
            assert str(answer.mimetype).startswith(
                ("application/pdf", "application/vnd.openxml", "image/png", "image/jpeg")
            )
    page = at.visitor.get(at.page).text
    assert MARKUP not in page and (not kept or escape(MARKUP) in page)


def test_the_corpus_is_as_large_as_it_says() -> None:
    files = list(corpus.corpus(made()))
    assert len(files) >= 40
    assert len({each.name for each in files}) == len({each.data for each in files}) == len(files)
    assert {door for each in files for door in each.doors} == set(DOORS)


# What reading may cost

INSIDE = """
import os, resource, socket, sys, uuid
from spm_oversight.exchange import reader
def refused(action):
    try: action()
    except PermissionError: return True
    return False
reader._READERS = {"limits": lambda data: [
    resource.getrlimit(resource.RLIMIT_AS), resource.getrlimit(resource.RLIMIT_CPU)[0],
    resource.getrlimit(resource.RLIMIT_FSIZE)[0], refused(socket.socket), refused(lambda: open("/etc/passwd")),
    refused(lambda: os.execv("/bin/true", ["true"])), sorted(os.environ.keys() & {"DATABASE_URL", "SECRET_KEY"})]}
reader._answer("limits", sys.stdin.buffer, sys.stdout)
"""


def test_the_child_that_reads_is_walled_in_and_limited(monkeypatch: pytest.MonkeyPatch) -> None:
    asked = subprocess.run(
        [sys.executable, "-c", INSIDE], input=b"{}\n", cwd=ROOT, capture_output=True, check=True
    )
    memory, file = 256 * 2**20, 4 * 2**20
    assert json.loads(asked.stdout)["read"][:6] == [[memory, memory], 5, file, True, True, True]

    given: list[dict[str, str]] = []
    start = subprocess.Popen

    def listen(*words: object, env: dict[str, str] | None = None, **more: object) -> object:
        given.append(dict(os.environ) if env is None else env)
        return start(*words, env=env, **more)  # pyright: ignore[reportCallIssue, reportArgumentType]

    monkeypatch.setattr(subprocess, "Popen", listen)
    monkeypatch.setattr(reader, "_children", Children("spm_oversight.exchange.reader"))
    assert reader.kind_apart(png()) == "png"
    assert [set(each) for each in given] == [{"LANG", "PYTHONPATH"}]


def brought(name: str, door: str) -> Hostile:
    """A file of the corpus."""
    return next(each for each in corpus.corpus(made(), doors=[door]) if name in each.name)


def test_what_wants_more_memory_is_refused() -> None:
    with pytest.raises(Refused, match="terlalu berat untuk dibaca"):
        reader.boundaries_apart(brought("900,000 objects", BOUNDARIES).data, NAMES)


def test_what_waits_without_computing_is_ended(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(reader, "PATIENCE", 0)
    with pytest.raises(Refused, match="terlalu berat untuk dibaca"):
        reader.kind_apart(png())


def test_an_answer_longer_than_any_honest_one_is_not_taken() -> None:
    data = brought("an answer too long", WORKBOOK).data
    assert len(read_workbook(data, seal_key=KEY).sheets["Penerima"]) > 200
    with pytest.raises(Refused, match="terlalu berat untuk dibaca"):
        reader.workbook_apart(data, seal_key=KEY)


def test_what_is_read_apart_is_what_was_read_here() -> None:
    assert reader.workbook_apart(made(), seal_key=KEY) == read_workbook(made(), seal_key=KEY)
    here = reader.small_enough(reader.read_boundaries(geojson(), NAMES))
    assert reader.boundaries_apart(geojson(), NAMES) == here
