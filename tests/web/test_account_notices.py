"""Whoever changes the way into an account, its owner is told."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from flask import Flask

from spm_oversight.persistence.database import db
from spm_oversight.persistence.embedded import Urls
from tests.web.cast import PASSWORD, membership_of
from tests.web.house import application
from tests.web.second_steps import OWN, by_password, phone, stored
from tests.web.test_passkeys import ORIGIN, added

__all__ = ["phone", "stored"]
Stored = Callable[..., list[tuple[Any, ...]]]
_TOLD = (
    "select l.name, l.subject, l.body from message m join letter l on l.message_id = m.id"
    " where m.kind = 'account' order by m.created_at"
)
STEP, RECOVERY = "Langkah kedua akun Anda berubah", "Kode cadangan dipakai untuk masuk"
CHANGED = "Kata sandi akun Anda diganti"


@pytest.fixture
def app(urls: Urls, tmp_path: Path) -> Iterator[Flask]:
    """The application at the address where passkeys work on this machine."""
    app = application(urls, tmp_path, SPM_ADDRESS=ORIGIN)
    yield app
    with app.app_context():
        db.engine.dispose()


def told(stored: Stored) -> list[tuple[str, str, str]]:
    """To whom what was written, each with the first line under the greeting."""
    return [(name, subject, body.split("\n\n")[1]) for name, subject, body in stored(_TOLD)]


def test_the_owner_is_told_of_every_change_of_their_second_step(
    app: Flask, visit: Any, phone: Any, stored: Stored
) -> None:
    ani = visit("district_admin")
    telephone = phone(ani)
    visitor, _ = by_password(app, "district_admin", "10.7.7.7")
    assert visitor.post("/masuk/kode", {"code": telephone.codes[0]}).location == "/"
    visitor.take_token("/akun")
    assert visitor.post(f"{OWN}/kode", {"password": PASSWORD}).status_code == 200
    assert visitor.post(f"{OWN}/aplikasi/cabut", {"password": PASSWORD}).status_code == 302
    added(visitor)
    ((passkey,),) = stored("select id from passkey")
    assert visitor.post(f"{OWN}/kunci/{passkey}/cabut", {"password": PASSWORD}).status_code == 302
    assert told(stored) == [
        ("District Admin", subject, what)
        for subject, what in (
            (STEP, "Aplikasi autentikator ditambahkan sebagai langkah kedua akun Anda."),
            (RECOVERY, "Satu kode cadangan dipakai untuk masuk ke akun Anda. Tersisa 9 kode."),
            (STEP, "Kode cadangan baru dibuat untuk akun Anda; yang lama tidak berlaku lagi."),
            (STEP, "Aplikasi autentikator dicabut dari akun Anda."),
            (STEP, "Kunci sandi “Laptop kantor” ditambahkan sebagai langkah kedua akun Anda."),
            (STEP, "Kunci sandi “Laptop kantor” dicabut dari akun Anda."),
        )
    ]
    assert ", dari alamat 10.7.7.7" in stored(_TOLD)[1][2]
    page = visit("platform_admin").get("/kotak-keluar").text
    assert RECOVERY in page and "Bukan Anda?" in page
    for code in telephone.codes:
        assert code not in page, "no letter holds a code"


def test_the_owner_is_told_of_another_password(visit: Any, stored: Stored) -> None:
    ani = visit("district_admin")
    new = "lima perahu di sungai mentaya"
    wrong = {"old": "salah", "new": new, "again": new}
    assert ani.post("/akun/kata-sandi", wrong).status_code == 422
    assert told(stored) == []
    assert ani.post("/akun/kata-sandi", {**wrong, "old": PASSWORD}).status_code == 302
    assert told(stored) == [("District Admin", CHANGED, "Kata sandi akun Anda diganti.")]


def test_the_owner_is_told_what_an_admin_did(app: Flask, visit: Any, phone: Any, stored: Stored) -> None:
    phone(visit("operator"))
    admin, membership = visit("district_admin"), membership_of(app, "operator")
    assert admin.post(f"/pengguna/{membership}/langkah-kedua").status_code == 302
    assert told(stored)[1:] == [
        (
            "Operator",
            STEP,
            "District Admin melepas langkah kedua akun Anda. Masuk dengan kata sandi, lalu pasang langkah kedua "
            "yang baru.",
        )
    ]
    platform = visit("platform_admin")
    assert platform.post(f"/pengguna/{membership}/kata-sandi-pertama").status_code == 302
    assert told(stored)[2][:2] == ("Operator", CHANGED)
