"""The guides' pictures of what is done seldom: an app, a passkey, a restore, another key. For ``make pictures`` alone.

They go to ``build/pictures/panduan``, under the names they have in ``docs/pictures``: look at them, then copy them.
Folders of this run are shown as the guides write them; all else is what the product said.
"""

from __future__ import annotations

import os
import re
import shutil
from collections.abc import Iterator
from html import escape
from pathlib import Path
from urllib.parse import urlsplit

import psycopg
import pytest
from playwright.sync_api import Browser, Page, expect
from psycopg import sql
from pyotp import TOTP

from spm_oversight.config.secret import new_secret
from spm_oversight.config.settings import PROJECT
from spm_oversight.persistence.embedded import Embedded, Urls
from spm_oversight.services.demonstration.people import PASSWORD
from tests.browser.site import Site, sign_in
from tests.browser.test_passkeys import ANI, FINGER

FOLDER = PROJECT / os.environ.get("PICTURES_IN", "build/pictures") / "panduan"
WIDTH = 900
RESTORED = "spm_pulih"
TERMINAL = """<body style="margin:0"><pre style="margin:0; padding:16px 20px; width:860px; white-space:pre-wrap;
overflow-wrap:anywhere; font:14px/1.55 'DejaVu Sans Mono', monospace; background:#12222f; color:#e9eff4">{}</pre>"""


@pytest.fixture
def page(browser: Browser, site: Site) -> Iterator[Page]:
    """A page with a fingerprint reader, as wide as a picture in a guide."""
    size = {"width": WIDTH, "height": 600}
    with browser.new_context(base_url=site.named_address, locale="id-ID", viewport=size) as context:  # pyright: ignore
        page = context.new_page()
        devices = context.new_cdp_session(page)
        devices.send("WebAuthn.enable")
        devices.send("WebAuthn.addVirtualAuthenticator", {"options": FINGER})
        yield page


def take(page: Page, name: str, part: str = "main") -> None:
    """A picture of a part of the page."""
    FOLDER.mkdir(parents=True, exist_ok=True)
    page.locator(part).screenshot(path=FOLDER / f"{name}.png")


def add_app(page: Page) -> TOTP:
    """Add an authenticator app, by the form."""
    page.goto("/akun/dua-langkah/aplikasi")
    app = TOTP(page.locator(".secret-text code").inner_text().replace(" ", ""))
    page.get_by_label("Kode dari aplikasi").fill(app.now())
    page.get_by_label("Kata sandi").fill(PASSWORD)
    return app


def test_the_second_step(page: Page) -> None:
    sign_in(page, ANI)
    add_app(page)
    take(page, "aplikasi-autentikator")
    page.get_by_role("button", name="Pasang aplikasi").click()
    expect(page.get_by_role("heading", name="Simpan 10 kode cadangan")).to_be_visible()
    page.goto("/akun/dua-langkah/kunci")
    page.get_by_label("Nama kunci").fill("Laptop kantor")
    page.get_by_label("Kata sandi sekarang").fill(PASSWORD)
    take(page, "kunci-sandi")
    page.get_by_role("button", name="Pasang kunci sandi").click()
    page.wait_for_url("**/akun/dua-langkah*")
    expect(page.get_by_role("rowheader", name="Laptop kantor")).to_be_visible()
    page.reload()
    take(page, "langkah-kedua-terpasang")


