"""Sessions: a new one at each turn, an end by the clock, and an end in one's other places."""

from __future__ import annotations

import json
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from hashlib import sha256
from typing import Any

import psycopg
import pytest
from flask import Flask
from werkzeug.test import TestResponse

from spm_oversight.persistence.embedded import Urls
from spm_oversight.services.sessions import forget_ended
from spm_oversight.web.session import BY_ITSELF_HEADER
from tests.web.cast import PASSWORD, Visitor, email_of, membership_of, signed_in
from tests.web.house import Ready
from tests.web.pages import HouseClient

Visit = Callable[[str], Visitor]
Stored = Callable[..., list[tuple[Any, ...]]]
CHOSEN = "kuda baterai staples benar"
A_PAGE = {"Accept": "text/html,*/*;q=0.8"}


@pytest.fixture
def ready(nobody_signed_in: Ready) -> Ready:
    """Signing in is the subject here."""
    return nobody_signed_in


@pytest.fixture
def stored(urls: Urls) -> Stored:
    """``stored("select ...", value)``: a statement past the application, at once."""

    def ask(statement: str, *values: Any) -> list[tuple[Any, ...]]:
        with psycopg.connect(urls.superuser) as connection:
            cursor = connection.execute(statement.encode(), values)
            return cursor.fetchall() if cursor.description else []

    return ask


def with_cookie(app: Flask, cookie: str) -> HouseClient:
    """A browser that has got hold of somebody's cookie."""
    client = app.test_client()
    client.set_cookie("spm", cookie)
    return client  # pyright: ignore[reportReturnType]


def is_in(answer: TestResponse) -> bool:
    """Whether the answer is to somebody signed in."""
    return not answer.headers.get("Location", "").startswith("/masuk")


def token_in(app: Flask, cookie: str) -> str:
    """The token a cookie carries."""
    serializer = app.session_interface.get_signing_serializer(app)  # pyright: ignore
    return serializer.loads(cookie)["_user_id"]  # pyright: ignore


def test_each_turn_gives_another_session_and_the_one_before_is_dead(
    app: Flask, nobody: Visitor, stored: Stored
) -> None:
    left_behind = [nobody.cookie]
    for turn in ("sign in", "sign in again", "switch", "choose a password"):
        form = {"email": email_of("traveller"), "password": PASSWORD}
        if turn == "switch":
            answer = nobody.post(f"/akun/penugasan/{membership_of(app, 'traveller')}")
        elif turn == "choose a password":
            answer = nobody.post("/akun/kata-sandi", {"old": PASSWORD, "new": CHOSEN, "again": CHOSEN})
        else:
            answer = nobody.post("/masuk", form)
        assert answer.status_code == 302, turn
        assert is_in(nobody.get("/")), turn
        for cookie in left_behind:
            assert not is_in(with_cookie(app, cookie).get("/")), turn
        assert [key for (key,) in stored("select key from session")] == [
            sha256(token_in(app, nobody.cookie).encode()).digest()
        ]
        left_behind.append(nobody.cookie)
        nobody.take_token("/akun")


def test_nothing_a_browser_had_before_signing_in_is_good_after(nobody: Visitor) -> None:
    """Somebody else may have put it there: a form they made with its token is not the person's."""
    assert nobody.post("/masuk", {"email": email_of("traveller"), "password": PASSWORD}).status_code == 302
    assert nobody.post("/keluar").status_code == 400
    assert is_in(nobody.get("/"))


def test_switching_does_not_put_the_end_off(app: Flask, visit: Visit, stored: Stored) -> None:
    sari = visit("traveller")
    before = stored("select id, begun, ends from session")
    sari.post(f"/akun/penugasan/{membership_of(app, 'traveller')}")
    assert stored("select id, begun, ends from session") == before


def test_who_signs_in_again_goes_on_in_the_membership_chosen(
    app: Flask, visit: Visit, stored: Stored
) -> None:
    sari = visit("traveller")
    (second,) = stored(
        "select id from membership where account_id = (select account_id from session)"
        " order by created_at desc limit 1"
    )
    sari.post(f"/akun/penugasan/{second[0]}")
    stored("update session set seen = seen - interval '2 hours'")
    assert not is_in(sari.get("/"))
    sari.sign_in(email_of("traveller"))
    assert "Kabupaten Kotawaringin Timur" in sari.get("/").text


def _change(app: Flask, here: Visitor) -> None:
    assert here.post("/akun/kata-sandi", {"old": PASSWORD, "new": CHOSEN, "again": CHOSEN}).status_code == 302


def _leave_others(app: Flask, here: Visitor) -> None:
    assert here.post("/akun/tempat-masuk/lain/keluar").location == "/akun/tempat-masuk"


