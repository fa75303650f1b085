"""Many people at once: on one cell, and at the steps of one part. What happened is one order, and legal in it."""

from __future__ import annotations

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from itertools import pairwise
from uuid import uuid4

from flask import Flask

from spm_oversight.persistence.embedded import Urls
from tests.guard import tally
from tests.web.cast import DISTRICT, Visitor, office_of, signed_in
from tests.web.test_entry import MOTHERS, pair, sent
from tests.web.test_walk import number_in
from tests.web.walk import HERE, open_quarter, stored

USERS, SAVES = tally.size(6, 16), tally.size(8, 50)
RACES, PAIRS = tally.size(20, 200), tally.size(20, 1000)
# Which states of a part an action may meet, and what becomes of it.
LEGAL = {
    "figures_saved": ({"draft"}, "draft"),
    "part_handed_in": ({"draft"}, "handed in"),
    "part_approved": ({"handed in"}, "approved"),
    "part_returned": ({"handed in", "approved"}, "draft"),
}


def save(visitor: Visitor, name: str) -> list[tuple[int, int]]:
    """One person's tries, each over the version seen last: of those acknowledged, that version and the new one."""
    seen, done = 0, list[tuple[int, int]]()
    for number in range(SAVES):
        answer = sent(visitor, "recipients", MOTHERS, pair("99999", "1", f"{name} {number}"), seen)
        assert answer.status_code == 200, answer.text
        (cell,) = answer.json["cells"]
        if cell["outcome"] == "saved":
            done.append((seen, cell["version"]))
        else:
            assert cell["outcome"] == cell["state"] == "conflict" and "Berubah oleh" in cell["message"], cell
        seen = cell["version"]
    return done


def test_nobody_on_a_busy_cell_overwrites_what_they_did_not_see(
    app: Flask, visit: Callable[[str], Visitor], urls: Urls
) -> None:
    open_quarter(visit("coordinator"))
    people = [signed_in(app, ("operator", "district_admin")[n % 2]) for n in range(USERS)]
    with ThreadPoolExecutor(USERS) as pool:
        saving = [pool.submit(save, who, f"orang {n}") for n, who in enumerate(people)]
        acknowledged = [step for each in saving for step in each.result(timeout=300)]
    assert len(acknowledged) < USERS * SAVES, "nobody met anybody"
    # Each was saved over the one before, which its writer had seen; the first over nothing.
    in_order = [(0, 0), *sorted(acknowledged, key=lambda step: step[1])]
    assert [(before, after) for before, after in pairwise(in_order) if after[0] != before[1]] == []
    told = stored(
        urls,
        "select detail -> 'cells' -> 0 -> 1, detail -> 'cells' -> 0 -> 2 from audit_event"
        " where action = 'figures_saved' order by number",
    )
    assert len(told) == len(acknowledged)
    assert all(before == after for (_, after), (before, _) in pairwise(told))
    tally.add(requests=USERS * SAVES, acknowledged=len(acknowledged))


def test_steps_taken_at_once_happen_in_one_legal_order(
    app: Flask, visit: Callable[[str], Visitor], urls: Urls
) -> None:
    open_quarter(visit("coordinator"))
    operator, admin, head = visit("operator"), visit("district_admin"), visit("office_head")
    give_back, told = f"{HERE}/bagian/{office_of(app, DISTRICT)}/kembalikan", 1
    version = sent(admin, "recipients", MOTHERS, pair("999", "999")).json["cells"][0]["version"]
    with ThreadPoolExecutor(2) as pool:
        for number in range(RACES):
            handing = pool.submit(operator.post, f"{HERE}/serahkan")
            saving = pool.submit(sent, admin, "recipients", MOTHERS, pair("999", str(number + 1)), version)
            assert handing.result().status_code == 302
            if (saved := saving.result()).status_code == 200:
                version = saved.json["cells"][0]["version"]
            looked_at = {"number": number_in(head.get(HERE))}
            approving = pool.submit(head.post, f"{HERE}/setujui-bagian", looked_at)
            returning = pool.submit(admin.post, give_back, {"reason": "Periksa lagi."})
            assert returning.result().status_code == 302
            steps = [saved.status_code == 200, approving.result().status_code == 302]
            told += 2 + sum(steps)
    names = ", ".join(f"'{each}'" for each in LEGAL)
    record = stored(urls, f"select action from audit_event where action in ({names}) order by number")
    state = "draft"
    for (action,) in record:
        may_meet, after = LEGAL[action]
        assert state in may_meet, (state, action)
        state = after
    assert (len(record), state) == (told, "draft")


def test_a_form_sent_twice_at_the_same_moment_has_one_effect(
    app: Flask, visit: Callable[[str], Visitor], urls: Urls
) -> None:
    twins = [visit("district_admin"), visit("district_admin")]
    path = f"/perangkat-daerah/{office_of(app, DISTRICT)}/nama"
    with ThreadPoolExecutor(2) as pool:
        for number in range(PAIRS):
            form = {"name": f"Dinas Kesehatan {number}", "form_key": uuid4().hex}
            both = [pool.submit(each.post, path, form) for each in twins]
            answers = [each.result() for each in both]
            assert [(each.status_code, each.location) for each in answers] == [(302, "/perangkat-daerah")] * 2
    names = stored(
        urls, "select detail ->> 'after' from audit_event where action = 'office_renamed' order by number"
    )
    assert names == [(f"Dinas Kesehatan {number}",) for number in range(PAIRS)]
    tally.add(requests=2 * PAIRS)
