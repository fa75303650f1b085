"""Messages by mail, through a real socket: what arrives, how often it is tried, and that it never arrives twice."""

from __future__ import annotations

from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from pathlib import Path
from uuid import UUID

import psycopg
import pytest
from flask import Flask
from sqlalchemy import text

from spm_oversight.domain.messages import ACCOUNT, PERIOD, MessageState
from spm_oversight.domain.period import Quarter
from spm_oversight.domain.scope import SYSTEM, Scope
from spm_oversight.exchange.post import NotSent
from spm_oversight.persistence.database import db
from spm_oversight.persistence.embedded import Urls
from spm_oversight.persistence.jobs import MAKE_PAPER, enqueue
from spm_oversight.persistence.messages import Message
from spm_oversight.persistence.work import Work, open_work
from spm_oversight.services.deliver import deliver
from spm_oversight.services.tell import tell
from spm_oversight.worker import MAIL_TRIES, run_worker
from tests.services.mail_server import MailServer, certificate, mail_server
from tests.web.cast import DISTRICT, FOREIGN_DISTRICT, PROVINCE, RIVAL, email_of, membership_of
from tests.web.house import application

QUARTER = Quarter(2024, 4)
ADMIN = "district_admin"
OUR_SCOPE = Scope.of_district(PROVINCE, DISTRICT)
PROVINCE_SCOPE = Scope.of_province(PROVINCE, (DISTRICT, RIVAL))


def mail_settings(house: MailServer, **more: str) -> dict[str, str]:
    return {
        "SPM_ADDRESS": "https://spm.contoh.go.id",
        "SPM_SMTP_HOST": "127.0.0.1",
        "SPM_SMTP_PORT": str(house.port),
        "SPM_SMTP_TLS": "NONE",
        "SPM_SMTP_FROM": "spm@contoh.go.id",
        **more,
    }


@contextmanager
def mailing(urls: Urls, folder: Path, house: MailServer, **more: str) -> Iterator[Flask]:
    """The application with this mail house."""
    app = application(urls, folder, **mail_settings(house, **more))
    with app.app_context():
        yield app
        db.engine.dispose()


@pytest.fixture
def house() -> Iterator[MailServer]:
    with mail_server() as house:
        yield house


@pytest.fixture
def mail(urls: Urls, tmp_path: Path, house: MailServer) -> Iterator[Flask]:
    with mailing(urls, tmp_path, house) as app:
        yield app


def write(app: Flask, subject: str = "Periode dibuka", to: str = ADMIN, scope: Scope = OUR_SCOPE) -> Message:
    """One message in this scope's name."""
    with open_work(scope, None) as work:
        tell(work, kind=PERIOD, to=[membership_of(app, to)], subject=subject, text="Isi.", about=QUARTER)
        return work.messages.outgoing(limit=1)[0]


def run_due(app: Flask, urls: Urls) -> None:
    """One run of every waiting job, those that wait for their next try included."""
    with psycopg.connect(urls.superuser) as connection:
        connection.execute("update procrastinate_jobs set scheduled_at = null where status = 'todo'")
    with ThreadPoolExecutor(1) as own:
        own.submit(run_worker, app, urls.app, wait=False).result()


def message_of(scope: Scope = OUR_SCOPE) -> Message:
    with open_work(scope, None) as work:
        return work.messages.outgoing(limit=1)[0]


def test_a_message_arrives_as_plain_text_with_the_sites_address(
    mail: Flask, urls: Urls, house: MailServer
) -> None:
    written = write(mail)
    assert written.state is MessageState.WAITING
    run_due(mail, urls)
    (letter,) = house.letters
    assert letter["To"] == f"District Admin <{email_of(ADMIN)}>"
    assert letter["From"] == "Pengawasan SPM <spm@contoh.go.id>"
    assert letter["Subject"] == "Periode dibuka"
    assert letter["Message-ID"] == f"<{written.id}@contoh.go.id>"
    assert letter.get_content_type() == "text/plain"
    told = letter.get_content().replace("\r\n", "\n")
    assert told.startswith("Yth. District Admin,\n\nIsi.\n\nBuka: https://spm.contoh.go.id/\n")
    assert "atas nama Kabupaten Katingan" in told
    sent = message_of()
    assert (sent.state, sent.tries, sent.why) == (MessageState.SENT, 1, "")
    assert sent.sent_at
    run_due(mail, urls)
    assert len(house.letters) == 1


