"""The booklet's chapters as plain values: what they say of figures, reckoned here a second time in another way."""

from __future__ import annotations

import re
from dataclasses import replace
from fractions import Fraction

import pytest

from spm_oversight.documents.added_table import AddedTable
from spm_oversight.documents.booklet import build_booklet
from spm_oversight.documents.html import to_html
from spm_oversight.documents.map_page import map_section
from spm_oversight.documents.model import (
    Block,
    Chapters,
    Columns,
    Document,
    Drawing,
    Items,
    Prose,
    Section,
    Table,
)
from spm_oversight.documents.reading import Reading
from spm_oversight.documents.rich_text import RichText
from spm_oversight.domain.calculation import calculate
from spm_oversight.domain.catalogue import URUSAN_BY_CODE
from spm_oversight.domain.composition import USUAL, Chapter, Composition, Part, TableView
from spm_oversight.domain.package import DistrictFigures
from spm_oversight.domain.results import Level
from spm_oversight.domain.tile_layout import TilePlace
from spm_oversight.formats import number
from spm_oversight.services.booklet_tables import added_tables
from tests.papers import factory

PACKAGE = factory.package()
RESULTS = calculate(PACKAGE)
VIEW = TableView(
    "capaian", "1.02", "kab.1.02.05", True, (), "kabupaten", "", ("62.01", "62.06", "62.12", "62.71")
)
TEXT = "Baris **tebal**.\n\n• satu\n• dua\n\n2023. Tahun ini"


@pytest.fixture(scope="module")
def composed() -> Document:
    """A booklet with a text over every chapter and a table of its own; each foreword is typed, too."""
    parts = tuple(replace(part, text=TEXT) for part in (*USUAL.parts, Part("tabel-1", table=VIEW)))
    composition = Composition(parts)
    tables: tuple[AddedTable, ...] = added_tables(composition, PACKAGE, RESULTS)
    facts = replace(factory.facts(PACKAGE), composition=composition, tables=tables)
    return build_booklet(PACKAGE, RESULTS, facts=facts)


def section(document: Document, anchor: str) -> Section:
    return next(each for each in document.sections if each.anchor == anchor)


def flat(blocks: tuple[Block, ...]) -> list[Block]:
    found: list[Block] = []
    for block in blocks:
        found += [*flat(block.left), *flat(block.right)] if isinstance(block, Columns) else [block]
    return found


def index(district: str, code: str) -> Fraction | None:
    return next(row.index for row in RESULTS.rows if (row.district_code, row.code) == (district, code))


def percent(text: str) -> Fraction:
    return Fraction(text.replace(",", "."))


def test_an_urusans_page_names_both_ends_and_who_waits(composed: Document) -> None:
    page = section(composed, "u1-02")
    services = PACKAGE.catalogue.services_of["1.02"]
    table = next(each for each in page.blocks if isinstance(each, Table))
    assert len(table.rows) == len(services)
    for row, service in zip(table.rows, services, strict=True):
        values = {d.name.removeprefix("Kabupaten "): index(d.code, service.code) for d in PACKAGE.districts}
        known = {name: value for name, value in values.items() if value is not None}
        _, best, high, last, low, waiting, _ = (cell.text for cell in row.cells)
        assert known[best] == max(known.values()) and known[last] == min(known.values())
        assert abs(percent(high) - known[best]) < Fraction(1, 100) > abs(percent(low) - known[last])
        pairs = [d.recipients[service.code] for d in PACKAGE.districts if service.code in d.recipients]
        left = [max(0, (pair.base or 0) - (pair.part or 0)) for pair in pairs]
        assert waiting == number(Fraction(sum(left)))
    told = next(each for each in page.blocks if isinstance(each, Prose)).paragraphs[0]
    rows = [
        row
        for row in RESULTS.rows
        if row.level is Level.URUSAN and row.code == "1.02" and row.index is not None
    ]
    lowest = sum(row.category == "belum_tuntas" for row in rows)
    assert f"{lowest} dari {len(rows)} daerah yang dapat dinilai berada pada kategori Belum Tuntas." in told


def test_a_scorecards_reasons_are_the_three_lowest_urusan_with_their_lowest_service(
    composed: Document,
) -> None:
    for district in PACKAGE.districts:
        if district.code == factory.NOTHING_SENT:
            continue
        blocks = flat(section(composed, f"d{district.code.replace('.', '-')}").blocks)
        items = next(
            b for b in blocks if isinstance(b, Items) and b.heading == "Mengapa pada posisi ini"
        ).items
        rows = [r for r in RESULTS.rows if r.district_code == district.code and r.level is Level.URUSAN]
        lowest = sorted((row.index, row.code) for row in rows if row.index is not None)[:3]
        assert [item.head.rsplit(" ", 1)[0] for item in items] == [URUSAN_BY_CODE[c].short for _, c in lowest]
        for item, (_, code) in zip(items, lowest, strict=True):
            services = PACKAGE.catalogue.services_of[code]
            _, weakest = min((v, s.code) for s in services if (v := index(district.code, s.code)) is not None)
            pair = district.recipients[weakest]
            waiting = (pair.base or 0) - (pair.part or 0)
            name = next(s.name for s in services if s.code == weakest)
            assert item.text.startswith(f"paling rendah {name}, ")
            assert (f"; {number(Fraction(waiting))} " in item.text) == (waiting > 0)


