"""The first pages in browsers: a link opens its fold, one step leads to the next from hand to hand, on a phone."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Any

import psycopg
import pytest
from playwright.sync_api import Browser, Page, expect

from spm_oversight.persistence.embedded import Urls
from tests.browser.site import Site, choose_password, fits, link_in_outbox, sign_in
from tests.browser.test_walk import ADMIN, HEAD, LEADER, NEWEST, OPERATOR, PHONE

pytestmark = pytest.mark.browser

People = Callable[..., Page]


@pytest.fixture
def people(site: Site, browser: Browser) -> People:
    """``people(email, **kind)``: somebody signed in, on their first page, in a browser of this kind."""

    def arrive(email: str, **kind: Any) -> Page:
        page = browser.new_page(base_url=site.address, locale="id-ID", **kind)
        sign_in(page, email)
        return page

    return arrive


def begin(page: Page) -> None:
    """Press the one button of the step that is next."""
    step = page.locator("section.next")
    expect(step.locator(".btn")).to_have_count(1)
    step.locator(".btn").click()


def test_a_link_to_a_service_opens_its_fold(people: People) -> None:
    page = people(OPERATOR, **PHONE)
    fits(page)
    page.get_by_role("link", name="Pelayanan kesehatan pada usia lanjut").click()
    fold = page.locator("#s-kab-1-02-07")
    expect(fold).to_have_attribute("open", "")
    expect(fold.locator("summary").first).to_be_in_viewport()
    # The list on the page itself does the same.
    other = page.locator("#s-kab-1-02-09")
    expect(other).not_to_have_attribute("open", "")
    page.locator("a[href='#s-kab-1-02-09']").click()
    expect(other).to_have_attribute("open", "")
    expect(other.locator("summary").first).to_be_in_viewport()


def test_without_a_script_the_links_and_the_step_still_lead_on(people: People) -> None:
    page = people(OPERATOR, java_script_enabled=False)
    begin(page)
    expect(page).to_have_url(re.compile(r"/isian/1\.02#s-kab-1-02-01$"))
    expect(page.locator("#s-kab-1-02-01")).to_be_visible()


def test_the_step_leads_from_hand_to_hand(people: People, demonstration: Urls) -> None:
    with psycopg.connect(demonstration.superuser) as connection:
        connection.execute(f"update period set head_approves = false, leader_approves = true where {NEWEST}")
    operator, head, admin, leader = (people(who, **PHONE) for who in (OPERATOR, HEAD, ADMIN, LEADER))
    begin(operator)
    operator.locator('[name="recipients/kab.1.02.01/base"]').fill("1.000")
    operator.locator('[name="recipients/kab.1.02.01/part"]').fill("900")
    operator.locator('[name="recipients/kab.1.02.01/part"]').blur()
    expect(operator.locator("#r-kab-1-02-01-pesan")).to_contain_text("Tersimpan ")
    operator.goto("/")
    expect(operator.get_by_text("1 dari 13 isian")).to_be_visible()
    operator.goto("/triwulan")
    operator.get_by_role("button", name="Serahkan ke kabupaten").click()

    head.goto("/")
    expect(head.get_by_role("heading", level=1)).to_contain_text("menunggu persetujuan Anda")
    fits(head)
    begin(head)
    expect(head.get_by_text(re.compile("Nomor tanda terima"))).to_be_visible()

    admin.goto("/")
    row = admin.get_by_role("row", name=re.compile("Dinas Kesehatan"))
    expect(row.get_by_text("Selesai").first).to_be_visible()
    fits(admin)
    admin.goto("/triwulan")
    admin.get_by_role("button", name="Ajukan ke pimpinan daerah").click()
    expect(admin.get_by_text(re.compile("Nomor tanda terima"))).to_be_visible()
    admin.goto("/")
    expect(admin.locator("section.next")).to_contain_text("Menunggu pimpinan daerah")

    leader.goto("/")
    fits(leader)
    begin(leader)
    expect(leader.get_by_text(re.compile("Nomor tanda terima"))).to_be_visible()
    leader.goto("/")
    expect(leader.locator("section.next")).to_contain_text("Menunggu pemeriksaan")


def test_a_post_goes_to_the_next_person_whose_predecessor_is_out_at_once(people: People) -> None:
    old, admin = people(OPERATOR), people(ADMIN)
    admin.goto("/pengguna")
    admin.get_by_role("link", name="Serah terima Ratna Dewanti").click()
    admin.get_by_label("Alamat surel orang baru").fill("penerus@contoh.test")
    admin.get_by_label("Nama lengkap orang baru").fill("Sari Utami")
    admin.get_by_label("Alasan").fill("Mutasi.")
    admin.get_by_role("button", name="Lanjut, periksa dahulu").click()
    admin.set_viewport_size({"width": 390, "height": 844})
    fits(admin)
    admin.get_by_role("button", name="Ya, serahkan penugasan").click()
    expect(admin.get_by_role("status").first).to_contain_text("beralih kepada Sari Utami")
    link = link_in_outbox(admin, "Undangan: Operator")
    old.goto("/triwulan")
    expect(old.get_by_text("Anda belum mempunyai penugasan")).to_be_visible()
    new = old.context.browser.new_page(base_url=admin.url.split("/pengguna")[0])  # pyright: ignore
    new.goto(link)
    choose_password(new, "empat sungai bertemu di hilir")
    sign_in(new, "penerus@contoh.test", "empat sungai bertemu di hilir")
    expect(new.get_by_text("Sari Utami")).to_be_visible()
    expect(new.locator("section.next")).to_be_visible()


def test_the_coordinator_sees_who_is_late_and_goes_on_to_the_report_that_waits(people: People) -> None:
    page = people("koordinator@contoh.test", **PHONE, java_script_enabled=False)
    fits(page)
    expect(page.locator("h1")).to_contain_text("5 laporan sudah masuk, 9 belum")
    row = page.get_by_role("row", name=re.compile("Kotawaringin Barat"))
    expect(row).to_contain_text("perangkat daerah, sejak")
    expect(row.get_by_text("Dinas Kesehatan")).to_be_hidden()
    row.locator("summary").click()
    expect(row.get_by_text("Dinas Kesehatan")).to_be_visible()
    fits(page)
    page.get_by_label("Triwulan lain").select_option("2024-Q4")
    page.get_by_role("button", name="Tampilkan").click()
    expect(page).to_have_url(re.compile(r"/\?triwulan=2024-Q4$"))
    expect(page.locator("h1")).to_contain_text("Triwulan IV 2024: rata-rata capaian")
    fits(page)
    page.goto("/")
    begin(page)
    expect(page.locator("h1")).to_contain_text("laporan menunggu pemeriksaan")
