"""A letter to a district whose report has not come: what it says, kept as JSON, clean for archive and reader."""

from __future__ import annotations

import json
from dataclasses import replace

import pytest

from spm_oversight.documents.html import to_html
from spm_oversight.documents.letter import LetterFacts, build_letter
from spm_oversight.documents.pdf import render_pdf
from tests.papers.pages import pages_of
from tests.papers.test_receipt import FACTS as RECEIPT
from tests.papers.verapdf import violations

FACTS = LetterFacts(
    letterhead=("Pemerintah Provinsi Kalimantan Tengah", "Inspektorat", "Jalan Contoh 1"),
    number="700/12/Insp",
    nature="Segera",
    date="22 Januari 2025",
    district="Kota Palangka Raya",
    period="Triwulan IV 2024",
    standing="sedang diisi, keterisian 45,2 %",
    deadline="27 Januari 2025 pukul 23.59 WIB",
    cut_off="22 Januari 2025 pukul 09.00 WIB",
    missing=(("Dinas Kesehatan", "Pelayanan kesehatan ibu hamil"),),
    signer=("Inspektur", "Nama <Contoh>", "NIP 19820202 200112 2 002"),
    sample=True,
)


def printed(facts: LetterFacts) -> bytes:
    return render_pdf(to_html(build_letter(facts)), created=RECEIPT.at)


def test_a_letter_says_who_writes_to_whom_what_is_missing_and_until_when() -> None:
    pages = pages_of(printed(FACTS))
    assert len(pages) == 1
    text = pages[0].text.replace("\u00a0", " ")
    for words in (
        "Inspektorat",
        "700/12/Insp",
        "Wali Kota Palangka Raya u.p. Sekretaris Daerah",
        "keterisian 45,2 %",
        "Dinas Kesehatan: Pelayanan kesehatan ibu hamil",
        "27 Januari 2025 pukul 23.59 WIB",
        "Nama <Contoh>",
        "data contoh",
    ):
        assert words in text, words


def test_a_letter_is_read_back_as_it_was_kept_and_printed_the_same() -> None:
    again = LetterFacts.read(json.loads(json.dumps(FACTS.plain())))
    assert again == FACTS
    assert printed(again) == printed(FACTS)
    bare = pages_of(printed(replace(FACTS, number="", signer=(), missing=(), district="Kabupaten Katingan")))[
        0
    ].text
    assert "belum diberi nomor" in bare
    assert "Bupati Katingan" in bare
    assert "Semua layanan sudah terisi" in bare


@pytest.mark.parametrize("flavour", ["PDFA_3_A", "PDFUA_1"])
def test_a_letter_is_an_archive_file_and_an_accessible_one(flavour: str) -> None:
    assert violations(printed(FACTS), flavour) == []
