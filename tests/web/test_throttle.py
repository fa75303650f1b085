"""Who guesses passwords is slowed, per account and per address; the right person gets in elsewhere."""

from __future__ import annotations

import re
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import psycopg
import pytest
from flask import Flask
from werkzeug.test import TestResponse

from spm_oversight.persistence.embedded import Urls
from tests.web.cast import PASSWORD, Visitor, email_of
from tests.web.house import Ready

ANI = email_of("district_admin")


@pytest.fixture
def ready(nobody_signed_in: Ready) -> Ready:
    """Signing in is the subject here."""
    return nobody_signed_in


def browser(app: Flask, address: str = "10.0.0.1") -> Visitor:
    """A browser on the sign-in page, at an address."""
    client = app.test_client()
    client.environ_base["REMOTE_ADDR"] = address
    visitor = Visitor(client)
    visitor.take_token("/masuk")
    return visitor


def guess(visitor: Visitor, email: str = ANI, *, right: bool = False) -> TestResponse:
    """Send the sign-in form."""
    return visitor.post("/masuk", {"email": email, "password": PASSWORD if right else "salah"})


def asked(urls: Urls, statement: str) -> list[tuple[Any, ...]]:
    """A statement past the application."""
    with psycopg.connect(urls.superuser) as connection:
        cursor = connection.execute(statement.encode())
        return cursor.fetchall() if cursor.description else []


def test_five_wrong_ones_bring_a_wait_and_the_right_person_gets_in_elsewhere(app: Flask, urls: Urls) -> None:
    thief = browser(app)
    assert [guess(thief).status_code for _ in range(5)] == [422] * 5
    slowed = guess(thief, right=True)
    assert slowed.status_code == 429
    assert 1 <= int(slowed.headers["Retry-After"]) <= 30
    assert re.search(r"Tunggu (30|2\d) detik, lalu coba lagi\.", slowed.text)
    assert f'value="{ANI}"' in slowed.text
    assert guess(browser(app, "10.0.0.2"), right=True).status_code == 302
    assert guess(thief, email_of("coordinator"), right=True).status_code == 302
    refused = asked(
        urls, "select detail - 'request' from audit_event where action = 'sign_in_refused' order by number"
    )
    assert [detail for (detail,) in refused] == [
        {"address": "10.0.0.1", "wait": wait} for wait in (0, 0, 0, 0, 30)
    ]
    asked(urls, "update sign_in_tries set until = until - interval '31 seconds'")
    thief = browser(app)
    assert guess(thief).status_code == 422
    assert re.search(r"Tunggu (60|5\d) detik", guess(thief).text)
    asked(urls, "update sign_in_tries set until = until - interval '61 seconds'")
    assert guess(thief, right=True).status_code == 302


def _without_typed(text: str) -> str:
    """The page without the address typed, the token, and the seconds that pass meanwhile."""
    return re.sub(r' value="[^"]*"|\d+ detik', "", text)


def test_an_address_that_nobody_has_gets_the_same_answers(app: Flask) -> None:
    visitor = browser(app)
    known = [guess(visitor) for _ in range(6)]
    unknown = [guess(visitor, "entah@contoh.test") for _ in range(6)]
    for one, other in zip(known, unknown, strict=True):
        assert one.status_code == other.status_code
        assert _without_typed(one.text) == _without_typed(other.text)


def test_one_address_is_slowed_over_all_accounts_and_its_own_sign_in_changes_nothing(
    app: Flask, urls: Urls
) -> None:
    thief = browser(app)
    assert guess(thief, "orang1@contoh.test").status_code == 422
    asked(urls, "update sign_in_tries set wrong = 28")
    assert guess(thief, "orang29@contoh.test").status_code == 422
    own = browser(app)
    assert guess(own, email_of("operator"), right=True).status_code == 302
    assert guess(thief, "orang30@contoh.test").status_code == 422
    slowed = guess(thief, "orang31@contoh.test")
    assert slowed.status_code == 429
    assert re.search(r"Tunggu (60|5\d) detik", slowed.text)
    before = asked(urls, "select count(*) from sign_in_tries")
    guess(thief, "orang32@contoh.test")
    assert asked(urls, "select count(*) from sign_in_tries") == before
    assert guess(browser(app, "10.0.0.2"), ANI, right=True).status_code == 302


