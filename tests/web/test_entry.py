"""Entering on screen: rows are saved one by one, what cannot count is kept, others' values are never overwritten."""

from __future__ import annotations

import gzip
import json
import re
from html import unescape

import pytest

from tests.web.cast import Visitor
from tests.web.walk import HERE, open_quarter, stored, text_of

FORM = f"{HERE}/isian/1.02"
CELLS = f"{FORM}/sel"
MOTHERS, BIRTHS, ITEM = "kab.1.02.01", "kab.1.02.02", "kab.1.02.01.q01"


@pytest.fixture(autouse=True)
def opened(visit):
    open_quarter(visit("coordinator"))


def pair(base: str = "", part: str = "", note: str = "", state: str = "") -> dict[str, str]:
    return {"base": base, "part": part, "note": note, "state": state}


def sent(visitor: Visitor, kind: str, key: str, fields: object, version: int = 0, path: str = CELLS):
    rows = {"cells": [{"kind": kind, "key": key, "fields": fields, "version": version}]}
    return visitor.post(path, {"rows": json.dumps(rows)})


def saved(visitor: Visitor, kind: str, key: str, fields: object, version: int = 0) -> dict:
    answer = sent(visitor, kind, key, fields, version)
    assert answer.status_code == 200, answer.text
    return answer.json["cells"][0]


def posted(visitor: Visitor, values: dict[str, str], **more: str):
    """The plain form: every field as the page shows it, with some values typed over."""
    return visitor.post(FORM, {**shown(visitor), **values, **more})


def shown(visitor: Visitor) -> dict[str, str]:
    """Every field of the form with its value."""
    return fields_in(visitor.get(FORM).text)


def fields_in(page: str) -> dict[str, str]:
    """The same, of a page that is there already."""
    form = dict(re.findall(r'<input[^>]* name="([^"/]+/[^"]+)"[^>]* value="([^"]*)"', page))
    form |= dict(re.findall(r'<textarea[^>]* name="([^"]+)"[^>]*>([^<]*)</textarea>', page))
    return {unescape(name): unescape(value) for name, value in form.items() if "/state" not in name}


def recipients(urls) -> list:
    return stored(urls, "select code, state, base, part, note from recipients order by code")


def test_a_row_is_saved_as_it_is_left_and_only_once(visit, urls):
    operator = visit("operator")
    first = saved(operator, "recipients", MOTHERS, pair("14.995", "12.000"))
    assert (first["outcome"], first["fields"]["base"]) == ("saved", "14.995")
    again = saved(operator, "recipients", MOTHERS, pair("14995", "12.000"))
    assert (again["outcome"], again["version"]) == ("saved", first["version"])
    assert recipients(urls) == [(MOTHERS, "filled", 14995, 12000, "")]
    assert stored(urls, "select count(*) from audit_event where action = 'figures_saved'") == [(1,)]
    assert stored(urls, "select count(*) from result where level = 'service'") == [(29,)]


def test_what_a_row_moves_is_as_if_the_whole_district_were_computed(visit, urls):
    def results() -> list:
        of_district = "select level, code, recipients_pct, quality_pct, index, category, exact from result"
        of_indicators = "select metric, '', value, null, null, null, exact from indicator"
        return stored(urls, f"{of_district} union all {of_indicators} order by 1, 2")

    operator, versions = visit("operator"), {}
    saved(operator, "budget", f"{MOTHERS}|murni|PAD", {"allocation": "5", "realisation": "4", "note": ""})
    for kind, key, typed in (
        ("quality", ITEM, pair("3", "1")),
        ("recipients", MOTHERS, pair("9", "7")),
        ("recipients", BIRTHS, pair("11", "13")),
        ("recipients", "kab.1.02.03", pair("7", "6")),
        ("recipients", "kab.1.02.03", pair()),  # reported no more: everything is looked at
        ("quality", f"{BIRTHS}.q02", pair("7", "2")),
        ("quality", "kab.1.02.04.q01", pair("7", "2")),
        ("quality", "kab.1.02.04.q01", pair()),
        ("quality", ITEM, pair("3", "2")),
        ("recipients", MOTHERS, pair("0", "0", state="nil", note="tidak ada sasaran")),
        ("recipients", BIRTHS, pair("13", "11")),
    ):
        answer = saved(operator, kind, key, typed, versions.get(key, 0))
        assert answer["outcome"] == "saved", answer
        versions[key] = answer["version"]
    row_by_row = results()
    problem = {"problem": "Tenaga kurang", "solution": "Usul formasi", "owner": "", "due": ""}
    versions["1.02"] = saved(operator, "problems", "1.02", {"rows": [problem]})[
        "version"
    ]  # computes the district as a whole
    assert row_by_row == results()

    # Stored before the exact values were, or before means said of how many: the next save computes all of them.
    of_before = "array_to_string((string_to_array(exact, ' '))[1:3], ' ')"
    for part, old in (("8", "null"), ("7", of_before)):
        stored(urls, f"update result set exact = {old} returning 1")
        answer = saved(operator, "recipients", MOTHERS, pair("9", part), versions[MOTHERS])
        versions[MOTHERS] = answer["version"]
        moved = results()
        assert all(exact for *_, exact in moved) and moved != row_by_row
        answer = saved(operator, "problems", "1.02", {"rows": [problem][: part == "7"]}, versions["1.02"])
        versions["1.02"] = answer["version"]
        assert moved == results()


