"""A receipt: one page that says who did what and when, kept as JSON, and printed again as it was."""

from __future__ import annotations

import json
from dataclasses import replace
from datetime import UTC, datetime
from fractions import Fraction
from itertools import combinations

import pytest

from spm_oversight.documents.html import to_html
from spm_oversight.documents.pdf import render_pdf
from spm_oversight.documents.receipt import ReceiptFacts, build_receipt
from spm_oversight.domain.district_paper import PaperSize
from spm_oversight.domain.period import Quarter
from tests.papers.pages import pages_of
from tests.papers.verapdf import violations

FACTS = ReceiptFacts(
    number="TT/62.06/2024-Q3/7",
    step="Diserahkan ke kabupaten",
    district="Kabupaten Katingan",
    office="Dinas Kesehatan",
    quarter=Quarter(2024, 3),
    by="Ratna <Dewanti>",
    at=datetime(2024, 10, 14, 16, 59, 30, tzinfo=UTC),
    zone="Asia/Jakarta",
    completeness=Fraction(17600, 177),
    achievement=Fraction("79.999"),
    category="tuntas_pratama",
    filled=176,
    expected=177,
    data_hash="7c1e90ab44d2" + "0f" * 26,
    audit_number=1204,
    note="Satu butir mutu menyusul.",
    sample=True,
)


def printed(facts: ReceiptFacts) -> bytes:
    return render_pdf(to_html(build_receipt(facts)), created=facts.at)


@pytest.mark.parametrize("sheet", list(PaperSize))
def test_a_receipt_is_one_page_that_says_everything(sheet: PaperSize) -> None:
    pages = pages_of(printed(replace(FACTS, sheet=sheet)))
    assert [round(page.width) for page in pages] == [210 if sheet is PaperSize.A4 else 215]
    for one, other in combinations(pages[0].words, 2):
        assert not one.overlaps(other), f"{one} {other}"
    text = pages[0].text.replace("\u00a0", " ")
    for words in (
        "Tanda Terima",
        "Diserahkan ke kabupaten, Triwulan III 2024",
        "Dinas Kesehatan, Kabupaten Katingan. Nomor TT/62.06/2024-Q3/7",
        "14 Oktober 2024 pukul 23.59 WIB atas nama Ratna <Dewanti>.",
        "99,44",
        "176 dari 177 isian",
        "79,99",
        "Tuntas Pratama berjalan",
        "7c1e 90ab 44d2",
        "nomor 1.204",
        "Satu butir mutu menyusul.",
        "data contoh",
    ):
        assert words in text, words


def test_a_step_before_any_figure_has_no_achievement() -> None:
    text = pages_of(printed(replace(FACTS, completeness=None, achievement=None, category=None, office="")))[
        0
    ].text
    assert "Kabupaten Katingan. Nomor" in text
    assert "Belum dapat dinilai" in text
    assert "Perangkat daerah" not in text


@pytest.mark.parametrize("flavour", ["PDFA_3_A", "PDFUA_1"])
def test_a_receipt_is_an_archive_file_and_an_accessible_one(flavour: str) -> None:
    assert violations(printed(FACTS), flavour) == []


def test_a_receipt_is_read_back_as_it_was_kept() -> None:
    for facts in (FACTS, replace(FACTS, completeness=None, achievement=None, sheet=PaperSize.F4)):
        assert ReceiptFacts.read(json.loads(json.dumps(facts.plain()))) == facts
    assert printed(ReceiptFacts.read(FACTS.plain())) == printed(FACTS)
