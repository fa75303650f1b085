"""Who guesses one account from many addresses is slowed; its owner, where they signed in before, is not."""

from __future__ import annotations

import re
from itertools import count

import pytest
from flask import Flask

from spm_oversight.persistence.embedded import Urls
from tests.web.cast import Visitor, email_of
from tests.web.test_throttle import ANI, asked, browser, guess

FREE = 30
_ADDRESSES = (f"10.1.{n // 200}.{n % 200 + 1}" for n in count())
OFFICE, ELSEWHERE = "10.0.0.1", "10.0.0.2"


def from_many(app: Flask, tries: int, email: str = ANI) -> list[int]:
    """So many wrong passwords, each from an address of its own."""
    return [guess(browser(app, next(_ADDRESSES)), email).status_code for _ in range(tries)]


def known(app: Flask, address: str = OFFICE, email: str = ANI) -> Visitor:
    """A browser in which somebody signed in, and out."""
    visitor = browser(app, address)
    assert guess(visitor, email, right=True).status_code == 302
    visitor.take_token("/akun")
    visitor.post("/keluar")
    visitor.take_token("/masuk")
    return visitor


def moved(visitor: Visitor, address: str) -> Visitor:
    """The same browser at another address."""
    visitor._client.environ_base["REMOTE_ADDR"] = address  # pyright: ignore[reportPrivateUsage]
    return visitor


def test_many_addresses_are_slowed_and_the_owner_gets_in_where_they_are_known(app: Flask) -> None:
    own = known(app)
    assert from_many(app, FREE + 1) == [422] * FREE + [429]
    assert guess(browser(app), right=True).status_code == 302, "another browser at a known address"
    assert guess(moved(own, ELSEWHERE), right=True).status_code == 302, "a known browser elsewhere"
    assert from_many(app, 1, email_of("operator")) == [422], "another account"


def test_the_owner_at_a_new_place_waits_and_the_wait_stands_for_others(app: Flask, urls: Urls) -> None:
    from_many(app, FREE)
    new = browser(app, ELSEWHERE)
    slowed = guess(new, right=True)
    assert slowed.status_code == 429
    assert re.search(r"Tunggu (60|5\d) detik", slowed.text)
    assert "peramban atau jaringan yang biasa Anda pakai" in slowed.text
    asked(urls, "update sign_in_tries set until = until - interval '61 seconds'")
    assert guess(new, right=True).status_code == 302
    assert from_many(app, 1) == [429], "the owner's sign-in gives a stranger no further tries"
    assert guess(browser(app, ELSEWHERE), right=True).status_code == 302, "known from now on"


def test_the_wait_grows_to_an_hour_and_is_remembered_for_a_day(app: Flask, urls: Urls) -> None:
    from_many(app, FREE)
    asked(urls, "update sign_in_tries set wrong = wrong + 9, until = until - interval '23 hours'")
    assert from_many(app, 1) == [422]
    assert "Tunggu 60 menit" in guess(browser(app, ELSEWHERE)).text


def test_a_known_browser_is_no_way_to_guess_on(app: Flask) -> None:
    stolen = known(app)
    answers = [guess(moved(stolen, next(_ADDRESSES))).status_code for _ in range(6)]
    assert answers == [422] * 5 + [429]
    assert guess(browser(app), right=True).status_code == 302


def test_the_mark_of_one_person_is_none_of_another(app: Flask) -> None:
    thief = known(app, email=email_of("operator"))
    from_many(app, FREE)
    assert guess(moved(thief, ELSEWHERE)).status_code == 429


@pytest.mark.parametrize("mark", [OFFICE, ""])
def test_a_known_address_is_no_mark(app: Flask, mark: str) -> None:
    known(app)
    from_many(app, FREE)
    thief = browser(app, ELSEWHERE)
    thief._client.set_cookie("spm-kenal", mark)  # pyright: ignore[reportPrivateUsage]
    assert guess(thief).status_code == 429


def test_an_address_that_nobody_has_is_slowed_alike(app: Flask) -> None:
    assert from_many(app, FREE + 1, "entah@contoh.test") == [422] * FREE + [429]
