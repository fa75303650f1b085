"""Evidence as people bring it: onto a service's page, whole or in pieces; and what lies in the folder then."""

from __future__ import annotations

import hashlib
import io
from pathlib import Path

import pytest
from flask import Flask

from spm_oversight.domain.evidence import MEGABYTE, Limits
from spm_oversight.persistence.files import files
from spm_oversight.services.evidence_uploads import CHUNK
from tests.web.cast import DISTRICT, Visitor
from tests.web.evidence_files import pdf
from tests.web.walk import DESK, HERE, open_quarter, stored

PREGNANT, NEWBORN, PAUD = "kab.1.02.01", "kab.1.02.03", "kab.1.01.01"
ITEM = "kab.1.02.01.q01"
EVIDENCE, SERVICE = f"{HERE}/bukti", f"{HERE}/bukti/{PREGNANT}"
EXAMINED = f"{DESK}/{DISTRICT}/bukti"


@pytest.fixture
def people(visit):
    """The people of an open quarter, signed in when first asked for."""
    known = {"coordinator": visit("coordinator")}
    open_quarter(known["coordinator"])
    return lambda name: known.get(name) or known.setdefault(name, visit(name))


def add(who: Visitor, data: bytes, name: str = "bukti.pdf", *, service: str = PREGNANT, **typed: str):
    """By the form, as without a script."""
    form = {"place": "layanan", **typed, "file": (io.BytesIO(data), name)}
    return who.post(f"{HERE}/bukti/{service}", form, follow=True)


def ids(urls) -> list[str]:
    return [str(row[0]) for row in stored(urls, "select id from evidence order by added_at, id")]


def fetched(who: Visitor, path: str):
    """A file, to its end."""
    with who.get(path) as answer:
        assert answer.data
    return answer


def folder(app: Flask) -> Path:
    """Where the files of the district lie."""
    return app.config["SETTINGS"].data_folder / "files" / DISTRICT


def lying(app: Flask) -> list[bytes]:
    """All files of the district that lie anywhere, evidence or parts of it."""
    return sorted(path.read_bytes() for path in folder(app).glob("evidence*/*"))


@pytest.fixture
def small(app: Flask, monkeypatch: pytest.MonkeyPatch):
    """Limits that a test can reach: one megabyte for a file, and for all of them."""
    monkeypatch.setattr(files, "limits", Limits(largest=MEGABYTE, quota=MEGABYTE))


def large(letter: str, size: int = 400_000) -> bytes:
    """A PDF of exactly this size."""
    return pdf(letter * (size - len(pdf(""))))


def begin_upload(
    who: Visitor, data: bytes, *, name: str = "besar.pdf", mark: str = "1", hashed: bool = False, **more: str
):
    form = {"place": "layanan", "name": name, "size": str(len(data)), "mark": mark}
    if hashed:
        form["sha256"] = hashlib.sha256(data).hexdigest()
    return who.post(f"{SERVICE}/unggahan", {**form, **more})


def piece(who: Visitor, address: str, offset: int, data: bytes):
    return who.put_piece(address, data, {"Upload-Offset": str(offset)})


def send(who: Visitor, begun, data: bytes) -> None:
    for offset in range(begun.json["offset"], len(data), CHUNK):
        answer = piece(who, begun.json["address"], offset, data[offset : offset + CHUNK])
        assert answer.status_code == 200, answer.text


def finish(who: Visitor, begun, **typed: str):
    return who.post(begun.json["finish"], typed)
