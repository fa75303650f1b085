"""Two people at one part of a quarter at the same moment: who comes second waits, and meets what the first one left.

The moment is the database's own: the first stands still before the head of its tenant's record, which the test holds.
There an act has read all that it decides on, and nobody sees yet what it leaves.
"""

from __future__ import annotations

from collections.abc import Callable
from concurrent.futures import Future, ThreadPoolExecutor

import psycopg
import pytest
from flask import Flask
from werkzeug.test import TestResponse

from spm_oversight.domain.period import Quarter
from spm_oversight.persistence.embedded import Urls
from spm_oversight.services.begin import begin
from spm_oversight.services.parts import return_part
from spm_oversight.services.sign_in import sign_in
from tests.web.cast import DISTRICT, PASSWORD, PROVINCE, Visitor, email_of, office_of
from tests.web.test_entry import BIRTHS, MOTHERS, pair, saved, sent
from tests.web.test_once import wait_for
from tests.web.walk import DESK, HERE, QUARTER, open_quarter, stored, text_of

Visit = Callable[[str], Visitor]
ACTS: dict[str, tuple[str, Callable[[Visitor], TestResponse]]] = {
    "save": ("operator", lambda operator: sent(operator, "recipients", BIRTHS, pair("10", "8"))),
    "hand in": ("operator", lambda operator: operator.post(f"{HERE}/serahkan")),
    "withdraw": ("operator", lambda operator: operator.post(f"{HERE}/tarik-bagian")),
    "approve": ("office_head", lambda head: head.post(f"{HERE}/setujui-bagian")),
    "close": ("coordinator", lambda coordinator: coordinator.post(f"{DESK}/tutup")),
}
# What is the part's last step then, and what the next person is told of it.
LEAVES = {
    "withdraw": ("withdrawn", "Bagian ini belum diserahkan."),
    "approve": ("approved", "Bagian ini sudah disetujui kepala perangkat daerah."),
}
DONE, REFUSED = 302, 403
HASHES = "select facts ->> 'data_hash' from receipt order by number"


@pytest.fixture(autouse=True)
def begun(visit: Visit) -> None:
    """The quarter is open, and the office has begun its part."""
    open_quarter(visit("coordinator"))
    saved(visit("operator"), "recipients", MOTHERS, pair("10", "8"))


def one_after_the_other(visit: Visit, urls: Urls, tenant: str, *names: str) -> list[TestResponse]:
    """The answers to two acts, the second begun while the first stands still before this tenant's record."""
    people = [visit(ACTS[name][0]) for name in names]
    begun: list[Future[TestResponse]] = []
    with ThreadPoolExecutor(2) as pool, psycopg.connect(urls.superuser) as holding:
        holding.execute("select 1 from audit_head where tenant = %s for update", [tenant])
        for name, person in zip(names, people, strict=True):
            begun.append(pool.submit(ACTS[name][1], person))
            wait_for(urls, len(begun), begun)
        holding.rollback()
        return [each.result(timeout=30) for each in begun]


def steps(urls: Urls) -> list[str]:
    """What was done with the part, in order."""
    return [act for (act,) in stored(urls, "select act from part_step order by number")]


@pytest.mark.parametrize(
    ("first", "second"), [("approve", "withdraw"), ("withdraw", "approve"), ("approve", "approve")]
)
def test_of_two_steps_of_one_part_the_second_is_refused(
    visit: Visit, urls: Urls, first: str, second: str
) -> None:
    assert visit("operator").post(f"{HERE}/serahkan").status_code == DONE
    answers = one_after_the_other(visit, urls, DISTRICT, first, second)
    assert [each.status_code for each in answers] == [DONE, REFUSED]
    left, told = LEAVES[first]
    assert told in text_of(answers[1])
    assert steps(urls) == ["handed_in", left]


def test_the_step_that_had_to_wait_is_the_last_though_its_work_began_first(app: Flask, visit: Visit) -> None:
    assert visit("operator").post(f"{HERE}/serahkan").status_code == DONE
    with app.app_context():
        admin, _ = sign_in(email=email_of("district_admin"), password=PASSWORD)
        with begin(admin) as slow:
            slow.session.tell()
            assert ACTS["approve"][1](visit("office_head")).status_code == DONE
            return_part(
                slow, quarter=Quarter.parse(QUARTER), office=office_of(app, DISTRICT), reason="Periksa lagi."
            )
    assert visit("operator").post(f"{HERE}/serahkan").status_code == DONE


def test_what_is_handed_in_has_the_save_before_it(visit: Visit, urls: Urls) -> None:
    answers = one_after_the_other(visit, urls, DISTRICT, "save", "hand in")
    assert [each.status_code for each in answers] == [200, DONE]
    for name in ("withdraw", "hand in"):
        who, act = ACTS[name]
        assert act(visit(who)).status_code == DONE
    first, _, again = stored(urls, HASHES)
    assert first == again, "handed in were other figures than stood there"


def test_nothing_is_saved_after_the_hand_in_before_it(visit: Visit, urls: Urls) -> None:
    answers = one_after_the_other(visit, urls, DISTRICT, "hand in", "save")
    assert [each.status_code for each in answers] == [DONE, REFUSED]
    assert "sudah diserahkan" in answers[1].json["refused"]
    assert stored(urls, "select code from recipients") == [(MOTHERS,)]


def test_nothing_is_handed_in_after_the_closing_before_it(visit: Visit, urls: Urls) -> None:
    answers = one_after_the_other(visit, urls, PROVINCE, "close", "hand in")
    assert [each.status_code for each in answers] == [DONE, REFUSED]
    assert "Periode ini sudah ditutup." in text_of(answers[1])
    assert steps(urls) == []


def test_a_quarter_is_closed_after_the_hand_in_before_it(visit: Visit, urls: Urls) -> None:
    answers = one_after_the_other(visit, urls, DISTRICT, "hand in", "close")
    assert [each.status_code for each in answers] == [DONE, DONE]
    assert stored(urls, "select every.at < closed_at from part_step as every, period") == [(True,)]
