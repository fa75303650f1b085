"""The product as a person meets it: a server on a database of the test, a worker process, a real browser."""

from __future__ import annotations

import os
import re
import subprocess
import sys
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from threading import Thread
from typing import Any

import psycopg
from axe_playwright_python.base import AXE_SCRIPT
from flask import Flask
from openpyxl import load_workbook
from playwright.sync_api import Page, expect
from werkzeug.serving import make_server

from spm_oversight.app import create_app
from spm_oversight.config.reading import read_settings
from spm_oversight.config.settings import PROJECT
from spm_oversight.persistence.database import db
from spm_oversight.persistence.embedded import Urls
from spm_oversight.services.demonstration.people import PASSWORD
from tests.exchange.workbook_example import column_of

SPM = (sys.executable, "-m", "flask", "--app", "wsgi", "spm")


class Site:
    """A running site: where it answers, its database, its worker."""

    def __init__(self, urls: Urls, folder: Path) -> None:
        self._urls, self._port = urls, 0
        self._environment = {
            "DATABASE_URL": urls.app,
            "DATABASE_OWNER_URL": urls.owner,
            "SECRET_KEY": "s" * 40,
            "SPM_TRUSTED_HOSTS": "127.0.0.1, localhost",
            "SPM_HTTPS": "0",
            "SPM_DEMONSTRATION": "1",
            "SPM_DATA": str(folder),
            "SPM_TWO_STEPS": "0",
        }

    @property
    def address(self) -> str:
        return f"http://127.0.0.1:{self._port}"

    @property
    def named_address(self) -> str:
        """The same by name: browsers give passkeys to names alone."""
        return f"http://localhost:{self._port}"

    def up(self, **changes: str) -> None:
        """Serve: at first on any free port, later on the same one; ``changes`` are settings that are others now."""
        self._environment |= changes
        self._server = make_server("127.0.0.1", self._port, Flask(__name__), threaded=True)
        self._port = self._server.server_port
        # The application knows its own address, which passkeys are bound to.
        self._environment["PORT"] = str(self._port)
        self._server.app = self._app = create_app(read_settings(self._environment))
        self._thread = Thread(target=self._server.serve_forever)
        self._thread.start()

    def down(self) -> None:
        """Stop serving: whoever asks now is refused the connection."""
        self._server.shutdown()
        self._thread.join()
        self._server.server_close()
        with self._app.app_context():
            db.engine.dispose()

    def work(self) -> None:
        """Let the worker, a process of its own, empty the queue."""
        self.command("worker", "--once")

    def command(self, *words: str, right: bool = True, **changes: str) -> str:
        """Run a command of ours on this site's database; what it printed. ``right``: it must end with 0."""
        environment = {**os.environ, **self._environment, **changes}
        done = subprocess.run(
            [*SPM, *words], cwd=PROJECT, env=environment, check=right, capture_output=True, text=True
        )
        return done.stderr + done.stdout

    def stored(self, question: str) -> list[tuple[Any, ...]]:
        """A fact in the database, as its owner sees it."""
        with psycopg.connect(self._urls.superuser) as connection:
            return connection.execute(question).fetchall()  # pyright: ignore[reportArgumentType, reportCallIssue]


@contextmanager
def serving(urls: Urls, folder: Path) -> Iterator[Site]:
    """Serve the database on a free port of this machine until the block ends."""
    site = Site(urls, folder)
    site.up()
    try:
        yield site
    finally:
        site.down()


def sign_in(page: Page, email: str, password: str = PASSWORD) -> None:
    """By the form, as everybody does."""
    page.goto("/masuk")
    page.get_by_label("Surel").fill(email)
    page.get_by_label("Kata sandi").fill(password)
    page.get_by_role("button", name="Masuk", exact=True).click()
    expect(page).not_to_have_url(re.compile("/masuk"))


def faults_of(page: Page, *, colours: bool = True) -> list[str]:
    """What is wrong with a page as it stands: it scrolls sideways, or axe finds something.

    ``colours``: contrasts too, which are three quarters of axe's time.
    """
    found = page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth")
    faults = [f"the page scrolls sideways by {found} px"] if found > 0 else []
    # Handed over once a page, whatever its width; only what is wrong comes back.
    if not page.evaluate("'axe' in window"):
        page.evaluate(AXE_SCRIPT)
    violations = page.evaluate(
        "(contrast) => axe.run({resultTypes: ['violations'], rules: {'color-contrast': {enabled: contrast}}})"
        ".then((found) => found.violations)",
        colours,
    )
    faults += [
        f"{violation['id']}: {violation['help']} ({violation['nodes'][0]['html'][:120]})"
        for violation in violations
    ]
    return faults


def link_in_outbox(page: Page, subject: str) -> str:
    """The path of the link in the newest letter of the demonstration's outbox."""
    page.goto("/kotak-keluar")
    letter = page.locator("details", has_text=subject).first
    letter.locator("summary").click()
    told = letter.locator("p")
    expect(told).to_be_visible()
    found = re.search(r"(/tautan/[\w-]+)", told.inner_text())
    assert found
    return found[1]


def choose_password(page: Page, password: str) -> None:
    """On the page that such a link has opened."""
    page.get_by_label("Kata sandi baru", exact=True).fill(password)
    page.get_by_label("Kata sandi baru, sekali lagi").fill(password)
    page.keyboard.press("Enter")
    expect(page.get_by_text("Masuk dengan kata sandi itu.")).to_be_visible()


def fits(page: Page) -> None:
    """Nothing runs out of the window sideways; asked again while a page still comes."""
    assert page.viewport_size
    expect(page.locator("html")).to_have_js_property("scrollWidth", page.viewport_size["width"])


def download(page: Page, link: str, folder: Path) -> Path:
    """Click the first link whose words begin so; where the file lies."""
    with page.expect_download() as waiting:
        page.get_by_role("link", name=re.compile(link)).first.click()
    path = folder / waiting.value.suggested_filename
    waiting.value.save_as(path)
    return path


def typed_into(path: Path, sheet: str, cells: Mapping[str, object], row: int = 2) -> Path:
    """The file with something typed into a row, as another program saves it."""
    book = load_workbook(path)
    for title, value in cells.items():
        book[sheet].cell(row, column_of(book[sheet], title)).value = value  # pyright: ignore
    book.save(path)
    return path


def upload(page: Page, path: Path) -> None:
    """From the quarter's page to the dry run."""
    page.get_by_role("link", name=re.compile("Unggah")).first.click()
    page.locator("input[type=file]").set_input_files(path)
    # A click does not wait for the answer; whoever measures the page next would measure one half come.
    with page.expect_navigation():
        page.get_by_role("button", name="Periksa berkas").click()