def test_two_people_on_one_form_each_keep_their_rows_and_see_each_others(visit, urls):
    one, other = visit("operator"), visit("district_admin")
    first = saved(one, "recipients", MOTHERS, pair("100", "80"))
    saved(other, "recipients", BIRTHS, pair("50", "40"))
    mine = saved(one, "recipients", MOTHERS, pair("100", "90"), first["version"])
    theirs = saved(other, "recipients", MOTHERS, pair("100", "85"), first["version"])
    assert theirs["state"] == "conflict"
    assert "Berubah oleh Operator: 90 dari 100 orang. Pilih salah satu." in theirs["message"]
    assert theirs["version"] == mine["version"]
    assert [row[3] for row in recipients(urls)] == [90, 40]
    page = other.get(FORM).text
    assert 'value="85"' in page and "90 dari 100 orang" in page
    chosen = saved(other, "recipients", MOTHERS, pair("100", "85"), theirs["version"])
    assert chosen["outcome"] == "saved" and recipients(urls)[0][3] == 85


@pytest.mark.parametrize(
    ("kind", "key", "fields", "sentence"),
    [
        *(
            ("recipients", MOTHERS, pair(text, "1"), "tidak dapat dibaca sebagai bilangan bulat")
            for text in ("18.21", "1,5", "1e3", "NaN", "１２", "12 orang")
        ),
        *(
            (
                "budget",
                f"{MOTHERS}|murni|PAD",
                {"allocation": text},
                "tidak dapat dibaca sebagai bilangan bulat",
            )
            for text in ("Rp 1.000", "1.000,50", "1,000,000", "seribu", "(5)", "--")
        ),
        ("recipients", MOTHERS, pair("-5", "1"), "angka paling sedikit 0"),
        ("recipients", MOTHERS, pair("0", "0"), "angka lebih dari 0"),
        ("recipients", MOTHERS, pair("9" * 16, "1"), "15 digit"),
        ("recipients", MOTHERS, pair(state="nil"), "penjelasan, karena dinyatakan nihil"),
        ("recipients", MOTHERS, pair("5", "5", "ada", "nil"), "kosong atau 0, karena dinyatakan nihil"),
        ("recipients", MOTHERS, pair("5", "5", "x" * 2001), "paling panjang 2.000 huruf"),
        ("budget", f"{MOTHERS}|murni|PAD", {"realisation": "5"}, "pagu dalam rupiah"),
        ("problems", "1.02", {"rows": [{"solution": "beli"}]}, "Tulis permasalahannya"),
        ("problems", "1.02", {"rows": [{"problem": "x", "due": "31/02/2025"}]}, "sebagai tanggal"),
    ],
)
def test_what_cannot_count_is_kept_as_typed_and_told(visit, urls, kind, key, fields, sentence):
    operator = visit("operator")
    answer = saved(operator, kind, key, fields)
    assert answer["outcome"] == "kept" and sentence in answer["message"]
    assert stored(urls, "select kind, key from typed") == [(kind, key)]
    for table in ("recipients", "budget", "problem", "result"):
        assert stored(urls, f"select count(*) from {table}") == [(0,)]
    assert sentence in text_of(operator.get(FORM))


def test_a_new_budget_line_begins_with_the_version_in_use(visit):
    operator = visit("operator")
    chosen = re.compile(r'<option value="(\w+)" selected>')
    assert set(chosen.findall(operator.get(FORM).text)) == {"murni"}
    saved(operator, "budget", f"{MOTHERS}|perubahan|PAD", {"allocation": "5", "realisation": "", "note": ""})
    saved(operator, "budget", f"{BIRTHS}|murni|PAD", {"allocation": "5", "realisation": "", "note": ""})
    assert set(chosen.findall(operator.get(FORM).text)) == {"perubahan"}


