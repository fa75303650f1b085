"""The frame of every page: headers, menu, errors, style sheet, permission table."""

from __future__ import annotations

import re
from collections.abc import Callable
from pathlib import Path

import pytest
from flask import Flask
from html5lib.html5parser import ParseError

from spm_oversight.cli.permissions import FILE, permissions_page
from spm_oversight.config.settings import PROJECT
from spm_oversight.domain.access import ROLES
from spm_oversight.persistence.embedded import Urls
from tests.web.cast import Visitor
from tests.web.house import application
from tests.web.pages import check_page

Visit = Callable[[str], Visitor]
SHEET = PROJECT / "spm_oversight" / "web" / "static" / "spm.css"
GOOD = """<!doctype html><html lang="id"><head><title>Judul - Pengawasan SPM</title></head>
<body><h1>Judul</h1>{}</body></html>"""


def test_the_service_says_that_it_runs_without_signing_in(nobody: Visitor) -> None:
    answer = nobody.get("/kesehatan")
    assert (answer.status_code, answer.text, answer.mimetype) == (200, "ok", "text/plain")


@pytest.mark.parametrize("role", sorted(ROLES))
def test_each_menu_is_short_and_opens(visit: Visit, role: str) -> None:
    visitor = visit(role)
    home = visitor.get("/")
    menu = re.findall(r'class="nav-link" href="([^"]+)"', home.text)
    assert 2 <= len(menu) <= 7
    for path in menu:
        page = visitor.get(path)
        assert page.status_code == 200, path
        assert page.text.count('aria-current="page"') >= 1


def test_a_page_nobody_has_and_a_page_one_may_not_see_are_alike(visit: Visit) -> None:
    visitor = visit("operator")
    absent, forbidden = visitor.get("/tidak-ada"), visitor.get("/provinsi")
    assert (absent.status_code, absent.text) == (forbidden.status_code, forbidden.text)
    assert absent.status_code == 404
    assert "Halaman tidak ditemukan" in absent.text


def test_a_form_may_hold_twelve_explained_services_and_not_without_end(visit: Visit) -> None:
    visitor = visit("operator")
    for letters, status in ((3_500_000, 422), (4 * 1024 * 1024 + 1, 413)):
        answer = visitor.post("/akun/kata-sandi", {"old": "x" * letters})
        assert answer.status_code == status, letters
    assert "terlalu besar" in answer.text


def test_a_fault_of_ours_is_told_in_indonesian_without_a_trace(app: Flask, visit: Visit) -> None:
    visitor = visit("operator")
    app.config["PROPAGATE_EXCEPTIONS"] = False

    def broken() -> str:
        raise ZeroDivisionError("a secret")

    app.view_functions["catalogue.page"] = broken
    answer = visitor.get("/katalog")
    assert answer.status_code == 500
    assert "Terjadi gangguan pada sistem" in answer.text
    assert "secret" not in answer.text


def test_a_lost_database_is_told_too(visit: Visit, tmp_path: Path) -> None:
    nowhere = f"postgresql://spm_app@/none?host={tmp_path}"
    app = application(Urls(nowhere, nowhere.replace("spm_app", "spm_owner"), ""), tmp_path)
    app.config["PROPAGATE_EXCEPTIONS"] = False
    client = app.test_client()
    client.set_cookie("spm", visit("operator").cookie)
    for path in ("/", "/kesehatan", "/masuk"):
        answer = client.get(path)
        assert (answer.status_code, answer.headers["Retry-After"]) == (503, "5")
        assert "Basis data sedang tidak dapat dihubungi" in answer.text


def test_a_page_of_another_host_is_refused(app: Flask) -> None:
    answer = app.test_client().get("/masuk", base_url="http://evil.test")
    assert (answer.status_code, answer.text) == (400, "Nama situs ini tidak dilayani di sini.\n")


def test_the_permission_table_in_the_docs_is_the_one_in_the_code(app: Flask) -> None:
    with app.app_context():
        assert FILE.read_text() == permissions_page(), "run: flask --app wsgi spm permissions"


def test_every_rule_of_the_style_sheet_is_used() -> None:
    """A class in the sheet stands in a template or is handed to one by a screen."""
    sheet = re.sub(r"/\*.*?\*/", "", SHEET.read_text(), flags=re.DOTALL)
    selectors = " ".join(re.findall(r"([^{}]+)\{", sheet))
    classes = set(re.findall(r"\.([a-z][\w-]*)", selectors))
    folders = (
        PROJECT / "templates",
        PROJECT / "spm_oversight" / "web",
        PROJECT / "spm_oversight" / "documents",
    )
    sources = [p for folder in folders for p in folder.rglob("*") if p.suffix in (".html", ".py")]
    words = set(re.findall(r"[\w-]+", " ".join(path.read_text() for path in sources)))
    bootstrap = {"container-xl", "gx-5"}
    assert classes - words - bootstrap == set()
    tokens = set(re.findall(r"(--[a-z][\w-]*):", sheet))
    ours = {token for token in tokens if not token.startswith("--bs-")}
    assert {token for token in ours if f"var({token}" not in sheet} == set()


@pytest.mark.parametrize(
    ("body", "finding"),
    [
        ("<h1>Dua</h1>", "one h1"),
        ('<p id="a"></p><p id="a"></p>', "an id twice"),
        ('<form><input name="x"></form>', "without a label"),
        ('<form method="post"></form>', "without its csrf_token"),
        ('<p style="color: red"></p>', "has"),
        ('<p onclick="x()"></p>', "has"),
        ("<script>x()</script>", "a script"),
        ("<p>Please submit</p>", "English"),
        ('<p title="Not a valid choice"></p>', "English"),
    ],
)
def test_the_check_of_pages_sees(body: str, finding: str) -> None:
    check_page(GOOD.format(""))
    with pytest.raises(AssertionError, match=finding):
        check_page(GOOD.format(body))


def test_the_check_of_pages_sees_what_does_not_parse_and_a_foreign_title() -> None:
    with pytest.raises(ParseError):
        check_page(GOOD.format("<p><div></p>"))
    with pytest.raises(AssertionError, match="title"):
        check_page(GOOD.format("").replace("Judul -", "Lain -"))
    with pytest.raises(AssertionError):
        check_page(GOOD.format("").replace('"id"', '"en"'))
