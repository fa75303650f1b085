"""A link to choose a password by: used once, for its own account, alive for half an hour (reliability C3, C4)."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta

import psycopg
import pytest
from flask import Flask

from spm_oversight.domain.errors import Missing
from spm_oversight.persistence.embedded import Urls
from spm_oversight.persistence.sessions import Place
from spm_oversight.services.links import choose_password
from tests.services.mail_server import MailServer
from tests.web.cast import PASSWORD, email_of, membership_of, signed_in
from tests.web.links_sent import NEW, app, asked, can_sign_in, choose, house, is_dead, opened, write
from tests.web.test_throttle import browser, guess
from tests.web.walk import stored, text_of

__all__ = ["app", "house"]


def test_a_reset_from_asking_to_signing_in(app: Flask, urls: Urls, house: MailServer) -> None:
    before = signed_in(app, "operator")
    token = asked(app, urls, house)
    somebody = opened(app, token)
    page = somebody.get("/kata-sandi-baru").text
    assert "Pilih kata sandi baru" in page and email_of("operator") in page and token not in page
    assert before.get("/").status_code == 200, "asking and looking end nothing"
    answer = choose(somebody)
    assert (answer.status_code, answer.location) == (302, "/masuk")
    assert "Masuk dengan kata sandi itu." in somebody.get("/masuk").text
    assert before.get("/").status_code == 302, "every session ends"
    assert not can_sign_in(app, email_of("operator"), PASSWORD)
    assert can_sign_in(app, email_of("operator"), NEW)


def test_the_token_stands_in_the_letter_alone(app: Flask, urls: Urls, house: MailServer, caplog) -> None:
    token = asked(app, urls, house)
    choose(opened(app, token))
    with psycopg.connect(urls.superuser) as connection:
        tables = connection.execute(
            "select table_name from information_schema.tables where table_schema = 'public'"
        ).fetchall()
        for (name,) in tables:
            found = connection.execute(
                f"select count(*) from {name} t where t::text ~ %s", [token]
            ).fetchone()
            assert found == (0,), name
    assert token not in caplog.text
    assert (
        "[tautan pribadi, hanya dalam surel yang dikirim]"
        in signed_in(app, "platform_admin").get("/kotak-keluar").text
    )


@pytest.mark.parametrize(
    "happens",
    [
        "used",
        "password changed",
        "renewed by the platform",
        "signed in",
        "account shut",
        "expired",
        "a space",
        "cut",
    ],
)
def test_a_link_that_has_died_opens_nothing(app: Flask, urls: Urls, house: MailServer, happens: str) -> None:
    token = asked(app, urls, house)
    held = opened(app, token)  # the page was open before it died
    operator = f"/pengguna/{membership_of(app, 'operator')}"
    changed = PASSWORD
    match happens:
        case "used":
            assert choose(opened(app, token), "lima gunung di utara kota").status_code == 302
            changed = "lima gunung di utara kota"
            # Each guard by itself: as if the account were as it was when the link was asked for.
            write(urls, "update account set epoch = epoch - 1")
        case "password changed":
            me = signed_in(app, "operator")
            # As if the sign-in had been before the request: only the password is newer.
            write(urls, "update account set signed_in_at = null")
            changed = "lima gunung di utara kota"
            typed = {"old": PASSWORD, "new": changed, "again": changed}
            assert me.post("/akun/kata-sandi", typed).status_code == 302
        case "renewed by the platform":
            signed_in(app, "platform_admin").post(f"{operator}/kata-sandi-pertama")
            changed = ""
        case "signed in":
            signed_in(app, "operator")
        case "account shut":
            platform = signed_in(app, "platform_admin")
            platform.post(f"{operator}/tutup-akun")
            write(urls, "update account set epoch = epoch - 1 where email = %s", [email_of("operator")])
            assert is_dead(app, token)
            write(urls, "update account set epoch = epoch + 1 where email = %s", [email_of("operator")])
            platform.post(f"{operator}/buka-akun")
        case "expired":
            write(urls, "update link set ends_at = now() - interval '1 second'")
        case _:
            held, token = None, f"{token}%20" if happens == "a space" else token[:-1]
    assert is_dead(app, token)
    if held:
        assert choose(held).status_code == 404
    assert not can_sign_in(app, email_of("operator"), NEW)
    assert not changed or can_sign_in(app, email_of("operator"), changed)


def test_a_link_lives_half_an_hour_from_its_sending(app: Flask, urls: Urls, house: MailServer) -> None:
    asked(app, urls, house)
    ((life,),) = stored(urls, "select ends_at - asked_at from link")
    assert timedelta(minutes=30) <= life < timedelta(minutes=31)


def test_of_two_who_use_a_link_at_once_one_does(app: Flask, urls: Urls, house: MailServer) -> None:
    token = asked(app, urls, house)

    def use(new: str) -> bool:
        with app.app_context():
            try:
                choose_password(token=token, new=new, place=Place())
            except Missing:
                return False
            return True

    chosen = ("lima gunung di utara kota", "tujuh perahu di danau itu")
    with ThreadPoolExecutor(2) as pool:
        # Both wait for the account, which is held, and go on at once.
        with psycopg.connect(urls.superuser) as holder:
            holder.execute("select from account where email = %s for update", [email_of("operator")])
            both = [pool.submit(use, each) for each in chosen]
            waiting = (
                "select count(*) from pg_stat_activity"
                " where wait_event_type = 'Lock' and datname = current_database()"
            )
            with psycopg.connect(urls.superuser, autocommit=True) as watcher:
                while watcher.execute(waiting).fetchone() != (2,) and not all(each.done() for each in both):
                    pass
        done = [each.result(20) for each in both]
    assert sorted(done) == [False, True]
    assert [can_sign_in(app, email_of("operator"), each) for each in chosen] == done


def test_who_chose_by_a_link_is_known_there_while_others_guess(
    app: Flask, urls: Urls, house: MailServer
) -> None:
    email = email_of("operator")
    guesses = [guess(browser(app, f"10.1.0.{n}"), email).status_code for n in range(1, 32)]
    assert guesses == [422] * 30 + [429]
    somebody = opened(app, asked(app, urls, house))
    assert choose(somebody).status_code == 302
    # Elsewhere first: known by the mark that came with choosing. Then where it was chosen.
    for address in ("10.2.0.1", "127.0.0.1"):
        somebody._client.environ_base["REMOTE_ADDR"] = address  # pyright: ignore[reportPrivateUsage]
        somebody.take_token("/masuk")
        assert somebody.post("/masuk", {"email": email, "password": NEW}).status_code == 302
        somebody.take_token("/akun")
        somebody.post("/keluar")
    assert guess(browser(app, "10.2.0.2"), email).status_code == 429


def test_a_link_is_for_its_own_account_alone(app: Flask, urls: Urls, house: MailServer) -> None:
    """Also where somebody else is signed in, and where the form names another account."""
    token = asked(app, urls, house)
    other = signed_in(app, "teacher")
    other.get(f"/tautan/{token}")
    page = other.get("/kata-sandi-baru").text
    assert email_of("operator") in page
    answer = other.post(
        "/kata-sandi-baru", {"new": NEW, "again": NEW, "email": email_of("teacher"), "account": "teacher"}
    )
    assert answer.status_code == 302
    assert can_sign_in(app, email_of("operator"), NEW) and can_sign_in(app, email_of("teacher"), PASSWORD)


def test_a_password_that_is_easily_guessed_is_refused_and_the_link_stays(
    app: Flask, urls: Urls, house: MailServer
) -> None:
    somebody = opened(app, asked(app, urls, house))
    for new, again, said in (
        ("sebelas hrf", None, "Tulis sedikitnya 12 karakter"),
        ("Password1234", None, "pernah bocor"),
        ("bismillah123456", None, "pernah bocor"),
        ("BISMILLAH123456", None, "pernah bocor"),
        ("Operator-Contoh-2024", None, "hampir hanya nama"),
        ("dinas kesehatan 2025", None, "hampir hanya nama"),
        ("PengawasanSPM#2026", None, "hampir hanya nama"),
        (NEW, "lain", "Tidak sama dengan kata sandi baru"),
    ):
        answer = choose(somebody, new, again)
        assert answer.status_code == 422 and said in text_of(answer), new
    assert choose(somebody).status_code == 302
