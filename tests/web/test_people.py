"""Appointing people, ending memberships, shutting accounts."""

from __future__ import annotations

import re
from collections.abc import Callable

import pytest
from flask import Flask

from spm_oversight.domain.scope import Scope
from spm_oversight.persistence.work import open_work
from spm_oversight.services.begin import begin_system
from tests.web.cast import DISTRICT, PASSWORD, PROVINCE, RIVAL, Visitor, email_of, membership_of, office_of

Visit = Callable[[str], Visitor]
FIRST = re.compile(r"hanya ditampilkan kali ini</label>\s*<textarea[^>]*>((?:[a-z0-9]{4}-){3}[a-z0-9]{4})")


def form(email: str, role: str, **more: str) -> dict[str, str]:
    """The fields of an appointment."""
    return {"email": email, "name": "Siti Aminah", "role": role, **more}


def appointed(admin: Visitor, typed: dict[str, str]) -> str:
    """The first password shown for an appointment."""
    assert admin.post("/pengguna/baru", typed).status_code == 302
    first = FIRST.search(admin.get("/pengguna").text)
    assert first
    return first[1]


def test_a_district_admin_appoints_an_operator_who_signs_in(
    app: Flask, visit: Visit, nobody: Visitor
) -> None:
    admin = visit("district_admin")
    office = str(office_of(app, DISTRICT))
    answer = admin.post("/pengguna/baru", form("Siti@contoh.go.id", "operator", office=office))
    assert (answer.status_code, answer.location) == (302, "/pengguna")
    shown = admin.get("/pengguna").text
    first = FIRST.search(shown)
    assert first
    assert "siti@contoh.go.id" in shown
    assert "Dinas Kesehatan, Kabupaten Katingan" in shown
    assert not FIRST.search(admin.get("/pengguna").text), "a first password is shown once"
    came = nobody.post("/masuk", {"email": "siti@contoh.go.id", "password": first[1]})
    assert came.status_code == 302
    assert nobody.get("/").location == "/akun/kata-sandi"


def test_the_answer_is_the_same_for_an_address_known_elsewhere(
    app: Flask, visit: Visit, nobody: Visitor
) -> None:
    admin = visit("district_admin")
    office = str(office_of(app, DISTRICT))
    pages = []
    for email in ("belum.ada@contoh.go.id", email_of("rival_admin")):
        answer = admin.post("/pengguna/baru", form(email, "operator", office=office))
        shown = admin.get("/pengguna").text
        notice = re.search(r"<p>Penugasan .*?</p>", shown)
        first = FIRST.search(shown)
        assert notice and first
        pages.append(
            (answer.status_code, answer.location, notice[0].replace(email, "").replace(first[1], ""))
        )
    assert pages[0] == pages[1]
    # The password shown for somebody who has one opens nothing; their own goes on.
    known = {"email": email_of("rival_admin")}
    assert nobody.post("/masuk", {**known, "password": first[1]}).status_code == 422
    assert nobody.post("/masuk", {**known, "password": PASSWORD}).status_code == 302


def test_a_second_appointment_replaces_a_first_password_nobody_used(
    app: Flask, visit: Visit, nobody: Visitor
) -> None:
    first = appointed(visit("district_admin"), form("siti@contoh.go.id", "district_leader"))
    second = appointed(visit("coordinator"), form("siti@contoh.go.id", "reviewer"))
    assert nobody.post("/masuk", {"email": "siti@contoh.go.id", "password": first}).status_code == 422
    assert nobody.post("/masuk", {"email": "siti@contoh.go.id", "password": second}).status_code == 302


def test_a_first_password_opens_nothing_outside_the_reach_of_who_gave_it(
    app: Flask, visit: Visit, nobody: Visitor
) -> None:
    """Neither way: who was first keeps no key to the later place, who came later gets none to the earlier."""
    platform = visit("platform_admin")
    known = [appointed(platform, form("siti@contoh.go.id", "coordinator", province=PROVINCE))]
    known.append(appointed(visit("rival_admin"), form("siti@contoh.go.id", "district_leader")))
    for password in known:
        assert nobody.post("/masuk", {"email": "siti@contoh.go.id", "password": password}).status_code == 422
    last = appointed(platform, form("siti@contoh.go.id", "coordinator", province="63"))
    assert nobody.post("/masuk", {"email": "siti@contoh.go.id", "password": last}).status_code == 302


