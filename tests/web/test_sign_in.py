"""Signing in and out, the first password, switching memberships."""

from __future__ import annotations

import re
from collections.abc import Callable
from unittest.mock import patch
from urllib.parse import urlencode

import pytest
from argon2 import PasswordHasher
from flask import Flask
from werkzeug.test import TestResponse

from spm_oversight.services.begin import begin, begin_system
from spm_oversight.services.manage_people import end_membership
from spm_oversight.services.sign_in import actor_by_email
from tests.web.cast import PASSWORD, Visitor, email_of, membership_of

Visit = Callable[[str], Visitor]


def test_signing_in_leads_to_the_first_page_with_name_role_and_place(nobody: Visitor) -> None:
    answer = enter(nobody, email_of("district_admin").upper(), PASSWORD)
    assert (answer.status_code, answer.location) == (302, "/")
    home = nobody.get("/")
    assert home.status_code == 200
    assert "District Admin" in home.text
    assert "Admin kabupaten/kota, Kabupaten Katingan" in home.text


def test_a_wrong_password_and_an_unknown_person_get_the_same_answer(nobody: Visitor) -> None:
    wrong = enter(nobody, email_of("district_admin"), "bukan kata sandinya")
    unknown = enter(nobody, "xyz@contoh.test", "bukan kata sandinya")
    assert wrong.status_code == unknown.status_code == 422
    assert "tidak cocok" in wrong.text
    assert _without_typed(wrong.text) == _without_typed(unknown.text)


def test_an_address_that_nobody_has_costs_the_same_slow_hash(nobody: Visitor) -> None:
    """Else the time of the answer would tell who has an account."""
    with patch.object(PasswordHasher, "verify", autospec=True, side_effect=PasswordHasher.verify) as verify:
        for number, email in enumerate((email_of("district_admin"), "xyz@contoh.test"), start=1):
            enter(nobody, email, "bukan kata sandinya")
            assert verify.call_count == number, email


def test_empty_fields_are_named_each_at_its_place(nobody: Visitor) -> None:
    answer = nobody.post("/masuk", {"email": "", "password": ""})
    assert answer.status_code == 422
    assert 'id="email-pesan">Tulis alamat surel Anda.' in answer.text
    assert 'id="password-pesan">Tulis kata sandi Anda.' in answer.text


def test_what_was_asked_for_before_is_shown_after(nobody: Visitor) -> None:
    away = nobody.get("/pengguna?cari=budi")
    assert away.status_code == 302
    assert away.location == "/masuk?next=/pengguna?cari%3Dbudi"
    nobody.get(away.location)
    token = {"email": email_of("district_admin"), "password": PASSWORD}
    assert nobody.post(away.location, token).location == "/pengguna?cari=budi"


@pytest.mark.parametrize("elsewhere", ["//evil.test", "/\\evil.test", "https://evil.test", "/\tx", ""])
def test_signing_in_never_leads_to_a_foreign_host(nobody: Visitor, elsewhere: str) -> None:
    form = {"email": email_of("district_admin"), "password": PASSWORD}
    answer = nobody.post(f"/masuk?{urlencode({'next': elsewhere})}", form)
    assert answer.location == "/"


def test_a_form_without_its_token_is_refused(nobody: Visitor) -> None:
    form = {"email": email_of("district_admin"), "password": PASSWORD}
    form["csrf_token"] = "tebakan"
    assert nobody.post("/masuk", form).status_code == 400
    assert nobody.get("/").status_code == 302


def test_signing_out_ends_the_session(visit: Visit) -> None:
    ani = visit("district_admin")
    assert ani.post("/keluar").location == "/masuk"
    assert ani.get("/").status_code == 302


def test_the_first_password_opens_nothing_but_the_choice_of_another(nobody: Visitor) -> None:
    enter(nobody, email_of("newcomer"), PASSWORD)
    nobody.take_token("/akun")
    for path in ("/", "/katalog"):
        assert nobody.get(path).location == "/akun/kata-sandi"
    assert "Pilih kata sandi Anda sendiri" in nobody.get("/akun/kata-sandi").text
    short = nobody.post("/akun/kata-sandi", {"old": PASSWORD, "new": "pendek", "again": "pendek"})
    assert short.status_code == 422
    assert "sedikitnya 12 karakter" in short.text
    for weak in ("bismillah123456", "newcomer contoh 2026"):
        typed = {"old": PASSWORD, "new": weak, "again": weak}
        assert nobody.post("/akun/kata-sandi", typed).status_code == 422, weak
    chosen = "kuda baterai staples benar"
    unlike = nobody.post("/akun/kata-sandi", {"old": PASSWORD, "new": chosen, "again": "lain"})
    assert "Tidak sama dengan kata sandi baru" in unlike.text
    done = nobody.post("/akun/kata-sandi", {"old": PASSWORD, "new": chosen, "again": chosen})
    assert (done.status_code, done.location) == (302, "/")
    assert "Kata sandi baru sudah berlaku" in nobody.get("/").text
    nobody.take_token("/akun")
    assert enter(nobody, email_of("newcomer"), PASSWORD).status_code == 422
    assert enter(nobody, email_of("newcomer"), chosen).status_code == 302


