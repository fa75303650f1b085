"""A district's scorecard as a paper of its own: front and back, its number, clean for archive and reader."""

from __future__ import annotations

from dataclasses import replace
from functools import cache

import pytest

from spm_oversight.documents.check import Check
from spm_oversight.documents.html import to_html
from spm_oversight.documents.pdf import Attachment, render_pdf
from spm_oversight.documents.scorecard import build_scorecard
from spm_oversight.domain.calculation import calculate
from spm_oversight.domain.composition import USUAL, Chapter, Composition
from spm_oversight.domain.district_paper import PaperSize
from tests.papers import factory
from tests.papers.pages import pages_of
from tests.papers.verapdf import violations

PACKAGE = factory.package()
RESULTS = calculate(PACKAGE)
FACTS = factory.facts(PACKAGE)
MANY = "62.06"
"""A district with more problems than its card has room for."""
NONE = next(row.district_code for row in RESULTS.rows if row.code == row.district_code and row.index is None)
CHECK = Check("KD/62/2023/0001", "https://spm.test/periksa", "?nomor=KD/62/2023/0001", "62:7 ab")


@cache
def printed(district: str, sheet: PaperSize = PaperSize.A4) -> bytes:
    card = build_scorecard(PACKAGE, RESULTS, facts=FACTS, district=district, sheet=sheet)
    source = Attachment("paket-data.zip", b"PK", "Data sumber")
    return render_pdf(to_html(card, check=CHECK), attachments=(source,), created=FACTS.created)


@pytest.mark.parametrize("flavour", ["PDFA_3_A", "PDFUA_1"])
def test_front_and_back_are_an_archive_file_and_an_accessible_one(flavour: str) -> None:
    for district, sheet in ((MANY, PaperSize.A4), (MANY, PaperSize.F4), (NONE, PaperSize.A4)):
        assert violations(printed(district, sheet), flavour) == []


def test_front_and_back_are_two_pages_and_one_where_nothing_can_be_assessed() -> None:
    front, back = (page.text for page in pages_of(printed(MANY)))
    assert "Mengapa pada posisi ini" in front
    assert "Mengapa pada posisi ini" not in back
    assert all("KD/62/2023/0001" in text for text in (front, back))
    (only,) = pages_of(printed(NONE))
    assert "KD/62/2023/0001" in only.text
    tall = {round(page.height) for page in pages_of(printed(MANY, PaperSize.F4))}
    assert tall == {330}


def test_what_a_card_leaves_out_is_in_the_book_only_where_the_book_has_that_chapter() -> None:
    def words(composition: Composition) -> str:
        facts = replace(FACTS, composition=composition)
        return to_html(
            build_scorecard(PACKAGE, RESULTS, facts=facts, district=MANY, sheet=PaperSize.A4), check=None
        )

    without = Composition(tuple(replace(p, shown=p.shown and p.key != Chapter.PROBLEMS) for p in USUAL.parts))
    pointed, silent = "1 permasalahan lain: lihat buku rakor, bab Permasalahan.", "tidak dimuat di sini."
    assert pointed in words(USUAL)
    assert silent not in words(USUAL)
    assert f"1 permasalahan lain {silent}" in words(without)
    assert "bab Permasalahan" not in words(without)
