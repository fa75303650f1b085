"""Who enters a figure does not approve it, in whatever membership; a small office is excepted on record (B2)."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from flask import Flask

from spm_oversight.domain.scope import Scope
from spm_oversight.persistence.embedded import Urls
from spm_oversight.persistence.work import open_work
from spm_oversight.services.begin import begin_system
from tests.web.cast import DISTRICT, EDUCATION, HEALTH, PROVINCE, Visitor, email_of, office_of
from tests.web.walk import DESK, HERE, enter_cells, open_quarter, stored, text_of

Visit = Callable[[str], Visitor]
FIGURES = {
    ("Penerima", "kab.1.02.01", "Harus dilayani"): 100,
    ("Penerima", "kab.1.02.01", "Terlayani"): 80,
}
SCHOOL = {("Mutu", "kab.1.01.01.q01", "Kebutuhan"): 40, ("Mutu", "kab.1.01.01.q01", "Tersedia"): 30}
OTHERS = "jadi persetujuannya harus dari orang lain"


@pytest.fixture
def coordinator(visit: Visit) -> Visitor:
    """Who has opened the quarter, in which heads and leaders approve."""
    desk = visit("coordinator")
    open_quarter(desk)
    desk.post(f"{DESK}/persetujuan", {"head": "y", "leader": "y"})
    return desk


@pytest.fixture
def also(app: Flask) -> Callable[..., str]:
    """``also(name, role, office)``: a further membership of a person of the cast."""

    def appoint(name: str, role: str, *, office: str | None = HEALTH, district: str | None = DISTRICT) -> str:
        where = office_of(app, DISTRICT, office) if office else None
        with app.app_context(), begin_system() as work:
            account = work.accounts.by_email(email_of(name))
            assert account
            place = {"province": PROVINCE, "district": district, "office": where}
            return str(work.accounts.appoint(account.id, role, **place))

    return appoint


def events(app: Flask, action: str, tenant: str = DISTRICT) -> list[tuple[str, str, dict[str, object]]]:
    """Who, about what, in which words."""
    with app.app_context(), open_work(Scope.of_district(PROVINCE, tenant), None) as work:
        found = [e for e in work.record.events() if e.action == action]
        return [(e.actor, e.subject, {k: v for k, v in e.detail.items() if k != "request"}) for e in found]


@pytest.mark.parametrize("entered", ["figures", "handed in"])
def test_a_second_membership_makes_no_second_person(
    app: Flask, coordinator: Visitor, visit: Visit, also: Callable[..., str], urls: Urls, entered: str
) -> None:
    head = also("operator", "office_head")
    both, other = visit("operator"), visit("traveller")
    enter_cells(both if entered == "figures" else other, FIGURES)
    (other if entered == "figures" else both).post(f"{HERE}/serahkan")
    both.post(f"/akun/penugasan/{head}")
    for page in (both.get("/"), both.get(HERE)):
        assert OTHERS in text_of(page) and "setujui-bagian" not in page.text
    answer = both.post(f"{HERE}/setujui-bagian", {"number": "1"})
    assert answer.status_code == 403 and OTHERS in text_of(answer)
    assert stored(urls, "select act from part_step") == [("handed_in",)]
    told = [(who, tried, OTHERS in str(detail["reason"])) for who, tried, detail in events(app, "refused")]
    assert told == [("Operator", "walk.approve_part", True)]
    # The head who had no hand in it may.
    head_of_office = visit("office_head")
    assert OTHERS not in text_of(head_of_office.get("/"))
    assert head_of_office.post(f"{HERE}/setujui-bagian", {"number": "1"}).status_code == 302


def test_figures_of_another_office_are_another_matter(
    coordinator: Visitor, visit: Visit, also: Callable[..., str]
) -> None:
    head = also("teacher", "office_head")
    teacher = visit("teacher")
    enter_cells(teacher, SCHOOL)
    enter_cells(visit("operator"), FIGURES)
    visit("operator").post(f"{HERE}/serahkan")
    teacher.post(f"/akun/penugasan/{head}")
    assert teacher.post(f"{HERE}/setujui-bagian", {"number": "1"}).status_code == 302


def test_an_item_counts_as_its_services_office(
    coordinator: Visitor, visit: Visit, also: Callable[..., str]
) -> None:
    head = also("teacher", "office_head", office=EDUCATION)
    teacher, colleague = visit("teacher"), visit("traveller")
    enter_cells(teacher, SCHOOL)
    colleague.post(f"/akun/penugasan/{also('traveller', 'operator', office=EDUCATION)}")
    assert colleague.post(f"{HERE}/serahkan").status_code == 302
    teacher.post(f"/akun/penugasan/{head}")
    assert teacher.post(f"{HERE}/setujui-bagian", {"number": "1"}).status_code == 403


def test_a_small_office_is_excepted_with_a_reason_on_record_and_on_the_receipt(
    app: Flask, coordinator: Visitor, visit: Visit, also: Callable[..., str], urls: Urls
) -> None:
    head, admin = also("operator", "office_head"), visit("district_admin")
    path = f"/perangkat-daerah/{office_of(app, DISTRICT, HEALTH)}/persetujuan"
    assert "dua orang berbeda" in text_of(admin.get(path))
    silent = admin.post(path, {"joined": "y", "reason": "  "})
    assert silent.status_code == 422 and "Tulis sebabnya, misalnya" in text_of(silent)
    assert "checked" in silent.text
    assert admin.post(path, {"joined": "y", "reason": "Hanya satu  orang."}).status_code == 302
    assert "Boleh satu orang" in text_of(admin.get("/perangkat-daerah"))
    both = visit("operator")
    enter_cells(both, FIGURES)
    both.post(f"{HERE}/serahkan")
    both.post(f"/akun/penugasan/{head}")
    assert both.post(f"{HERE}/setujui-bagian", {"number": "1"}).status_code == 302
    receipts = both.get(f"{HERE}/tanda-terima").text
    assert "Hanya satu orang." in text_of(both.get(f"{HERE}/tanda-terima/district/2")), receipts
    assert admin.post(path, {"reason": "Hanya satu orang."}).status_code == 302
    assert stored(urls, "select distinct joined_duties from office") == [("",)]
    told = [
        [(d["before"], d["after"]) for *_, d in events(app, f"duties_{act}")] for act in ("joined", "parted")
    ]
    assert told == [[("", "Hanya satu orang.")], [("Hanya satu orang.", "")]]
    assert visit("rival_admin").get(path).status_code == 404


@pytest.mark.parametrize("did", ["entered", "proposed"])
def test_the_leader_neither_entered_nor_proposed_what_they_approve(
    coordinator: Visitor, visit: Visit, also: Callable[..., str], urls: Urls, did: str
) -> None:
    leader, admin = also("district_admin", "district_leader", office=None), visit("district_admin")
    coordinator.post(f"{DESK}/persetujuan", {"leader": "y"})
    other = visit("operator")
    enter_cells(admin if did == "entered" else other, FIGURES)
    other.post(f"/akun/penugasan/{also('operator', 'district_admin', office=None)}")
    assert (other if did == "entered" else admin).post(f"{HERE}/kirim").status_code == 302
    admin.post(f"/akun/penugasan/{leader}")
    for page in (admin.get("/"), admin.get(HERE)):
        assert OTHERS in text_of(page)
    answer = admin.post(f"{HERE}/setujui", {"number": "1"})
    assert answer.status_code == 403 and OTHERS in text_of(answer)
    assert stored(urls, "select count(*) from submission") == [(0,)]
    assert visit("district_leader").post(f"{HERE}/setujui", {"number": "1"}).status_code == 302


def test_the_province_decides_by_somebody_who_had_no_hand_in_the_report(
    coordinator: Visitor, visit: Visit, also: Callable[..., str], urls: Urls
) -> None:
    coordinator.post(f"{DESK}/persetujuan", {})
    desk = also("district_admin", "coordinator", office=None, district=None)
    admin = visit("district_admin")
    enter_cells(visit("operator"), FIGURES)
    admin.post(f"{HERE}/kirim")
    admin.post(f"/akun/penugasan/{desk}")
    answer = admin.post(f"{DESK}/{DISTRICT}/terima", {"number": "1"})
    assert answer.status_code == 403 and "harus dari orang lain" in text_of(answer)
    assert stored(urls, "select count(*) from decision") == [(0,)]
    assert coordinator.post(f"{DESK}/{DISTRICT}/terima", {"number": "1"}).status_code == 302


def test_a_change_without_the_right_to_it_is_on_record(app: Flask, visit: Visit) -> None:
    operator = visit("operator")
    assert operator.get("/perangkat-daerah").status_code == 404
    assert operator.post("/perangkat-daerah/baru", {"name": "Dinas Baru"}).status_code == 404
    assert events(app, "refused") == [("Operator", "offices.new", {"reason": "tidak berwenang"})]
