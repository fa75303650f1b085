"""What a way in asks and keeps: the password as typed, a masked field that takes what is pasted, an event for each."""

from __future__ import annotations

import re
import subprocess
import sys
from datetime import UTC, datetime, timedelta

import psycopg
import pytest
from flask import Flask
from sqlalchemy import text
from sqlalchemy.exc import DBAPIError

from spm_oversight.config.settings import PROJECT
from spm_oversight.persistence.account_tables import AccountRow
from spm_oversight.persistence.database import db
from spm_oversight.persistence.embedded import Urls
from spm_oversight.persistence.seal import Seal
from tests.guard import tally
from tests.web.cast import CAST, PASSWORD, Visitor, email_of, signed_in
from tests.web.house import Ready

# 72 signs of every kind: bcrypt would stop counting at the last.
LONG = 'Ω é\t日本 кухня 12 ~!"#<>&; naïve ' + "panjang sekali " * 3 + "SELESAI"


@pytest.fixture
def ready(nobody_signed_in: Ready) -> Ready:
    """Signing in is the subject here."""
    return nobody_signed_in


def test_a_long_password_of_any_signs_is_taken_as_typed(app: Flask) -> None:
    visitor = signed_in(app, "teacher")
    answer = visitor.post("/akun/kata-sandi", {"old": PASSWORD, "new": LONG, "again": LONG})
    assert answer.status_code == 302, answer.text
    for typed, lets_in in (
        (LONG[:-1], False),
        (LONG.lower(), False),
        (LONG + " ", False),
        (LONG[:64], False),
        (LONG, True),
    ):
        other = Visitor(app.test_client())
        other.take_token("/masuk")
        tally.add(requests=1)
        found = other.post("/masuk", {"email": email_of("teacher"), "password": typed})
        assert (found.status_code == 302) is lets_in, typed


def test_a_password_field_is_masked_and_takes_what_is_pasted(app: Flask) -> None:
    pages = ((Visitor(app.test_client()), "/masuk"), (signed_in(app, "operator"), "/akun/kata-sandi"))
    for visitor, path in pages:
        text = visitor.get(path).text
        fields = re.findall(r"<input[^>]*type=\"password\"[^>]*>", text)
        assert len(fields) == len(re.findall(r"<input[^>]*name=\"(?:password|old|new|again)\"", text)) > 0
        for field in fields:
            assert re.search(r'autocomplete="(current|new)-password"', field), field
            assert "maxlength" not in field
            assert "onpaste" not in field


def test_an_account_keeps_no_age_of_a_password_and_no_question() -> None:
    assert {column.name for column in AccountRow.__table__.columns} == {
        *("id", "email", "name", "password_hash", "must_change_password"),
        *("disabled_at", "epoch", "signed_in_at"),
    }


def test_a_password_is_kept_by_a_slow_hash() -> None:
    """By a process of its own, since the fixtures hash in haste; with what RFC 9106 recommends for little memory."""
    said = "from spm_oversight.services.sign_in import hash_password; print(hash_password('x'))"
    done = subprocess.run(
        [sys.executable, "-c", said], cwd=PROJECT, capture_output=True, text=True, check=True
    )
    parts = re.fullmatch(r"\$argon2id\$v=19\$m=(\d+),t=(\d+),p=\d+\$[^$]{22}\$[^$]{43}\n", done.stdout)
    assert parts, done.stdout
    assert int(parts[1]) >= 64 * 1024
    assert int(parts[2]) >= 3


def test_what_is_sealed_is_read_for_its_purpose_in_its_time_and_unaltered() -> None:
    ours, theirs, now = Seal(), Seal(), datetime(2026, 11, 27, tzinfo=UTC)
    ours.configure("a" * 40)
    theirs.configure("b" * 40)
    sealed, ten = ours.close("sign in", b"a challenge", now), timedelta(minutes=10)
    assert ours.open("sign in", sealed, now + ten, ten) == b"a challenge"
    assert ours.open("sign in", sealed, now + ten + timedelta(seconds=1), ten) is None
    assert ours.open("add", sealed, now, ten) is None
    assert theirs.open("sign in", sealed, now, ten) is None
    for at in range(len(sealed)):
        altered = sealed[:at] + bytes([sealed[at] ^ 1]) + sealed[at + 1 :]
        # The last sign of Base64 carries bits that mean nothing.
        assert ours.open("sign in", altered, now, ten) in (
            None,
            b"a challenge" if at > len(sealed) - 4 else None,
        )


def test_what_was_typed_stands_in_no_error_of_the_database(app: Flask) -> None:
    with app.app_context(), db.engine.connect() as connection, pytest.raises(DBAPIError) as caught:
        connection.execute(text("select cast(:typed as integer) / 0, :typed"), {"typed": 70123456})
    assert "70123456" not in str(caught.value)


def test_sign_ins_are_on_record(app: Flask, urls: Urls) -> None:
    signed_in(app, "reviewer")
    wrong = Visitor(app.test_client())
    wrong.take_token("/masuk")
    assert (
        wrong.post("/masuk", {"email": email_of("reviewer"), "password": "salah sekali"}).status_code == 422
    )
    with psycopg.connect(urls.owner) as connection:
        connection.execute("set app.system = 'on'")
        found = connection.execute(
            "select action, detail ->> 'address', at is not null from audit_event"
            " where action in ('sign_in', 'sign_in_refused') order by number"
        ).fetchall()
    assert found == [("sign_in", "127.0.0.1", True), ("sign_in_refused", "127.0.0.1", True)]


@pytest.mark.parametrize("name", sorted(set(CAST) - {"former", "newcomer"}))
def test_every_page_leads_out(app: Flask, name: str) -> None:
    visitor = signed_in(app, name)
    for path in ("/", "/akun", "/tidak-ada"):
        tally.add(requests=1)
        assert '<a href="/akun">' in visitor.get(path).text, path
    assert re.search(r'<form[^>]*action="/keluar"', visitor.get("/akun").text)
