"""The coordinator withdraws an issued paper: for good, with a reason, and whoever checks it is told."""

from __future__ import annotations

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from uuid import UUID

import psycopg
import pytest
from flask import Flask

from spm_oversight.persistence.embedded import Urls
from tests.web.cast import Visitor
from tests.web.test_check import asked_for, hold
from tests.web.walk import stored, text_of

Visit = Callable[[str], Visitor]
WHY = "Penanda tangan pada lembar pertama keliru."
MADE = b"%PDF-1.7 the card"


@pytest.fixture
def issued(app: Flask, visit: Visit, urls: Urls) -> tuple[str, UUID]:
    """The number and id of a card of the province, made and published."""
    number, paper = asked_for(app, visit, urls)
    with psycopg.connect(urls.superuser) as connection:
        connection.execute(
            "update paper set state = 'done', sha256 = encode(sha256(%s), 'hex'), size = 9", [MADE]
        )
        connection.execute("update issued_paper set sha256 = encode(sha256(%s), 'hex')", [MADE])
    return number, paper


def test_a_withdrawn_paper_is_told_so_to_whoever_checks_or_lists_it(
    visit: Visit, nobody: Visitor, urls: Urls, issued: tuple[str, UUID]
) -> None:
    number, paper = issued
    coordinator = visit("coordinator")
    door = f"/dokumen/{paper}/cabut"
    assert (
        f"Nomor {number}." in text_of(coordinator.get("/dokumen"))
        and door in coordinator.get("/dokumen").text
    )
    assert number in text_of(coordinator.get(door))
    assert "Berlaku" in text_of(nobody.get(f"/periksa?nomor={number}"))

    assert coordinator.post(door, {"reason": f"  {WHY}\n"}).location == "/dokumen"
    told = text_of(nobody.get(f"/periksa?nomor={number}"))
    assert "Dokumen ini sudah dicabut" in told and WHY in told and "Berlaku" not in told
    same = text_of(hold(nobody, number, MADE))
    assert "Sama." in same and "Jangan memakainya lagi, juga bila isinya sama" in same
    for reader in (coordinator, visit("reviewer"), visit("province_leader")):
        page = reader.get("/dokumen").text
        assert "Dicabut" in text_of(reader.get("/dokumen")) and WHY in page and door not in page
    record = "select actor, subject, detail - 'request' from audit_event where action = 'paper_withdrawn'"
    detail = {"kind": "scorecard", "number": number, "quarter": "2023-Q4", "reason": WHY}
    assert stored(urls, record) == [("Coordinator", str(paper), detail)]
    assert WHY in text_of(coordinator.get("/catatan"))

    assert coordinator.get(door).status_code == 409
    assert coordinator.post(door, {"reason": "Sebab yang lain sekali."}).status_code == 409
    assert stored(urls, "select withdrawn_why from issued_paper") == [(WHY,)]


def test_a_district_sees_that_its_card_is_withdrawn(
    visit: Visit, urls: Urls, issued: tuple[str, UUID]
) -> None:
    _, paper = issued
    with psycopg.connect(urls.superuser) as connection:
        # As if it were the card of the cast's district.
        connection.execute("""update paper set content = jsonb_set(content, '{code}', '"62.06"')""")
    admin = visit("district_admin")
    assert "Kartu" in text_of(admin.get("/dokumen")) and "Dicabut" not in text_of(admin.get("/dokumen"))
    visit("coordinator").post(f"/dokumen/{paper}/cabut", {"reason": WHY})
    assert "Dicabut" in text_of(admin.get("/dokumen")) and WHY in admin.get("/dokumen").text
    assert "/cabut" not in admin.get("/dokumen").text


@pytest.mark.parametrize("reason", ["", "   ", "salah", "x" * 301])
def test_a_reason_is_asked_for_and_kept_as_typed(
    visit: Visit, urls: Urls, issued: tuple[str, UUID], reason: str
) -> None:
    answer = visit("coordinator").post(f"/dokumen/{issued[1]}/cabut", {"reason": reason})
    assert answer.status_code == 422 and f">\r\n{reason}</textarea>" in answer.text
    assert stored(urls, "select withdrawn_on from issued_paper") == [(None,)]


@pytest.mark.parametrize(
    "name", ["reviewer", "province_leader", "district_admin", "foreign_coordinator", "platform_admin"]
)
def test_nobody_else_withdraws_it(visit: Visit, urls: Urls, issued: tuple[str, UUID], name: str) -> None:
    other = visit(name)
    assert other.get(f"/dokumen/{issued[1]}/cabut").status_code == 404
    assert other.post(f"/dokumen/{issued[1]}/cabut", {"reason": WHY}).status_code == 404
    assert stored(urls, "select withdrawn_on from issued_paper") == [(None,)]


@pytest.mark.parametrize("change", ["state = 'queued'", "draft = true"])
def test_what_is_not_issued_is_not_withdrawn(
    visit: Visit, urls: Urls, issued: tuple[str, UUID], change: str
) -> None:
    coordinator = visit("coordinator")
    with psycopg.connect(urls.superuser) as connection:
        connection.execute(f"update paper set {change}".encode())
        if "draft" in change:
            connection.execute("delete from issued_paper")
    assert coordinator.post(f"/dokumen/{issued[1]}/cabut", {"reason": WHY}).status_code == 404
    assert "/cabut" not in coordinator.get("/dokumen").text


def test_of_two_who_withdraw_at_once_one_does(visit: Visit, urls: Urls, issued: tuple[str, UUID]) -> None:
    both = [visit("coordinator") for _ in range(2)]
    door = f"/dokumen/{issued[1]}/cabut"
    with ThreadPoolExecutor(2) as pool:
        answers = list(pool.map(lambda each: each.post(door, {"reason": WHY}).status_code, both))
    assert sorted(answers) == [302, 409]
    assert stored(urls, "select count(*) from audit_event where action = 'paper_withdrawn'") == [(1,)]
