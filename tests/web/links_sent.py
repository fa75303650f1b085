"""Links as their readers get them: asked for, invited by, taken from the letter, opened."""

from __future__ import annotations

import re
from collections.abc import Iterator
from email.message import EmailMessage
from pathlib import Path

import psycopg
import pytest
from flask import Flask

from spm_oversight.persistence.database import db
from spm_oversight.persistence.embedded import Urls
from tests.services.mail_server import MailServer, mail_server
from tests.services.test_mail import mail_settings, run_due
from tests.web.cast import DISTRICT, Visitor, email_of, office_of, signed_in
from tests.web.house import application
from tests.web.test_people import form

NEW = "empat sungai bertemu di hilir"
SITI = "siti@contoh.go.id"
LINK = re.compile(r"https://spm\.contoh\.go\.id/tautan/([\w-]{43})\s")
SAME_ANSWER = "Bila surel itu milik akun di sini"


@pytest.fixture
def house() -> Iterator[MailServer]:
    with mail_server() as house:
        yield house


@pytest.fixture
def app(urls: Urls, tmp_path: Path, house: MailServer) -> Iterator[Flask]:
    """The application with a mail server."""
    app = application(urls, tmp_path, **mail_settings(house))
    yield app
    with app.app_context():
        db.engine.dispose()


def ask(app: Flask, email: str = email_of("operator"), **more: object) -> Visitor:
    """Somebody asks for a link and is told the same as everybody."""
    somebody = Visitor(app.test_client())
    somebody.take_token("/lupa-kata-sandi")
    answer = somebody.post("/lupa-kata-sandi", {"email": email, **more})
    assert (answer.status_code, answer.location) == (302, "/masuk")
    assert SAME_ANSWER in somebody.get("/masuk").text
    return somebody


def letters(app: Flask, urls: Urls, house: MailServer) -> list[EmailMessage]:
    """What the worker sent since the last time."""
    with app.app_context():
        for _ in range(2):  # the request first, then the letter it asks for
            run_due(app, urls)
    sent = list(house.letters)
    house.letters.clear()
    return sent


def token_in(letter: EmailMessage) -> str:
    found = LINK.search(letter.get_content())
    assert found, letter.get_content()
    return found[1]


def asked(app: Flask, urls: Urls, house: MailServer, email: str = email_of("operator")) -> str:
    """The token of the one letter that came of asking."""
    ask(app, email)
    (letter,) = letters(app, urls, house)
    return token_in(letter)


def invited(app: Flask, urls: Urls, house: MailServer, email: str = SITI) -> str:
    admin = signed_in(app, "district_admin")
    typed = form(email, "operator", office=str(office_of(app, DISTRICT, "dinas-pendidikan")))
    assert admin.post("/pengguna/baru", typed).status_code == 302
    (letter,) = letters(app, urls, house)
    return token_in(letter)


def opened(app: Flask, token: str) -> Visitor:
    """A browser on the page where a password is chosen."""
    somebody = Visitor(app.test_client())
    answer = somebody.get(f"/tautan/{token}")
    assert (answer.status_code, answer.location) == (302, "/kata-sandi-baru")
    somebody.take_token("/kata-sandi-baru")
    return somebody


def is_dead(app: Flask, token: str) -> bool:
    answer = Visitor(app.test_client()).get(f"/tautan/{token}")
    return answer.status_code == 404 and "Tautan tidak berlaku lagi" in answer.text


def choose(somebody: Visitor, new: str = NEW, again: str | None = None):
    return somebody.post("/kata-sandi-baru", {"new": new, "again": new if again is None else again})


def can_sign_in(app: Flask, email: str, password: str) -> bool:
    somebody = Visitor(app.test_client())
    somebody.take_token("/masuk")
    return somebody.post("/masuk", {"email": email, "password": password}).status_code == 302


def write(urls: Urls, statement: str, values: list[object] | None = None) -> None:
    with psycopg.connect(urls.superuser) as connection:
        connection.execute(statement, values)  # pyright: ignore[reportArgumentType, reportCallIssue]
