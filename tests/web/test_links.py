"""Links to choose a password by: sent to whom, alive for whom, used once (reliability C3, C4, C5)."""

from __future__ import annotations

import re
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from email.message import EmailMessage
from pathlib import Path

import psycopg
import pytest
from flask import Flask

from spm_oversight.domain.errors import Missing
from spm_oversight.persistence.database import db
from spm_oversight.persistence.embedded import Urls
from spm_oversight.persistence.sessions import Place
from spm_oversight.services.begin import begin_system
from spm_oversight.services.links import choose_password, forget_links
from tests.services.mail_server import MailServer, mail_server
from tests.services.test_mail import mail_settings, run_due
from tests.web.cast import (
    DISTRICT,
    PASSWORD,
    PROVINCE,
    Visitor,
    email_of,
    membership_of,
    office_of,
    signed_in,
)
from tests.web.house import application
from tests.web.test_people import FIRST, form
from tests.web.test_throttle import browser, guess
from tests.web.walk import stored, text_of

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
    assert before.get("/").location.startswith("/masuk"), "every session ends"
    assert not can_sign_in(app, email_of("operator"), PASSWORD)
    assert can_sign_in(app, email_of("operator"), NEW)


def test_an_invited_person_chooses_a_password_that_nobody_else_saw(
    app: Flask, urls: Urls, house: MailServer
) -> None:
    admin = signed_in(app, "district_admin")
    office = str(office_of(app, DISTRICT))
    admin.post("/pengguna/baru", form(SITI, "operator", office=office))
    shown = admin.get("/pengguna").text
    assert "Undangan ditulis ke alamat itu" in shown and not FIRST.search(shown)
    assert "Diundang, belum masuk" in shown
    (letter,) = letters(app, urls, house)
    assert letter["To"] == f"Siti Aminah <{SITI}>"
    assert "sebagai Operator perangkat daerah, Dinas Kesehatan, Kabupaten Katingan" in letter.get_content()
    somebody = opened(app, token_in(letter))
    assert "Pilih kata sandi Anda" in somebody.get("/kata-sandi-baru").text
    assert choose(somebody).status_code == 302
    somebody.take_token("/masuk")
    assert somebody.post("/masuk", {"email": SITI, "password": NEW}).location == "/"
    assert somebody.get("/").status_code == 200
    assert "Diundang, belum masuk" not in admin.get("/pengguna").text


def test_to_who_invites_a_known_person_looks_like_a_new_one(
    app: Flask, urls: Urls, house: MailServer
) -> None:
    """Neither the answer, nor the list, nor the outbox tells that the address has an account elsewhere."""
    admin = signed_in(app, "district_admin")
    signed_in(app, "rival_admin")  # lives and works elsewhere
    office, seen = str(office_of(app, DISTRICT)), []
    for email in (SITI, email_of("rival_admin")):
        admin.post("/pengguna/baru", form(email, "operator", office=office))
        page = admin.get("/pengguna").text
        row = re.search(
            rf"<tr>\s*<th scope=\"row\">Siti Aminah</th>\s*<td[^>]*>{re.escape(email)}.*?</tr>", page, re.S
        )
        assert row
        seen.append(re.sub(r"[0-9a-f-]{36}|value=\"[^\"]+\"", "", row[0]).replace(email, ""))
    assert seen[0] == seen[1]
    sent = {letter["To"].addresses[0].addr_spec: letter.get_content() for letter in letters(app, urls, house)}
    assert "Buka: https://spm.contoh.go.id/masuk" in sent[email_of("rival_admin")]
    assert LINK.search(sent[SITI]) and not LINK.search(sent[email_of("rival_admin")])
    kept = re.findall(r'<p class="typed">(.*?)</p>', admin.get("/kotak-keluar").text, re.S)
    assert len(kept) == 2 and kept[0] == kept[1]


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
            _write(urls, "update account set epoch = epoch - 1")
        case "password changed":
            me = signed_in(app, "operator")
            # As if the sign-in had been before the request: only the password is newer.
            _write(urls, "update account set signed_in_at = null")
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
            _write(urls, "update account set epoch = epoch - 1 where email = %s", [email_of("operator")])
            assert is_dead(app, token)
            _write(urls, "update account set epoch = epoch + 1 where email = %s", [email_of("operator")])
            platform.post(f"{operator}/buka-akun")
        case "expired":
            _write(urls, "update link set ends_at = now() - interval '1 second'")
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
    _write(urls, "update link set asked_at = asked_at - interval '61 minutes'")
    ask(app)
    assert len(letters(app, urls, house)) == 1


def test_a_request_that_lay_too_long_in_the_queue_is_not_answered(
    app: Flask, urls: Urls, house: MailServer
) -> None:
    """As after a restored copy was let go: nobody waits for that letter any more."""
    ask(app)
    _write(urls, "update link set asked_at = asked_at - interval '31 minutes'")
    assert letters(app, urls, house) == []


def test_an_invitation_that_ran_out_is_asked_for_anew_by_its_person_or_sent_again(
    app: Flask, urls: Urls, house: MailServer
) -> None:
    first = invited(app, urls, house)
    _write(urls, "update link set ends_at = now() - interval '1 second'")
    dead = Visitor(app.test_client()).get(f"/tautan/{first}")
    assert dead.status_code == 404 and 'href="/lupa-kata-sandi"' in dead.text
    second = asked(app, urls, house, SITI)
    admin = signed_in(app, "district_admin")
    ((membership,),) = stored(urls, "select id from membership where name = 'Siti Aminah'")
    listed = admin.get("/pengguna")
    assert f'action="/pengguna/{membership}/undang"' in listed.text
    assert admin.post(f"/pengguna/{membership}/undang").status_code == 302
    (letter,) = letters(app, urls, house)
    assert admin.post(f"/pengguna/{membership}/undang").status_code == 409, "three letters in half an hour"
    for token in (second, token_in(letter)):
        opened(app, token)
    assert choose(opened(app, second)).status_code == 302
    assert is_dead(app, token_in(letter)), "choosing by one ends the others"
    assert can_sign_in(app, SITI, NEW)
    assert "Diundang, belum masuk" not in admin.get("/pengguna").text
    assert admin.post(f"/pengguna/{membership}/undang").status_code == 409


def test_an_invitation_by_one_place_gives_no_other_a_password(
    app: Flask, urls: Urls, house: MailServer
) -> None:
    """A first password that an admin knew before mail was set up dies with the invitation of another place."""
    _write(
        urls,
        "update account set password_hash = (select password_hash from account where email = %s) where email = %s",
        [email_of("operator"), email_of("newcomer")],
    )
    assert can_sign_in(app, email_of("newcomer"), PASSWORD)
    typed = form(email_of("newcomer"), "reviewer")
    assert signed_in(app, "coordinator").post("/pengguna/baru", typed).status_code == 302
    assert not can_sign_in(app, email_of("newcomer"), PASSWORD)


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


def test_a_sample_province_sends_no_link(app: Flask, urls: Urls, house: MailServer) -> None:
    _write(urls, "update province set sample = true where id = %s", [PROVINCE])
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


def _write(urls: Urls, statement: str, values: list[object] | None = None) -> None:
    with psycopg.connect(urls.superuser) as connection:
        connection.execute(statement, values)  # pyright: ignore[reportArgumentType, reportCallIssue]
