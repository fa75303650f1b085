"""Asking for a link: the same answer to everybody, to one stored address, so often and no more (reliability C5)."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path

import pytest
from flask import Flask

from spm_oversight.persistence.database import db
from spm_oversight.persistence.embedded import Urls
from spm_oversight.services.begin import begin_system
from spm_oversight.services.links import forget_links
from tests.services.mail_server import MailServer
from tests.services.test_mail import run_due
from tests.web.cast import PROVINCE, Visitor, email_of, membership_of, signed_in
from tests.web.house import application
from tests.web.links_sent import LINK, SITI, app, ask, choose, house, letters, opened, token_in, write
from tests.web.test_people import FIRST, form
from tests.web.walk import stored

__all__ = ["app", "house"]


def test_a_forged_host_writes_no_address(app: Flask, urls: Urls, house: MailServer) -> None:
    client = app.test_client()
    assert client.get("/lupa-kata-sandi", base_url="http://jahat.test").status_code == 400
    visitor = Visitor(client)
    visitor.take_token("/lupa-kata-sandi")
    form = {"csrf_token": visitor._token, "email": email_of("operator")}  # pyright: ignore[reportPrivateUsage]
    taken = client.post("/lupa-kata-sandi", data=form, headers={"X-Forwarded-Host": "jahat.test"})
    assert taken.status_code == 302
    (letter,) = letters(app, urls, house)
    assert LINK.search(letter.get_content()) and "jahat" not in letter.as_string()


def test_what_is_not_one_address_sends_nothing(app: Flask, urls: Urls, house: MailServer) -> None:
    mine = email_of("operator")
    somebody = Visitor(app.test_client())
    somebody.take_token("/lupa-kata-sandi")
    for typed, status in (
        ({"email": [mine, "jahat@contoh.test"]}, 400),
        ({"email": ["jahat@contoh.test", mine]}, 400),
        ({"email": f"{mine}\x00jahat"}, 400),
        ({"email": f"{mine}\njahat@contoh.test"}, 400),
        ({"email[]": mine}, 422),
        ({"email": f"{mine},jahat@contoh.test"}, 422),
        ({"email": f"{mine} jahat@contoh.test"}, 422),
        ({"email": f"jahat@contoh.test<{mine}>"}, 422),
        ({"email": f"{mine}%00"}, 302),  # another address, of nobody
        ({"email": ""}, 422),
        ({"email": "a@" + "b" * 200 + ".id"}, 422),
    ):
        assert somebody.post("/lupa-kata-sandi", typed).status_code == status, typed
    assert letters(app, urls, house) == []
    assert stored(urls, "select email from link") == [(f"{mine}%00",)]


def test_the_letter_goes_to_the_stored_address_however_it_was_typed(
    app: Flask, urls: Urls, house: MailServer
) -> None:
    ask(app, f"  {email_of('operator').upper()} ")
    (letter,) = letters(app, urls, house)
    assert letter["To"] == f"Operator <{email_of('operator')}>"


@pytest.mark.parametrize("who", ["nobody", "former", "shut"])
def test_who_cannot_have_a_link_gets_the_same_answer_and_the_same_work(
    app: Flask, urls: Urls, house: MailServer, who: str
) -> None:
    """The request writes one row and one job, whoever it is about: nothing in it can take longer for somebody known."""
    if who == "shut":
        path = f"/pengguna/{membership_of(app, 'operator')}/tutup-akun"
        signed_in(app, "platform_admin").post(path)
    email = email_of("operator" if who == "shut" else who)
    ask(app, email)
    ask(app, email_of("teacher"))
    rows = "select account_id is null, epoch is null, message_id is null, digest is null from link"
    assert stored(urls, rows) == [(True,) * 4] * 2
    jobs = "select task_name, count(*) from procrastinate_jobs where status = 'todo' group by 1"
    assert stored(urls, jobs) == [("prepare_reset", 2)]
    sent = letters(app, urls, house)
    assert [letter["To"].addresses[0].addr_spec for letter in sent] == [email_of("teacher")]
    record = "select action, detail from audit_event where action like 'reset_%' order by number"
    told = stored(urls, record)
    assert [action for action, _ in told] == ["reset_not_sent", "reset_asked"]
    assert email not in str(told[0])


def test_one_account_gets_three_letters_and_one_network_asks_twenty_times(
    app: Flask, urls: Urls, house: MailServer
) -> None:
    for _ in range(4):
        ask(app)
    assert len(letters(app, urls, house)) == 3
    for _ in range(16):
        ask(app, "entah@contoh.test")
    somebody = Visitor(app.test_client())
    somebody.take_token("/lupa-kata-sandi")
    answer = somebody.post("/lupa-kata-sandi", {"email": email_of("teacher")})
    assert answer.status_code == 422
    assert "Terlalu banyak permintaan dari jaringan Anda." in answer.text
    assert email_of("teacher") in answer.text, "what was typed stays"
    write(urls, "update link set asked_at = asked_at - interval '61 minutes'")
    ask(app)
    assert len(letters(app, urls, house)) == 1


def test_a_request_that_lay_too_long_in_the_queue_is_not_answered(
    app: Flask, urls: Urls, house: MailServer
) -> None:
    """As after a restored copy was let go: nobody waits for that letter any more."""
    ask(app)
    write(urls, "update link set asked_at = asked_at - interval '31 minutes'")
    assert letters(app, urls, house) == []


def test_a_letter_that_nobody_needs_any_more_is_not_sent(app: Flask, urls: Urls, house: MailServer) -> None:
    ask(app)
    with app.app_context():
        house.answers["RCPT"] = ["451 later"] * 2  # the first run may get as far as the letter already
        run_due(app, urls)
        run_due(app, urls)
    signed_in(app, "operator")
    assert letters(app, urls, house) == []
    assert "Tautan tidak diperlukan lagi" in signed_in(app, "platform_admin").get("/kotak-keluar").text


def test_a_second_try_of_a_letter_brings_a_link_that_works(app: Flask, urls: Urls, house: MailServer) -> None:
    house.answers["."] = ["451 later"]
    ask(app)
    sent = [*letters(app, urls, house), *letters(app, urls, house)]
    assert choose(opened(app, token_in(sent[-1]))).status_code == 302


def test_a_sample_province_sends_no_link(app: Flask, urls: Urls, house: MailServer) -> None:
    write(urls, "update province set sample = true where id = %s", [PROVINCE])
    ask(app)
    assert letters(app, urls, house) == []
    admin = signed_in(app, "district_admin")
    admin.post("/pengguna/baru", form(SITI, "district_leader"))
    assert FIRST.search(admin.get("/pengguna").text), "whom no letter reaches gets a first password"


def test_without_mail_one_is_told_whom_to_ask(urls: Urls, tmp_path: Path) -> None:
    app = application(urls, tmp_path)
    somebody = Visitor(app.test_client())
    somebody.take_token("/masuk")
    assert 'href="/lupa-kata-sandi"' in somebody.get("/masuk").text
    page = somebody.get("/lupa-kata-sandi")
    assert "tidak mengirim surel" in page.text and "<form" not in page.text
    assert somebody.post("/lupa-kata-sandi", {"email": email_of("operator")}).status_code == 403
    with app.app_context():
        db.engine.dispose()


def test_old_requests_are_forgotten(app: Flask, urls: Urls) -> None:
    ask(app)
    with app.app_context():
        with begin_system() as work:
            now = work.now
        assert forget_links(before=now - timedelta(days=1)) == 0
        assert forget_links(before=now + timedelta(seconds=1)) == 1