def test_who_is_right_is_not_slowed_however_often_and_begins_anew(app: Flask) -> None:
    ani = browser(app)
    for _ in range(2):
        assert [guess(browser(app)).status_code for _ in range(4)] == [422] * 4
        assert guess(browser(app), right=True).status_code == 302
    assert [guess(browser(app), right=True).status_code for _ in range(5)] == [302] * 5
    assert guess(ani).status_code == 422


def test_of_many_that_come_at_once_no_more_are_looked_at(app: Flask) -> None:
    visitors = [browser(app) for _ in range(12)]
    with ThreadPoolExecutor(len(visitors)) as at_once:
        answers = [answer.status_code for answer in at_once.map(guess, visitors)]
    assert sorted(answers) == [422] * 5 + [429] * 7


def test_a_subscriber_with_many_addresses_is_one(app: Flask) -> None:
    answers = [guess(browser(app, f"2001:db8:0:1::{n}")).status_code for n in range(1, 7)]
    assert answers == [422] * 5 + [429]
    assert guess(browser(app, "2001:db8:0:2::1")).status_code == 422


def test_the_old_password_is_not_guessed_either(app: Flask) -> None:
    ani = browser(app)
    ani.sign_in(ANI)
    form = {"old": "salah", "new": "kuda baterai staples benar", "again": "kuda baterai staples benar"}
    assert [ani.post("/akun/kata-sandi", form).status_code for _ in range(6)] == [422] * 5 + [429]


SEEN_BY_THREE = "6.6.6.6, 7.7.7.7, 8.8.8.8"


@pytest.mark.parametrize(("proxies", "address"), [("0", "127.0.0.1"), ("1", "8.8.8.8"), ("2", "7.7.7.7")])
def test_the_address_is_the_one_the_known_proxies_saw(
    made: Callable[..., Flask], urls: Urls, proxies: str, address: str
) -> None:
    client = made(SPM_PROXIES=proxies).test_client()
    client.environ_base["HTTP_X_FORWARDED_FOR"] = SEEN_BY_THREE
    visitor = Visitor(client)
    visitor.sign_in(ANI)
    assert asked(urls, "select address from session") == [(address,)]


def test_a_foreign_host_is_refused_and_writes_no_address(made: Callable[..., Flask]) -> None:
    for proxies in ("0", "1"):
        client = made(SPM_PROXIES=proxies).test_client()
        assert client.get("/masuk", headers={"Host": "evil.test"}).status_code == 400
        forwarded = client.get("/masuk", headers={"X-Forwarded-Host": "evil.test"})
        assert forwarded.status_code == (400 if proxies == "1" else 200)
        assert "evil.test" not in forwarded.text


def test_production_answers_nothing_over_plain_http(made: Callable[..., Flask]) -> None:
    client = made(SPM_HTTPS="1").test_client()
    plain = client.post("/masuk", data={"email": ANI, "password": PASSWORD})
    assert (plain.status_code, "Buka https://localhost" in plain.text) == (400, True)
    assert "Set-Cookie" not in plain.headers
    assert client.get("/kesehatan").status_code == 200
    sealed = client.get("/masuk", headers={"X-Forwarded-Proto": "https"})
    assert sealed.status_code == 200
    assert sealed.headers["Strict-Transport-Security"] == "max-age=31536000; includeSubDomains"
    assert sealed.headers["Set-Cookie"].startswith("__Host-spm=")
    assert {"Secure", "HttpOnly", "SameSite=Lax"} <= set(sealed.headers["Set-Cookie"].split("; "))
