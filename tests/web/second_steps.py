"""The second step as people take it: a telephone with its app, and a sign-in that waits for its code."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import UTC, datetime
from typing import Any

import psycopg
import pytest
from flask import Flask
from pyotp.totp import TOTP
from werkzeug.test import TestResponse

from spm_oversight.persistence.embedded import Urls
from tests.web.cast import PASSWORD, Visitor, email_of

OWN = "/akun/dua-langkah"
CODES = r"(?:[a-z2-9]{4}-){5,}[a-z2-9]{4}"


@pytest.fixture
def stored(urls: Urls) -> Callable[..., list[tuple[Any, ...]]]:
    """``stored("select ...", value)``: a statement past the application."""

    def ask(statement: str, *values: Any) -> list[tuple[Any, ...]]:
        with psycopg.connect(urls.superuser) as connection:
            cursor = connection.execute(statement.encode(), values)
            return cursor.fetchall() if cursor.description else []

    return ask


class Phone:
    """An authenticator app: the secret it was shown, and the recovery codes that came with it."""

    def __init__(self, visitor: Visitor, *, password: str = PASSWORD) -> None:
        page = visitor.get(f"{OWN}/aplikasi").text
        self.sealed = _field(page, "sealed")
        self._app = TOTP(re.findall(r"<code>([A-Z2-7 ]+)</code>", page)[0].replace(" ", ""))
        self.answer = self.add(visitor, self.code(), password)
        self.codes = re.findall(CODES, self.answer.text)

    def code(self, *, after: int = 0) -> str:
        """The code it shows now, or so many half minutes later."""
        return self._app.generate_otp(self.step(after=after))

    def step(self, *, after: int = 0) -> int:
        """Which half minute since 1970 that is."""
        return self._app.timecode(datetime.now(UTC)) + after

    def add(self, visitor: Visitor, code: str, password: str = PASSWORD) -> TestResponse:
        """Send the form that adds it."""
        return visitor.post(f"{OWN}/aplikasi", {"sealed": self.sealed, "code": code, "password": password})


@pytest.fixture
def phone() -> Callable[..., Phone]:
    """``phone(visitor)``: set up an app for who is signed in there."""
    return Phone


def _field(page: str, name: str) -> str:
    return re.findall(rf'name="{name}"[^>]* value="([^"]*)"', page)[0]


def by_password(
    app: Flask, name: str, address: str = "10.0.0.1", **more: str
) -> tuple[Visitor, TestResponse]:
    """A browser in which somebody has sent a right password, and the answer."""
    client = app.test_client()
    client.environ_base["REMOTE_ADDR"] = address
    visitor = Visitor(client)
    visitor.take_token("/masuk")
    answer = visitor.post("/masuk", {"email": email_of(name), "password": PASSWORD, **more})
    return visitor, answer


def is_in(visitor: Visitor) -> bool:
    """Whether somebody is signed in there."""
    return not visitor.get("/akun").headers.get("Location", "").startswith("/masuk")
