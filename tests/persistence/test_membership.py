"""Memberships: the role agrees with the place, one living post a person, one account an address."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from threading import Event
from uuid import UUID, uuid4

import pytest
from flask import Flask
from sqlalchemy import text
from sqlalchemy.exc import IntegrityError

from spm_oversight.domain.access import ROLES, Level
from spm_oversight.domain.errors import Conflict
from spm_oversight.domain.scope import SYSTEM
from spm_oversight.persistence.work import Work, open_work
from tests.persistence.places import OUR_SCOPE, OURS

APPOINT = text(
    "insert into membership (id, account_id, name, role, province_id, district_id, office_id, created_at)"
    " values (gen_random_uuid(), :account, 'Siti', :role, :province, :district, :office, now())"
)


def _account() -> UUID:
    with open_work(SYSTEM, None) as work:
        return work.accounts.create(email="siti@contoh.go.id", name="Siti", password_hash="x")


def _appoint(work: Work, account: UUID, role: str, place: tuple[str | None, str | None, UUID | None]) -> None:
    province, district, office = place
    values = {"account": account, "role": role, "province": province, "district": district, "office": office}
    work.session.execute(APPOINT, values)


@pytest.mark.parametrize("role", ["platform_admin", "coordinator", "reviewer", "province_leader", "king"])
def test_a_district_cannot_write_itself_a_higher_role(app: Flask, role: str) -> None:
    account = _account()
    with pytest.raises(IntegrityError, match="role_in_place"), open_work(OUR_SCOPE, None) as work:
        _appoint(work, account, role, ("62", OURS, None))


@pytest.mark.parametrize("role", sorted(ROLES))
def test_each_role_fits_its_own_kind_of_place_only(app: Flask, role: str) -> None:
    account = _account()
    with open_work(OUR_SCOPE, None) as work:
        office = work.offices.add("62", OURS, code="dinkes", name="Dinas Kesehatan")
    places = {
        "platform": (None, None, None),
        "province": ("62", None, None),
        "district": ("62", OURS, None),
        "office": ("62", OURS, office),
    }
    own = "office" if ROLES[role].bound_to_office else Level(ROLES[role].level).value
    for kind, place in places.items():
        if kind == own:
            with open_work(SYSTEM, None) as work:
                _appoint(work, account, role, place)
        else:
            with pytest.raises(IntegrityError, match="role_in_place"), open_work(SYSTEM, None) as work:
                _appoint(work, account, role, place)


def test_a_living_post_is_held_once_and_may_be_given_again_after_its_end(app: Flask) -> None:
    account = _account()
    for _ in range(2):
        with open_work(SYSTEM, None) as work:
            membership = work.accounts.appoint(account, "coordinator", province="62")
        with pytest.raises(Conflict, match="baru saja disimpan"), open_work(SYSTEM, None) as work:
            work.accounts.appoint(account, "coordinator", province="62")
        with open_work(SYSTEM, None) as work:
            work.accounts.end(membership)


def test_two_at_once_make_one_account_and_the_later_is_told(app: Flask) -> None:
    """The second waits for the first one's row, and finds it there."""
    begun = Event()

    def second() -> None:
        with app.app_context(), open_work(SYSTEM, None) as work:
            begun.set()
            work.accounts.create(email="siti@contoh.go.id", name="Siti", password_hash="y")

    with ThreadPoolExecutor(1) as pool:
        with open_work(SYSTEM, None) as work:
            work.accounts.create(email="siti@contoh.go.id", name="Siti", password_hash="x")
            later = pool.submit(second)
            assert begun.wait(20)
        with pytest.raises(Conflict, match="baru saja disimpan"):
            later.result(20)


def test_of_two_who_end_a_post_at_once_one_is_told_that_it_was_theirs(app: Flask) -> None:
    """Both have read the post as living; the second waits for the first one's row, and finds it ended."""
    account = _account()
    with open_work(SYSTEM, None) as work:
        membership = work.accounts.appoint(account, "coordinator", province="62")
    seen = Event()

    def second() -> bool:
        with app.app_context(), open_work(SYSTEM, None) as work:
            assert work.accounts.person(membership).ended_at is None
            seen.set()
            return work.accounts.end_living(membership)

    with ThreadPoolExecutor(1) as pool:
        with open_work(SYSTEM, None) as work:
            assert work.accounts.end_living(membership)
            later = pool.submit(second)
            assert seen.wait(20)
        assert not later.result(20)


def test_another_fault_of_integrity_stays_what_it_is(app: Flask) -> None:
    with pytest.raises(IntegrityError, match="foreign key"), open_work(SYSTEM, None) as work:
        work.accounts.appoint(uuid4(), "coordinator", province="62", name="Nobody")
