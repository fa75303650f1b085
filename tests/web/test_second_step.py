"""The second step at sign-in: an authenticator app and recovery codes."""

from __future__ import annotations

import re
from concurrent.futures import ThreadPoolExecutor
from hashlib import sha256
from math import log2
from typing import Any

from flask import Flask

from tests.web.cast import PASSWORD, Visitor, email_of
from tests.web.second_steps import CODES, OWN, by_password, is_in, phone, stored

__all__ = ["phone", "stored"]


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
    ][-4:] == ["sign_in", "second_step_added", "recovery_codes_made", "sign_in"]


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
    # 31 signs, each of nearly 5 bits.
    assert len(code.replace("-", "")) * log2(31) > 128
    visitor, _ = by_password(app, "district_admin")
    assert visitor.post("/masuk/kode", {"code": code.upper().replace("-", " ")}).location == "/"
    assert "9 dari 10" in visitor.get(OWN).text
    again, _ = by_password(app, "district_admin")
    assert again.post("/masuk/kode", {"code": code}).status_code == 422
    assert not any(
        code.replace("-", "").encode() in bytes(key) for (key,) in stored("select key from recovery_code")
    )


def test_a_shorter_recovery_code_of_before_stays_good(
    app: Flask, visit: Any, phone: Any, stored: Any
) -> None:
    phone(visit("district_admin"))
    shorter = sha256(b"abcdefgh23456789jkmnpqrs").digest()
    stored("update recovery_code set key = %s where key = (select min(key) from recovery_code)", shorter)
    visitor, _ = by_password(app, "district_admin")
    assert visitor.post("/masuk/kode", {"code": "abcd-efgh-2345-6789-jkmn-pqrs"}).location == "/"


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


def test_nobody_comes_in_by_a_code_alone(app: Flask, nobody: Visitor, visit: Any, phone: Any) -> None:
    telephone = phone(visit("district_admin"))
    answer = nobody.post("/masuk/kode", {"code": telephone.code(after=1)})
    assert answer.status_code == 422 and "Masuk sekali lagi" in answer.text


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