def _by_platform(what: str) -> Callable[[Flask, Visitor], None]:
    def act(app: Flask, here: Visitor) -> None:
        path = f"/pengguna/{membership_of(app, 'coordinator')}/{what}"
        assert signed_in(app, "platform_admin").post(path).status_code == 302

    return act


@pytest.mark.parametrize(
    ("act", "stays"),
    [
        (_change, True),
        (_leave_others, True),
        (_by_platform("tutup-akun"), False),
        (_by_platform("kata-sandi-pertama"), False),
    ],
    ids=["password", "others", "shut", "renewed"],
)
def test_others_die_with_the_next_request(app: Flask, visit: Visit, act: Any, stays: bool) -> None:
    here, second, third = visit("coordinator"), visit("coordinator"), visit("coordinator")
    act(app, here)
    assert [is_in(each.get("/")) for each in (here, second, third)] == [stays, False, False]


def waiting_for_a_lock(stored: Stored) -> None:
    """Return once somebody waits for a row that another transaction holds."""
    for _ in range(300):
        if stored(
            "select pid from pg_stat_activity where wait_event_type = 'Lock' and datname = current_database()"
        ):
            return
    raise AssertionError("nobody waits")


def test_a_request_on_its_way_does_not_bring_an_ended_session_back(
    urls: Urls, visit: Visit, stored: Stored
) -> None:
    ani = visit("district_admin")
    stored("update session set seen = seen - interval '5 minutes'")
    with ThreadPoolExecutor() as at_once, psycopg.connect(urls.superuser) as ending:
        ending.execute("delete from session")
        on_its_way = at_once.submit(ani.get, "/")
        waiting_for_a_lock(stored)
        ending.commit()
        on_its_way.result()
    assert stored("select count(*) from session") == [(0,)]
    assert not is_in(ani.get("/"))


def test_who_is_signing_in_while_the_password_changes_does_not_get_in(
    urls: Urls, nobody: Visitor, stored: Stored
) -> None:
    form = {"email": email_of("coordinator"), "password": PASSWORD}
    with ThreadPoolExecutor() as at_once, psycopg.connect(urls.superuser) as changing:
        changing.execute("update account set password_hash = 'x' where email = %s", [form["email"]])
        changing.execute("delete from session")
        on_its_way = at_once.submit(nobody.post, "/masuk", form)
        waiting_for_a_lock(stored)
        changing.commit()
        assert on_its_way.result().status_code == 422
    assert stored("select count(*) from session") == [(0,)]


@pytest.mark.parametrize(
    ("passed", "lives"),
    [
        ("seen = seen - interval '59 minutes'", True),
        ("seen = seen - interval '61 minutes'", False),
        ("ends = now() + interval '1 minute'", True),
        ("ends = now() - interval '1 second'", False),
    ],
)
def test_a_session_ends_by_the_clock(visit: Visit, stored: Stored, passed: str, lives: bool) -> None:
    ani = visit("district_admin")
    stored(f"update session set {passed}")
    assert is_in(ani.get("/")) == lives
    assert is_in(ani.get("/")) == lives


def test_an_act_keeps_a_session_alive_and_is_noted_once_a_minute(visit: Visit, stored: Stored) -> None:
    ani = visit("district_admin")
    for ago, noted in (("59 minutes", True), ("30 seconds", False)):
        stored(f"update session set seen = now() - interval '{ago}'")
        before = stored("select seen from session")
        ani.get("/")
        assert (stored("select seen from session") != before) == noted


def test_what_a_page_does_by_itself_keeps_nobody_signed_in(app: Flask, visit: Visit, stored: Stored) -> None:
    ani = visit("district_admin")
    by_script = with_cookie(app, ani.cookie)
    stored("update session set seen = seen - interval '59 minutes'")
    before = stored("select seen from session")
    assert is_in(ani.get("/dokumen?segar=sendiri"))
    assert is_in(by_script.get("/", headers={BY_ITSELF_HEADER: "sendiri"}))
    assert stored("select seen from session") == before


def send(visitor: Visitor, path: str, form: dict[str, Any]) -> TestResponse:
    """Send a form as a page does, which asks for a page."""
    return visitor._client.post(  # pyright: ignore[reportPrivateUsage]
        path,
        data={"csrf_token": visitor._token, **form},  # pyright: ignore[reportPrivateUsage]
        headers=A_PAGE,
    )