def test_another_password_ends_the_sessions_elsewhere(visit: Visit) -> None:
    here, elsewhere = visit("district_admin"), visit("district_admin")
    chosen = "kuda baterai staples benar"
    here.post("/akun/kata-sandi", {"old": PASSWORD, "new": chosen, "again": chosen})
    assert here.get("/").status_code == 200
    assert elsewhere.get("/").location.startswith("/masuk")


def test_the_old_password_is_asked_for(visit: Visit) -> None:
    chosen = "kuda baterai staples benar"
    answer = visit("district_admin").post(
        "/akun/kata-sandi", {"old": "tebakan", "new": chosen, "again": chosen}
    )
    assert answer.status_code == 422
    assert "Tulis kata sandi yang sekarang dipakai." in answer.text


def test_a_person_with_two_memberships_switches(app: Flask, visit: Visit) -> None:
    sari = visit("traveller")
    assert "Dinas Kesehatan, Kabupaten Katingan" in sari.get("/").text
    with app.app_context(), begin_system() as work:
        account_id = actor_by_email(email=email_of("traveller")).account
        first, second = work.accounts.memberships_of(account_id)
    account = sari.get("/akun").text
    assert account.count("Pakai penugasan ini") == 1
    answer = sari.post(f"/akun/penugasan/{second.id}")
    assert (answer.status_code, answer.location) == (302, "/")
    assert "Kabupaten Kotawaringin Timur" in sari.get("/").text
    sari.post(f"/akun/penugasan/{first.id}")
    assert "Kabupaten Katingan" in sari.get("/").text


def test_a_form_acts_only_for_the_membership_it_was_made_in(app: Flask, visit: Visit) -> None:
    person = visit("district_admin")
    page = person.get("/perangkat-daerah/baru").text
    made_in = re.findall(r'name="membership" value="([^"]+)"', page)
    assert set(made_in) == {str(membership_of(app, "district_admin"))}
    typed = {"name": "Dinas Perhubungan"}
    other = {**typed, "membership": str(membership_of(app, "rival_admin"))}
    refused = person.post("/perangkat-daerah/baru", other)
    assert refused.status_code == 409
    assert "Penugasan Anda berganti di jendela lain" in refused.text
    assert "Dinas Perhubungan" not in person.get("/perangkat-daerah").text
    assert person.post("/perangkat-daerah/baru", {**typed, "membership": made_in[0]}).status_code == 302
    assert "Dinas Perhubungan" in person.get("/perangkat-daerah").text


def test_a_page_left_open_before_a_switch_still_switches_and_signs_out(app: Flask, visit: Visit) -> None:
    sari = visit("traveller")
    stale = {"membership": str(membership_of(app, "traveller"))}
    with app.app_context(), begin_system() as work:
        account_id = actor_by_email(email=email_of("traveller")).account
        first, second = work.accounts.memberships_of(account_id)
    for each in (second, first, second):
        assert sari.post(f"/akun/penugasan/{each.id}", stale).status_code == 302
    assert sari.post("/keluar", stale).location == "/masuk"


def test_a_chosen_membership_that_ended_gives_way_to_no_other(app: Flask, visit: Visit) -> None:
    sari = visit("traveller")
    first = membership_of(app, "traveller")
    sari.post(f"/akun/penugasan/{first}")
    assert sari.get("/").status_code == 200
    with app.app_context(), begin_system() as work:
        work.accounts.end(first)
    assert sari.get("/").location == "/akun"
    page = sari.get("/akun").text
    assert page.count("Pakai penugasan ini") == 1


def test_the_membership_one_person_chose_is_not_the_next_persons(app: Flask, visit: Visit) -> None:
    sari = visit("traveller")
    sari.post(f"/akun/penugasan/{membership_of(app, 'traveller')}")
    enter(sari, email_of("coordinator"), PASSWORD)
    assert "Koordinator provinsi" in sari.get("/").text


def test_nobody_takes_the_membership_of_another(app: Flask, visit: Visit) -> None:
    sari = visit("traveller")
    assert sari.post(f"/akun/penugasan/{membership_of(app, 'district_admin')}").status_code == 404
    assert "Admin kabupaten/kota" not in sari.get("/akun").text


def test_a_right_ends_with_the_next_click(app: Flask, visit: Visit) -> None:
    budi = visit("operator")
    assert budi.get("/").status_code == 200
    with app.app_context(), begin(actor_by_email(email=email_of("district_admin"))) as work:
        end_membership(work, membership=membership_of(app, "operator"))
    assert budi.get("/").location == "/akun"
    assert "Anda belum mempunyai penugasan" in budi.get("/akun").text


def enter(visitor: Visitor, email: str, password: str) -> TestResponse:
    """Send the sign-in form."""
    return visitor.post("/masuk", {"email": email, "password": password})


def _without_typed(text: str) -> str:
    """The page without the address typed and the token."""
    return re.sub(r' value="[^"]*"', "", text)
