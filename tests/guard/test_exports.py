"""Every file with a table in it, filled with what a spreadsheet would run: no formula lives, no number changes."""

from __future__ import annotations

import csv
import re
from collections.abc import Callable, Iterator
from html import unescape
from io import BytesIO, StringIO
from zipfile import ZipFile

import psycopg
from flask import Flask

from spm_oversight.persistence.embedded import Urls
from tests.guard import tally
from tests.web import closed
from tests.web.cast import DISTRICT, PROVINCE, Visitor
from tests.web.test_record_page import OURS, happened
from tests.web.walk import QUARTER, enter, fill, open_quarter

# One for each of the province's districts.
PREFIXES = (
    "=1+1",
    "+1+1",
    "-1+1",
    "@SUM(1)",
    "=cmd|'/C calc'!A0",
    "\t=1+1",
    "\r=1+1",
    "\n=1+1",
    "＝1+1",
    "－1+1",
    "＠SUM(1)",
    "x;=1+1",
    "x\r\n@SUM(1)",
    '"=1+1',
)
SIGNS = ("=", "+", "-", "@", "＝", "＋", "－", "＠", "\t", "\r", "\n", "\x00")
NUMBER = re.compile(r"-?\d+(\.\d+)?", re.ASCII)
ARGUMENTS = {"quarter": "2023-Q4", "code": QUARTER, "district": DISTRICT, "revision": "1"}
# Nobody has typed a word of what these hold; the offered workbook is that of the others, and has its own tests.
UNTYPED, OFFERED = {"comparison.package", "archive.package"}, "workbook.offered"


def exports(app: Flask) -> Iterator[tuple[str, str]]:
    """Every route that ends as a table's file does: its endpoint and an address."""
    for rule in sorted(app.url_map.iter_rules(), key=lambda each: each.rule):
        if rule.rule.endswith((".csv", ".xlsx", ".zip")) and rule.endpoint != OFFERED:
            known = ARGUMENTS | ({"code": "2023-Q4"} if rule.endpoint.startswith("archive.") else {})
            yield (
                rule.endpoint,
                app.url_map.bind("localhost").build(
                    rule.endpoint, {name: known[name] for name in rule.arguments}
                ),
            )


def tables(name: str, data: bytes) -> Iterator[tuple[str, bytes]]:
    """The tables of a file, which may be an archive of them."""
    if not name.endswith(".zip"):
        yield name, data
        return
    with ZipFile(BytesIO(data)) as archive:
        for each in archive.namelist():
            if each.endswith((".csv", ".xlsx")):
                yield f"{name}/{each}", archive.read(each)


def cells(name: str, data: bytes) -> tuple[list[str], list[str], list[str]]:
    """What would run, what is text, what is a number; a CSV as every spreadsheet program may cut it."""
    if name.endswith(".xlsx"):
        with ZipFile(BytesIO(data)) as book:
            parts = {each: book.read(each).decode() for each in book.namelist() if each.startswith("xl/")}
        sheets = "".join(text for each, text in parts.items() if each.startswith("xl/worksheets/"))
        texts = re.findall(r"<t(?: [^>]*)?>([^<]*)</t>", parts["xl/sharedStrings.xml"])
        return (
            re.findall(r"<f(?: [^>]*)?>([^<]*)</f>", sheets),
            list(map(unescape, texts)),
            re.findall(r'<c r="[A-Z]+\d+"(?: s="\d+")?><v>([^<]*)</v>', sheets),
        )
    text = data.decode("utf-8-sig")
    cut = {
        mark: [c for row in csv.reader(StringIO(text, newline=""), delimiter=mark) for c in row]
        for mark in ",;"
    }
    plain = [each for each in cut[","] if not NUMBER.fullmatch(each)]
    # Cut at semicolons, a line of numbers and commas is one text that begins with its first number.
    live = [each for each in (*plain, *cut[";"]) if each.startswith(SIGNS) and not NUMBER.match(each)]
    return live, plain, [each for each in cut[","] if NUMBER.fullmatch(each)]


def taken(app: Flask, visitors: dict[str, Visitor]) -> dict[str, bytes]:
    """Every table of every export, by address."""
    found: dict[str, bytes] = {}
    for endpoint, address in exports(app):
        who = "district_admin" if endpoint.startswith("workbook.") else "coordinator"
        answer = visitors[who].get(address)
        assert answer.status_code == 200, address
        assert answer.headers["Content-Disposition"].startswith("attachment")
        tally.add(requests=1)
        found |= dict(tables(f"{endpoint} {address}", answer.data))
    answer = visitors["district_admin"].post("/catatan/unduh", {})
    return found | {
        f"record.{name.rpartition('.')[2]}": data for name, data in tables("record.zip", answer.data)
    }


def spoil(urls: Urls) -> None:
    """Behind every name and note stands a formula: before it, as a person would type it."""
    texts = list(PREFIXES)
    with psycopg.connect(urls.superuser) as connection:
        for table, column, where in (
            ("district", "name", f"province_id = '{PROVINCE}'"),
            ("office", "name", f"district_id = '{DISTRICT}'"),
            ("recipients", "note", f"district_id = '{DISTRICT}'"),
            ("quality", "note", f"district_id = '{DISTRICT}'"),
            ("budget", "note", f"district_id = '{DISTRICT}'"),
            ("account", "name", "true"),
        ):
            connection.execute(
                f"with numbered as (select ctid, row_number() over (order by ctid) as n from {table} where {where})"
                f" update {table} set {column} = (%s::text[])[1 + n %% %s] || {column}"
                f" from numbered where numbered.ctid = {table}.ctid",  # pyright: ignore[reportArgumentType]
                (texts, len(texts)),
            )


def test_no_formula_lives_and_no_number_changes(
    app: Flask, urls: Urls, visit: Callable[[str], Visitor]
) -> None:
    assert len(PREFIXES) >= 12
    closed.close(app, closed.kalteng())
    visitors = {name: visit(name) for name in ("coordinator", "district_admin")}
    open_quarter(visitors["coordinator"])
    enter(visitors["district_admin"], fill)
    for text in PREFIXES:
        happened(app, OURS, ("office_renamed", "x", {"before": "Dinas", "after": text}))
    clean = taken(app, visitors)
    spoil(urls)
    spoiled = taken(app, visitors)
    assert set(spoiled) == set(clean)
    for name, data in spoiled.items():
        live, text, numbers = cells(name, data)
        clean_live, _, clean_numbers = cells(name, clean[name])
        assert live == clean_live, name  # the workbook's own formulas, and nothing else
        assert not live or name.startswith(("workbook.", "desk.")), name
        if name.split()[0] not in {*UNTYPED, "record.csv", "record.xlsx"}:
            assert numbers and numbers == clean_numbers, name
            shown = " ".join(text)
            assert [each for each in PREFIXES if re.sub(r"\W", "", each) in re.sub(r"\W", "", shown)], name
    for name in (
        each for each in spoiled if each.endswith(".xlsx") and each.replace("xlsx", "csv") in spoiled
    ):
        in_book, in_text = (
            set(map(float, cells(each, spoiled[each])[2])) for each in (name, name.replace("xlsx", "csv"))
        )
        if not name.startswith("record"):  # whose dates and numbers are told, not computed with
            assert in_book <= in_text, name
            assert {each for each in in_text if not 62 <= each < 63} <= in_book, (
                name
            )  # the codes of districts
