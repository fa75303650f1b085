"""Letters bound into one file: every page as it was issued, read aloud in order, clean for archive and reader."""

from __future__ import annotations

from dataclasses import replace
from functools import cache
from io import BytesIO

import pikepdf
import pytest

from spm_oversight.documents.check import Check
from spm_oversight.documents.html import to_html
from spm_oversight.documents.joined import join_papers
from spm_oversight.documents.letter import build_letter
from spm_oversight.documents.pdf import render_pdf
from spm_oversight.domain.district_paper import PaperSize
from tests.papers.pages import pages_of
from tests.papers.test_letter import FACTS
from tests.papers.test_receipt import FACTS as RECEIPT
from tests.papers.verapdf import violations

LONG = tuple((f"Dinas {number}", "Pelayanan kesehatan ibu hamil; " * 6) for number in range(20))
LETTERS = (
    FACTS,
    replace(FACTS, district="Kabupaten Katingan", missing=LONG),
    replace(FACTS, district="Kabupaten Kapuas", sheet=PaperSize.F4),
)


@cache
def issued() -> tuple[tuple[str, bytes], ...]:
    checks = [
        Check(f"SU/62/2024/000{number}", "https://spm.test/periksa", f"?nomor={number}", "62:7 ab")
        for number in (1, 2, 3)
    ]
    return tuple(
        (facts.district, render_pdf(to_html(build_letter(facts), check=check), created=RECEIPT.at))
        for facts, check in zip(LETTERS, checks, strict=True)
    )


@cache
def joined() -> bytes:
    return join_papers(issued(), title="Surat Triwulan IV 2024")


def test_each_letter_keeps_its_pages_its_sheet_and_its_number() -> None:
    alone = [page for _, content in issued() for page in pages_of(content)]
    together = pages_of(joined())
    assert [page.text for page in together] == [page.text for page in alone]
    text = " ".join(page.text for page in together)
    assert all(f"SU/62/2024/000{number}" in text for number in (1, 2, 3))
    with pikepdf.open(BytesIO(joined())) as whole:
        sizes = {tuple(map(int, page.mediabox[2:])) for page in whole.pages}
        assert sizes == {(595, 841), (609, 935)}
        assert whole.docinfo["/Title"] == "Surat Triwulan IV 2024"
        assert whole.open_metadata()["dc:title"] == "Surat Triwulan IV 2024"
        assert not any("/Annots" in page for page in whole.pages), (
            "links need keys in the structure: join_papers"
        )
        with whole.open_outline() as outline:
            assert [each.title for each in outline.root] == [facts.district for facts in LETTERS]
            starts = [whole.pages.index(each.destination[0]) for each in outline.root]
    lengths = [len(pages_of(content)) for _, content in issued()]
    assert lengths[1] > 1
    assert starts == [0, lengths[0], lengths[0] + lengths[1]]


def test_each_page_finds_its_own_place_in_the_structure() -> None:
    """The parent tree leads from a page to elements that name this very page."""
    with pikepdf.open(BytesIO(joined())) as whole:
        parents = pikepdf.NumberTree(whole.Root.StructTreeRoot.ParentTree)
        for page in whole.pages:
            named = {element.Pg.objgen for element in parents[int(page.obj.StructParents)]}
            assert named == {page.obj.objgen}
        tops = whole.Root.StructTreeRoot.K
        assert len(tops) == len(LETTERS)
        assert {top.P.objgen for top in tops} == {whole.Root.StructTreeRoot.objgen}


def test_the_same_letters_give_the_same_bytes() -> None:
    assert join_papers(issued(), title="Surat Triwulan IV 2024") == joined()


@pytest.mark.parametrize("flavour", ["PDFA_3_A", "PDFUA_1"])
def test_letters_bound_together_are_an_archive_file_and_an_accessible_one(flavour: str) -> None:
    assert violations(joined(), flavour) == []
