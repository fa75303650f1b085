"""The first sign-in of a role that needs two steps, a lost telephone, and leaving every place but one."""

from __future__ import annotations

import re
from datetime import UTC, datetime, timedelta

import pytest
from playwright.sync_api import Browser, Page, expect
from pyotp import TOTP

from spm_oversight.services.demonstration.people import COORDINATOR, PASSWORD
from tests.browser.site import Site, faults_of

pytestmark = pytest.mark.browser

HOME = re.compile(r":\d+/$")


def by_password(browser: Browser, site: Site) -> Page:
    """A browser of its own in which the coordinator has written the password."""
    page = browser.new_context(base_url=site.address, locale="id-ID").new_page()
    page.goto("/masuk")
    page.get_by_label("Surel").fill(COORDINATOR)
    page.get_by_label("Kata sandi").fill(PASSWORD)
    page.get_by_role("button", name="Masuk", exact=True).click()
    return page


def by_code(browser: Browser, site: Site, code: str) -> Page:
    """The same, with a code as the second step."""
    page = by_password(browser, site)
    expect(page.get_by_role("heading", name="Langkah kedua")).to_be_visible()
    assert faults_of(page) == []
    page.get_by_label("Kode").fill(code)
    page.get_by_role("button", name="Masuk", exact=True).click()
    return page


def test_the_first_sign_in_a_recovery_code_and_leaving_everywhere_else(site: Site, browser: Browser) -> None:
    site.down()
    site.up(SPM_TWO_STEPS="1")
    first = by_password(browser, site)
    expect(first.get_by_text("masuk memerlukan dua langkah")).to_be_visible()
    first.goto("/periode")
    expect(first).to_have_url(re.compile("/akun/dua-langkah"))
    first.get_by_role("link", name="Pasang aplikasi").click()
    app = TOTP(first.locator(".secret-text code").inner_text().replace(" ", ""))
    first.get_by_label("Kode dari aplikasi").fill(app.now())
    first.get_by_label("Kata sandi").fill(PASSWORD)
    first.get_by_role("button", name="Pasang aplikasi").click()
    codes = first.get_by_label("Kode cadangan untuk").input_value().split()
    assert len(codes) == 10 and faults_of(first) == []
    first.goto("/")
    expect(first).to_have_url(HOME)

    # The code that added the app is used up: the next one, of a telephone whose clock is ahead.
    ahead = app.at(datetime.now(UTC) + timedelta(seconds=30))
    second = by_code(browser, site, ahead)
    expect(second).to_have_url(HOME)
    third = by_code(browser, site, codes[0])
    expect(third).to_have_url(HOME)
    fourth = by_code(browser, site, codes[0])
    expect(fourth.get_by_text("sudah pernah dipakai").first).to_be_visible()
    assert site.stored("select count(*) from recovery_code where used is null") == [(9,)]

    first.goto("/akun/tempat-masuk")
    expect(first.get_by_role("heading", level=1)).to_contain_text("2 tempat lain")
    first.get_by_role("button", name="Keluar dari semua tempat lain").click()
    expect(first.get_by_role("heading", level=1)).to_contain_text("hanya di sini")
    for page in (second, third):
        page.goto("/akun")
        expect(page).to_have_url(re.compile("/masuk"))
    first.goto("/akun")
    expect(first.get_by_role("rowheader", name="Kode cadangan dipakai untuk masuk")).to_be_visible()
    assert faults_of(first) == []
