"""Passkeys: added under a name, good alone and as second step, each answer once, and none that another made."""

from __future__ import annotations

import html
import json
import re
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

import pytest
from flask import Flask
from werkzeug.test import TestResponse

from spm_oversight.persistence.database import db
from spm_oversight.persistence.embedded import Urls
from tests.web.authenticator import PRESENT, Authenticator
from tests.web.cast import PASSWORD, Visitor, email_of, signed_in
from tests.web.house import application
from tests.web.second_steps import stored

__all__ = ["stored"]

OWN = "/akun/dua-langkah"
ORIGIN = "http://localhost"


@pytest.fixture
def app(urls: Urls, tmp_path: Path) -> Iterator[Flask]:
    """The application at the address where passkeys work on this machine."""
    app = application(urls, tmp_path, SPM_ADDRESS=ORIGIN)
    yield app
    with app.app_context():
        db.engine.dispose()


def asked(page: str, kind: str = "get") -> str:
    """What a page asks the browser for."""
    return html.unescape(re.findall(rf'data-{kind}="([^"]*)"', page)[0])


def added(
    visitor: Visitor, key: Authenticator | None = None, *, password: str = PASSWORD
) -> tuple[Authenticator, TestResponse]:
    """A passkey that the person signed in there has added, and the answer."""
    key = key or Authenticator(ORIGIN, "localhost")
    made = key.create(asked(visitor.get(f"{OWN}/kunci").text, "create"))
    form = {"name": "Laptop kantor", "password": password, "answer": made}
    return key, visitor.post(f"{OWN}/kunci", form)


def a_browser(app: Flask) -> tuple[Visitor, str]:
    """A browser on the sign-in page, and what that asks for."""
    visitor = Visitor(app.test_client())
    visitor.take_token("/masuk")
    return visitor, asked(visitor.get("/masuk").text)


def after_password(app: Flask, name: str) -> tuple[Visitor, TestResponse]:
    """A browser in which somebody has sent a right password, and the answer."""
    visitor, _ = a_browser(app)
    return visitor, visitor.post("/masuk", {"email": email_of(name), "password": PASSWORD})


def is_in(visitor: Visitor) -> bool:
    """Whether somebody is signed in there."""
    return not visitor.get("/akun").headers.get("Location", "").startswith("/masuk")


def test_a_passkey_signs_in_alone(app: Flask, visit: Any, stored: Any) -> None:
    ani, elsewhere = visit("district_admin"), visit("district_admin")
    key, answer = added(ani)
    assert answer.status_code == 200 and "10 kode cadangan" in answer.text
    assert "Laptop kantor" in ani.get(OWN).text and "belum pernah" in ani.get(OWN).text
    assert not is_in(elsewhere)

    visitor, wanted = a_browser(app)
    assert visitor.post("/masuk/kunci?next=/pengguna", {"answer": key.get(wanted)}).location == "/pengguna"
    assert "District Admin" in visitor.get("/akun").text
    assert "belum pernah" not in visitor.get(OWN).text
    assert stored("select uses from passkey") == [(1,)]
    ((detail,),) = stored(
        "select detail from audit_event where action = 'sign_in' order by number desc limit 1"
    )
    assert detail["step"] == "passkey"


def test_after_the_password_it_is_the_second_step_and_is_asked_by_name(app: Flask, visit: Any) -> None:
    key, _ = added(visit("district_admin"))
    visitor, page = after_password(app, "district_admin")
    assert "Langkah kedua" in page.text and not is_in(visitor)
    wanted = asked(page.text)
    assert len(json.loads(wanted)["allowCredentials"]) == 1
    assert visitor.post("/masuk/kode/kunci", {"answer": key.get(wanted)}).location == "/"
    assert is_in(visitor)


