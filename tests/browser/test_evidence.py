"""Evidence in a browser: sent on after the line dropped, also after the page was closed, and without a script."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, Page, Route, expect

from spm_oversight.services.evidence_uploads import CHUNK
from tests.browser.site import Site, fits, sign_in
from tests.web.evidence_files import pdf, png

pytestmark = pytest.mark.browser

OPERATOR = "operator.kesehatan@contoh.test"
PIECES = re.compile(r"/unggahan/[0-9a-f-]{36}$")
KEPT = "select name, size, page, item_code from evidence where district_id = '62.01' and service_code = 'kab.1.02.01'"
# Five pieces and a rest.
LARGE = pdf("a" * (5 * CHUNK))


@pytest.fixture
def large(tmp_path: Path) -> Path:
    path = tmp_path / "kohort ibu hamil.pdf"
    path.write_bytes(LARGE)
    return path


def to_the_service(page: Page) -> None:
    """As a person goes there: the quarter, its evidence, the first service without."""
    sign_in(page, OPERATOR)
    page.get_by_role("link", name="Triwulan", exact=True).click()
    page.get_by_role("link", name="Buka bukti").click()
    page.get_by_role("link", name="Pelayanan kesehatan ibu hamil", exact=True).click()


def choose(page: Page, path: Path) -> None:
    page.get_by_label("Berkas", exact=True).set_input_files(path)


def press(page: Page) -> None:
    page.get_by_role("button", name="Tambahkan berkas").click()


class Line:
    """The pieces that pass; the line drops after some of them, until it is mended."""

    def __init__(self, page: Page, drops_after: int) -> None:
        self.offsets: list[int] = []
        self._left, self._page = drops_after, page
        page.route(PIECES, self._pass)

    def _pass(self, route: Route) -> None:
        if self._left <= 0:
            route.abort("connectionreset")
            return
        if route.request.method == "POST":
            self._left -= 1
            self.offsets.append(int(route.request.headers["upload-offset"]))
        route.continue_()

    def mend(self) -> None:
        """From now on everything passes."""
        self._left = 1_000
        # What a browser says when it is on line again: nobody waits for the next try.
        self._page.evaluate("window.dispatchEvent(new Event('online'))")


def test_an_upload_goes_on_where_the_line_dropped(site: Site, page: Page, large: Path) -> None:
    to_the_service(page)
    line = Line(page, drops_after=2)
    choose(page, large)
    page.get_by_label("Halaman", exact=True).first.fill("halaman 12")
    press(page)
    expect(page.get_by_text("Sambungan terputus. Unggahan dilanjutkan sendiri")).to_be_visible()
    expect(page.get_by_text("1,0 dari 2,5 MB terkirim")).to_be_visible()
    assert site.stored(KEPT) == []

    line.mend()

    expect(page.get_by_text("Berkas “kohort ibu hamil.pdf” ditambahkan.")).to_be_visible(timeout=20_000)
    assert site.stored(KEPT) == [("kohort ibu hamil.pdf", len(LARGE), "halaman 12", None)]
    assert line.offsets == [number * CHUNK for number in range(6)]


def test_an_upload_goes_on_after_the_page_was_closed(site: Site, page: Page, large: Path) -> None:
    to_the_service(page)
    line = Line(page, drops_after=3)
    choose(page, large)
    press(page)
    expect(page.get_by_text("Sambungan terputus. Unggahan dilanjutkan sendiri")).to_be_visible()

    page.reload()
    line.mend()
    choose(page, large)
    press(page)

    expect(page.get_by_text("Berkas “kohort ibu hamil.pdf” ditambahkan.")).to_be_visible(timeout=20_000)
    assert line.offsets == [number * CHUNK for number in range(6)]
    assert site.stored(f"select count(*) from ({KEPT}) kept") == [(1,)]


def test_a_refused_file_leaves_what_was_typed(site: Site, page: Page, tmp_path: Path) -> None:
    to_the_service(page)
    hostile = tmp_path / "laporan.pdf"
    hostile.write_bytes(b"MZ" + bytes(2_000))
    choose(page, hostile)
    page.get_by_label("Halaman", exact=True).first.fill("halaman 3")
    press(page)

    expect(page.get_by_role("alert")).to_contain_text("Berkas ini program, bukan dokumen.")
    expect(page.get_by_label("Halaman", exact=True).first).to_have_value("halaman 3")
    picture = tmp_path / "papan.png"
    picture.write_bytes(png())
    choose(page, picture)
    press(page)
    expect(page.get_by_text("Berkas “papan.png” ditambahkan.")).to_be_visible()
    assert site.stored(KEPT) == [("papan.png", len(png()), "halaman 3", None)]


@pytest.fixture
def plain(browser: Browser, site: Site) -> Iterator[Page]:
    """A browser without scripts, on a telephone."""
    with browser.new_context(
        base_url=site.address,
        java_script_enabled=False,
        locale="id-ID",
        viewport={"width": 390, "height": 844},
    ) as context:
        yield context.new_page()


def test_all_of_it_works_without_a_script(site: Site, plain: Page, large: Path) -> None:
    to_the_service(plain)
    choose(plain, large)
    plain.get_by_label("Bukti untuk").first.select_option("kab.1.02.01.q01")
    press(plain)
    expect(plain.get_by_text("Berkas “kohort ibu hamil.pdf” ditambahkan.")).to_be_visible()
    assert site.stored(KEPT) == [("kohort ibu hamil.pdf", len(LARGE), "", "kab.1.02.01.q01")]

    with plain.expect_download() as waiting:
        plain.get_by_role("link", name="kohort ibu hamil.pdf").click()
    assert waiting.value.suggested_filename == "kohort ibu hamil.pdf"
    assert Path(waiting.value.path()).read_bytes() == LARGE

    plain.locator("summary", has_text="Hapus").click()
    plain.get_by_role("button", name="Hapus bukti ini").click()
    expect(plain.get_by_text("Bukti “kohort ibu hamil.pdf” dihapus.")).to_be_visible()
    assert site.stored("select count(*) from evidence where removed_by = 'Ratna Dewanti'") == [(1,)]


@pytest.mark.parametrize("width", [1366, 390])
@pytest.mark.parametrize(
    ("email", "path"),
    [
        ("admin.kotawaringin-barat@contoh.test", "/triwulan/{running}/bukti"),
        ("admin.kotawaringin-barat@contoh.test", "/triwulan/{running}/bukti/kab.1.06.01"),
        ("pereviu@contoh.test", "/periode/{running}/62.05/bukti"),
        ("pereviu@contoh.test", "/periode/{running}/62.05"),
    ],
)
def test_the_pages_fit_and_are_accessible(site: Site, page: Page, email: str, path: str, width: int) -> None:
    ((year, quarter),) = site.stored("select year, quarter from period where closed_at is null")
    page.set_viewport_size({"width": width, "height": 900})
    sign_in(page, email)
    page.goto(path.format(running=f"{year}-Q{quarter}"))
    for summary in page.locator("main summary").all():
        summary.click()

    fits(page)
    assert [violation["id"] for violation in Axe().run(page).response["violations"]] == []
