"""Two people on one cell: what one saw, what the other stored, what was typed, side by side; nothing is lost."""

from __future__ import annotations

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from itertools import pairwise
from threading import Barrier
from xml.etree.ElementTree import Element

import pytest
from flask import Flask

from spm_oversight.persistence.embedded import Urls
from tests.web.cast import DISTRICT, Visitor, signed_in
from tests.web.pages import check_page, words
from tests.web.test_closing import district_held
from tests.web.test_entry import BIRTHS, FORM, MOTHERS, fields_in, pair, posted, saved, sent, shown
from tests.web.test_once import wait_for
from tests.web.walk import DESK, HERE, open_quarter, stored

Visit = Callable[[str], Visitor]
SAVES = "select detail from audit_event where action = 'figures_saved' order by number"
STEPS = "select action from audit_event"
LAST_THREE = "select facts ->> 'data_hash' from receipt order by number desc limit 3"
SEEN, THEIRS, MINE = "Semula, ketika Anda membuka", "Tersimpan sekarang, oleh ", "Isian Anda"


@pytest.fixture(autouse=True)
def opened(visit: Visit) -> None:
    open_quarter(visit("coordinator"))


def sides(html: str, row: str) -> list[tuple[str, str]]:
    """The values that a row's page puts side by side, each with its name."""
    found = next(each for each in check_page(html).iter() if each.get("id") == row)
    lists = [each for each in found.iter("dl") if each.get("class") == "sides"]
    return [_side(each) for listed in lists for each in listed.iter("div")]


def _side(element: Element) -> tuple[str, str]:
    return words(next(element.iter("dt"))), words(next(element.iter("dd")))


def parts(urls: Urls) -> list[int]:
    return [int(part) for (part,) in stored(urls, "select part from recipients order by code")]


@pytest.fixture
def overtaken(visit: Visit) -> tuple[Visitor, dict[str, str]]:
    """The admin, and the admin's form: opened at 80 of 100, typed to 85 while the operator stored 90."""
    operator, admin = visit("operator"), visit("district_admin")
    first = saved(operator, "recipients", MOTHERS, pair("100", "80"))
    form = shown(admin)
    saved(operator, "recipients", MOTHERS, pair("100", "90", "puskesmas baru"), first["version"])
    return admin, {**form, f"recipients/{MOTHERS}/part": "85"}


def test_without_a_script_the_three_values_stand_side_by_side_and_mine_stays_typed(
    overtaken: tuple[Visitor, dict[str, str]], urls: Urls
) -> None:
    admin, form = overtaken
    answer = admin.post(FORM, form)
    assert answer.status_code == 409
    for page in (answer.text, admin.get(FORM).text):
        seen, theirs, mine = sides(page, "r-kab-1-02-01")
        assert seen == (SEEN, "80 dari 100 orang")
        assert theirs[0].startswith(f"{THEIRS}Operator, ") and theirs[0].endswith(" WIB")
        assert theirs[1] == "90 dari 100 orang; penjelasan: puskesmas baru"
        assert mine == (MINE, "85 dari 100 orang")
        assert f'name="recipients/{MOTHERS}/part" value="85"' in page
    assert parts(urls) == [90]


def test_saving_without_a_choice_overwrites_nothing(
    overtaken: tuple[Visitor, dict[str, str]], urls: Urls
) -> None:
    admin, form = overtaken
    admin.post(FORM, form)
    again = posted(admin, {f"recipients/{BIRTHS}/base": "50", f"recipients/{BIRTHS}/part": "40"})
    assert again.status_code == 409
    assert parts(urls) == [90, 40]
    assert stored(urls, "select key, fields ->> 'part' from typed") == [(MOTHERS, "85")]


@pytest.mark.parametrize(("choice", "then"), [("take", 90), ("mine", 85)])
def test_either_value_can_be_chosen(
    overtaken: tuple[Visitor, dict[str, str]], urls: Urls, choice: str, then: int
) -> None:
    admin, form = overtaken
    admin.post(FORM, form)
    button = next(
        each for each in check_page(admin.get(FORM).text).iter("button") if each.get("name") == choice
    )
    assert posted(admin, {}, **{choice: button.get("value", "")}).status_code == 302
    assert parts(urls) == [then]
    assert stored(urls, "select count(*) from typed") == [(0,)]


def test_a_choice_counts_for_the_value_that_was_shown(
    overtaken: tuple[Visitor, dict[str, str]], visit: Visit, urls: Urls
) -> None:
    admin, form = overtaken
    page = fields_in(admin.post(FORM, form).text)
    ((shown_version,),) = stored(urls, "select version from recipients")
    saved(visit("operator"), "recipients", MOTHERS, pair("100", "95"), shown_version)
    again = admin.post(FORM, {**page, "mine": f"recipients/{MOTHERS}/{shown_version}"})
    assert again.status_code == 409 and parts(urls) == [95]
    seen, theirs, _ = sides(again.text, "r-kab-1-02-01")
    assert (seen[1], theirs[1]) == ("90 dari 100 orang; penjelasan: puskesmas baru", "95 dari 100 orang")


def test_two_people_in_two_cells_of_one_form_are_both_kept(visit: Visit, urls: Urls) -> None:
    operator, admin = visit("operator"), visit("district_admin")
    forms = shown(operator), shown(admin)
    for visitor, form, key in zip((operator, admin), forms, (MOTHERS, BIRTHS), strict=True):
        typed = {f"recipients/{key}/base": "50", f"recipients/{key}/part": "40"}
        assert visitor.post(FORM, {**form, **typed}).status_code == 302
    assert parts(urls) == [40, 40]