def test_the_passkey_of_another_account_is_no_second_step(app: Flask, visit: Any, stored: Any) -> None:
    added(visit("district_admin"))
    theirs, _ = added(visit("operator"))
    visitor, page = after_password(app, "district_admin")
    refused = visitor.post("/masuk/kode/kunci", {"answer": theirs.get(asked(page.text))})
    assert refused.status_code == 422 and "Kunci sandi itu tidak dapat dipakai" in refused.text
    assert not is_in(visitor)
    assert stored("select count(*) from second_step") == [(1,)]
    assert stored("select detail->>'step' from audit_event where action = 'second_step_refused'") == [
        ("passkey",)
    ]


def test_an_answer_is_taken_once(app: Flask, visit: Any) -> None:
    key, _ = added(visit("district_admin"))
    visitor, wanted = a_browser(app)
    # The one that keeps no count is caught by its challenge alone.
    key.uses = -1
    answer = key.get(wanted)
    cookie = visitor.cookie
    assert visitor.post("/masuk/kunci", {"answer": answer}).location == "/"
    thief = Visitor(app.test_client())
    thief._client.set_cookie("spm", cookie)
    thief.take_token("/masuk")
    again = thief.post("/masuk/kunci", {"answer": answer})
    assert again.status_code == 422 and "sudah pernah dikirim" in again.text
    assert not is_in(thief)


def test_of_two_who_send_one_answer_at_once_one_comes_in(app: Flask, visit: Any) -> None:
    key, _ = added(visit("district_admin"))
    visitor, wanted = a_browser(app)
    key.uses = -1
    form, both = {"answer": key.get(wanted)}, []
    for _ in range(2):
        both.append(Visitor(app.test_client()))
        both[-1]._client.set_cookie("spm", visitor.cookie)
        both[-1].take_token("/masuk")
    with ThreadPoolExecutor(2) as at_once:
        answers = list(at_once.map(lambda each: each.post("/masuk/kunci", form).status_code, both))
    assert sorted(answers) == [302, 422]


def test_an_answer_is_of_the_browser_that_was_asked(app: Flask, visit: Any) -> None:
    key, _ = added(visit("district_admin"))
    _, wanted = a_browser(app)
    other, _ = a_browser(app)
    assert other.post("/masuk/kunci", {"answer": key.get(wanted)}).status_code == 422
    assert not is_in(other)


@pytest.mark.parametrize(
    "what", ["origin", "host", "unverified", "count", "owner", "signature", "unknown", "junk"]
)
def test_an_answer_that_is_not_as_it_must_be_lets_nobody_in(app: Flask, visit: Any, what: str) -> None:
    key, _ = added(visit("district_admin"))
    visitor, wanted = a_browser(app)
    assert visitor.post("/masuk/kunci", {"answer": key.get(wanted)}).status_code == 302
    visitor, wanted = a_browser(app)
    other: dict[str, str] = {}
    match what:
        case "origin":
            key.origin = "http://localhost.evil.test"
        case "host":
            key.rp = "evil.test"
        case "unverified":
            key.flags = PRESENT
        case "count":
            key.uses = 0
        case "owner":
            other = {"userHandle": "AAAAAAAAAAAAAAAAAAAAAA"}
        case "signature":
            stolen = Authenticator(ORIGIN, "localhost")
            stolen.credential, stolen.user, stolen.uses = key.credential, key.user, key.uses
            key = stolen
        case "unknown":
            key.credential = b"x" * 32
        case _:
            pass
    answer = "[1, {}]" if what == "junk" else key.get(wanted, **other)
    refused = visitor.post("/masuk/kunci", {"answer": answer})
    assert refused.status_code == 422 and "Kunci sandi itu tidak dapat dipakai" in refused.text
    assert not is_in(visitor)


def test_a_challenge_of_ours_is_asked_for(app: Flask, visit: Any) -> None:
    ani = visit("district_admin")
    key, _ = added(ani)
    adding = asked(ani.get(f"{OWN}/kunci").text, "create")
    for foreign in ('{"challenge": "dGViYWthbg"}', adding):
        refused = ani.post("/masuk/kunci", {"answer": key.get(foreign)})
        assert refused.status_code == 422 and "terlalu lama terbuka" in refused.text


