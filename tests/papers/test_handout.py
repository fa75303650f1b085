"""A district's meeting handout: its numbers against the results, its pages, live and frozen, A4 and F4, and empty."""

from __future__ import annotations

import json
import re
from dataclasses import replace
from decimal import Decimal
from fractions import Fraction
from io import BytesIO
from itertools import combinations
from pathlib import Path
from xml.etree.ElementTree import Element

import html5lib
import pikepdf
import pytest

from spm_oversight.documents.handout import build_handout
from spm_oversight.documents.handout_facts import HandoutFacts
from spm_oversight.documents.html import to_html
from spm_oversight.domain.calculation import calculate
from spm_oversight.domain.catalogue import Service
from spm_oversight.domain.district_paper import PaperSize, Source
from spm_oversight.domain.figures import CellState
from spm_oversight.domain.show import bounds_for, shown
from tests.papers import handouts
from tests.papers.handouts import Made
from tests.papers.pages import Page, pages_of
from tests.papers.test_booklet_numbers import answers_of, data_cells, text_of
from tests.papers.verapdf import violations

SHEETS = {"live": (210, 297), "frozen": (215, 330), "empty": (210, 297)}
NOTHING = {"–", "nihil", "tidak dapat dihitung"}
LETTERS = re.compile(r"^(?:Pa|Ut|Ma|Pr|Mu|BT|BD)\s+")


@pytest.fixture(scope="module")
def live() -> Made:
    """A running quarter on A4, with three signers and problems."""
    package = handouts.own_package()
    return handouts.make(package, handouts.facts_of(package))


@pytest.fixture(scope="module")
def frozen() -> Made:
    """A published quarter of a district with nil services, on F4."""
    package = handouts.own_package(handouts.LAMANDAU)
    return handouts.make(package, handouts.facts_of(package, source=Source.FROZEN, sheet=PaperSize.F4))


@pytest.fixture(scope="module")
def empty() -> Made:
    """A quarter that nobody has begun, of a district without a letterhead."""
    package = handouts.empty_package()
    facts = handouts.facts_of(package, letterhead=handouts.no_letterhead(package), problems=())
    return handouts.make(package, replace(facts, last_year={}))


@pytest.fixture(params=["live", "frozen", "empty"])
def made(request: pytest.FixtureRequest) -> Made:
    """Each of them."""
    return request.getfixturevalue(request.param)


@pytest.fixture
def sheet(request: pytest.FixtureRequest, made: Made) -> tuple[int, int]:
    """The size that each must have, in millimetres."""
    return SHEETS[request.node.callspec.params["made"]]


def tables(html: str) -> dict[str, Element]:
    """The tables by the first words of their captions; of several alike the first."""
    found: dict[str, Element] = {}
    for table in html5lib.parse(html, namespaceHTMLElements=False).iter("table"):
        caption = table.find("caption")
        assert caption is not None
        found.setdefault((caption.text or "").strip(), table)
    return found


def rows(table: Element) -> dict[str, list[str]]:
    """The cells of body and foot by the head of their row."""
    found: dict[str, list[str]] = {}
    for row in table.iter("tr"):
        heads = [cell for cell in row.iter("th") if cell.get("scope") == "row"]
        if heads:
            found[text_of(heads[0])] = [text_of(cell) for cell in row.iter("td")]
    return found


def printed(text: str) -> Decimal:
    return Decimal(
        LETTERS.sub("", text).replace(".", "").replace(",", ".").replace("−", "-").replace("+", "")
    )


def row_name(service: Service) -> str:
    return service.name if service.unit == "orang" else f"{service.name} ({service.unit})"


def test_every_result_and_indicator_is_in_recomputes_answer_on_the_attachment(
    made: Made, tmp_path: Path
) -> None:
    with pikepdf.open(BytesIO(made.pdf)) as pdf:
        target = tmp_path / "paket-data.zip"
        target.write_bytes(pdf.attachments["paket-data.zip"].get_file().read_bytes())
    answers, method = answers_of(target), made.package.method
    checked = 0
    for cell in data_cells(made.html):
        key, text = cell.get("data-answers"), LETTERS.sub("", text_of(cell))
        if key is None:
            continue
        answer, figure = answers[key], key.rsplit(" ", 1)[1]
        if answer is None:
            assert text in NOTHING, key
        else:
            decimals = 0 if figure == "not_served_people" else 2
            assert printed(text) == shown(Fraction(answer), decimals, bounds_for(figure, method)), key
        checked += 1
    assert checked >= 29 * 3
    if made.package.districts[0].recipients:
        assert checked >= 2 * 29 * 3 + 7 * 3


