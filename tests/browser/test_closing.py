"""The province closes a quarter while somebody types: nothing more is taken, and nothing typed is lost."""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import Browser, Page, expect

from spm_oversight.services.demonstration.people import COORDINATOR
from tests.browser.site import Site, faults_of, sign_in
from tests.browser.test_entry import MOTHERS, STORED, field, fill_pair, said, to_the_form

pytestmark = pytest.mark.browser


def test_what_is_typed_when_the_quarter_closes_is_refused_and_stays(
    site: Site, page: Page, browser: Browser
) -> None:
    to_the_form(page)
    fill_pair(page, "100", "80")
    said(page, "Tersimpan ")
    field(page, "part").fill("91")

    province = browser.new_page(base_url=site.address, locale="id-ID")
    sign_in(province, COORDINATOR)
    province.get_by_role("link", name="Periode", exact=True).click()
    province.locator("main table a, main li a").first.click()
    province.get_by_text(re.compile("^Tutup Triwulan")).click()
    province.get_by_role("button", name=re.compile("Tutup dan bekukan")).click()
    expect(province.get_by_text(re.compile("Angka dibekukan dengan sidik data"))).to_be_visible()

    field(page, "part").blur()
    expect(page.get_by_text("Periode ini sudah ditutup.").first).to_be_visible()
    expect(field(page, "part")).to_have_value("91")
    assert faults_of(page) == []
    assert site.stored(STORED.format(MOTHERS)) == [(100, 80)]
    province.close()