def test_the_list_says_nothing_of_a_person_but_what_this_place_told(app: Flask, visit: Visit) -> None:
    admin, platform = visit("district_admin"), visit("platform_admin")
    email = email_of("rival_admin")
    admin.post("/pengguna/baru", form(email, "district_leader"))
    platform.post(f"/pengguna/{membership_of(app, 'rival_admin')}/tutup-akun")
    listed = admin.get(f"/pengguna?cari={email}").text
    assert "Siti Aminah" in listed and "Rival Admin" not in listed
    assert "Akun ditutup" not in listed
    assert "Tidak ada nama atau surel" in admin.get("/pengguna?cari=Rival+Admin").text
    assert "Akun ditutup" in platform.get(f"/pengguna?cari={email}").text


def test_the_same_post_twice_is_refused(app: Flask, visit: Visit) -> None:
    office = str(office_of(app, DISTRICT))
    answer = visit("district_admin").post(
        "/pengguna/baru", form(email_of("operator"), "operator", office=office)
    )
    assert answer.status_code == 409
    assert "Orang ini sudah memegang peran itu di sini." in answer.text


@pytest.mark.parametrize(
    ("who", "typed", "field", "said"),
    [
        ("district_admin", {"role": "operator"}, "office", "terikat pada perangkat daerah"),
        (
            "district_admin",
            {"role": "operator", "office": "RIVAL"},
            "office",
            "Pilih salah satu dari daftar.",
        ),
        ("district_admin", {"role": "coordinator"}, "role", "Pilih salah satu dari daftar."),
        ("district_admin", {"role": "district_leader", "email": "salah"}, "email", "Tulis satu alamat surel"),
        ("district_admin", {"role": "district_leader", "name": " "}, "name", "Tulis nama lengkap"),
        ("district_admin", {}, "role", "Pilih salah satu peran."),
        ("coordinator", {"role": "district_admin"}, "district", "Pilih kabupaten/kota."),
        (
            "coordinator",
            {"role": "district_admin", "district": "63.01"},
            "district",
            "Pilih salah satu dari daftar.",
        ),
        ("coordinator", {"role": "operator", "district": DISTRICT}, "role", "Pilih salah satu dari daftar."),
        ("platform_admin", {"role": "coordinator"}, "province", "Pilih provinsi."),
        ("platform_admin", {"role": "reviewer", "province": "62"}, "role", "Pilih salah satu dari daftar."),
    ],
)
def test_a_wrong_appointment_is_told_at_its_field(
    app: Flask, visit: Visit, who: str, typed: dict[str, str], field: str, said: str
) -> None:
    if typed.get("office") == "RIVAL":
        typed = {**typed, "office": str(office_of(app, RIVAL))}
    full = {"email": "siti@contoh.go.id", "name": "Siti Aminah", **typed}
    answer = visit(who).post("/pengguna/baru", full)
    assert answer.status_code == 422
    message = re.search(rf'<p class="message" id="{field}-pesan">(.*?)</p>', answer.text)
    assert message and said in message[1]
    with app.app_context(), begin_system() as work:
        assert work.accounts.by_email("siti@contoh.go.id") is None


@pytest.mark.parametrize(
    ("who", "role", "more", "place"),
    [
        ("coordinator", "reviewer", {}, (PROVINCE, None)),
        ("coordinator", "district_admin", {"district": RIVAL}, (PROVINCE, RIVAL)),
        ("platform_admin", "coordinator", {"province": "63"}, ("63", None)),
        ("platform_admin", "platform_admin", {}, (None, None)),
        ("district_admin", "district_leader", {}, (PROVINCE, DISTRICT)),
    ],
)
def test_each_appoints_those_the_table_names(
    app: Flask, visit: Visit, who: str, role: str, more: dict[str, str], place: tuple[str | None, str | None]
) -> None:
    assert visit(who).post("/pengguna/baru", form("siti@contoh.go.id", role, **more)).status_code == 302
    with app.app_context(), begin_system() as work:
        account = work.accounts.by_email("siti@contoh.go.id")
        assert account
        (membership,) = work.accounts.memberships_of(account.id)
    assert (membership.role.name, membership.province, membership.district) == (role, *place)