def test_a_districts_page_sends_nobody_to_a_chapter_that_was_left_out(composed: Document) -> None:
    parts = tuple(replace(part, shown=part.key != Chapter.PROBLEMS) for part in USUAL.parts)
    facts = replace(factory.facts(PACKAGE), composition=Composition(parts))
    for book, wanted in (
        (composed, ["Rumusan lengkap dan solusi: lihat bab Permasalahan.", "1 permasalahan lain: lihat bab"]),
        (build_booklet(PACKAGE, RESULTS, facts=facts), ["", "1 permasalahan lain tidak dimuat di sini."]),
    ):
        blocks = [b for each in book.sections if each.parent == "Halaman daerah" for b in flat(each.blocks)]
        notes = [
            b.note
            for b in blocks
            if isinstance(b, Items) and b.heading == "Permasalahan yang disampaikan daerah"
        ]
        assert len(notes) == 3
        assert notes[0].startswith(wanted[0]) and notes[1].startswith(wanted[1])


def test_an_added_table_shows_its_districts_in_its_order(composed: Document) -> None:
    page = section(composed, "tabel-1")
    tables = [each for each in page.blocks if isinstance(each, Table)]
    columns = 1 + len(PACKAGE.catalogue.services_of["1.02"])
    assert [len(each.heads) - 1 for each in tables] == [8, columns - 8]
    for table in tables:  # a city is not wanted; upwards by the column; without a value last
        names = [row.cells[0].text for row in table.rows]
        assert sorted(names) == ["Katingan", "Kotawaringin Barat", "Murung Raya"]
        assert names[-1] == "Murung Raya"
        values = [index(code, "kab.1.02.05") or 0 for code in ("62.06", "62.01")]
        assert (names[0] == "Katingan") == (values[0] < values[1])


def test_a_text_stands_once_over_each_chapter_as_it_was_typed(composed: Document) -> None:
    """Over a chapter of several pages it has a page, which lists them: a line alone would leave it empty."""
    for part in (*USUAL.parts, Part("tabel-1")):
        many = part.key in (Chapter.URUSAN, Chapter.DISTRICTS)
        anchor = (
            f"{part.key}-pengantar"
            if many
            else {"perbandingan": "urusan", "keadaan-data": "keadaan"}.get(part.key, part.key)
        )
        texts = [block for block in section(composed, anchor).blocks if isinstance(block, RichText)]
        assert len(texts) == 1, part.key
        assert [block.form for block in texts[0].blocks] == ["paragraph", "points", "paragraph"]
        assert [run.text for run in texts[0].blocks[0].lines[0] if run.strong] == ["tebal"]
        assert texts[0].blocks[2].lines[0][0].text == "2023. Tahun ini"
        if many:
            listed = next(b for b in section(composed, anchor).blocks if isinstance(b, Chapters)).entries
            heading = "Halaman urusan" if part.key == Chapter.URUSAN else "Halaman daerah"
            assert listed == tuple((s.anchor, s.title) for s in composed.sections if s.parent == heading)
    html = to_html(composed)
    assert len(re.findall("<li>satu</li>", html)) == len(USUAL.parts) + 1


@pytest.mark.parametrize(
    ("text", "districts", "follows"),
    [
        ("Terima kasih.", PACKAGE.districts, True),
        ("", PACKAGE.districts, False),
        ("Panjang. " * 60, PACKAGE.districts, False),
        ("Baris\n\n" * 5, PACKAGE.districts, False),
        ("Terima kasih.", factory.package(districts=38).districts, False),
    ],
)
def test_the_summary_stands_under_a_foreword_of_a_few_lines(
    text: str, districts: tuple[DistrictFigures, ...], follows: bool
) -> None:
    parts = tuple(replace(p, text=text) if p.key == Chapter.FOREWORD else p for p in USUAL.parts)
    package = replace(PACKAGE, districts=districts)
    facts = replace(factory.facts(package), composition=Composition(parts))
    document = build_booklet(package, calculate(package), facts=facts)
    assert [each.anchor for each in document.sections if each.follows] == ["ringkasan"] * follows
    page = '<section class="follows" id="ringkasan">'
    assert (page in to_html(document)) is follows


def test_the_map_grows_to_half_a_page_and_its_list_tells_the_figures(composed: Document) -> None:
    _, drawing, categories = section(composed, "peta").blocks
    assert isinstance(drawing, Drawing)
    assert isinstance(categories, Items)
    assert 400 < drawing.chart.height < 460
    listed = " ".join(item.text for item in categories.items).replace("\u00a0", " ")
    named = re.findall(r"([\w. ]+?) (\d+,\d\d)", listed)
    assert len(named) == sum(index(each.code, each.code) is not None for each in PACKAGE.districts)


def test_on_a_map_of_one_row_no_square_becomes_a_tower() -> None:
    places = [
        TilePlace(each.code, 1, column, each.name[:6]) for column, each in enumerate(PACKAGE.districts, 1)
    ]
    drawing, _ = map_section(Reading(PACKAGE, RESULTS), places, sample=False).blocks
    assert isinstance(drawing, Drawing)
    assert drawing.chart.height < 200