def test_who_was_served_stands_as_it_was_entered(live: Made) -> None:
    own, catalogue = live.package.districts[0], live.package.catalogue
    printed_rows = rows(tables(live.html)["Penerima, mutu, dan capaian"])
    waiting: dict[str, Fraction] = {}
    for service in catalogue.services:
        cells, pair = printed_rows[row_name(service)], own.recipients[service.code]
        if pair.state is not CellState.FILLED:
            assert cells[:3] == ["–"] * 3
            continue
        assert pair.base is not None and pair.part is not None
        missing = max(Fraction(0), pair.base - pair.part)
        assert [printed(text) for text in cells[:3]] == [int(pair.base), int(pair.part), int(missing)]
        if service.unit == "orang":
            waiting[service.urusan_code] = waiting.get(service.urusan_code, Fraction(0)) + missing
    assert printed_rows["Kesehatan"][2] == f"{int(waiting['1.02']):,}".replace(",", ".")
    assert printed_rows["Pekerjaan Umum"][2] == ""  # households are no people
    assert printed(printed_rows[own.name][2]) == sum(waiting.values())


def test_nil_is_said_and_never_counted(frozen: Made) -> None:
    printed_rows = rows(tables(frozen.html)["Penerima, mutu, dan capaian"])
    nil = [s for s in frozen.package.catalogue.services if s.urusan_code == "1.04"]
    assert nil
    for service in nil:
        assert printed_rows[row_name(service)][:3] == ["nihil"] * 3
    money = rows(tables(frozen.html)["Keterisian, anggaran, dan perubahan"])
    assert {money[service.name][3] for service in nil} == {"tidak dapat dihitung"}


def test_money_and_change_add_up(live: Made) -> None:
    own, catalogue = live.package.districts[0], live.package.catalogue
    printed_rows = rows(tables(live.html)["Keterisian, anggaran, dan perubahan"])
    for service in catalogue.services:
        cells = printed_rows[service.name]
        lines = [line for line in own.budget if line.service_code == service.code]
        assert printed(cells[1]) == sum(line.allocation for line in lines)
        assert printed(cells[2]) == sum(line.realisation or 0 for line in lines)
        before = live.facts.last_year[service.code]
        index = live.results.by_key[own.code, "service", service.code].index  # pyright: ignore
        assert index is not None
        assert printed(cells[4]) == shown(before, 2)
        assert printed(cells[5]) == shown(index - before, 2, ())
    items = len(catalogue.items_of["kab.1.02.03"])
    share = Fraction(100 * (items + 1), items + 2)
    assert printed(printed_rows["Pelayanan kesehatan bayi baru lahir"][0]) == shown(share)
    assert printed(printed_rows[own.name][1]) == sum(line.allocation for line in own.budget)


def test_without_last_years_results_nothing_is_compared(live: Made) -> None:
    package = handouts.own_package()
    package = replace(package, districts=(replace(package.districts[0], previous_year=None),))
    facts = replace(live.facts, last_year={})
    html = to_html(build_handout(package, calculate(package), facts=facts))
    cells = rows(tables(html)["Keterisian, anggaran, dan perubahan"])
    assert {tuple(row[4:]) for row in cells.values()} == {("–", "–")}
    assert "Capaian TW III 2023 tidak diterbitkan" in html
    assert "Dibanding" not in html


@pytest.mark.parametrize("flavour", ["PDFA_3_A", "PDFUA_1"])
def test_it_is_an_archive_file_and_an_accessible_one(made: Made, flavour: str) -> None:
    assert violations(made.pdf, flavour) == []
    assert made.warnings == ()


def test_nothing_stands_outside_the_margins_or_over_another(made: Made, sheet: tuple[int, int]) -> None:
    width, height = sheet
    for number, page in enumerate(pages_of(made.pdf), start=1):
        assert (round(page.width), round(page.height)) == sheet
        for word in page.words:
            assert word.left >= 19.5 and word.right <= width - 19.5, f"{number}: {word}"
            assert word.top >= 10 and word.bottom <= height - 10, f"{number}: {word}"
        for one, other in combinations(page.words, 2):
            assert not one.overlaps(other), f"{number}: {one} {other}"


def test_no_heading_is_last_and_no_page_nearly_bare(made: Made) -> None:
    root = html5lib.parse(made.html, namespaceHTMLElements=False)
    headings = {
        text_of(e).removesuffix(" data contoh") for t in ("h1", "h2", "caption") for e in root.iter(t)
    }
    for page in pages_of(made.pdf):
        assert len(page.lines) >= 5
        assert page.lines[-1].removesuffix(" data contoh") not in headings


def test_heads_repeat_where_a_table_breaks(live: Made) -> None:
    long = replace(
        live.facts, problems=live.facts.problems * 12, letterhead=handouts.no_letterhead(live.package)
    )
    catalogue = live.package.catalogue
    services = tuple(replace(s, name=f"{s.name}, {s.name.lower()}") for s in catalogue.services)
    package = replace(live.package, catalogue=replace(catalogue, services=services))
    pages = pages_of(handouts.make(package, long).pdf)
    broken = [page for page in pages[1:4] if "Hasil menurut urusan dan layanan" in page.text]
    assert len(broken) >= 2
    assert all("Harus" in page.text and "Mutu" in page.text for page in broken)


