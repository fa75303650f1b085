"""Passwords stored under former parameters are hashed anew when they are shown."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from argon2 import PasswordHasher
from flask import Flask

from spm_oversight.services import sign_in as service
from tests.web.cast import Visitor, email_of
from tests.web.second_steps import by_password, is_in, stored

__all__ = ["stored"]
WHOSE = f"where email = '{email_of('coordinator')}'"


@pytest.fixture(autouse=True)
def slower(ready: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    """Passwords are hashed more slowly than when those of the cast were stored."""
    monkeypatch.setattr(service, "_HASHER", PasswordHasher(time_cost=2, memory_cost=8, parallelism=1))


@pytest.fixture
def meanwhile(monkeypatch: pytest.MonkeyPatch) -> Callable[[Callable[[], object]], None]:
    """``meanwhile(act)``: act once, while the next password is being hashed."""
    made = service.hash_password

    def plan(act: Callable[[], object]) -> None:
        def hashed(password: str) -> str:
            monkeypatch.setattr(service, "hash_password", made)
            act()
            return made(password)

        monkeypatch.setattr(service, "hash_password", hashed)

    return plan


def test_a_right_password_is_hashed_anew_by_the_parameters_of_today(
    app: Flask, visit: Any, stored: Any
) -> None:
    elsewhere = visit("coordinator")
    ((before,),) = stored(f"select password_hash from account {WHOSE}")
    assert ",t=1," in before
    wrong = Visitor(app.test_client())
    wrong.take_token("/masuk")
    wrong.post("/masuk", {"email": email_of("coordinator"), "password": "bukan kata sandinya"})
    assert stored(f"select password_hash from account {WHOSE}") == [(before,)]
    here, _ = by_password(app, "coordinator")
    ((renewed,),) = stored(f"select password_hash from account {WHOSE}")
    assert ",t=2," in renewed
    again, _ = by_password(app, "coordinator")
    assert stored(f"select password_hash from account {WHOSE}") == [(renewed,)]
    assert is_in(elsewhere) and is_in(here) and is_in(again)


def test_of_two_who_sign_in_while_it_is_hashed_anew_both_come_in(app: Flask, meanwhile: Any) -> None:
    faster: list[Visitor] = []
    meanwhile(lambda: faster.append(by_password(app, "coordinator")[0]))
    slow, _ = by_password(app, "coordinator")
    assert is_in(faster[0]) and is_in(slow)


def test_a_password_that_changes_while_it_is_hashed_anew_stays_changed(
    app: Flask, meanwhile: Any, stored: Any
) -> None:
    meanwhile(lambda: stored(f"update account set password_hash = 'x' {WHOSE}"))
    visitor, answer = by_password(app, "coordinator")
    assert answer.status_code == 422
    assert stored(f"select password_hash from account {WHOSE}") == [("x",)]
    assert not is_in(visitor)
