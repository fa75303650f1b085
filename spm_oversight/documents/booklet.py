"""The rakor booklet: from one frozen quarter to a :class:`Document`."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from zoneinfo import ZoneInfo

from spm_oversight.documents.comparison import budget_section, comparison_section, legend
from spm_oversight.documents.district import district_section
from spm_oversight.documents.method import grouped, method_section, state_section
from spm_oversight.documents.model import Block, Cover, Document, Prose, Section
from spm_oversight.documents.problems import problems_section
from spm_oversight.documents.ranking import ranking_section
from spm_oversight.documents.reading import Reading
from spm_oversight.documents.summary import summary_section
from spm_oversight.documents.words import DATA_STATE
from spm_oversight.domain.figures import Problem
from spm_oversight.domain.package import Package
from spm_oversight.domain.results import Results
from spm_oversight.formats import long_date, moment, quarter_title


@dataclass(frozen=True, kw_only=True)
class BookletFacts:
    """What the booklet says beside the package: who issues it, under which number, from which frozen data.

    ``created`` (aware) is the moment the data were frozen for this paper, never the moment of printing, so that the
    same facts give the same bytes. ``published`` lists the figures that are not sample data, in words.
    """

    province_name: str
    sender: str
    number: str
    created: datetime
    zone: str
    data_hash: str
    draft: bool = False
    sample: bool = False
    published: Sequence[str] = ()
    notes: Sequence[str] = ()
    previous_ranks: Mapping[str, int] = field(default_factory=dict[str, int])
    problems: Mapping[str, Sequence[Problem]] = field(default_factory=dict[str, Sequence[Problem]])


def build_booklet(package: Package, results: Results, *, facts: BookletFacts) -> Document:
    """Cover, contents, summary, ranking, comparison, budget, a page for each district, problems, method and data.

    Every number of its tables is one of ``results`` (contract 1), shown by rule 8.
    """
    reading = Reading(package, results)
    period = quarter_title(package.quarter.year, package.quarter.number)
    return Document(
        title=f"Buku Rapat Koordinasi Pengawasan SPM Provinsi {facts.province_name}, {period}",
        author=f"{facts.sender}, Provinsi {facts.province_name}",
        running_head=f"Pengawasan SPM Provinsi {facts.province_name}, {period}",
        foot=_foot(package, facts, period),
        cover=_cover(reading, facts, period),
        preface=_preface(reading),
        sections=_sections(reading, facts),
        draft=facts.draft,
        sample=facts.sample,
    )


def _sections(reading: Reading, facts: BookletFacts) -> tuple[Section, ...]:
    chapters = [
        summary_section(reading),
        ranking_section(reading, previous_ranks=facts.previous_ranks, sample=facts.sample),
        comparison_section(reading, sample=facts.sample),
        budget_section(reading, sample=facts.sample),
        *[
            district_section(reading, d, problems=facts.problems.get(d.code, ()), sample=facts.sample)
            for d in reading.by_code
        ],
    ]
    problems = problems_section(reading, facts.problems, sample=facts.sample)
    method = method_section(
        reading,
        zone=facts.zone,
        paper_number=facts.number,
        data_hash=facts.data_hash,
        notes=(*_sample_notes(facts), *facts.notes),
    )
    state = state_section(reading, sample=facts.sample)
    return (*chapters, *([problems] if problems else []), state, method)


def _foot(package: Package, facts: BookletFacts, period: str) -> str:
    """The fact line of every page: measure and method, state, period, cut-off, hash."""
    parts = (
        f"IPSPM metode {package.method.version}, {DATA_STATE[package.state]}, {period}, "
        f"batas data {moment(package.cut_off, facts.zone)}.",
        f"Nomor {facts.number}, sidik data {grouped(facts.data_hash, 12)}.",
        "Data contoh." if facts.sample else "",
    )
    return " ".join(part for part in parts if part)


def _cover(reading: Reading, facts: BookletFacts, period: str) -> Cover:
    package = reading.package
    about = (
        f"Capaian (IPSPM) dalam persen, keadaan data {DATA_STATE[package.state]}, "
        f"batas data {moment(package.cut_off, facts.zone)}."
    )
    return Cover(
        sender=(f"Pemerintah Provinsi {facts.province_name}", facts.sender),
        title=f"Capaian Standar Pelayanan Minimal {len(package.districts)} Kabupaten/Kota",
        subtitle=f"{facts.province_name}, {period}",
        book="Buku Rapat Koordinasi Pengawasan SPM",
        date=long_date(facts.created.astimezone(ZoneInfo(facts.zone)).date()),
        facts=" ".join((about, *_sample_notes(facts))),
        blocks=(reading.counts(),),
    )


def _sample_notes(facts: BookletFacts) -> tuple[str, ...]:
    if not facts.sample:
        return ()
    if not facts.published:
        return ("Semua angka dalam buku ini adalah data contoh.",)
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
