"""Who reaches many districts opens nothing without a second step."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from flask import Flask

from spm_oversight.persistence.database import db
from spm_oversight.persistence.embedded import Urls
from tests.web.cast import email_of, signed_in
from tests.web.house import application
from tests.web.second_steps import OWN, Phone


@pytest.fixture
def strict(urls: Urls, tmp_path: Path) -> Iterator[Flask]:
    """The application as it is installed: roles of provinces and the platform must sign in with two steps."""
    app = application(urls, tmp_path, SPM_TWO_STEPS="1")
    yield app
    with app.app_context():
        db.engine.dispose()


@pytest.mark.parametrize("name", ["coordinator", "reviewer", "province_leader", "platform_admin"])
def test_who_reaches_many_districts_opens_nothing_without(strict: Flask, name: str) -> None:
    person = signed_in(strict, name)
    for path in ("/", "/pengguna", "/katalog", "/pesan"):
        assert person.get(path).location == OWN, path
    assert person.post("/pengguna/baru", {"email": "a@b.go.id", "name": "A"}).location == OWN
    assert "memerlukan dua langkah" in person.get(OWN).text
    Phone(person)
    assert person.get("/").status_code == 200


def test_what_they_typed_waits_until_they_have_one(strict: Flask) -> None:
    person = signed_in(strict, "coordinator")
    typed = {"csrf_token": person._token, "reason": "Menunggu berita acara"}
    answer = person._client.post("/periode/2024-Q4/tutup", data=typed, headers={"Accept": "text/html"})
    assert answer.status_code == 403
    assert 'value="Menunggu berita acara"' in answer.text and 'action="/periode/2024-Q4/tutup"' in answer.text


def test_who_reaches_one_district_may_choose(strict: Flask) -> None:
    for name in ("district_admin", "district_leader", "operator", "office_head"):
        assert signed_in(strict, name).get("/").status_code == 200


def test_the_owner_of_the_machine_and_jobs_are_not_asked(strict: Flask) -> None:
    runner = strict.test_cli_runner()
    words = ["spm", "person", "add", "--as", email_of("coordinator"), "x@contoh.go.id", "X", "reviewer"]
    assert runner.invoke(args=words).exit_code == 0
