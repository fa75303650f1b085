"""One submitted form, one effect: clicked twice, answered twice alike, sent by others, with other content, at once."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import Future, ThreadPoolExecutor, wait
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from io import BytesIO
from uuid import uuid4

import psycopg
import pytest
from flask import Flask
from werkzeug.test import TestResponse

from spm_oversight.persistence import form_answers
from spm_oversight.persistence.embedded import Urls
from spm_oversight.services.begin import begin_system
from spm_oversight.services.forget_forms import forget_forms
from spm_oversight.web.guard import SAFE, permission_of
from spm_oversight.web.once import ITS_OWN_WAY
from tests.guard.test_matrix import doors
from tests.web.cast import DISTRICT, PROVINCE, RIVAL, Visitor, email_of, membership_of, signed_in
from tests.web.evidence_files import pdf
from tests.web.test_people import FIRST, form
from tests.web.walk import HERE, open_quarter, stored, text_of

Visit = Callable[[str], Visitor]
NEW = "/perangkat-daerah/baru"
CLINIC = {"name": "Klinik Utama"}
EVIDENCE = f"{HERE}/bukti/kab.1.02.01"


def key() -> dict[str, str]:
    """A page's key."""
    return {"form_key": uuid4().hex}


def clinics(urls: Urls, district: str = DISTRICT) -> int:
    """How many clinics a district has."""
    ((count,),) = stored(
        urls, f"select count(*) from office where district_id = '{district}' and name like 'Klinik%'"
    )
    return count


def kept(urls: Urls) -> list[str]:
    """Where the answers kept lead."""
    return [location for (location,) in stored(urls, "select location from form_answer order by location")]


def test_the_form_of_a_page_sent_again_is_answered_alike_and_adds_nothing(visit: Visit, urls: Urls) -> None:
    admin = visit("district_admin")
    pages = [admin.get(NEW).text for _ in range(2)]
    keys = [re.findall(r'name="form_key" value="([0-9a-f]{32})"', page)[0] for page in pages]
    assert keys[0] != keys[1]
    for _ in range(2):
        answer = admin.post(NEW, {"form_key": keys[0], **CLINIC})
        assert (answer.status_code, answer.location) == (302, "/perangkat-daerah")
        assert "Klinik Utama ditambahkan." in text_of(admin.get("/perangkat-daerah"))
    assert clinics(urls) == 1


def test_what_may_be_done_twice_is_done_once_for_each_form_of_a_page(
    app: Flask, visit: Visit, urls: Urls
) -> None:
    platform, page = visit("platform_admin"), key()
    renew = f"/pengguna/{membership_of(app, 'coordinator')}/kata-sandi-pertama"
    email, passwords = email_of("coordinator"), []
    for sent in (page, page, key()):
        assert platform.post(renew, sent).status_code == 302
        passwords += stored(urls, f"select password_hash from account where email = '{email}'")
    assert passwords[0] == passwords[1] != passwords[2]


def test_a_form_without_its_key_is_refused(visit: Visit, urls: Urls) -> None:
    admin = visit("district_admin")
    for wrong in ("", "tebakan"):
        assert admin.post(NEW, {**CLINIC, "form_key": wrong}).status_code == 400
    assert (clinics(urls), kept(urls)) == (0, [])


def test_another_content_is_refused_with_what_was_typed_and_can_be_sent_anew(
    visit: Visit, urls: Urls
) -> None:
    admin, page = visit("district_admin"), key()
    admin.post(NEW, {**page, **CLINIC})
    refused = admin.post(NEW, {**page, "name": "Klinik Pratama Hulu"})
    assert (refused.status_code, clinics(urls)) == (422, 1)
    said = text_of(refused)
    assert "Klinik Pratama Hulu" in said and "tidak diproses" in said and "buka halamannya lagi" in said
    ours = refused.text[refused.text.index(f'action="{NEW}"') :]
    again = dict(re.findall(r'name="([^"]+)" value="([^"]*)"', ours[: ours.index("</form>")]))
    assert admin.post(NEW, again).status_code == 302
    assert clinics(urls) == 2


