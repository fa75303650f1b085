"""Guessing a code is slowed, and a sign-in that waits for its code does not wait for ever."""

from __future__ import annotations

import re
from typing import Any

import pytest
from flask import Flask

from tests.web.cast import Visitor, membership_of
from tests.web.pages import HouseClient
from tests.web.second_steps import by_password, is_in, phone, stored

__all__ = ["phone", "stored"]


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


def test_the_wait_is_of_one_browser(app: Flask, visit: Any, phone: Any) -> None:
    telephone = phone(visit("district_admin"))
    by_password(app, "district_admin")
    client: HouseClient = app.test_client()  # pyright: ignore[reportAssignmentType]
    stranger = Visitor(client)
    stranger.take_token("/masuk")
    assert stranger.post("/masuk/kode", {"code": telephone.code(after=1)}).status_code == 422
