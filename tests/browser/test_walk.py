"""A quarter walks from the operator to the province and back, each role in a browser of its own kind."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Any

import psycopg
import pytest
from playwright.sync_api import Browser, Page, expect

from tests.browser.site import Site, fits, sign_in

pytestmark = pytest.mark.browser

OPERATOR, HEAD = "operator.kesehatan@contoh.test", "kepala.kesehatan@contoh.test"
ADMIN, LEADER = "admin.kotawaringin-barat@contoh.test", "pimpinan.kotawaringin-barat@contoh.test"
COORDINATOR = "koordinator@contoh.test"
PHONE: dict[str, Any] = {"viewport": {"width": 390, "height": 844}, "has_touch": True, "is_mobile": True}
MOTHERS = "kab.1.02.01"
NEWEST = "(year, quarter) = (select year, quarter from period order by year desc, quarter desc limit 1)"

People = Callable[..., Page]


@pytest.fixture
def people(site: Site, browser: Browser) -> People:
    """``people(email, **kind)``: somebody signed in, in a browser of this kind, on the running quarter's page."""

    def arrive(email: str, **kind: Any) -> Page:
        page = browser.new_page(base_url=site.address, locale="id-ID", **kind)
        sign_in(page, email)
        page.goto("/periode" if email == COORDINATOR else "/triwulan")
        if email == COORDINATOR:
            page.locator("main table a, main li a").first.click()
        return page

    return arrive


def fill_mothers(page: Page, served: str) -> None:
    """From the quarter's page to the form, one row, and back."""
    quarter = page.url
    page.get_by_role("link", name=re.compile("Isi triwulan ini")).click()
    service = page.locator("details.service").first
    if service.get_attribute("open") is None:
        service.locator("summary").first.click()
    page.locator(f'[name="recipients/{MOTHERS}/base"]').fill("1.000")
    page.locator(f'[name="recipients/{MOTHERS}/part"]').fill(served)
    page.locator(f'[name="recipients/{MOTHERS}/part"]').blur()
    expect(page.locator("#r-kab-1-02-01-pesan")).to_contain_text("Tersimpan ")
    page.goto(quarter)


def press(page: Page, name: str) -> None:
    """With the keyboard alone: Tab until the button or link has the focus, then Enter."""
    for _ in range(80):
        page.keyboard.press("Tab")
        if page.evaluate("document.activeElement.textContent").strip() == name:
            page.keyboard.press("Enter")
            return
    raise AssertionError(f"Tab does not reach {name}")


def hand_in(operator: Page, served: str) -> None:
    operator.goto("/triwulan")
    fill_mothers(operator, served)
    operator.get_by_role("button", name="Serahkan ke kabupaten").click()
    expect(operator.get_by_text(re.compile("Nomor tanda terima"))).to_be_visible()


def approve_and_send(head: Page, admin: Page, leader: Page) -> None:
    """The way out of the district, from one hand to the next."""
    head.goto("/triwulan")
    press(head, "Setujui bagian ini")
    expect(head.get_by_role("button", name="Tarik persetujuan")).to_be_visible()
    admin.goto("/triwulan")
    admin.get_by_role("button", name="Ajukan ke pimpinan daerah").click()
    leader.goto("/triwulan")
    leader.get_by_role("button", name="Setujui dan kirim ke provinsi").click()
    expect(leader.get_by_text(re.compile("Nomor tanda terima"))).to_be_visible()