def test_another_address_is_another_content(visit: Visit, urls: Urls) -> None:
    admin, page = visit("district_admin"), key()
    admin.post(NEW, {**page, **CLINIC})
    ((office,),) = stored(urls, "select id from office where name = 'Klinik Utama'")
    assert admin.post(f"/perangkat-daerah/{office}/nama", {**page, **CLINIC}).status_code == 422


def test_a_file_counts_by_its_bytes(visit: Visit, urls: Urls) -> None:
    open_quarter(visit("coordinator"))
    operator, page = visit("operator"), key()

    def add(data: bytes) -> TestResponse:
        sent = {**page, "place": "layanan", "file": (BytesIO(data), "bukti.pdf")}
        return operator.post(EVIDENCE, sent)

    assert [add(pdf()).status_code for _ in range(2)] == [302, 302]
    refused = add(pdf("lain"))
    assert refused.status_code == 422 and "bukti.pdf" in refused.text and "kiriman baru" not in refused.text
    assert stored(urls, "select count(*) from evidence") == [(1,)]


def test_another_person_and_another_tenant_get_an_effect_of_their_own(
    app: Flask, visit: Visit, urls: Urls
) -> None:
    page = key()
    with app.app_context(), begin_system() as work:
        admin = work.accounts.by_email(email_of("district_admin"))
        assert admin
        there = work.accounts.appoint(admin.id, "district_admin", province=PROVINCE, district=RIVAL)
    ours = visit("district_admin")
    ours.post(NEW, {**page, **CLINIC})
    for rival in (visit("rival_admin"), visit("foreign_admin")):
        assert rival.post(NEW, {**page, "name": "Klinik Rahasia"}).status_code == 302
        page_after = text_of(rival.get("/perangkat-daerah"))
        assert "Klinik Rahasia ditambahkan" in page_after and "Klinik Utama" not in page_after
    assert (clinics(urls), clinics(urls, RIVAL), clinics(urls, "63.01")) == (1, 1, 1)

    ours.post(f"/akun/penugasan/{there}")
    assert ours.post(NEW, {**page, **CLINIC}).status_code == 302
    assert (clinics(urls), clinics(urls, RIVAL)) == (1, 2)


def test_what_was_refused_or_failed_leaves_the_key_free(visit: Visit, urls: Urls) -> None:
    admin, page = visit("district_admin"), key()
    assert admin.post(NEW, {**page, "name": ""}).status_code == 422
    unreadable = admin.post("/kop-surat", {**page, "paper": "kulit"})
    assert (unreadable.status_code, kept(urls)) == (422, [])
    assert admin.post(NEW, {**page, **CLINIC}).status_code == 302
    assert clinics(urls) == 1


@contextmanager
def busy(
    app: Flask, urls: Urls, sent: dict[str, str]
) -> Iterator[tuple[psycopg.Connection, Future[TestResponse]]]:
    """While the form ``sent`` is being worked on: it waits for its tenant's record, which the connection holds."""
    admin = signed_in(app, "district_admin")
    admin.post("/perangkat-daerah/baru", {"name": "Kecamatan"})  # begins the record
    with psycopg.connect(urls.superuser) as holding, ThreadPoolExecutor(1) as pool:
        holding.execute("select 1 from audit_head where tenant = %s for update", [DISTRICT])
        first = pool.submit(admin.post, NEW, sent)
        wait_for(urls, 1)
        try:
            yield holding, first
        finally:
            holding.rollback()


def wait_for(urls: Urls, waiting: int, begun: Sequence[Future[TestResponse]] = ()) -> None:
    """Until so many connections wait for a lock; none of what was ``begun`` has ended before."""
    question = "select count(*) from pg_stat_activity where datname = current_database() and wait_event_type = 'Lock'"
    while stored(urls, question) != [(waiting,)]:
        assert not any(each.done() for each in begun), "done without waiting"