def test_one_is_added_by_its_owner_with_the_password_and_to_what_was_asked(
    app: Flask, visit: Any, stored: Any
) -> None:
    ani = visit("district_admin")
    _, wrong = added(ani, password="salah")
    assert wrong.status_code == 422 and "Tulis kata sandi yang sekarang dipakai." in wrong.text
    assert 'value="Laptop kantor"' in wrong.text
    _, elsewhere = added(ani, Authenticator("http://evil.test", "evil.test"))
    assert elsewhere.status_code == 422
    theirs = asked(visit("operator").get(f"{OWN}/kunci").text, "create")
    form = {"name": "Laptop", "password": PASSWORD}
    stolen = Authenticator(ORIGIN, "localhost").create(theirs)
    assert ani.post(f"{OWN}/kunci", {**form, "answer": stolen}).status_code == 422
    assert ani.post(f"{OWN}/kunci", {**form, "answer": ""}).status_code == 422
    unnamed = Authenticator(ORIGIN, "localhost").create(asked(ani.get(f"{OWN}/kunci").text, "create"))
    assert ani.post(f"{OWN}/kunci", {"name": " ", "password": PASSWORD, "answer": unnamed}).status_code == 422
    assert stored("select count(*) from passkey") == [(0,)]


def test_a_removed_one_is_worth_nothing_and_nobody_removes_anothers(
    app: Flask, visit: Any, stored: Any
) -> None:
    ani, budi = visit("district_admin"), visit("operator")
    key, _ = added(ani)
    ((passkey,),) = stored("select id from passkey")
    door = f"{OWN}/kunci/{passkey}/cabut"
    assert budi.get(door).status_code == 404
    assert budi.post(door, {"password": PASSWORD}).status_code == 404
    assert ani.post(door, {"password": "salah"}).status_code == 422
    assert "Laptop kantor" in ani.get(OWN).text
    assert ani.post(door, {"password": PASSWORD}).location == OWN
    visitor, wanted = a_browser(app)
    assert visitor.post("/masuk/kunci", {"answer": key.get(wanted)}).status_code == 422
    assert after_password(app, "district_admin")[1].location == "/"


def test_a_shut_account_is_not_opened_by_its_passkey(app: Flask, visit: Any, stored: Any) -> None:
    key, _ = added(visit("district_admin"))
    stored("update account set disabled_at = now()")
    visitor, wanted = a_browser(app)
    assert visitor.post("/masuk/kunci", {"answer": key.get(wanted)}).status_code == 422
    assert not is_in(visitor)


def test_what_was_typed_is_there_after_a_passkey(app: Flask, visit: Any) -> None:
    key, _ = added(visit("district_admin"))
    kept = '["/perangkat-daerah/baru", ["name", "Dinas Perhubungan"]]'
    visitor, wanted = a_browser(app)
    done = visitor.post("/masuk/kunci", {"answer": key.get(wanted), "kept": kept})
    assert 'value="Dinas Perhubungan"' in done.text


@pytest.mark.parametrize(
    ("settings", "told"),
    [
        ({"SPM_ADDRESS": "http://127.0.0.1:8000"}, "hanya dapat dipasang pada alamat"),
        ({"SPM_ADDRESS": "http://10.1.2.3"}, "belum dilayani lewat https dengan nama"),
        ({"SPM_ADDRESS": "https://10.1.2.3"}, "belum dilayani lewat https dengan nama"),
        ({"SPM_ADDRESS": "https://spm.provinsi.go.id"}, "hanya dapat dipasang pada alamat"),
    ],
)
def test_where_passkeys_do_not_work_none_is_offered(
    urls: Urls, tmp_path: Path, settings: dict[str, str], told: str
) -> None:
    app = application(urls, tmp_path, **settings)
    ani = signed_in(app, "district_admin")
    assert told in ani.get(OWN).text
    assert ani.get(f"{OWN}/kunci").status_code == 403
    assert "data-get" not in app.test_client().get("/masuk").text
    with app.app_context():
        db.engine.dispose()
