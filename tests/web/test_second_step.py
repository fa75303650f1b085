"""The second step: an authenticator app and recovery codes, asked for where a role must have one, reset when lost."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime
from math import log2
from pathlib import Path
from typing import Any

import psycopg
import pytest
from flask import Flask
from pyotp.totp import TOTP
from werkzeug.test import TestResponse

from spm_oversight.persistence.database import db
from spm_oversight.persistence.embedded import Urls
from tests.web.cast import PASSWORD, Visitor, email_of, membership_of, signed_in
from tests.web.house import application
from tests.web.pages import HouseClient

OWN = "/akun/dua-langkah"
CODES = r"(?:[a-z2-9]{4}-){5}[a-z2-9]{4}"


@pytest.fixture
def stored(urls: Urls) -> Callable[..., list[tuple[Any, ...]]]:
    """``stored("select ...", value)``: a statement past the application."""

    def ask(statement: str, *values: Any) -> list[tuple[Any, ...]]:
        with psycopg.connect(urls.superuser) as connection:
            cursor = connection.execute(statement.encode(), values)
            return cursor.fetchall() if cursor.description else []

    return ask


class Phone:
    """An authenticator app: the secret it was shown, and the recovery codes that came with it."""

    def __init__(self, visitor: Visitor, *, password: str = PASSWORD) -> None:
        page = visitor.get(f"{OWN}/aplikasi").text
        self.sealed = _field(page, "sealed")
        self._app = TOTP(re.findall(r"<code>([A-Z2-7 ]+)</code>", page)[0].replace(" ", ""))
        self.answer = self.add(visitor, self.code(), password)
        self.codes = re.findall(CODES, self.answer.text)

    def code(self, *, after: int = 0) -> str:
        """The code it shows now, or so many half minutes later."""
        return self._app.generate_otp(self.step(after=after))

    def step(self, *, after: int = 0) -> int:
        """Which half minute since 1970 that is."""
        return self._app.timecode(datetime.now(UTC)) + after

    def add(self, visitor: Visitor, code: str, password: str = PASSWORD) -> TestResponse:
        """Send the form that adds it."""
        return visitor.post(f"{OWN}/aplikasi", {"sealed": self.sealed, "code": code, "password": password})


@pytest.fixture
def phone() -> Callable[..., Phone]:
    """``phone(visitor)``: set up an app for who is signed in there."""
    return Phone


def _field(page: str, name: str) -> str:
    return re.findall(rf'name="{name}"[^>]* value="([^"]*)"', page)[0]


def by_password(
    app: Flask, name: str, address: str = "10.0.0.1", **more: str
) -> tuple[Visitor, TestResponse]:
    """A browser in which somebody has sent a right password, and the answer."""
    client = app.test_client()
    client.environ_base["REMOTE_ADDR"] = address
    visitor = Visitor(client)
    visitor.take_token("/masuk")
    answer = visitor.post("/masuk", {"email": email_of(name), "password": PASSWORD, **more})
    return visitor, answer


def is_in(visitor: Visitor) -> bool:
    """Whether somebody is signed in there."""
    return not visitor.get("/akun").headers.get("Location", "").startswith("/masuk")


def test_an_app_is_added_and_asked_for_from_then_on(app: Flask, visit: Any, phone: Any, stored: Any) -> None:
    ani, elsewhere = visit("district_admin"), visit("district_admin")
    assert "belum dipasang" in ani.get(OWN).text
    telephone = phone(ani)
    assert telephone.answer.status_code == 200
    assert len(set(telephone.codes)) == 10
    assert "terpasang" in ani.get(OWN).text and "10 dari 10" in ani.get(OWN).text
    assert not is_in(elsewhere)

    again, asked = by_password(app, "district_admin")
    assert asked.status_code == 200 and "Langkah kedua" in asked.text
    assert not is_in(again)
    spaced = telephone.code(after=1)[:3] + " " + telephone.code(after=1)[3:]
    assert again.post("/masuk/kode", {"code": f" {spaced} "}).location == "/"
    assert is_in(again)
    (sealed,) = stored("select sealed from authenticator_app")[0]
    assert telephone._app.secret.encode() not in bytes(sealed)
    assert [
        each for (each,) in stored("select action from audit_event where tenant = 'platform' order by number")
    ][-4:] == [
        "sign_in",
        "second_step_added",
        "recovery_codes_made",
        "sign_in",
    ]


def test_a_wrong_code_or_password_adds_nothing_and_the_secret_stays(
    visit: Any, phone: Any, stored: Any
) -> None:
    ani = visit("district_admin")
    telephone = phone(ani, password="salah")
    assert (
        telephone.answer.status_code == 422
        and "Tulis kata sandi yang sekarang dipakai." in telephone.answer.text
    )
    wrong = telephone.add(ani, "000000" if telephone.code() != "000000" else "111111")
    assert wrong.status_code == 422 and "Kode tidak cocok" in wrong.text
    assert telephone._app.secret in wrong.text.replace(" ", "")
    assert stored("select count(*) from authenticator_app") == [(0,)]
    other = visit("operator")
    assert telephone.add(other, telephone.code()).status_code == 422
    assert telephone.add(ani, telephone.code()).status_code == 200


def test_a_code_is_taken_once_and_none_before_it(app: Flask, visit: Any, phone: Any, stored: Any) -> None:
    telephone = phone(visit("district_admin"))
    stored("update authenticator_app set last_step = last_step - 9")
    first, _ = by_password(app, "district_admin")
    assert first.post("/masuk/kode", {"code": telephone.code()}).location == "/"
    second, _ = by_password(app, "district_admin")
    for old in (telephone.code(), telephone.code(after=-1)):
        refused = second.post("/masuk/kode", {"code": old})
        assert refused.status_code == 422 and "sudah pernah dipakai" in refused.text
    assert not is_in(second)
    assert second.post("/masuk/kode", {"code": telephone.code(after=1)}).location == "/"


def test_of_two_who_send_one_code_at_once_one_comes_in(
    app: Flask, visit: Any, phone: Any, stored: Any
) -> None:
    telephone = phone(visit("district_admin"))
    stored("update authenticator_app set last_step = last_step - 9")
    both = [by_password(app, "district_admin")[0] for _ in range(2)]
    code = telephone.code()
    with ThreadPoolExecutor(2) as at_once:
        answers = list(at_once.map(lambda each: each.post("/masuk/kode", {"code": code}).status_code, both))
    assert sorted(answers) == [302, 422]


def test_codes_of_long_ago_and_of_tomorrow_are_wrong(app: Flask, visit: Any, phone: Any, stored: Any) -> None:
    telephone = phone(visit("district_admin"))
    stored("update authenticator_app set last_step = 0")
    visitor, _ = by_password(app, "district_admin")
    for far in (-3, 3):
        assert visitor.post("/masuk/kode", {"code": telephone.code(after=far)}).status_code == 422


def test_a_recovery_code_is_taken_once_and_counted(app: Flask, visit: Any, phone: Any, stored: Any) -> None:
    ani = visit("district_admin")
    code = phone(ani).codes[3]
    # 31 signs, each of nearly 5 bits: over 112 together, or a plain hash would not keep them.
    assert len(code.replace("-", "")) * log2(31) > 112
    visitor, _ = by_password(app, "district_admin")
    assert visitor.post("/masuk/kode", {"code": code.upper().replace("-", " ")}).location == "/"
    assert "9 dari 10" in visitor.get(OWN).text
    again, _ = by_password(app, "district_admin")
    assert again.post("/masuk/kode", {"code": code}).status_code == 422
    assert not any(
        code.replace("-", "").encode() in bytes(key) for (key,) in stored("select key from recovery_code")
    )


def test_new_recovery_codes_end_the_old_ones(app: Flask, visit: Any, phone: Any) -> None:
    ani = visit("district_admin")
    old = phone(ani).codes
    assert ani.post(f"{OWN}/kode", {"password": "salah"}).status_code == 422
    new = re.findall(CODES, ani.post(f"{OWN}/kode", {"password": PASSWORD}).text)
    assert len(new) == 10 and not set(new) & set(old)
    visitor, _ = by_password(app, "district_admin")
    assert visitor.post("/masuk/kode", {"code": old[0]}).status_code == 422
    assert visitor.post("/masuk/kode", {"code": new[0]}).location == "/"


def test_the_code_of_another_person_is_wrong(app: Flask, visit: Any, phone: Any) -> None:
    phone(visit("district_admin"))
    theirs = phone(visit("operator"))
    visitor, _ = by_password(app, "district_admin")
    for code in (theirs.code(after=1), theirs.codes[0]):
        assert visitor.post("/masuk/kode", {"code": code}).status_code == 422
    assert not is_in(visitor)


def test_wrong_codes_are_slowed_from_wherever_they_come(
    app: Flask, visit: Any, phone: Any, stored: Any
) -> None:
    telephone = phone(visit("district_admin"))
    for n in range(5):
        thief, _ = by_password(app, "district_admin", f"10.0.0.{n + 1}")
        assert thief.post("/masuk/kode", {"code": "tebakan"}).status_code == 422
    thief, _ = by_password(app, "district_admin", "10.0.0.9")
    slowed = thief.post("/masuk/kode", {"code": telephone.code(after=1)})
    assert slowed.status_code == 429
    assert re.search(r"Tunggu (30|2\d) detik", slowed.text)
    refused = stored("select detail from audit_event where action = 'second_step_refused' order by number")
    assert [detail["wait"] for (detail,) in refused] == [0, 0, 0, 0, 30]
    stored("update sign_in_tries set until = until - interval '31 seconds'")
    assert thief.post("/masuk/kode", {"code": telephone.code(after=1)}).location == "/"


def test_a_wait_is_over_once_somebody_came_in_by_it(app: Flask, visit: Any, phone: Any) -> None:
    codes = phone(visit("district_admin")).codes
    visitor, _ = by_password(app, "district_admin")
    thief = Visitor(app.test_client())
    thief._client.set_cookie("spm", visitor.cookie)
    thief.take_token("/masuk")
    assert visitor.post("/masuk/kode", {"code": codes[0]}).location == "/"
    answer = thief.post("/masuk/kode", {"code": codes[1]})
    assert answer.status_code == 422 and "habis" in answer.text


def test_a_right_code_begins_the_count_anew(app: Flask, visit: Any, phone: Any) -> None:
    codes = phone(visit("district_admin")).codes
    for right in codes[:2]:
        visitor, _ = by_password(app, "district_admin")
        for _ in range(4):
            assert visitor.post("/masuk/kode", {"code": "tebakan"}).status_code == 422
        assert visitor.post("/masuk/kode", {"code": right}).location == "/"


def test_nobody_comes_in_by_a_code_alone(app: Flask, nobody: Visitor, visit: Any, phone: Any) -> None:
    telephone = phone(visit("district_admin"))
    answer = nobody.post("/masuk/kode", {"code": telephone.code(after=1)})
    assert answer.status_code == 422 and "Masuk sekali lagi" in answer.text


@pytest.mark.parametrize("what", ["time", "password", "shut"])
def test_a_sign_in_waits_ten_minutes_and_no_longer_than_its_password(
    app: Flask, visit: Any, phone: Any, stored: Any, what: str
) -> None:
    telephone = phone(visit("district_admin"))
    visitor, _ = by_password(app, "district_admin")
    if what == "time":
        stored("update second_step set ends = ends - interval '10 minutes'")
    else:
        door = {"password": "kata-sandi-pertama", "shut": "tutup-akun"}[what]
        visit("platform_admin").post(f"/pengguna/{membership_of(app, 'district_admin')}/{door}")
    answer = visitor.post("/masuk/kode", {"code": telephone.code(after=1)})
    assert answer.status_code == 422 and "habis" in answer.text
    assert not is_in(visitor)


def test_what_was_typed_and_the_page_asked_for_are_there_after_two_steps(
    app: Flask, visit: Any, phone: Any
) -> None:
    ani = visit("district_admin")
    telephone = phone(ani)
    kept = '["/perangkat-daerah/baru", ["name", "Dinas Perhubungan"]]'
    visitor, asked = by_password(app, "district_admin", kept=kept)
    assert "belum tersimpan" in asked.text
    done = visitor.post("/masuk/kode", {"code": telephone.code(after=1), "kept": kept})
    assert 'value="Dinas Perhubungan"' in done.text

    other, _ = by_password(app, "district_admin")
    asked = other.post("/masuk?next=/pengguna", {"email": email_of("district_admin"), "password": PASSWORD})
    assert 'action="/masuk/kode?next=/pengguna"' in asked.text
    code = telephone.codes[0]
    assert other.post("/masuk/kode?next=/pengguna", {"code": code}).location == "/pengguna"


def test_removing_asks_for_the_password_and_ends_the_codes(
    app: Flask, visit: Any, phone: Any, stored: Any
) -> None:
    ani = visit("district_admin")
    phone(ani)
    assert ani.post(f"{OWN}/aplikasi/cabut", {"password": "salah"}).status_code == 422
    assert stored("select count(*) from authenticator_app") == [(1,)]
    assert ani.post(f"{OWN}/aplikasi/cabut", {"password": PASSWORD}).location == OWN
    assert stored("select count(*) from recovery_code") == [(0,)]
    assert by_password(app, "district_admin")[1].location == "/"


@pytest.fixture
def strict(urls: Urls, tmp_path: Path) -> Iterator[Flask]:
    """The application as it is installed: roles of provinces and the platform must sign in with two steps."""
    app = application(urls, tmp_path, SPM_TWO_STEPS="1")
    yield app
    with app.app_context():
        db.engine.dispose()


@pytest.mark.parametrize("name", ["coordinator", "reviewer", "province_leader", "platform_admin"])
def test_who_reaches_many_districts_opens_nothing_without(strict: Flask, name: str) -> None:
    person = signed_in(strict, name)
    for path in ("/", "/pengguna", "/katalog", "/pesan"):
        assert person.get(path).location == OWN, path
    assert person.post("/pengguna/baru", {"email": "a@b.go.id", "name": "A"}).location == OWN
    assert "memerlukan dua langkah" in person.get(OWN).text
    Phone(person)
    assert person.get("/").status_code == 200


def test_what_they_typed_waits_until_they_have_one(strict: Flask) -> None:
    person = signed_in(strict, "coordinator")
    typed = {"csrf_token": person._token, "reason": "Menunggu berita acara"}
    answer = person._client.post("/periode/2024-Q4/tutup", data=typed, headers={"Accept": "text/html"})
    assert answer.status_code == 403
    assert 'value="Menunggu berita acara"' in answer.text and 'action="/periode/2024-Q4/tutup"' in answer.text


def test_who_reaches_one_district_may_choose(strict: Flask) -> None:
    for name in ("district_admin", "district_leader", "operator", "office_head"):
        assert signed_in(strict, name).get("/").status_code == 200


def test_the_owner_of_the_machine_and_jobs_are_not_asked(strict: Flask) -> None:
    runner = strict.test_cli_runner()
    words = ["spm", "person", "add", "--as", email_of("coordinator"), "x@contoh.go.id", "X", "reviewer"]
    assert runner.invoke(args=words).exit_code == 0


def _reset(visitor: Visitor, app: Flask, name: str) -> TestResponse:
    return visitor.post(f"/pengguna/{membership_of(app, name)}/langkah-kedua")


def test_an_admin_takes_a_lost_step_off_their_own_people(
    app: Flask, visit: Any, phone: Any, stored: Any
) -> None:
    operator = visit("operator")
    phone(operator)
    admin = visit("district_admin")
    assert "Lepas langkah kedua" in admin.get("/pengguna").text
    assert _reset(admin, app, "operator").location == "/pengguna"
    assert not is_in(operator)
    assert by_password(app, "operator")[1].location == "/"
    assert stored("select count(*) from recovery_code") == [(0,)]
    assert stored("select actor from audit_event where action = 'second_step_reset'") == [("District Admin",)]
    assert "Lepas langkah kedua" not in admin.get("/pengguna").text
    assert _reset(admin, app, "operator").status_code == 409


@pytest.mark.parametrize(
    ("admin", "person", "status"),
    [
        ("rival_admin", "operator", 404),
        ("foreign_coordinator", "reviewer", 404),
        ("operator", "teacher", 404),
        ("district_admin", "district_admin", 403),
        ("district_admin", "traveller", 403),
        ("coordinator", "operator", 403),
        ("coordinator", "reviewer", 302),
        ("platform_admin", "traveller", 302),
        ("platform_admin", "platform_admin", 403),
    ],
)
def test_nobody_else_takes_it_off(
    app: Flask, visit: Any, phone: Any, stored: Any, admin: str, person: str, status: int
) -> None:
    owner = visit(person)
    phone(owner)
    # Their own step is asked from admins too, where they are the person themselves.
    visitor = owner if admin == person else visit(admin)
    assert _reset(visitor, app, person).status_code == status
    assert stored("select count(*) from authenticator_app") == [(0 if status == 302 else 1,)]


def test_the_owner_of_the_machine_takes_it_off_by_command(app: Flask, visit: Any, phone: Any) -> None:
    phone(visit("platform_admin"))
    runner = app.test_cli_runner()
    assert runner.invoke(args=["spm", "person", "reset-step", email_of("reviewer")]).exit_code != 0
    done = runner.invoke(args=["spm", "person", "reset-step", email_of("platform_admin")])
    assert done.exit_code == 0, done.output
    assert "Pengelola server melepas" in by_password(app, "platform_admin")[0].get("/pesan").text
    assert by_password(app, "platform_admin")[1].location == "/"


def test_another_secret_key_reads_no_app_and_recovery_codes_stay(
    app: Flask, urls: Urls, tmp_path: Path, visit: Any, phone: Any
) -> None:
    telephone = phone(visit("district_admin"))
    other = application(urls, tmp_path, SECRET_KEY="t" * 40)
    visitor, _ = by_password(other, "district_admin")
    assert visitor.post("/masuk/kode", {"code": telephone.code(after=1)}).status_code == 422
    assert visitor.post("/masuk/kode", {"code": telephone.codes[0]}).location == "/"
    with other.app_context():
        db.engine.dispose()


def test_the_wait_is_of_one_browser(app: Flask, visit: Any, phone: Any) -> None:
    telephone = phone(visit("district_admin"))
    by_password(app, "district_admin")
    client: HouseClient = app.test_client()  # pyright: ignore[reportAssignmentType]
    stranger = Visitor(client)
    stranger.take_token("/masuk")
    assert stranger.post("/masuk/kode", {"code": telephone.code(after=1)}).status_code == 422