def test_sent_at_once_the_second_waits_and_gets_the_same_answer(app: Flask, visit: Visit, urls: Urls) -> None:
    sent, twin = {**key(), **CLINIC}, visit("district_admin")
    with ThreadPoolExecutor(1) as pool, busy(app, urls, sent) as (holding, first):
        second = pool.submit(twin.post, NEW, sent)
        wait_for(urls, 2)
        holding.rollback()
        answers = [each.result(timeout=30) for each in (first, second)]
    assert [(each.status_code, each.location) for each in answers] == [(302, "/perangkat-daerah")] * 2
    assert clinics(urls) == 1


def test_who_would_wait_too_long_is_told_and_answered_alike_later(
    app: Flask, visit: Visit, urls: Urls, monkeypatch: pytest.MonkeyPatch
) -> None:
    sent, twin = {**key(), **CLINIC}, visit("district_admin")
    with ThreadPoolExecutor(1) as pool, busy(app, urls, sent) as (holding, first):
        monkeypatch.setattr(form_answers, "PATIENCE", "1ms")
        second = pool.submit(twin.post, NEW, sent)
        assert wait([second], timeout=10).done, "still waiting"
        told = second.result()
        assert (told.status_code, clinics(urls)) == (409, 0)
        assert "sedang diproses" in told.text
        holding.rollback()
        assert first.result(timeout=30).status_code == 302
    assert twin.post(NEW, sent).location == "/perangkat-daerah"
    assert clinics(urls) == 1


def test_killed_in_the_middle_it_has_its_one_effect_when_sent_again(
    app: Flask, visit: Visit, urls: Urls
) -> None:
    sent, twin = {**key(), **CLINIC}, visit("district_admin")
    with busy(app, urls, sent) as (holding, first):
        holding.execute(
            "select pg_terminate_backend(pid) from pg_stat_activity"
            " where datname = current_database() and wait_event_type = 'Lock'"
        )
        assert first.result(timeout=30).status_code == 503
    assert (clinics(urls), kept(urls)) == (0, ["/perangkat-daerah"])  # of the one before
    assert [twin.post(NEW, sent).status_code for _ in range(2)] == [302, 302]
    assert clinics(urls) == 1


def test_a_first_password_is_kept_nowhere(visit: Visit, urls: Urls) -> None:
    admin, page = visit("district_admin"), key()
    sent = {**page, **form("siti@contoh.go.id", "district_leader")}
    admin.post("/pengguna/baru", sent)
    password = FIRST.search(admin.get("/pengguna").text)
    assert password
    assert admin.post("/pengguna/baru", sent).status_code == 302
    again = admin.get("/pengguna")
    assert password[1] not in again.text and "hanya ditampilkan sekali" in text_of(again)
    assert password[1] not in str(stored(urls, "select * from form_answer"))


def test_answers_are_forgotten_after_their_time_and_not_before(app: Flask, visit: Visit, urls: Urls) -> None:
    visit("district_admin").post(NEW, CLINIC)
    with app.app_context():
        forget_forms(before=datetime.now(UTC) - timedelta(minutes=1))
        assert kept(urls) == ["/perangkat-daerah"]
        forget_forms(before=datetime.now(UTC) + timedelta(minutes=1))
    assert kept(urls) == []


def test_every_door_that_takes_no_key_is_named_with_its_reason(app: Flask) -> None:
    changing = {rule.endpoint for rule, method in doors(app) if method not in SAFE}
    assert set(ITS_OWN_WAY) <= changing
    public = {rule.endpoint for rule, _ in doors(app) if permission_of(app, rule).name == "PUBLIC"}
    signing = {
        "sign_in.begin",
        "sign_in.second",
        "sign_in.second_by_passkey",
        "sign_in.by_passkey",
        "sign_in.end",
    }
    assert public & changing == {*signing, "check.match", "links.ask", "links.choose"}


def test_nobody_reads_the_answers_of_another(visit: Visit, urls: Urls) -> None:
    visit("district_admin").post(NEW, CLINIC)
    with psycopg.connect(urls.app) as connection:
        connection.execute("select set_config('app.account', %s, true)", [str(uuid4())])
        connection.execute(
            "select set_config('app.province', '62', true), set_config('app.write_district', '62.06', true)"
        )
        assert connection.execute("select * from form_answer").fetchall() == []
        assert connection.execute("update form_answer set location = '/'").rowcount == 0
