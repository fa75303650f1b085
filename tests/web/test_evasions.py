"""Attempts to get round a control stand in the log, each with where it came from (ASVS 16.3.3)."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from flask import Flask
from flask.testing import FlaskClient

from tests.web.cast import PASSWORD, Visitor, email_of, signed_in
from tests.web.house import Ready

FORGED = "a session cookie that is not of our making, from 127.0.0.1"


@pytest.fixture
def ready(nobody_signed_in: Ready) -> Ready:
    """Signing in is a subject here."""
    return nobody_signed_in


@pytest.fixture(autouse=True)
def _nothing_told_before(caplog: pytest.LogCaptureFixture) -> Iterator[None]:  # pyright: ignore[reportUnusedFunction]
    with caplog.at_level("WARNING"):
        yield


def bearing(app: Flask, cookie: str) -> FlaskClient:
    """A browser with this session cookie."""
    client = app.test_client()
    client.set_cookie("spm", cookie)
    return client


def test_a_forged_cookie_is_told_and_one_that_ended_is_not(
    app: Flask, caplog: pytest.LogCaptureFixture
) -> None:
    visitor = signed_in(app, "operator")
    cookie = visitor.cookie
    caplog.clear()
    assert bearing(app, cookie).get("/akun").status_code == 200
    visitor.post("/keluar")
    assert bearing(app, cookie).get("/akun").status_code == 302
    assert app.test_client().get("/akun").status_code == 302
    assert FORGED not in caplog.text

    last = "A" if cookie[-2] != "A" else "B"
    assert bearing(app, f"{cookie[:-2]}{last}{cookie[-1]}").get("/akun").status_code == 302
    assert FORGED in caplog.text


def test_a_form_with_a_foreign_token_is_told_by_its_endpoint(
    app: Flask, caplog: pytest.LogCaptureFixture
) -> None:
    visitor = signed_in(app, "operator")
    caplog.clear()
    assert visitor.post("/keluar", {"csrf_token": "salah"}).status_code == 400
    assert "a form for sign_in.end, from 127.0.0.1: The CSRF token is invalid." in caplog.text


def test_a_try_within_a_wait_is_told_and_the_tries_before_it_are_not(
    app: Flask, caplog: pytest.LogCaptureFixture
) -> None:
    visitor = Visitor(app.test_client())
    visitor.take_token("/masuk")

    def guess() -> int:
        wrong = {"email": email_of("operator"), "password": f"bukan {PASSWORD}"}
        return visitor.post("/masuk", wrong).status_code

    assert [guess() for _ in range(5)] == [422] * 5
    assert "within a wait" not in caplog.text
    assert guess() == 429
    assert "a try within a wait, by address 127.0.0.1" in caplog.text