def test_another_key(page: Page, site: Site) -> None:
    sign_in(page, ANI)
    app = add_app(page)
    page.get_by_role("button", name="Pasang aplikasi").click()
    expect(page.get_by_role("heading", name="Simpan 10 kode cadangan")).to_be_visible()
    code = page.get_by_label("Kode cadangan untuk").input_value().split()[0]
    site.down()
    site.up(SECRET_KEY=new_secret())
    page.goto("/akun")
    expect(page).to_have_url(re.compile("/masuk"))
    page.get_by_label("Surel").fill(ANI)
    page.get_by_label("Kata sandi").fill(PASSWORD)
    page.get_by_role("button", name="Masuk", exact=True).click()
    page.get_by_label("Kode").fill(app.now())
    page.get_by_role("button", name="Masuk", exact=True).click()
    expect(page.get_by_text("Kode tidak cocok").first).to_be_visible()
    page.get_by_label("Kode").fill(code)
    take(page, "kunci-berganti")
    page.get_by_role("button", name="Masuk", exact=True).click()
    expect(page).not_to_have_url(re.compile("/masuk"))


def test_a_backup_and_its_way_back(
    browser: Browser,
    site: Site,
    server: Embedded,
    demonstration: Urls,
    demonstration_folder: Path,
    tmp_path: Path,
) -> None:
    shutil.copytree(demonstration_folder, tmp_path, dirs_exist_ok=True)
    _empty(server)
    target = {
        "DATABASE_URL": server.urls(RESTORED).app,
        "DATABASE_OWNER_URL": server.urls(RESTORED).owner,
        "DATABASE_BACKUP_URL": server.urls(RESTORED).backup,
    }
    ours = {"DATABASE_BACKUP_URL": demonstration.backup}
    kept = tmp_path / "cadangan"
    said = [("spm backup /srv/cadangan", site.command("backup", str(kept), **ours))]
    (made,) = kept.glob("spm-*")
    seen = f"/srv/cadangan/{made.name}"
    told = site.command("restore", str(made), "--check", **ours)
    said.append((f"spm restore {seen} --check", told))
    shown = [(command, text.replace(str(kept), "/srv/cadangan")) for command, text in said]
    _terminal(browser, "cadangan-dan-latihan", shown)

    _empty(server)
    (mark,) = re.findall(r"[0-9a-f]{64}", said[0][1])
    told = site.command("restore", str(made), "--sha256", mark, **ours)
    said = [
        (f"spm restore {seen} --sha256 {mark}", re.sub(r"Berkas: \S+", "Berkas: /srv/spm-pulih/files.", told))
    ]
    held = site.command("check", "--deploy", right=False, **target)
    lines = [line for line in held.splitlines() if "  salinan: " in line]
    assert len(lines) == 1
    said.append(("spm check --deploy 2>&1 | grep salinan", "\n".join(lines)))
    said.append(("spm restore --release", site.command("restore", "--release", **target)))
    _terminal(browser, "pulih-dan-lepas", said)


def test_the_check_of_a_key(browser: Browser, site: Site) -> None:
    def lines(key: str) -> str:
        told = site.command("check", "--deploy", right=False, SECRET_KEY=key)
        return "\n".join(line for line in told.splitlines() if "SECRET_KEY" in line)

    weak, right = lines("ganti-kunci-ini-ganti-kunci-ini-ganti"), lines(new_secret())
    assert "SALAH" in weak and not right
    _terminal(browser, "kunci-diperiksa", [("spm check --deploy 2>&1 | grep SECRET_KEY", weak)])


def _empty(server: Embedded) -> None:
    """An empty database of the owner's, as the guide asks for."""
    name = sql.Identifier(RESTORED)
    with psycopg.connect(server.urls("postgres").superuser, autocommit=True) as connection:
        connection.execute(sql.SQL("drop database if exists {}").format(name))
        connection.execute(sql.SQL("create database {} owner spm_owner").format(name))
    assert urlsplit(server.urls(RESTORED).owner).path == f"/{RESTORED}"


def _terminal(browser: Browser, name: str, said: list[tuple[str, str]]) -> None:
    """Commands and what they printed."""
    text = "\n\n".join(f"$ flask --app wsgi {command}\n{answer.strip()}" for command, answer in said)
    with browser.new_page(viewport={"width": WIDTH, "height": 600}) as page:
        page.set_content(TERMINAL.format(escape(text)))
        take(page, name, "pre")