HOSTILE = '"><img src=x onerror=alert(1)><script>alert(2)</script>{{ 7*7 }}'


def test_hostile_values_are_only_text_where_one_chooses(visit: Visit) -> None:
    operator, admin = visit("operator"), visit("district_admin")
    typed = (HOSTILE, f"{HOSTILE}2", f"{HOSTILE}3")
    money = f"{MOTHERS}|murni|PAD"
    budget = [{"allocation": "5", "realisation": "4", "note": each} for each in typed]
    problems = [{"rows": [{"problem": each, "solution": "x", "owner": each, "due": ""}]} for each in typed]
    for kind, key, fields in (
        ("recipients", MOTHERS, [pair("10", "8", each) for each in typed]),
        ("budget", money, budget),
        ("problems", "1.02", problems),
    ):
        first = saved(operator, kind, key, fields[0])
        saved(operator, kind, key, fields[1], first["version"])
        assert saved(admin, kind, key, fields[2], first["version"])["outcome"] == "conflict"
    page = admin.get(FORM).text
    tree = check_page(page)  # no inline handler, no script without an address
    told = [_side(each)[1] for listed in tree.iter("dl") if listed.get("class") == "sides" for each in listed]
    assert [sum(words_ in text for text in told) for words_ in typed] == [9, 3, 3]
    assert not list(tree.iter("img"))
    assert '"><img' not in page


def at_once(app: Flask, people: list[str], act: Callable[[Visitor, int], object]) -> list[object]:
    """``act`` by each of these people, all beginning together; what it answered, in their order."""
    together = Barrier(len(people))
    visitors = [signed_in(app, name) for name in people]

    def begin(place: int) -> object:
        together.wait(timeout=30)
        return act(visitors[place], place)

    with ThreadPoolExecutor(len(people)) as pool:
        return list(pool.map(begin, range(len(people))))


def test_eight_people_saving_one_cell_lose_nothing_silently(app: Flask, urls: Urls) -> None:
    def ten_times(visitor: Visitor, place: int) -> list[tuple[int | None, int]]:
        done: list[tuple[int | None, int]] = []
        version, seen = 0, None
        for count in range(10):
            mine = 1 + 10 * place + count
            while True:
                answer = saved(visitor, "recipients", MOTHERS, pair("1000", str(mine)), version)
                version = answer["version"]
                if answer["outcome"] == "saved":
                    break
                seen = int(answer["stored"]["part"])
            done.append((seen, mine))
            seen = mine
        return done

    people = ["operator", "district_admin"] * 4
    acknowledged = [each for done in at_once(app, people, ten_times) for each in done]  # pyright: ignore
    record = [detail for (detail,) in stored(urls, SAVES)]
    told = [(before and int(before[2]), int(after[2])) for d in record for _, before, after in d["cells"]]
    assert sorted(told, key=lambda each: each[1]) == acknowledged  # each replaced what its author had seen
    assert len({detail["version"] for detail in record}) == len(acknowledged) == 80
    assert all(after == before for (_, after), (before, _) in pairwise(told))


def test_handing_on_waits_for_the_save_before_it(visit: Visit, urls: Urls) -> None:
    operator, admin = visit("operator"), visit("district_admin")
    saved(operator, "recipients", BIRTHS, pair("10", "8"))
    with ThreadPoolExecutor(2) as pool, district_held(urls) as holding:
        both = [pool.submit(sent, operator, "recipients", MOTHERS, pair("10", "8"))]
        wait_for(urls, 1, both)
        both.append(pool.submit(admin.post, f"{HERE}/kirim"))
        wait_for(urls, 2, both)
        holding.rollback()
        assert [each.result(timeout=30).status_code for each in both] == [200, 302]
    last = stored(urls, f"{STEPS} where tenant = '{DISTRICT}' order by number desc limit 2")
    assert last == [("quarter_sent",), ("figures_saved",)]


def test_approving_while_somebody_saves_has_one_order(app: Flask, visit: Visit, urls: Urls) -> None:
    visit("coordinator").post(f"{DESK}/persetujuan", {"leader": "y"})
    operator, admin, leader = visit("operator"), visit("district_admin"), visit("district_leader")
    version = saved(operator, "recipients", MOTHERS, pair("1000", "500"))["version"]

    def save(part: int, version: int) -> tuple[int, int]:
        answer = sent(operator, "recipients", MOTHERS, pair("1000", str(part)), version)
        return (answer.status_code, answer.json["cells"][0]["version"] if answer.status_code == 200 else 0)

    def approve() -> list[int]:
        return [admin.post(f"{HERE}/kirim").status_code, leader.post(f"{HERE}/setujui").status_code]

    with ThreadPoolExecutor(2) as pool:
        for part in range(1, 21):
            saving, approving = pool.submit(save, part, version), pool.submit(approve)
            status, newer = saving.result(timeout=60)
            assert approving.result(timeout=60) == [302, 302]
            assert status in (200, 403)
            version = newer or version
            assert admin.post(f"{HERE}/tarik").status_code == 302
            assert (
                len(set(stored(urls, LAST_THREE))) == 1
            )  # what was proposed was approved, and stood until then
    steps = [action for (action,) in stored(urls, f"{STEPS} where tenant = '{DISTRICT}' order by number")]
    assert steps.count("quarter_withdrawn") == 20
    still = False
    for step in steps:
        assert not (still and step == "figures_saved"), steps
        still = step in ("quarter_proposed", "quarter_sent") or (still and step != "quarter_withdrawn")
