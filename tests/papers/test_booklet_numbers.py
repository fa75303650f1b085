"""Whoever holds the booklet can rebuild it: each number of its tables stands in ``recompute``'s answer."""

from __future__ import annotations

import csv
import json
import re
import subprocess
import sys
import zipfile
from collections.abc import Iterator
from decimal import Decimal
from fractions import Fraction
from io import BytesIO
from pathlib import Path
from xml.etree.ElementTree import Element

import html5lib
import pikepdf
import pytest

from spm_oversight.documents.booklet import build_booklet
from spm_oversight.documents.html import to_html
from spm_oversight.documents.reading import short_name
from spm_oversight.domain.calculation import calculate
from spm_oversight.domain.method import Method
from spm_oversight.domain.package import Package
from spm_oversight.domain.show import bounds_for, shown
from spm_oversight.exchange.data_package import read_package, write_package
from tests.papers import factory
from tests.papers.conftest import Paper

ROOT = Path(__file__).resolve().parents[2]
EXAMPLES = ROOT / "tests" / "contract"
WORDS_FOR_NOTHING = {"–", "nihil", "tidak dapat dihitung"}
LETTERS = re.compile(r"^(?:Pa|Ut|Ma|Pr|Mu|BT|BD)\s+")
Answers = dict[str, str | None]


def answers_of(package: Path) -> Answers:
    """What the command answers on a package, with nothing in its environment; keyed as the cells are."""
    command = [sys.executable, "-m", "flask", "--app", "wsgi", "spm", "recompute", str(package), "--json"]
    done = subprocess.run(command, cwd=ROOT, env={}, capture_output=True, check=True)
    answer = json.loads(done.stdout)
    found: Answers = {f"{row['scope_code']} {row['metric']}": row["value"] for row in answer["indicators"]}
    for row in answer["results"]:
        for column in ("recipients_pct", "quality_pct", "index", "rank"):
            value = row[column]
            key = f"{row['district_code']} {row['level']} {row['code']} {column}"
            found[key] = None if value is None else str(value)
    return found


def not_served(package: Path) -> Answers:
    """Who still waits for each service in the whole province, summed from the package's own rows."""
    with zipfile.ZipFile(package) as archive:
        rows = list(csv.DictReader(archive.read("recipients.csv").decode("utf-8-sig").splitlines()))
    waiting: dict[str, Fraction] = {}
    for row in rows:
        if row["state"] == "filled":
            left = max(Fraction(row["to_serve"]) - Fraction(row["served"]), Fraction(0))
            waiting[row["service_code"]] = waiting.get(row["service_code"], Fraction(0)) + left
    everything = {row["service_code"]: waiting.get(row["service_code"]) for row in rows}
    return {f"62 {code} not_served": None if n is None else str(n) for code, n in everything.items()}


def text_of(element: Element) -> str:
    return " ".join("".join(element.itertext()).split())


def data_cells(html: str) -> Iterator[Element]:
    """Every cell of the body and foot of every table."""
    for table in html5lib.parse(html, namespaceHTMLElements=False).iter("table"):
        for part in ("tbody", "tfoot"):
            for group in table.iter(part):
                yield from group.iter("td")


def check(text: str, key: str, answers: Answers, method: Method) -> None:
    """The text of a cell says what the answer says, rounded as the contract wants it for show."""
    assert key in answers, f"{key}: recompute knows no such number ({text})"
    answer, figure = answers[key], key.rsplit(" ", 1)[1]
    if answer is None:
        assert text in WORDS_FOR_NOTHING, f"{key}: {text} printed, but there is no value"
    elif figure in ("on_time", "on_time_extended"):
        assert text == ("ya" if answer == "1" else "tidak"), key
    else:
        printed = Decimal(text.replace(".", "").replace(",", ".").replace("−", "-").removesuffix(" seri"))
        decimals = -int(printed.as_tuple().exponent)
        assert decimals == (0 if figure in ("rank", "not_served_people", "not_served") else 2), (
            f"{key}: {text}"
        )
        assert printed == shown(Fraction(answer), decimals, bounds_for(figure, method)), (
            f"{key}: {text}, {answer}"
        )


def check_all(html: str, answers: Answers, package: Package) -> int:
    checked, method = 0, package.method
    names = {short_name(district) for district in package.districts}
    for cell in data_cells(html):
        text, key = LETTERS.sub("", text_of(cell)), cell.get("data-answers")
        if key is None:
            assert text in names or not re.search(r"\d", text), (
                f"a number without its place in the results: {text}"
            )
        else:
            keys = key.split(" / ")
            figures = [text] * len(keys) if text in WORDS_FOR_NOTHING else text.split(" / ")
            for figure, place in zip(figures, keys, strict=True):
                check(figure, place, answers, method)
                checked += 1
    return checked


def test_every_number_of_every_table_is_in_recomputes_answer_on_the_attachment(
    booklet: Paper, tmp_path: Path
) -> None:
    with pikepdf.open(BytesIO(booklet.pdf)) as pdf:
        assert list(pdf.attachments) == ["paket-data.zip"]
        target = tmp_path / "paket-data.zip"
        target.write_bytes(pdf.attachments["paket-data.zip"].get_file().read_bytes())
    answers = answers_of(target)

    checked = check_all(booklet.html, {**answers, **not_served(target)}, booklet.package)

    districts, services, urusan = 14, 29, 6
    assert checked > (districts - 1) * 3 * (services + urusan)
    printed = {key for cell in data_cells(booklet.html) for key in cell.get("data-answers", "").split(" / ")}
    assert {
        key for key in answers if key.endswith((" serapan", " porsi_apbd", " porsi_urusan", " kecukupan"))
    } <= printed
    assert {f"{d.code} district {d.code} rank" for d in booklet.package.districts} - printed == {
        f"{code} district {code} rank" for code in (factory.NOTHING_SENT, factory.NOT_ACCEPTED)
    }


@pytest.mark.parametrize("name", ["package-19", "package-20", "package-52"])
def test_the_contracts_examples_print_what_their_expected_answers_say(name: str, tmp_path: Path) -> None:
    package = read_package(EXAMPLES / name).package
    assert package is not None
    results = calculate(package)
    target = tmp_path / "paket-data.zip"
    target.write_bytes(write_package(package, results))
    html = to_html(build_booklet(package, results, facts=factory.facts(package)), sources=True)

    expected = json.loads((EXAMPLES / f"{name}-expected.json").read_text())
    answers = answers_of(target)
    assert len(answers) == 4 * len(expected["results"]) + len(expected["indicators"])
    assert check_all(html, {**answers, **not_served(target)}, package) > 100