def test_no_text_becomes_a_header(mail: Flask, urls: Urls, house: MailServer) -> None:
    with psycopg.connect(urls.superuser) as connection:
        connection.execute(
            "update membership set name = E'Ani\\r\\nBcc: lain@contoh.go.id' where role = 'district_admin'"
        )
    write(mail, "Judul\r\nBcc: lain@contoh.go.id\r\n\r\nIsi lain")
    run_due(mail, urls)
    (letter,) = house.letters
    assert letter["Bcc"] is None
    assert letter["Subject"] == "Judul Bcc: lain@contoh.go.id Isi lain"
    assert [to.upper() for _, to in house.envelopes] == [f"RCPT TO:<{email_of(ADMIN)}>".upper()]


def test_two_workers_send_one_message_once(mail: Flask, house: MailServer) -> None:
    house.may_answer.clear()
    message = write(mail).id

    def work() -> None:
        with mail.app_context():
            deliver(message=message, province=PROVINCE, district=DISTRICT, last_try=False)

    with ThreadPoolExecutor(2) as workers:
        first = workers.submit(work)
        assert house.asked.wait(20)
        second = workers.submit(work)
        waiting = "select count(*) from pg_stat_activity where wait_event_type = 'Lock'"
        while not second.done() and not _counted(waiting):
            pass
        house.may_answer.set()
        first.result(20)
        second.result(20)
    assert len(house.letters) == 1
    assert (message_of().state, message_of().tries) == (MessageState.SENT, 1)


def _counted(question: str) -> int:
    with db.engine.connect() as connection:
        return connection.exec_driver_sql(question).scalar_one()


def test_a_passing_fault_is_tried_again_and_the_last_one_says_why(
    mail: Flask, urls: Urls, house: MailServer
) -> None:
    house.answers["RCPT"] = ["451 later"] * MAIL_TRIES
    write(mail)
    states = list[MessageState]()
    for _ in range(MAIL_TRIES):
        run_due(mail, urls)
        states.append(message_of().state)
    assert states == [*[MessageState.WAITING] * (MAIL_TRIES - 1), MessageState.FAILED]
    failed = message_of()
    assert failed.tries == MAIL_TRIES
    assert failed.why == "Server surel menolak alamat penerima (kode 451). Periksa alamatnya."
    run_due(mail, urls)
    assert house.letters == []


def test_the_next_try_waits_and_sends(mail: Flask, urls: Urls, house: MailServer) -> None:
    house.answers["."] = ["451 later"]
    write(mail)
    run_due(mail, urls)
    with psycopg.connect(urls.superuser) as connection:
        waits = "select scheduled_at > now() from procrastinate_jobs where task_name = 'send_message'"
        assert connection.execute(waits).fetchall() == [(True,)]
    run_due(mail, urls)
    assert len(house.letters) == 1
    assert (message_of().state, message_of().tries) == (MessageState.SENT, 2)


@pytest.mark.parametrize(
    ("word", "answer", "why"),
    [
        ("RCPT", "550 nobody", "Server surel menolak alamat penerima (kode 550). Periksa alamatnya."),
        (".", "554 no", "Server surel tidak menerima kiriman (kode 554)."),
        ("MAIL", "553 no", "Server surel tidak menerima kiriman (kode 553)."),
    ],
)
def test_a_final_refusal_is_not_tried_again(
    mail: Flask, urls: Urls, house: MailServer, word: str, answer: str, why: str
) -> None:
    house.answers[word] = [answer]
    write(mail)
    run_due(mail, urls)
    assert (message_of().state, message_of().tries, message_of().why) == (MessageState.FAILED, 1, why)


