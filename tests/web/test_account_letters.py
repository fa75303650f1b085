"""On their own account page people see which letters went out about their account, and none of their text."""

from __future__ import annotations

import re

from flask import Flask

from spm_oversight.persistence.embedded import Urls
from spm_oversight.services.begin import begin_system
from tests.services.mail_server import MailServer
from tests.web.cast import PROVINCE, RIVAL, Visitor, email_of, membership_of, signed_in
from tests.web.links_sent import SITI, app, ask, asked, choose, house, invited, letters, opened
from tests.web.walk import open_quarter, text_of, words_of

__all__ = ["app", "house"]
NONE = "Belum ada. Undangan, permintaan kata sandi baru"


def listed(visitor: Visitor) -> list[tuple[str, str]]:
    """Subject and state of each letter, the newest first; times cut off."""
    page = visitor.get("/akun").text
    rows = re.findall(r'<th scope="row">(.*?)</th>\s*<td.*?</td>\s*<td>(.*?)</td>', page, re.S)
    return [(subject, re.sub(r" \d.*", "", words_of(state))) for subject, state in rows]


def test_a_person_sees_what_was_sent_about_their_account(app: Flask, urls: Urls, house: MailServer) -> None:
    assert NONE in text_of(signed_in(app, "operator").get("/akun"))
    token = asked(app, urls, house)
    somebody = opened(app, token)
    choose(somebody, "lima gunung di utara kota")
    somebody.take_token("/masuk")
    somebody.post("/masuk", {"email": email_of("operator"), "password": "lima gunung di utara kota"})
    assert listed(somebody)[:2] == [
        ("Kata sandi akun Anda diganti", "Menunggu dikirim"),
        ("Memilih kata sandi baru", "Terkirim"),
    ]
    letters(app, urls, house)
    page = somebody.get("/akun")
    assert listed(somebody)[0] == ("Kata sandi akun Anda diganti", "Terkirim")
    assert re.search(r"Terkirim \d+ \w+ \d{4}", text_of(page)), "with the time it went out"
    assert token not in page.text and "/tautan/" not in page.text and "tautan pribadi" not in page.text
    assert NONE in text_of(signed_in(app, "teacher").get("/akun")), "and nobody else sees it"


def test_letters_about_the_work_stand_with_the_messages(app: Flask, urls: Urls) -> None:
    open_quarter(signed_in(app, "coordinator"))
    admin = signed_in(app, "district_admin")
    assert "Periode dibuka" in text_of(admin.get("/pesan"))
    assert listed(admin) == []


def test_an_invitation_is_told_by_its_kind_whoever_invited(app: Flask, urls: Urls, house: MailServer) -> None:
    somebody = opened(app, invited(app, urls, house))
    choose(somebody, "lima gunung di utara kota")
    somebody.take_token("/masuk")
    somebody.post("/masuk", {"email": SITI, "password": "lima gunung di utara kota"})
    assert listed(somebody) == [("Undangan", "Terkirim")]


def test_a_letter_that_never_went_out_says_so_in_our_words(app: Flask, urls: Urls, house: MailServer) -> None:
    house.answers["RCPT"] = ["550 5.1.1 <x@y> no such person here"]
    ask(app)
    assert letters(app, urls, house) == []
    me = signed_in(app, "operator")
    assert listed(me) == [("Memilih kata sandi baru", "Tidak terkirim")]
    assert "no such person" not in me.get("/akun").text


def test_the_letters_of_a_post_that_ended_stay_with_the_person(
    app: Flask, urls: Urls, house: MailServer
) -> None:
    asked(app, urls, house)
    with app.app_context(), begin_system() as work:
        work.accounts.end(membership_of(app, "operator"))
    assert listed(signed_in(app, "operator")) == [("Memilih kata sandi baru", "Terkirim")]
    with app.app_context(), begin_system() as work:
        account = work.accounts.by_email(email_of("operator"))
        assert account
        work.accounts.appoint(account.id, "district_admin", province=PROVINCE, district=RIVAL)
    assert listed(signed_in(app, "operator")) == [("Memilih kata sandi baru", "Terkirim")]