def test_a_quarter_walks_through_every_hand_and_back(site: Site, people: People) -> None:
    coordinator = people(COORDINATOR)
    desk = coordinator.url
    coordinator.get_by_text("Siapa yang menyetujui").click()
    coordinator.get_by_label(re.compile("pimpinan daerah", re.IGNORECASE)).check()
    coordinator.get_by_role("button", name="Simpan jalannya persetujuan").click()
    operator, leader = people(OPERATOR, **PHONE), people(LEADER, **PHONE, java_script_enabled=False)
    head, admin = people(HEAD), people(ADMIN)

    hand_in(operator, "800")
    fits(operator)
    head.reload()
    press(head, "Setujui bagian ini")
    expect(head.get_by_role("button", name="Tarik persetujuan")).to_be_visible()
    admin.reload()
    admin.get_by_role("link", name="Dinas Kesehatan", exact=True).click()
    admin.get_by_label(re.compile("Alasan|Yang harus diperbaiki|Sebab")).fill(
        "Ibu hamil kurang satu puskesmas."
    )
    admin.get_by_text("Catatan untuk Pelayanan kesehatan ibu hamil").click()
    admin.get_by_label("Pelayanan ini").first.fill("Tambahkan Puskesmas Arut.")
    admin.get_by_role("button", name="Kembalikan bagian ini").click()
    operator.reload()
    expect(operator.get_by_text("Tambahkan Puskesmas Arut.")).to_be_visible()

    hand_in(operator, "850")
    head.reload()
    head.get_by_role("link", name="perubahan sejak persetujuan terakhir").click()
    changed = head.get_by_role("row", name=re.compile("ibu hamil")).filter(has_text="850")
    expect(changed).to_contain_text("800")
    approve_and_send(head, admin, leader)
    coordinator.goto(f"{desk}/62.01")
    coordinator.get_by_label("Alasan pengembalian").fill("Sasaran ibu hamil tidak cocok.")
    coordinator.get_by_text("Catatan per layanan").click()
    coordinator.get_by_label("Pelayanan kesehatan ibu hamil").fill("Pakai sasaran Kemenkes.")
    coordinator.get_by_role("button", name="Kembalikan laporan").click()
    operator.reload()
    expect(operator.get_by_text("Pakai sasaran Kemenkes.")).to_be_visible()

    hand_in(operator, "900")
    approve_and_send(head, admin, leader)
    coordinator.goto(f"{desk}/62.01")
    coordinator.get_by_role("button", name="Terima laporan").click()
    admin.get_by_role("link", name="Tanda terima", exact=True).click()
    expect(admin.locator("main tbody tr")).to_have_count(13)
    kept = f"select part::int from recipients where {NEWEST} and district_id = '62.01' and code = '{MOTHERS}'"
    assert site.stored(kept) == [(900,)]
    decided = f"select state from decision where {NEWEST} and district_id = '62.01' order by state desc"
    assert site.stored(decided) == [("returned",), ("accepted",)]


def test_the_coordinator_gives_one_office_more_time(site: Site, people: People, demonstration: Any) -> None:
    with psycopg.connect(demonstration.superuser) as connection:
        connection.execute(
            "update period set opens_at = now() - interval '9 days', deadline = now() - interval '1 hour'"
            f" where {NEWEST}"
        )
    operator = people(OPERATOR)
    expect(operator.get_by_role("link", name=re.compile("Isi triwulan ini"))).to_have_count(0)
    coordinator = people(COORDINATOR)
    coordinator.goto(f"{coordinator.url}/62.01")
    coordinator.get_by_text("Perpanjang tenggat daerah ini").click()
    coordinator.get_by_label("Untuk siapa").select_option(label="Dinas Kesehatan")
    coordinator.get_by_label("Sampai tanggal").fill("20 Januari 2090")
    coordinator.get_by_label("Jam").fill("23.59")
    coordinator.get_by_label("Alasan", exact=True).fill("Banjir di Pangkalan Bun.")
    coordinator.get_by_role("button", name="Perpanjang tenggat").click()
    operator.reload()
    expect(operator.get_by_text(re.compile("^20 Januari 2090 pukul 23.59 WIB")).first).to_be_visible()
    fill_mothers(operator, "700")
    schools = people("operator.pendidikan@contoh.test")
    expect(schools.get_by_role("link", name=re.compile("Isi triwulan ini"))).to_have_count(0)
    operator.get_by_role("link", name="riwayat").click()
    expect(operator.get_by_text("Banjir di Pangkalan Bun.")).to_be_visible()
