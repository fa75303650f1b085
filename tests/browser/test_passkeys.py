"""A passkey in a real browser, with Chromium's own authenticator in software."""

from __future__ import annotations

import pytest
from playwright.sync_api import Browser, Page, expect

from spm_oversight.services.demonstration.people import PASSWORD
from tests.browser.site import Site, faults_of

pytestmark = pytest.mark.browser

ANI = "admin.kotawaringin-barat@contoh.test"
FINGER = {
    "protocol": "ctap2",
    "transport": "internal",
    "hasResidentKey": True,
    "hasUserVerification": True,
    "isUserVerified": True,
    "automaticPresenceSimulation": True,
}


def _by_password(page: Page) -> None:
    page.get_by_label("Surel").fill(ANI)
    page.get_by_label("Kata sandi").fill(PASSWORD)
    page.get_by_role("button", name="Masuk", exact=True).click()


def _is_sound(page: Page) -> None:
    """Axe finds nothing at either width; here and not among all pages, as numbers have no passkeys."""
    for width in (1366, 390):
        page.set_viewport_size({"width": width, "height": 900})
        assert faults_of(page) == [], f"{page.url} at {width}"


def test_a_passkey_is_added_and_signs_in_alone_and_after_the_password(browser: Browser, site: Site) -> None:
    with browser.new_context(base_url=site.named_address, locale="id-ID") as context:
        page = context.new_page()
        devices = context.new_cdp_session(page)
        devices.send("WebAuthn.enable")
        added = devices.send("WebAuthn.addVirtualAuthenticator", {"options": FINGER})
        page.goto("/masuk")
        page.get_by_role("button", name="Masuk dengan kunci sandi").click()
        expect(page.get_by_text("kunci sandi tidak ada di perangkat ini")).to_be_visible(timeout=20_000)
        _is_sound(page)

        _by_password(page)
        expect(page.get_by_role("link", name="Triwulan", exact=True)).to_be_visible()
        page.goto("/akun/dua-langkah/kunci")
        _is_sound(page)
        page.get_by_label("Nama kunci").fill("Laptop kantor")
        page.get_by_label("Kata sandi sekarang").fill(PASSWORD)
        page.get_by_role("button", name="Pasang kunci sandi").click()
        expect(page.get_by_role("heading", name="Simpan 10 kode cadangan")).to_be_visible()
        _is_sound(page)
        assert len(page.get_by_label("Kode cadangan untuk").input_value().split()) == 10
        page.goto("/akun/dua-langkah")
        _is_sound(page)

        context.clear_cookies()
        page.goto("/masuk?next=/akun")
        page.get_by_role("button", name="Masuk dengan kunci sandi").click()
        expect(page.get_by_role("heading", name="Akun Anda", exact=True)).to_be_visible()

        context.clear_cookies()
        page.goto("/masuk")
        _by_password(page)
        expect(page.get_by_role("heading", name="Langkah kedua")).to_be_visible()
        _is_sound(page)
        page.get_by_role("button", name="Masuk dengan kunci sandi").click()
        expect(page.get_by_role("link", name="Triwulan", exact=True)).to_be_visible()
        assert site.stored("select name, uses >= 2 from passkey") == [("Laptop kantor", True)]
        kept = devices.send("WebAuthn.getCredentials", {"authenticatorId": added["authenticatorId"]})
        assert [each["rpId"] for each in kept["credentials"]] == ["localhost"]
