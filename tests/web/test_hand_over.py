"""A post in an office goes from one person to the next: one ends, the other begins, the office keeps its work."""

from __future__ import annotations

import re
from html import unescape
from typing import Any
from uuid import UUID

import pytest
from werkzeug.test import TestResponse

from spm_oversight.domain.scope import Scope
from spm_oversight.persistence.work import open_work
from tests.web.cast import DISTRICT, PASSWORD, PROVINCE, Visitor, email_of, membership_of
from tests.web.test_home_office import keep_half
from tests.web.test_people import FIRST
from tests.web.walk import HERE, everything, open_quarter, stored, text_of

NEW = {"email": "Siti@contoh.go.id", "name": "Siti Aminah", "reason": "Mutasi ke kecamatan."}


def page_of(membership: UUID) -> str:
    return f"/pengguna/{membership}/serah-terima"


def to_send(page: TestResponse) -> dict[str, str]:
    """What the page that asks once more sends on, without a script."""
    form = page.text.split("<form")[-1]
    sends = re.findall(
        r'<input type="hidden" name="(account|email|name|reason|confirmed)" value="([^"]*)"', form
    )
    return {name: unescape(value) for name, value in sends}


def hand(visitor: Visitor, post: str, form: dict[str, str], **more: Any) -> TestResponse:
    """Fill in, read what would happen, and say yes."""
    return visitor.post(post, to_send(visitor.post(f"{post}/periksa", form)), **more)


@pytest.fixture
def post_of_operator(app) -> str:
    return page_of(membership_of(app, "operator"))


def living(urls) -> list[tuple[str, str]]:
    """Who is an operator or a head of health now."""
    return stored(
        urls,
        "select m.name, m.role from membership m join office o on o.id = m.office_id where m.ended_at is null "
        f"and o.code = 'dinas-kesehatan' and m.district_id = '{DISTRICT}' order by m.name",
    )


def test_the_people_page_offers_it_for_posts_of_an_office_only(app, visit):
    listed = visit("district_admin").get("/pengguna").text
    assert f'href="{page_of(membership_of(app, "operator"))}"' in listed
    assert f'href="{page_of(membership_of(app, "office_head"))}"' in listed
    assert page_of(membership_of(app, "district_leader")) not in listed
    assert "serah-terima" not in visit("coordinator").get("/pengguna").text


def test_a_new_person_takes_the_post_over_and_the_old_one_loses_it(visit, nobody, urls, post_of_operator):
    operator, admin = visit("operator"), visit("district_admin")
    told = text_of(admin.get(post_of_operator))
    assert "Serah terima penugasan Operator" in told and "Dinas Kesehatan" in told
    before = living(urls)
    answer = hand(admin, post_of_operator, NEW)
    assert (answer.status_code, answer.location) == (302, "/pengguna")
    shown = admin.get("/pengguna").text
    first = FIRST.search(shown)
    assert first
    assert "Penugasan Operator beralih kepada Siti Aminah." in shown
    assert not FIRST.search(admin.get("/pengguna").text), "a first password is shown once"
    assert operator.get("/").location == "/akun"
    expected = [*(each for each in before if each[0] != "Operator"), ("Siti Aminah", "operator")]
    assert living(urls) == sorted(expected)
    came = nobody.post("/masuk", {"email": "siti@contoh.go.id", "password": first[1]})
    assert came.status_code == 302
    assert nobody.get("/").location == "/akun/kata-sandi"


def test_somebody_who_works_here_takes_it_over_with_their_own_password(
    app, visit, nobody, urls, post_of_operator
):
    admin = visit("district_admin")
    ((account,),) = stored(urls, f"select id from account where email = '{email_of('teacher')}'")
    form = {"account": str(account), "reason": "Pensiun."}
    assert f'value="{account}"' in admin.get(post_of_operator).text
    assert hand(admin, post_of_operator, form).status_code == 302
    shown = admin.get("/pengguna").text
    assert "beralih kepada Teacher." in shown and not FIRST.search(shown)
    assert ("Teacher", "operator") in living(urls)
    known = {"email": email_of("teacher"), "password": PASSWORD}
    assert nobody.post("/masuk", known).status_code == 302


def test_it_is_recorded_with_both_names_and_the_reason(app, visit, post_of_operator):
    old = membership_of(app, "operator")
    hand(visit("district_admin"), post_of_operator, NEW)
    with app.app_context(), open_work(Scope.of_district(PROVINCE, DISTRICT), None) as work:
        (event,) = [e for e in work.record.events(str(old)) if e.action == "membership_handed_over"]
    assert event.actor == "District Admin"
    assert event.detail["before"] == {"name": "Operator", "email": email_of("operator")}
    assert (event.detail["after"]["name"], event.detail["after"]["email"]) == (
        "Siti Aminah",
        "siti@contoh.go.id",
    )
    assert (event.detail["reason"], event.detail["office"]) == ("Mutasi ke kecamatan.", "Dinas Kesehatan")


