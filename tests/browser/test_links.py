"""An invitation and a reset, as their people meet them: from the letter to the first page."""

from __future__ import annotations

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Page, expect

from tests.browser.site import Site, choose_password, fits, link_in_outbox, sign_in

pytestmark = pytest.mark.browser

NEW = "baru@contoh.test"
FIRST, SECOND = "empat sungai bertemu di hilir", "lima gunung di utara kota"


def choose(page: Page, link: str, password: str) -> None:
    page.context.clear_cookies()
    page.goto(link)
    expect(page.get_by_role("heading", level=1)).to_contain_text("Pilih kata sandi")
    assert link not in page.url
    for width in (1366, 390):
        page.set_viewport_size({"width": width, "height": 900})
        fits(page)
    assert Axe().run(page).violations_count == 0
    choose_password(page, password)


def test_an_invited_person_comes_in_and_later_forgets_the_password(site: Site, page: Page) -> None:
    sign_in(page, "admin.kotawaringin-barat@contoh.test")
    expect(page.get_by_role("heading", level=1)).to_be_visible()
    page.goto("/pengguna/baru")
    page.get_by_label("Alamat surel").fill(NEW)
    page.get_by_label("Nama lengkap").fill("Budi Santosa")
    page.get_by_label("Pimpinan daerah").check()
    page.get_by_role("button", name="Simpan penugasan").click()
    expect(page.get_by_text("Diundang, belum masuk")).to_be_visible()
    choose(page, link_in_outbox(page, "Undangan: Pimpinan daerah"), FIRST)
    sign_in(page, NEW, FIRST)
    expect(page.get_by_text("Budi Santosa")).to_be_visible()

    page.context.clear_cookies()
    page.goto("/masuk")
    page.get_by_role("link", name="Lupa kata sandi?").click()
    page.get_by_label("Alamat surel").fill(NEW)
    page.get_by_role("button", name="Kirim tautan").click()
    expect(page.get_by_text("Permintaan diterima.")).to_be_visible()
    site.work()
    sign_in(page, "platform@contoh.test")
    expect(page.get_by_role("heading", level=1)).not_to_have_text("Masuk")
    choose(page, link_in_outbox(page, "Memilih kata sandi baru"), SECOND)
    sign_in(page, NEW, SECOND)
    expect(page.get_by_text("Budi Santosa")).to_be_visible()
