"""The rakor booklet: from one frozen quarter to a :class:`Document`."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import replace
from zoneinfo import ZoneInfo

from spm_oversight.documents.added_table import added_section
from spm_oversight.documents.booklet_facts import BookletFacts
from spm_oversight.documents.comparison import budget_section, comparison_section, legend
from spm_oversight.documents.district import district_section
from spm_oversight.documents.glossary import glossary_section
from spm_oversight.documents.map_page import map_section
from spm_oversight.documents.method import grouped, method_section, state_section
from spm_oversight.documents.model import Block, Chapters, Cover, Document, Prose, Section
from spm_oversight.documents.problems import problems_section
from spm_oversight.documents.ranking import ranking_section
from spm_oversight.documents.reading import Reading
from spm_oversight.documents.rich_text import rich_text
from spm_oversight.documents.summary import summary_section
from spm_oversight.documents.urusan import urusan_sections
from spm_oversight.documents.words import DATA_STATE, PART_TITLES
from spm_oversight.domain.composition import Chapter, Part
from spm_oversight.domain.package import Package
from spm_oversight.domain.results import Results
from spm_oversight.formats import long_date, moment, quarter_title

_FEW, _SHORT, _FEW_LINES = 20, 400, 6


def build_booklet(package: Package, results: Results, *, facts: BookletFacts) -> Document:
    """Cover, contents, and the chapters of the composition in its order.

    Every number of its tables is one of ``results`` (contract 1), shown by rule 8.
    """
    reading = Reading(package, results)
    period = quarter_title(package.quarter.year, package.quarter.number)
    return Document(
        title=f"Buku Rapat Koordinasi Pengawasan SPM Provinsi {facts.province_name}, {period}",
        author=", ".join(dict.fromkeys((*facts.letterhead[1:2], facts.letterhead[0]))),
        running_head=f"Pengawasan SPM Provinsi {facts.province_name}, {period}",
        foot=foot_of(package, facts, period),
        cover=_cover(reading, facts, period),
        preface=_preface(reading),
        sections=_sections(reading, facts),
        draft=facts.draft,
        sample=facts.sample,
        sheet=facts.composition.sheet,
    )


def _sections(reading: Reading, facts: BookletFacts) -> tuple[Section, ...]:
    """What the composition shows, in its order; a text stands over the chapter it was written for."""
    sections: list[Section] = []
    shown = [part for part in facts.composition.parts if part.shown]
    for before, part in zip([None, *shown], shown, strict=False):
        chapter = _with_text(part, _chapter(reading, facts, part))
        if part.key == Chapter.SUMMARY and _room_under(before, len(reading.by_code)):
            chapter = (replace(chapter[0], follows=True), *chapter[1:])
        sections += chapter
    return tuple(sections)


def _room_under(before: Part | None, districts: int) -> bool:
    """Whether the summary finds room under a foreword of a few lines, which would leave its page nearly empty.

    With many districts the summary's bars take a whole page.
    """
    if before is None or before.key != Chapter.FOREWORD or not before.text:
        return False
    return districts <= _FEW and len(before.text) <= _SHORT and before.text.count("\n") <= _FEW_LINES


def _chapter(reading: Reading, facts: BookletFacts, part: Part) -> tuple[Section, ...]:
    if part.table:
        found = [added for added in facts.tables if added.key == part.key]
        return tuple(added_section(reading, each, sample=facts.sample) for each in found)
    return _CHAPTERS[Chapter(part.key)](reading, facts)


def _with_text(part: Part, sections: tuple[Section, ...]) -> tuple[Section, ...]:
    """Over the first page of a chapter; over several pages of the same kind it is a page of its own, with their list:
    a line alone would leave it nearly empty.
    """
    if not part.text:
        return sections
    text = rich_text(part.text)
    if part.key == Chapter.FOREWORD:
        return (Section(Chapter.FOREWORD, "Kata pengantar", (text,)),)
    if not sections or sections[0].parent:
        pages = Chapters("Isi bab ini", tuple((each.anchor, each.title) for each in sections))
        return (Section(f"{part.key}-pengantar", PART_TITLES[Chapter(part.key)], (text, pages)), *sections)
    return (replace(sections[0], blocks=(text, *sections[0].blocks)), *sections[1:])


def _district_sections(reading: Reading, facts: BookletFacts) -> tuple[Section, ...]:
    rest = "bab Permasalahan" if facts.composition.shows(Chapter.PROBLEMS) else ""
    return tuple(
        district_section(
            *(reading, d),
            history=facts.history,
            problems=facts.problems.get(d.code, ()),
            sample=facts.sample,
            rest=rest,
        )
        for d in reading.by_code
    )


def _problems(reading: Reading, facts: BookletFacts) -> tuple[Section, ...]:
    found = problems_section(reading, facts.problems, sample=facts.sample)
    return (found,) if found else ()


def _method(reading: Reading, facts: BookletFacts) -> tuple[Section, ...]:
    notes = (*sample_notes(facts), *facts.notes)
    return (
        method_section(
            reading, zone=facts.zone, paper_number=facts.number, data_hash=facts.data_hash, notes=notes
        ),
    )


_CHAPTERS: Mapping[Chapter, Callable[[Reading, BookletFacts], tuple[Section, ...]]] = {
    Chapter.FOREWORD: lambda reading, facts: (),
    Chapter.SUMMARY: lambda reading, facts: (summary_section(reading),),
    Chapter.MAP: lambda reading, facts: (map_section(reading, facts.tiles, sample=facts.sample),),
    Chapter.RANKING: lambda reading, facts: (
        ranking_section(reading, previous_ranks=facts.previous_ranks, sample=facts.sample),
    ),
    Chapter.COMPARISON: lambda reading, facts: (comparison_section(reading, sample=facts.sample),),
    Chapter.URUSAN: lambda reading, facts: urusan_sections(reading, sample=facts.sample),
    Chapter.BUDGET: lambda reading, facts: (budget_section(reading, sample=facts.sample),),
    Chapter.DISTRICTS: _district_sections,
    Chapter.PROBLEMS: _problems,
    Chapter.STATE: lambda reading, facts: (state_section(reading, sample=facts.sample),),
    Chapter.GLOSSARY: lambda reading, facts: (glossary_section(),),
    Chapter.METHOD: _method,
}


def foot_of(package: Package, facts: BookletFacts, period: str) -> str:
    """The fact line of every page: measure and method, state, period, cut-off, hash."""
    parts = (
        f"IPSPM metode {package.method.version}, {DATA_STATE[package.state]}, {period}, "
        f"batas data {moment(package.cut_off, facts.zone)}.",
        f"Nomor {facts.number}, sidik data {grouped(facts.data_hash, 12)}.",
        "Data contoh." if facts.sample else "",
    )
    # On a line of its own the number is never broken at its hyphen.
    return "\n".join((parts[0], " ".join(part for part in parts[1:] if part)))


def _cover(reading: Reading, facts: BookletFacts, period: str) -> Cover:
    package = reading.package
    about = (
        f"Capaian (IPSPM) dalam persen, keadaan data {DATA_STATE[package.state]}, "
        f"batas data {moment(package.cut_off, facts.zone)}."
    )
    return Cover(
        sender=tuple(facts.letterhead),
        title=f"Capaian Standar Pelayanan Minimal {len(package.districts)} Kabupaten/Kota",
        subtitle=f"{facts.province_name}, {period}",
        book="Buku Rapat Koordinasi Pengawasan SPM",
        date=long_date(facts.created.astimezone(ZoneInfo(facts.zone)).date()),
        facts=" ".join((about, *sample_notes(facts))),
        blocks=(reading.counts(width=560),),
    )


def sample_notes(facts: BookletFacts, paper: str = "buku") -> tuple[str, ...]:
    """What of a sample province's figures is published elsewhere; ``paper`` is the word for what says so."""
    if not facts.sample:
        return ()
    if not facts.published:
        return (f"Semua angka dalam {paper} ini adalah data contoh.",)
    return (f"Sesuai angka terbit: {'; '.join(facts.published)}. Selebihnya data contoh.",)


def _preface(reading: Reading) -> tuple[Block, ...]:
    return (
        Prose(
            (
                "Setiap angka menyebut ukurannya. Capaian bukan keterisian dan bukan serapan anggaran. "
                "Kategori selalu disertai huruf, sehingga terbaca juga pada cetakan hitam putih.",
            ),
            heading="Cara membaca buku ini",
        ),
        legend(reading),
        Prose(
            (
                "Data sumber terlampir di dalam berkas PDF ini. Siapa pun dapat menghitung ulang setiap angka tabel "
                "dari lampiran itu; caranya ada pada halaman terakhir.",
            ),
            heading="Memeriksa angka",
        ),
    )