def test_half_a_pair_waits_and_then_counts(visit, urls):
    operator = visit("operator")
    assert "konsep" in saved(operator, "recipients", MOTHERS, pair("100"))["message"]
    assert 'value="100"' in operator.get(FORM).text
    saved(operator, "recipients", BIRTHS, pair("10", "10"))
    refused = operator.post(f"{HERE}/serahkan")
    assert refused.status_code == 403 and "1 isian sudah diketik" in text_of(refused)
    saved(operator, "recipients", MOTHERS, pair("100", "80"))
    assert stored(urls, "select count(*) from typed") == [(0,)]
    assert operator.post(f"{HERE}/serahkan").status_code == 302


def test_a_budget_with_a_slip_of_a_billion_is_kept_with_its_ratios(visit, urls):
    money = {"allocation": "1", "realisation": "999.999.999.999.999"}
    assert saved(visit("operator"), "budget", f"{MOTHERS}|murni|PAD", money)["outcome"] == "saved"
    assert stored(urls, "select max(value) from indicator") == [(99_999_999_999_999_900,)]


def test_without_a_script_one_button_saves_what_was_touched_and_keeps_the_rest(visit, urls):
    operator = visit("operator")
    saved(operator, "recipients", BIRTHS, pair("50", "40"))
    version = stored(urls, f"select version from recipients where code = '{BIRTHS}'")
    answer = posted(
        operator,
        {
            f"recipients/{MOTHERS}/base": "1.000",
            f"recipients/{MOTHERS}/part": "900",
            f"quality/{ITEM}/base": "18.21",
            f"quality/{ITEM}/part": "7",
            f"budget/{MOTHERS}|new|/budget_version": "murni",
            f"budget/{MOTHERS}|new|/source": "DAU",
            f"budget/{MOTHERS}|new|/allocation": "1.000.000",
            "problems/1.02/0.problem": "Bidan kurang",
            "problems/1.02/0.due": "21 Mei 2099",
        },
    )
    assert answer.status_code == 422
    told = text_of(answer)
    assert "1 isian perlu diperbaiki" in told and "“18.21” tidak dapat dibaca" in told
    assert 'value="18.21"' in answer.text
    assert recipients(urls)[0][2:4] == (1000, 900)
    assert stored(urls, "select service_code, source, allocation from budget") == [(MOTHERS, "DAU", 1000000)]
    assert stored(urls, "select problem from problem") == [("Bidan kurang",)]
    assert stored(urls, f"select version from recipients where code = '{BIRTHS}'") == version
    assert posted(operator, {f"quality/{ITEM}/base": "18", f"quality/{ITEM}/part": "7"}).status_code == 302
    assert stored(urls, "select code, base from quality") == [(ITEM, 18)]


def test_a_row_that_was_not_touched_is_no_conflict_when_somebody_else_changed_it(visit, urls):
    operator, admin = visit("operator"), visit("district_admin")
    version = saved(operator, "recipients", BIRTHS, pair("50", "40"))["version"]
    form = shown(operator)
    saved(admin, "recipients", BIRTHS, pair("50", "45"), version)
    mine = {f"recipients/{MOTHERS}/base": "100", f"recipients/{MOTHERS}/part": "80"}
    assert operator.post(FORM, {**form, **mine}).status_code == 302
    assert [row[3] for row in recipients(urls)] == [80, 45]


def test_the_longest_form_that_can_be_typed_is_taken(visit, urls):
    operator = visit("operator")
    notes = {name: "é" * 2000 for name in shown(operator) if name.endswith("/note") and "|new|" not in name}
    assert len(notes) > 160
    assert posted(operator, notes).status_code in (302, 422)
    assert stored(urls, "select count(*) from quality")[0][0] > 140


def test_what_is_stored_can_be_taken_instead_of_what_was_typed(visit, urls):
    operator = visit("operator")
    version = saved(operator, "recipients", MOTHERS, pair("100", "80"))["version"]
    saved(operator, "recipients", MOTHERS, pair("1o0", "80"), version)
    assert posted(operator, {}, take=f"recipients/{MOTHERS}").status_code == 302
    assert stored(urls, "select count(*) from typed") == [(0,)]
    assert recipients(urls)[0][2:4] == (100, 80)


def test_an_operator_writes_only_the_own_offices_rows(visit, urls):
    teacher = visit("teacher")
    assert teacher.get(FORM).status_code == 404
    assert sent(teacher, "recipients", MOTHERS, pair("1", "1")).status_code == 404
    school = f"{HERE}/isian/1.01/sel"
    for kind, key in (
        ("recipients", MOTHERS),
        ("recipients", "kab.9"),
        ("totals", "murni"),
        ("problems", "1.02"),
    ):
        assert sent(teacher, kind, key, pair("1", "1"), path=school).status_code == 404
    assert teacher.post(school, {"rows": "{"}).status_code == 404
    assert recipients(urls) == []