def test_every_foot_says_live_or_frozen_with_cut_off_and_hash(live: Made, frozen: Made) -> None:
    for paper, word in ((live, "Data langsung"), (frozen, "Data beku")):
        digits = paper.facts.data_hash
        for number, page in enumerate(pages := pages_of(paper.pdf), start=1):
            foot = foot_of(page)
            assert f"{word}, batas data 14 Oktober 2024 pukul 10.12 WIB." in foot
            assert f"sidik data {digits[:4]} {digits[4:8]} {digits[8:12]}." in foot
            assert "Data contoh." in foot
            assert f"halaman {number} dari {len(pages)}" in foot
        assert ("Diambil dari" in pages[-1].text) == (paper is frozen)


def foot_of(page: Page) -> str:
    words = sorted((w for w in page.words if w.top > page.height - 20), key=lambda w: (round(w.top), w.left))
    return " ".join(word.text for word in words)


def test_the_first_page_says_the_finding_what_blocks_and_who_signs(live: Made) -> None:
    first = pages_of(live.pdf)[0]
    assert first.text.startswith("Pemerintah Kabupaten Katingan Sekretariat Daerah, Bagian Tata Pemerintahan")
    for words in (
        "Bahan rapat evaluasi Triwulan III 2024",
        "Capaian 46,16 %, Belum Tuntas berjalan. Dibanding Triwulan III 2023: −5,08 poin persen.",
        "Rp 117,85 miliar, APBD Perubahan",
        "3 permasalahan disampaikan, 1 lewat tenggat",
        "NIP 19820202 200112 2 002",
    ):
        assert words in " ".join(first.text.replace("\u00a0", " ").split()), words
    assert first.text.count("ditandatangani") == 3
    assert "Dinas Kesehatan 1 dari 177 isian belum ada." in " ".join(first.text.split())


def test_the_contents_and_the_bookmarks_lead_to_the_pages(live: Made) -> None:
    pages = pages_of(live.pdf)
    root = html5lib.parse(live.html, namespaceHTMLElements=False)
    titles = [text_of(h1) for h1 in root.iter("h1")]
    with pikepdf.open(BytesIO(live.pdf)) as pdf, pdf.open_outline() as outline:
        marks = [str(entry.title) for entry in outline.root]
        assert str(pdf.Root.Lang) == "id"
    assert marks == titles
    assert titles[4:-1] == list(handouts.OFFICES)
    starts = [page.lines[0] for page in pages[1:]]
    assert starts == titles[1:]  # a page for each, none left over


def test_an_office_has_its_problems_with_who_and_when(live: Made) -> None:
    pages = {page.lines[0]: " ".join(page.text.split()) for page in pages_of(live.pdf)[1:]}
    health = pages["Dinas Kesehatan"]
    assert "Sedang diisi. Giliran Dinas Kesehatan: 12 dari 165 isian belum ada." in health
    assert (
        "Solusi: Usulan formasi kepada BKN. Penanggung jawab: dr. Contoh. Tenggat: 31 Agustus 2024." in health
    )
    assert "Tenggat itu sudah lewat." in health
    shared = pages["Satuan Polisi Pamong Praja"]
    assert "Data <b>warga</b> terdampak belum dipadankan" in shared
    assert "diampu bersama Badan Penanggulangan Bencana Daerah dan Dinas Pemadam Kebakaran" in shared
    assert "Tidak ada permasalahan yang disampaikan." in pages["Dinas Sosial"]


def test_an_empty_district_is_told_what_to_do_and_owes_no_number(empty: Made) -> None:
    whole = " ".join(" ".join(page.text for page in pages_of(empty.pdf)).split())
    assert "Belum ada isian untuk Triwulan III 2024. Laporan belum mulai." in whole
    assert "Belum ditandatangani. Penanda tangan belum diisi pada kop surat." in whole
    assert "Dinas Kesehatan 177 dari 177 isian belum ada." in whole
    root = html5lib.parse(empty.html, namespaceHTMLElements=False)
    figures = [text_of(p) for p in root.iter("p") if p.get("class") == "figure"]
    assert figures[:4] == ["–", "0,00 %", "–", "–"]  # never "0 orang belum terlayani"
    assert "Hasil menurut urusan" not in whole
    assert "Pemerintah Kabupaten Katingan" in whole


def test_a_service_that_nobody_carries_is_not_left_out(live: Made) -> None:
    facts = replace(live.facts, offices=live.facts.offices[1:])
    html = to_html(build_handout(live.package, live.results, facts=facts))
    assert "Layanan tanpa pengampu" in html
    assert "Giliran admin kabupaten/kota menetapkan pengampunya." in html


def test_what_was_kept_prints_the_very_same_paper(live: Made, frozen: Made) -> None:
    for paper in (live, frozen):
        again = HandoutFacts.read(json.loads(json.dumps(paper.facts.plain())))
        assert again == paper.facts
    again = HandoutFacts.read(json.loads(json.dumps(live.facts.plain())))
    assert handouts.make(live.package, again).pdf == live.pdf