def test_what_was_sent_when_the_session_had_ended_is_kept_and_offered(visit: Visit, stored: Stored) -> None:
    ani = visit("district_admin")
    stored("update session set seen = seen - interval '2 hours'")
    answer = send(ani, "/perangkat-daerah/baru", {"name": 'Dinas "Laut" & Udara'})
    assert answer.status_code == 401
    assert "belum tersimpan" in answer.text
    kept = json.dumps(["/perangkat-daerah/baru", ["name", 'Dinas "Laut" & Udara']])
    form = {"email": email_of("district_admin"), "kept": kept}
    assert "Laut&#34; &amp;" in ani.post("/masuk", {**form, "password": "salah"}).text.replace("\\", "")
    offered = ani.post("/masuk", {**form, "password": PASSWORD})
    assert 'value="Dinas &#34;Laut&#34; &amp; Udara"' in offered.text
    assert 'action="/perangkat-daerah/baru"' in offered.text
    ani.take_token("/akun")
    assert ani.post("/perangkat-daerah/baru", {"name": 'Dinas "Laut" & Udara'}).status_code == 302
    assert "Dinas &#34;Laut&#34; &amp; Udara" in ani.get("/perangkat-daerah").text


def test_the_offered_form_is_good_as_it_stands(visit: Visit, stored: Stored) -> None:
    ani = visit("district_admin")
    stored("delete from session")
    text = send(ani, "/perangkat-daerah/baru", {"name": "Dinas Laut"}).text
    ani.take_token("/masuk")
    kept = text.split('name="kept" type="hidden" value="')[1].split('"')[0].replace("&#34;", '"')
    form = {"email": email_of("district_admin"), "password": PASSWORD, "kept": kept}
    offered = ani.post("/masuk", form).text
    token = offered.split('name="csrf_token" value="')[1].split('"')[0]
    sent = ani.post("/perangkat-daerah/baru", {"csrf_token": token, "name": "Dinas Laut"})
    assert sent.status_code == 302


@pytest.mark.parametrize("to", ["//evil.test/akun", "https://evil.test/", "/katalog", "/static/x", ""])
def test_nothing_kept_goes_anywhere_but_to_a_form_of_ours(nobody: Visitor, to: str) -> None:
    form = {"email": email_of("district_admin"), "password": PASSWORD}
    assert nobody.post("/masuk", {**form, "kept": json.dumps([to, ["name", "x"]])}).location == "/"


def test_passwords_and_empty_forms_are_not_kept(visit: Visit, stored: Stored) -> None:
    ani = visit("district_admin")
    stored("delete from session")
    assert send(ani, "/akun/kata-sandi", {"old": "rahasia", "new": "rahasia"}).location == "/masuk"
    assert send(ani, "/perangkat-daerah/baru", {"name": " ", "membership": "x"}).location == "/masuk"
    # A script keeps what it sends itself.
    assert ani.post("/perangkat-daerah/baru", {"name": "Dinas Laut"}).location == "/masuk"


def test_a_person_sees_where_they_are_signed_in_and_signs_out_there(
    app: Flask, visit: Visit, stored: Stored
) -> None:
    phone = app.test_client()
    phone.environ_base["HTTP_USER_AGENT"] = (
        "Mozilla/5.0 (Android 14; Mobile; rv:130.0) Gecko/130.0 Firefox/130.0"
    )
    phone.environ_base["REMOTE_ADDR"] = "10.9.8.7"
    there, here, other = Visitor(phone), visit("district_admin"), visit("coordinator")
    there.sign_in(email_of("district_admin"))
    page = here.get("/akun/tempat-masuk").text
    assert "Di mana saya masuk: 1 tempat lain" in page
    assert "Firefox Mobile di Android" in page and "10.9.8.7" in page
    assert page.count("Ini yang sedang dipakai") == 1
    ((session,),) = stored("select id from session where address = '10.9.8.7'")
    assert other.post(f"/akun/tempat-masuk/{session}/keluar").status_code == 404
    assert is_in(there.get("/"))
    assert here.post(f"/akun/tempat-masuk/{session}/keluar").location == "/akun/tempat-masuk"
    assert (is_in(there.get("/")), is_in(here.get("/")), is_in(other.get("/"))) == (False, True, True)
    assert "hanya di sini" in here.get("/akun/tempat-masuk").text
    assert ("session_ended",) in stored("select action from audit_event")


def test_what_ended_long_ago_is_forgotten(app: Flask, visit: Visit, stored: Stored) -> None:
    for ends in ("now()", "now() - interval '2 days'"):
        visit("district_admin")
        stored(f"update session set ends = {ends} where ends > now()")
    stored("update sign_in_tries set until = now() - interval '25 hours'")
    # One place by its address, two by the marks of their browsers.
    stored(
        "update known_place set seen = now() - interval '91 days' where key = (select min(key) from known_place)"
    )
    with app.app_context():
        # A session, three counts of wrong passwords, a place.
        assert forget_ended() == 5
    assert stored("select count(*) from known_place") == [(2,)]
    assert stored("select count(*) from session") == [(1,)]
    assert stored("select count(*) from sign_in_tries") == [(0,)]
