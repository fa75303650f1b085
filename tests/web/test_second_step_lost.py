"""A second step that was lost: who takes it off, by what, and what another key of the installation leaves."""

from __future__ import annotations

from datetime import datetime
from pathlib import Path
from typing import Any

import pytest
from flask import Flask
from werkzeug.test import TestResponse

from spm_oversight.persistence.database import db
from spm_oversight.persistence.embedded import Urls
from spm_oversight.services.codes import Secret
from tests.web.cast import Visitor, email_of, membership_of
from tests.web.house import application
from tests.web.second_steps import by_password, is_in, phone, stored

__all__ = ["phone", "stored"]


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


def test_what_a_former_key_has_sealed_is_opened_and_sealed_anew(
    urls: Urls, tmp_path: Path, visit: Any, phone: Any, stored: Any
) -> None:
    ani = visit("district_admin")
    telephone = phone(ani)
    for former in (f"{'s' * 40}, another", ""):
        other = application(urls, tmp_path, SECRET_KEY="t" * 40, SPM_FORMER_SECRET_KEYS=former)
        assert is_in(ani.again_in(other)) is bool(former)
        stored("update authenticator_app set last_step = last_step - 9")
        visitor, _ = by_password(other, "district_admin")
        assert visitor.post("/masuk/kode", {"code": telephone.code()}).location == "/"
        with other.app_context():
            db.engine.dispose()


def test_an_app_that_is_replaced_while_its_code_is_taken_stays_replaced(
    app: Flask, visit: Any, phone: Any, stored: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    telephone, made = phone(visit("district_admin")), Secret.sealed

    def overtaken(secret: Secret, now: datetime) -> bytes:
        stored("update authenticator_app set sealed = 'another'")
        return made(secret, now)

    visitor, _ = by_password(app, "district_admin")
    monkeypatch.setattr(Secret, "sealed", overtaken)
    assert visitor.post("/masuk/kode", {"code": telephone.code(after=1)}).status_code == 422
    assert stored("select sealed from authenticator_app") == [(b"another",)]