def test_what_was_typed_stays_and_what_was_chosen_about_messages_does_not_go_along(
    app, visit, urls, post_of_operator
):
    open_quarter(visit("coordinator"))
    operator = visit("operator")
    keep_half(operator)
    operator.post("/pesan/pilihan", {})
    chosen = stored(urls, "select distinct membership_id from preference")
    assert chosen == [(membership_of(app, "operator"),)]
    hand(visit("district_admin"), post_of_operator, NEW)
    assert stored(urls, "select distinct membership_id from preference") == chosen
    assert stored(urls, "select kind, key, by from typed") == [("quality", "kab.1.02.02.q01", "Operator")]
    assert "1 isian sudah diketik tetapi belum dihitung" in text_of(visit("traveller").get("/"))
    assert visit("traveller").get(HERE).status_code == 200


@pytest.mark.parametrize(
    ("changes", "said"),
    [
        ({"reason": " "}, "Tulis alasannya, misalnya mutasi atau pensiun."),
        ({"email": "siti"}, "Tulis satu alamat surel"),
        ({"name": ""}, "Tulis nama lengkap"),
        ({"email": email_of("operator").upper()}, "Penerus harus orang lain."),
        ({"email": email_of("teacher").upper()}, "Surel ini milik Teacher. Pilih namanya pada daftar orang."),
        ({"account": "00000000-0000-4000-8000-000000000000"}, "Pilih salah satu dari daftar."),
        ({"reason": "x" * 501}, "Alasan paling panjang 500 huruf."),
    ],
)
def test_a_wrong_form_keeps_what_was_typed_and_hands_nothing_over(
    visit, urls, post_of_operator, changes, said
):
    admin = visit("district_admin")
    before = everything(urls)
    for step in (post_of_operator, f"{post_of_operator}/periksa"):
        answer = admin.post(step, {**NEW, **changes})
        assert answer.status_code == 422
        assert said in text_of(answer)
        assert 'value="Siti Aminah"' in answer.text or "name" in changes
    assert everything(urls) == before


def test_who_holds_the_post_already_does_not_take_it_twice(visit, urls, post_of_operator):
    admin = visit("district_admin")
    before = everything(urls)
    ((account,),) = stored(urls, f"select id from account where email = '{email_of('traveller')}'")
    answer = admin.post(post_of_operator, {"account": str(account), "reason": NEW["reason"]})
    assert answer.status_code == 409
    assert "Orang ini sudah memegang peran itu di sini." in answer.text
    assert everything(urls) == before


def test_a_post_is_handed_over_once(visit, urls, post_of_operator):
    admin = visit("district_admin")
    hand(admin, post_of_operator, NEW)
    before = everything(urls)
    assert admin.get(post_of_operator).status_code == 409
    assert admin.post(f"{post_of_operator}/periksa", NEW).status_code == 409
    again = admin.post(post_of_operator, {**NEW, "email": "lain@contoh.go.id"})
    assert again.status_code == 409
    assert "Penugasan ini sudah berakhir." in again.text
    assert everything(urls) == before


@pytest.mark.parametrize(
    ("who", "whose", "status"),
    [
        ("rival_admin", "operator", 404),
        ("operator", "teacher", 404),
        ("coordinator", "reviewer", 403),
        ("district_admin", "district_leader", 403),
        ("district_admin", "rival_admin", 404),
    ],
)
def test_others_hand_nothing_over(app, visit, urls, who, whose, status):
    visitor, address = visit(who), page_of(membership_of(app, whose))
    before = everything(urls)
    assert visitor.get(address).status_code == status
    assert visitor.post(address, NEW).status_code == status
    assert visitor.post(f"{address}/periksa", NEW).status_code == status
    assert everything(urls) == before


def test_the_answer_is_the_same_for_an_address_known_elsewhere(visit, nobody, post_of_operator):
    admin = visit("district_admin")
    hand(admin, post_of_operator, {**NEW, "email": email_of("rival_admin")})
    first = FIRST.search(admin.get("/pengguna").text)
    assert first
    known = {"email": email_of("rival_admin")}
    assert nobody.post("/masuk", {**known, "password": first[1]}).status_code == 422
    assert nobody.post("/masuk", {**known, "password": PASSWORD}).status_code == 302


def test_no_first_password_is_in_the_record(app, visit, urls, post_of_operator):
    admin = visit("district_admin")
    hand(admin, post_of_operator, NEW)
    first = FIRST.search(admin.get("/pengguna").text)
    assert first
    assert not any(re.search(re.escape(first[1]), row) for rows in everything(urls).values() for row in rows)