def test_a_server_that_takes_the_letter_and_then_fails_gets_it_once(
    mail: Flask, urls: Urls, house: MailServer
) -> None:
    house.answers["QUIT"] = ["421 gone"]
    write(mail)
    run_due(mail, urls)
    assert message_of().state is MessageState.SENT
    assert len(house.letters) == 1


def test_a_server_that_is_away_is_named(mail: Flask, urls: Urls, house: MailServer, tmp_path: Path) -> None:
    with mail_server() as gone:
        pass
    with mailing(urls, tmp_path, gone) as app:
        write(app)
        run_due(app, urls)
        assert message_of().why == "Server surel tidak dapat dihubungi."


def test_the_way_is_sealed_before_anything_is_said_and_the_password_goes_after(
    urls: Urls, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    trusted, context = certificate(tmp_path)
    monkeypatch.setenv("SSL_CERT_FILE", str(trusted))
    signed = {"SPM_SMTP_TLS": "STARTTLS", "SPM_SMTP_USER": "spm", "SPM_SMTP_PASSWORD": "rahasia"}
    with mail_server(context) as house, mailing(urls, tmp_path, house, **signed) as app:
        write(app)
        run_due(app, urls)
        assert message_of().state is MessageState.SENT
        assert house.heard[:4] == ["EHLO", "STARTTLS", "EHLO", "AUTH"]


def test_a_certificate_nobody_vouches_for_gets_nothing(urls: Urls, tmp_path: Path) -> None:
    _, context = certificate(tmp_path)
    signed = {"SPM_SMTP_TLS": "STARTTLS", "SPM_SMTP_USER": "spm", "SPM_SMTP_PASSWORD": "rahasia"}
    with mail_server(context) as house, mailing(urls, tmp_path, house, **signed) as app:
        write(app)
        run_due(app, urls)
        assert house.heard == ["EHLO", "STARTTLS"]
        told = "Sertifikat server surel tidak dapat dipercaya. Periksa pengaturan surel."
        assert (message_of().state, message_of().why) == (MessageState.WAITING, told)


def test_a_rollback_leaves_neither_message_nor_job(mail: Flask, urls: Urls) -> None:
    with pytest.raises(RuntimeError), open_work(OUR_SCOPE, None) as work:
        tell(work, kind=PERIOD, to=[membership_of(mail, ADMIN)], subject="Judul", text="Isi.")
        raise RuntimeError("the change failed")
    with psycopg.connect(urls.superuser) as connection:
        told = "select (select count(*) from message), (select count(*) from procrastinate_jobs)"
        assert connection.execute(told).fetchall() == [(0, 0)]


def test_letters_stand_behind_what_somebody_waits_for(mail: Flask, urls: Urls) -> None:
    write(mail)
    with open_work(OUR_SCOPE, None) as work:
        enqueue(work.session, MAKE_PAPER, {"paper": "x"})
    with psycopg.connect(urls.superuser) as connection:
        order = "select task_name from procrastinate_jobs order by priority desc, id"
        assert connection.execute(order).fetchall() == [("make_paper",), ("send_message",)]


def test_without_a_server_messages_are_kept(app: Flask, urls: Urls) -> None:
    with app.app_context():
        kept = write(app)
    assert (kept.state, kept.why) == (MessageState.KEPT, "Server surel tidak diatur pada pemasangan ini.")
    with psycopg.connect(urls.superuser) as connection:
        assert connection.execute("select count(*) from procrastinate_jobs").fetchone() == (0,)


def test_people_of_an_example_get_no_mail(mail: Flask, urls: Urls) -> None:
    with psycopg.connect(urls.superuser) as connection:
        connection.execute("update province set sample = true")
    assert (write(mail).state, message_of().why) == (
        MessageState.KEPT,
        "Provinsi contoh: surel tidak dikirim.",
    )


def test_what_somebody_does_not_want_is_kept_and_an_account_message_goes_all_the_same(mail: Flask) -> None:
    membership = membership_of(mail, ADMIN)
    with open_work(OUR_SCOPE, None) as work:
        work.preferences.choose(membership, {PERIOD.name: False, ACCOUNT.name: False})
    assert (write(mail).state, message_of().why) == (
        MessageState.KEPT,
        "Penerima memilih tanpa surel untuk pesan ini.",
    )
    with open_work(OUR_SCOPE, None) as work:
        tell(work, kind=ACCOUNT, to=[membership], subject="Akun", text="Isi.")
        assert {each.state for each in work.messages.outgoing(limit=9) if each.kind == "account"} == {
            MessageState.WAITING
        }


@pytest.mark.parametrize("name", ["rival_admin", "foreign_admin", "coordinator", "former"])
def test_a_district_writes_to_its_own_living_people_only(mail: Flask, name: str) -> None:
    with open_work(OUR_SCOPE, None) as work:
        assert tell(work, kind=PERIOD, to=[membership_of(mail, name)], subject="Judul", text="Isi.") == ()
        assert work.messages.outgoing(limit=9) == ()


def test_a_province_writes_to_its_districts_and_its_own(mail: Flask) -> None:
    names = ["rival_admin", "foreign_admin", "coordinator", "foreign_coordinator", ADMIN]
    with open_work(PROVINCE_SCOPE, None) as work:
        to = [membership_of(mail, name) for name in names]
        told = tell(work, kind=PERIOD, to=to, subject="Judul", text="Isi.")
        assert [each.name for each in told] == ["Coordinator", "District Admin", "Rival Admin"]


READERS = {
    "our district": (OUR_SCOPE, {"from us", "from the province"}),
    "the rival": (Scope.of_district(PROVINCE, RIVAL), set[str]()),
    "our province": (PROVINCE_SCOPE, {"from the province"}),
    "a foreign district": (Scope.of_district("63", FOREIGN_DISTRICT), set[str]()),
    "a foreign province": (Scope.of_province("63", (FOREIGN_DISTRICT,)), set[str]()),
    "the platform": (SYSTEM, set[str]()),
    "nobody": (Scope(), set[str]()),
}


@pytest.mark.parametrize("reader", READERS)
def test_a_letter_is_read_by_those_who_sent_it_and_those_it_went_to(mail: Flask, reader: str) -> None:
    write(mail, "from us", "operator")
    write(mail, "from the province", ADMIN, PROVINCE_SCOPE)
    scope, subjects = READERS[reader]
    with open_work(scope, None) as work:
        assert _subjects(work) == subjects
    with open_work(SYSTEM, None) as work:
        assert dict(work.messages.counts()) == {
            DISTRICT: {MessageState.WAITING: 1},
            PROVINCE: {MessageState.WAITING: 1},
        }


def _subjects(work: Work) -> set[str]:
    return set(work.session.scalars(text("select subject from letter")))


@pytest.mark.parametrize("scope", [Scope.of_district(PROVINCE, RIVAL), SYSTEM, Scope()], ids=repr)
def test_nobody_sends_or_ends_a_message_of_another(mail: Flask, house: MailServer, scope: Scope) -> None:
    message = write(mail).id
    with open_work(scope, None) as work:
        assert work.messages.claim(message) is None
        work.messages.mark_failed(message, "x", last=True)
    assert message_of().state is MessageState.WAITING


def test_a_message_that_is_not_there_is_no_fault(mail: Flask) -> None:
    deliver(message=UUID(int=1), province=PROVINCE, district=DISTRICT, last_try=True)


def test_the_platform_has_mail_of_its_own(mail: Flask, urls: Urls, house: MailServer) -> None:
    with open_work(SYSTEM, None) as work:
        tell(work, kind=ACCOUNT, to=[membership_of(mail, "platform_admin")], subject="Undangan", text="Isi.")
    run_due(mail, urls)
    assert [letter["Subject"] for letter in house.letters] == ["Undangan"]
    assert message_of(SYSTEM).state is MessageState.SENT


def test_a_try_that_fails_is_raised_for_the_queue(mail: Flask, house: MailServer) -> None:
    house.answers["RCPT"] = ["451 later"]
    message = write(mail).id
    with pytest.raises(NotSent):
        deliver(message=message, province=PROVINCE, district=DISTRICT, last_try=False)
    assert message_of().why