def test_ending_a_membership_ends_the_right_at_once_and_it_can_be_given_back(
    app: Flask, visit: Visit
) -> None:
    admin, operator = visit("district_admin"), visit("operator")
    path = f"/pengguna/{membership_of(app, 'operator')}"
    assert admin.post(f"{path}/akhiri").status_code == 302
    assert operator.get("/").location == "/akun"
    assert admin.post(f"{path}/akhiri").status_code == 409
    assert admin.post(f"{path}/tunjuk-kembali").status_code == 302
    assert operator.get("/").status_code == 200
    assert admin.post(f"{path}/tunjuk-kembali").status_code == 409


def test_nobody_ends_their_own_membership_or_one_above_them(app: Flask, visit: Visit) -> None:
    admin = visit("district_admin")
    assert admin.post(f"/pengguna/{membership_of(app, 'district_admin')}/akhiri").status_code == 403
    assert admin.post(f"/pengguna/{membership_of(app, 'coordinator')}/akhiri").status_code == 404
    coordinator = visit("coordinator")
    assert coordinator.post(f"/pengguna/{membership_of(app, 'operator')}/akhiri").status_code == 403


def test_a_shut_account_is_out_with_the_next_request(app: Flask, visit: Visit, nobody: Visitor) -> None:
    admin, operator = visit("platform_admin"), visit("operator")
    path = f"/pengguna/{membership_of(app, 'operator')}"
    assert operator.get("/").status_code == 200
    assert admin.post(f"{path}/tutup-akun").status_code == 302
    assert operator.get("/").location.startswith("/masuk")
    sign_in = {"email": email_of("operator"), "password": PASSWORD}
    assert nobody.post("/masuk", sign_in).status_code == 422
    admin.post(f"{path}/buka-akun")
    assert operator.get("/").status_code == 302, "opened again, it brings back no session of before"
    assert nobody.post("/masuk", sign_in).status_code == 302


def test_only_the_platform_shuts_accounts_and_renews_passwords(app: Flask, visit: Visit) -> None:
    path = f"/pengguna/{membership_of(app, 'operator')}"
    for action in ("tutup-akun", "buka-akun", "kata-sandi-pertama"):
        assert visit("district_admin").post(f"{path}/{action}").status_code == 403


def test_a_forgotten_password_is_replaced_by_a_first_one(app: Flask, visit: Visit, nobody: Visitor) -> None:
    admin, operator = visit("platform_admin"), visit("operator")
    admin.post(f"/pengguna/{membership_of(app, 'operator')}/kata-sandi-pertama")
    first = FIRST.search(admin.get("/pengguna").text)
    assert first
    assert operator.get("/").location.startswith("/masuk")
    assert nobody.post("/masuk", {"email": email_of("operator"), "password": first[1]}).status_code == 302
    assert nobody.get("/").location == "/akun/kata-sandi"


def test_a_rival_district_sees_nobody_of_ours(app: Flask, visit: Visit) -> None:
    rival = visit("rival_admin")
    assert email_of("operator") not in rival.get("/pengguna").text
    assert "Tidak ada nama atau surel" in rival.get("/pengguna?cari=teacher").text
    ours = rival.post(f"/pengguna/{membership_of(app, 'operator')}/akhiri")
    absent = rival.post("/pengguna/00000000-0000-4000-8000-000000000000/akhiri")
    assert (ours.status_code, ours.text) == (absent.status_code, absent.text)
    assert ours.status_code == 404


def test_the_list_holds_those_one_appoints_and_the_search_everybody_in_reach(visit: Visit) -> None:
    coordinator = visit("coordinator")
    listed = coordinator.get("/pengguna").text
    assert email_of("district_admin") in listed and email_of("rival_admin") in listed
    assert email_of("operator") not in listed and email_of("foreign_coordinator") not in listed
    found = coordinator.get("/pengguna?cari=operator").text
    assert email_of("operator") in found
    assert "Akhiri penugasan" not in found
    # What is typed is text, not a pattern.
    assert "Tidak ada nama" in coordinator.get("/pengguna?cari=%25").text


def test_every_change_is_on_the_record_of_its_tenant(app: Flask, visit: Visit) -> None:
    admin = visit("district_admin")
    admin.post("/pengguna/baru", form("siti@contoh.go.id", "district_leader"))
    admin.post(f"/pengguna/{membership_of(app, 'operator')}/akhiri")
    with app.app_context(), open_work(Scope.of_district(PROVINCE, DISTRICT), None) as work:
        last = [(event.actor, event.action, event.detail["role"]) for event in work.record.events()[-2:]]
    assert last == [
        ("District Admin", "appointed", "district_leader"),
        ("District Admin", "membership_ended", "operator"),
    ]
