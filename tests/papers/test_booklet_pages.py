"""The booklet as it lies on the table: pages, breaks, contents, marks, and what machines ask of a document."""

from __future__ import annotations

import re
from io import BytesIO
from itertools import combinations, pairwise

import html5lib
import pikepdf
import pytest

from spm_oversight.domain.tile_layout import layout
from tests.papers import factory
from tests.papers.conftest import Paper
from tests.papers.pages import Page, pages_of
from tests.papers.verapdf import violations


@pytest.fixture(scope="module")
def pages(booklet: Paper) -> list[Page]:
    return pages_of(booklet.pdf)


def texts(html: str, *tags: str) -> list[str]:
    root = html5lib.parse(html, namespaceHTMLElements=False)
    return [" ".join("".join(e.itertext()).split()) for tag in tags for e in root.iter(tag)]


def contents(pages: list[Page]) -> dict[str, int]:
    """The contents' lines, read from the printed page: title and number."""
    entries = {}
    for line in pages[1].lines:
        for title, number in re.findall(r"([^\d]+) (\d+)", line):
            entries[title.strip()] = int(number)
    return entries


@pytest.mark.parametrize("flavour", ["PDFA_3_A", "PDFUA_1"])
def test_the_booklet_is_an_archive_file_and_an_accessible_one(
    booklet: Paper, draft: Paper, flavour: str
) -> None:
    assert violations(booklet.pdf, flavour) == []
    assert violations(draft.pdf, flavour) == []


def test_the_validator_can_say_no(booklet: Paper) -> None:
    with pikepdf.open(BytesIO(booklet.pdf)) as pdf:
        del pdf.Root.StructTreeRoot
        spoiled = BytesIO()
        pdf.save(spoiled)
    assert violations(spoiled.getvalue(), "PDFUA_1")


def test_weasyprint_had_nothing_to_warn_of(booklet: Paper, draft: Paper) -> None:
    assert booklet.warnings == ()
    assert draft.warnings == ()


def test_progress_goes_up_to_the_end_and_names_pages(booklet: Paper, pages: list[Page]) -> None:
    done = [step[0] for step in booklet.steps]
    assert done[0] == 0
    assert done[-1] == booklet.steps[-1][1] == 3
    assert any(str(len(pages)) in words for _, _, words in booklet.steps)


def test_no_text_stands_outside_the_margins(pages: list[Page]) -> None:
    for number, page in enumerate(pages, start=1):
        assert (round(page.width), round(page.height)) == (210, 297)
        for word in page.words:
            assert word.left >= 19.5 and word.right <= 190.5, f"{number}: {word}"
            assert word.top >= 10 and word.bottom <= 287, f"{number}: {word}"


def test_no_word_is_printed_over_another(pages: list[Page]) -> None:
    for number, page in enumerate(pages, start=1):
        for one, other in combinations(page.words, 2):
            assert not one.overlaps(other), f"{number}: {one} {other}"


def test_no_heading_is_the_last_line_of_a_page(booklet: Paper, pages: list[Page]) -> None:
    headings = set(texts(booklet.html, "h1", "h2", "caption", "figcaption"))
    for page in pages:
        assert page.lines[-1] not in headings
        assert not any(page.lines[-1] == heading.removesuffix(" data contoh") for heading in headings)


def test_every_page_has_at_least_five_lines(pages: list[Page]) -> None:
    assert min(len(page.lines) for page in pages) >= 5


def test_the_contents_give_each_chapters_page(booklet: Paper, pages: list[Page]) -> None:
    entries = contents(pages)
    titles = texts(booklet.html, "h1")[2:]
    assert set(titles) <= set(entries)
    for title in titles:
        assert pages[entries[title] - 1].lines[0] == title


def test_a_district_has_one_sheet_and_one_that_cannot_be_assessed_a_page(pages: list[Page]) -> None:
    entries = contents(pages)
    numbers = [entries[name] for name in factory.NAMES.values()]
    assert len(numbers) == 14
    without = list(factory.NAMES).index(factory.NOTHING_SENT)
    assert [after - before for before, after in pairwise(numbers)] == [
        1 if at == without else 2 for at in range(13)
    ]
    assert entries["Permasalahan"] == numbers[-1] + 2


def test_the_cover_has_the_letterhead_and_the_map_every_square(booklet: Paper, pages: list[Page]) -> None:
    facts = factory.facts(booklet.package)
    assert pages[0].text.startswith(" ".join(facts.letterhead))
    squares = pages[contents(pages)["Peta capaian"] - 1].text
    assert all(place.label in squares for place in layout(factory.NAMES))
    assert re.search(r"Barito Timur\s\d+,\d\d\.", squares)
    assert "BD Belum dapat dinilai, 1 daerah: Murung Raya." in squares


def test_each_page_carries_its_facts_and_number(booklet: Paper, pages: list[Page]) -> None:
    cut_off = "IPSPM metode 2022.1, dilaporkan, Triwulan IV 2023, batas data 20 Januari 2024 pukul 23.59 WIB."
    for number, page in enumerate(pages[1:], start=2):
        assert cut_off in page.text
        assert "Data contoh." in page.text
        assert f"halaman {number} dari {len(pages)}" in page.text
        assert "KONSEP" not in page.text


def test_a_draft_says_so_on_every_page(draft: Paper) -> None:
    pages = pages_of(draft.pdf)
    assert len(pages) > 8
    assert all("KONSEP" in page.text for page in pages)


def test_before_the_fourth_quarter_a_category_is_running(draft: Paper, booklet: Paper) -> None:
    assert "Belum Tuntas berjalan" in draft.html
    assert "berjalan" not in "".join(texts(booklet.html, "td"))


def test_what_is_not_assessable_stands_apart_from_the_ranks(booklet: Paper, pages: list[Page]) -> None:
    ranking = pages[contents(pages)["Peringkat"] - 1].lines
    apart = next(place for place, line in enumerate(ranking) if line.startswith("Di luar peringkat"))
    assert sum(line.startswith("8 seri") for line in ranking[:apart]) == 2
    assert any(line.startswith("10 ") for line in ranking[:apart])
    assert not any(line.startswith("9 ") for line in ranking[:apart])
    assert not any(line.startswith(("Murung Raya", "Seruyan")) for line in ranking[:apart])
    assert "Murung Raya" in (below := " ".join(ranking[apart:]))
    assert "belum dapat dinilai laporan belum mulai diisi" in below


def test_what_people_typed_is_text(booklet: Paper, pages: list[Page]) -> None:
    assert "&lt;b&gt;belum&lt;/b&gt; dipadankan &amp; dicocokkan" in booklet.html
    whole = " ".join(page.text for page in pages)
    assert " ".join(factory.LONG_PROBLEM.split()[-6:]) in whole


def test_a_reading_program_finds_language_bookmarks_and_weights(booklet: Paper) -> None:
    with pikepdf.open(BytesIO(booklet.pdf)) as pdf:
        assert str(pdf.Root.Lang) == "id"
        with pdf.open_outline() as outline:
            marks = [str(entry.title) for entry in outline.root]
        fonts = {
            str(o.BaseFont) for o in pdf.objects if isinstance(o, pikepdf.Dictionary) and "/BaseFont" in o
        }
    assert marks[1:] == texts(booklet.html, "h1")[1:]
    assert {font.partition("+")[2] for font in fonts} == {
        "Source-Sans-3,",
        "Source-Sans-3-Bold",
        "Source-Sans-3-Semi-Bold",
    }