@pytest.mark.parametrize("key", [MOTHERS + "\0", MOTHERS + "\ud800", "bukan kode", "é"])
def test_a_key_that_is_no_code_is_absent(visit, urls, key):
    assert sent(visit("operator"), "recipients", key, pair("1", "1")).status_code == 404
    assert recipients(urls) == []


def test_what_no_database_keeps_is_left_out_of_a_text(visit, urls):
    saved(visit("operator"), "recipients", MOTHERS, pair("10", "8", "ada\0 yang\ud800 aneh"))
    assert recipients(urls)[0][4] == "ada yang aneh"


def test_another_offices_wrong_list_of_problems_blocks_nobody_else(visit, urls):
    wrong = {"rows": [{"problem": "guru kurang", "due": "besok lusa"}]}
    answer = sent(visit("teacher"), "problems", "1.01", wrong, path=f"{HERE}/isian/1.01/sel")
    assert answer.json["cells"][0]["outcome"] == "kept"
    operator = visit("operator")
    saved(operator, "recipients", MOTHERS, pair("100", "80"))
    assert operator.post(f"{HERE}/serahkan").status_code == 302
    saved_own = sent(
        visit("teacher"), "recipients", "kab.1.01.01", pair("5", "5"), path=f"{HERE}/isian/1.01/sel"
    )
    assert saved_own.status_code == 200
    refused = visit("teacher").post(f"{HERE}/serahkan")
    assert refused.status_code == 403 and "1 isian sudah diketik" in text_of(refused)


def test_people_who_may_not_enter_read_the_form(visit, urls):
    saved(visit("operator"), "recipients", MOTHERS, pair("14.995", "12.000"))
    head = visit("office_head")
    page = head.get(FORM)
    assert 'value="14.995"' in page.text and "<fieldset disabled" in page.text
    assert "entry.js" not in page.text
    assert sent(head, "recipients", MOTHERS, pair("1", "1")).status_code == 404


def test_a_closed_form_says_so_and_takes_nothing(visit, urls):
    operator = visit("operator")
    saved(operator, "recipients", MOTHERS, pair("100", "80"))
    operator.post(f"{HERE}/serahkan")
    answer = sent(operator, "recipients", MOTHERS, pair("100", "81"))
    assert answer.status_code == 403 and "sudah diserahkan" in answer.json["refused"]
    assert "<fieldset disabled" in operator.get(FORM).text
    assert recipients(urls)[0][3] == 80


def test_the_period_before_stands_beside_and_can_be_carried_over(visit, urls):
    coordinator, operator = visit("coordinator"), visit("operator")
    open_quarter(coordinator, quarter="2024-Q3", deadline="2099-01-20")
    before = f"{HERE.replace('Q4', 'Q3')}/isian/1.02/sel"
    sent(operator, "recipients", MOTHERS, pair("100", "60"), path=before)
    sent(operator, "quality", ITEM, pair("9", "7"), path=before)
    page = operator.get(FORM)
    assert "TW III 2024: 60 dari 100" in page.text and "Pakai angka TW III 2024" in page.text
    assert (
        posted(
            operator, {f"recipients/{MOTHERS}/base": "100", f"recipients/{MOTHERS}/part": "40"}, carry=MOTHERS
        ).status_code
        == 302
    )
    rows = stored(urls, "select base, part from recipients where quarter = 4")
    assert rows == [(100, 40)]
    assert stored(urls, "select base, part from quality where quarter = 4") == [(9, 7)]
    assert "Turun dari 60 menjadi 40" in text_of(operator.get(FORM))


def test_another_years_reached_figures_are_not_carried_into_a_new_year(visit, urls):
    coordinator, operator = visit("coordinator"), visit("operator")
    saved(operator, "recipients", MOTHERS, pair("100", "60"))
    open_quarter(coordinator, quarter="2025-Q1", deadline="2099-04-20")
    new = f"{HERE.replace('2024-Q4', '2025-Q1')}/isian/1.02"
    assert operator.post(new, {"carry": MOTHERS}).status_code == 422
    assert stored(urls, "select fields ->> 'base', fields ->> 'part' from typed") == [("100", "")]


def test_the_page_of_twelve_services_is_light(visit):
    page = visit("operator").get(FORM)
    assert page.text.count("data-row") > 160
    assert len(gzip.compress(page.data)) < 100_000


def test_the_choice_of_urusan_goes_straight_on_where_there_is_one(visit):
    assert visit("operator").get(f"{HERE}/isian").headers["Location"] == FORM
    assert "6 urusan" in text_of(visit("district_admin").get(f"{HERE}/isian"))
