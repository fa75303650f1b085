"""Filling in on screen with a real browser: saved as one leaves a field, kept while the line is down, by keyboard."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, BrowserType, Error, Page, expect

from tests.browser.site import Site, fits, sign_in

pytestmark = pytest.mark.browser

OPERATOR, ADMIN = "operator.kesehatan@contoh.test", "admin.kotawaringin-barat@contoh.test"
MOTHERS = "kab.1.02.01"
STORED = (
    "select base::int, part::int from recipients where district_id = '62.01' and code = '{}'"
    " order by year desc, quarter desc limit 1"
)
SAVES = (
    "select count(*) from audit_event where tenant = '62.01' and action = 'figures_saved'"
    " and detail ->> 'source' = 'form'"
)


def to_the_form(page: Page, email: str = OPERATOR) -> None:
    """As a person goes there: the quarter, then filling in."""
    sign_in(page, email)
    page.get_by_role("link", name="Triwulan", exact=True).click()
    page.get_by_role("link", name=re.compile("Isi triwulan ini")).click()
    if email == ADMIN:
        page.get_by_role("link", name="Buka Kesehatan").click()
    open_service(page)


def open_service(page: Page) -> None:
    page.wait_for_load_state()  # a long page is shown before its last service has come
    service = page.locator("details.service").first
    if service.get_attribute("open") is None:
        service.locator("summary").first.click()


def field(page: Page, name: str, key: str = f"recipients/{MOTHERS}") -> Any:
    return page.locator(f'[name="{key}/{name}"]')


def said(page: Page, words: str) -> None:
    expect(page.locator("#r-kab-1-02-01-pesan")).to_contain_text(words)


def fill_pair(page: Page, base: str, part: str) -> None:
    field(page, "base").fill(base)
    field(page, "part").fill(part)
    field(page, "part").blur()


def test_each_row_is_saved_as_one_leaves_it_and_half_a_pair_is_not_lost(site: Site, page: Page) -> None:
    to_the_form(page)
    field(page, "base").fill("4.321")
    field(page, "base").blur()
    said(page, "Tersimpan sebagai konsep")
    page.reload()
    open_service(page)
    expect(field(page, "base")).to_have_value("4.321")
    field(page, "part").fill("1.234")
    field(page, "part").blur()
    said(page, "Tersimpan ")
    assert site.stored(STORED.format(MOTHERS)) == [(4321, 1234)]
    field(page, "part").fill("12.34")
    field(page, "part").blur()
    said(page, "tidak dapat dibaca sebagai bilangan bulat")
    assert site.stored(STORED.format(MOTHERS)) == [(4321, 1234)]
    whole = page.locator('[data-part="all"]')
    expect(whole).to_contain_text("1 isian perlu diperbaiki")
    page.locator(".savebar").get_by_role("button", name="Simpan").click()
    expect(whole).to_contain_text("1 isian perlu diperbaiki")
    page.reload()
    faults = page.locator('[data-part="faults"]')
    expect(faults).to_contain_text("12.34")
    fill_pair(page, "4.321", "1.234")
    expect(faults).to_be_hidden()
    expect(whole).to_contain_text("Semua isian tersimpan")


def test_what_was_typed_while_the_server_was_down_goes_out_once_after_the_browser_was_closed(
    site: Site, browser_type: BrowserType, browser_type_launch_args: dict[str, Any], tmp_path: Path
) -> None:
    options = {**browser_type_launch_args, "base_url": site.address, "locale": "id-ID"}
    with browser_type.launch_persistent_context(str(tmp_path / "profile"), **options) as context:
        page = context.pages[0]
        to_the_form(page)
        site.down()
        fill_pair(page, "777", "555")
        for part in ("base", "part"):
            field(page, part, f"quality/{MOTHERS}.q01").fill("41")
        said(page, "Belum tersimpan, akan dicoba lagi")
    assert site.stored(SAVES) == [(0,)]
    with browser_type.launch_persistent_context(str(tmp_path / "profile"), **options) as context:
        with pytest.raises(Error, match="ERR_CONNECTION_REFUSED"):
            context.pages[0].goto("/")
        site.up()
        page = context.new_page()
        to_the_form(page)
        said(page, "Tersimpan ")
        expect(field(page, "part")).to_have_value("555")
        page.reload()
        open_service(page)
        expect(field(page, "part")).to_have_value("555")
    assert site.stored(STORED.format(MOTHERS)) == [(777, 555)]
    assert site.stored(STORED.format(f"{MOTHERS}.q01").replace("recipients", "quality")) == [(41, 41)]
    assert site.stored(SAVES) == [(1,)]


def test_a_session_that_is_over_keeps_the_text_until_one_has_signed_in_again(site: Site, page: Page) -> None:
    to_the_form(page)
    page.context.clear_cookies()
    fill_pair(page, "777", "555")
    page.get_by_role("link", name="Masuk lagi untuk menyimpannya").click()
    page.get_by_label("Surel").fill(OPERATOR)
    page.get_by_label("Kata sandi").fill("contoh-spm-2024")
    page.get_by_role("button", name="Masuk").click()
    said(page, "Tersimpan ")
    assert site.stored(STORED.format(MOTHERS)) == [(777, 555)]


def test_two_people_on_one_form_see_both_values_and_one_chooses(
    site: Site, page: Page, browser: Browser
) -> None:
    other = browser.new_page(base_url=site.address, locale="id-ID")
    to_the_form(page)
    to_the_form(other, ADMIN)
    fill_pair(page, "100", "80")
    said(page, "Tersimpan ")
    fill_pair(other, "100", "90")
    said(other, "Berubah oleh Ratna Dewanti: 80 dari 100 orang")
    assert site.stored(STORED.format(MOTHERS)) == [(100, 80)]
    other.get_by_role("button", name="Pakai isian saya").click()
    said(other, "Tersimpan ")
    assert site.stored(STORED.format(MOTHERS)) == [(100, 90)]
    other.close()


def test_the_keyboard_alone_fills_twelve_services_with_one_key_beside_the_digits(
    site: Site, page: Page
) -> None:
    to_the_form(page)
    expect(page.locator("details.service")).to_have_count(12)
    every = page.locator("#isian input.num")
    every.first.focus()
    for place in range(every.count()):
        on_budget = page.evaluate("document.activeElement.name.startsWith('budget/')")
        if not on_budget:
            page.keyboard.type("50" if place % 2 == 0 else "40")
        page.keyboard.press("Enter")
    expect(page.locator('[data-part="all"]')).to_contain_text("Semua isian tersimpan", timeout=20_000)
    newest = "(year, quarter) = (select year, quarter from period order by year desc, quarter desc limit 1)"
    entered = f"{newest} and district_id = '62.01' and code like 'kab.1.02.%' and (base, part) = (50, 40)"
    assert site.stored(f"select count(*) from recipients where {entered}") == [(12,)]
    assert site.stored(f"select count(*) from quality where {entered}") == [(153,)]


def test_what_a_service_says_of_its_rows_is_renewed_with_each_save(site: Site, page: Page) -> None:
    to_the_form(page)
    fold = page.locator("details.service").first
    heads = page.locator(f'[data-told="{fold.get_attribute("id")}"]')
    missing = fold.locator("[data-row]").count()  # its pairs and one budget line
    expect(heads.first).to_have_text(f"{missing} isian kosong")
    fill_pair(page, "100", "60")
    for place in (heads.first, heads.last):
        expect(place).to_have_text(f"{missing - 1} isian kosong")
    expect(fold.locator('[data-part="summary"]').first).to_contain_text("60 dari 100 orang, 60,00")
    field(page, "part").fill("6o")
    field(page, "part").blur()
    expect(heads.first).to_have_text("1 perlu diperbaiki")
    fill_pair(page, "100", "0")
    money = f"budget/{MOTHERS}|new|"
    field(page, "allocation", money).fill("500")
    field(page, "realisation", money).fill("400")
    page.keyboard.press("Tab")  # not by name: the first amount's answer may have made it a line of its own
    expect(heads.first).to_have_text(f"{missing - 2} isian kosong")
    expect(fold.locator('[data-part="money"]')).to_contain_text("belum ada yang terlayani")
    for number in range(1, missing - 1):
        item = f"quality/{MOTHERS}.q{number:02}"
        field(page, "base", item).fill("5")
        field(page, "part", item).fill("4")
        field(page, "part", item).blur()
    expect(heads.first).to_contain_text("lengkap, ")
    expect(page.locator('[data-part="done"]')).to_have_text("1 dari 12 layanan lengkap")


def test_an_answer_that_trickles_in_settles_each_row_once(site: Site, page: Page) -> None:
    slow = "const text = await this.text(); await new Promise((done) => setTimeout(done, 400));"
    page.add_init_script(
        f"Response.prototype.json = async function () {{ {slow} return JSON.parse(text); }};"
    )
    broken: list[Any] = []
    page.on("pageerror", lambda error: broken.append(error))
    to_the_form(page)
    with page.expect_response(re.compile("/sel$")):
        fill_pair(page, "321", "123")
    quality = f"quality/{MOTHERS}.q01"
    field(page, "base", quality).fill("7")
    field(page, "part", quality).fill("5")
    field(page, "part", quality).blur()
    expect(page.locator('[data-part="all"]')).to_contain_text("Semua isian tersimpan")
    assert site.stored(STORED.format(MOTHERS)) == [(321, 123)]
    assert broken == []


def test_a_new_budget_line_stands_where_it_was_typed_and_the_next_follows(site: Site, page: Page) -> None:
    to_the_form(page)
    service = page.locator("details.service").first
    for source, amounts in (("DAK fisik", ("1.000", "800")), ("DBH", ("2.000", "0"))):
        service.get_by_label("Sumber dana baris baru").select_option(source)
        service.get_by_label("Pagu Baris baru").focus()
        page.keyboard.type(amounts[0])
        page.keyboard.press("Enter")
        page.keyboard.type(amounts[1])
        expect(service.get_by_role("rowheader", name=f"Perubahan, {source}")).to_contain_text("Tersimpan")
        expect(page.locator('[data-part="all"]')).to_contain_text("Yang sedang diketik")
        with page.expect_response("**/sel"):
            if (
                source == "DBH"
            ):  # what was typed and not left comes back as that line's, over its newest version
                page.reload()
            else:
                page.keyboard.press("Tab")
    expect(page.locator('[data-part="all"]')).to_contain_text("Semua isian tersimpan")
    assert site.stored(
        "select source, allocation::int, realisation::int from budget where district_id = '62.01'"
        f" and service_code = '{MOTHERS}' and source in ('DAK fisik', 'DBH')"
        " order by year desc, quarter desc, source limit 2"
    ) == [("DAK fisik", 1000, 800), ("DBH", 2000, 0)]


def test_without_a_script_one_button_saves_the_form(site: Site, browser: Browser) -> None:
    page = browser.new_page(base_url=site.address, locale="id-ID", java_script_enabled=False)
    to_the_form(page)
    field(page, "base").fill("600")
    field(page, "part").fill("6o0")
    page.get_by_role("button", name="Simpan").last.click()
    expect(page.get_by_role("alert")).to_contain_text("1 isian perlu diperbaiki")
    expect(field(page, "part")).to_have_value("6o0")
    field(page, "part").fill("590")
    page.get_by_role("button", name="Simpan").last.click()
    expect(page.get_by_text("1 isian tersimpan.")).to_be_visible()
    assert site.stored(STORED.format(MOTHERS)) == [(600, 590)]
    page.close()


def test_the_form_fits_a_phone_and_has_no_barrier(site: Site, page: Page) -> None:
    page.set_viewport_size({"width": 390, "height": 844})
    to_the_form(page)
    fits(page)
    found = Axe().run(page)
    assert found.violations_count == 0, found.generate_report()
