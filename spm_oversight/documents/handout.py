"""A district's own meeting handout: from its figures of one quarter, live or frozen, to a :class:`Document`."""

from __future__ import annotations

from spm_oversight.documents.handout_facts import HandoutFacts
from spm_oversight.documents.handout_front import front_of
from spm_oversight.documents.handout_method import SOURCE, handout_method_section
from spm_oversight.documents.handout_offices import office_section, overview_section, parts_of
from spm_oversight.documents.handout_tables import achievement_section, money_section
from spm_oversight.documents.method import grouped
from spm_oversight.documents.model import Document, Section
from spm_oversight.documents.own_reading import OwnReading
from spm_oversight.documents.reading import short_name
from spm_oversight.documents.words import DATA_STATE
from spm_oversight.domain.package import Package
from spm_oversight.domain.results import Results
from spm_oversight.formats import moment, quarter_title


def build_handout(package: Package, results: Results, *, facts: HandoutFacts) -> Document:
    """Front page, results by service, who has the ball, a page for each office, method and state of the data.

    ``package`` holds the one district. Every number of its result tables is one of ``results`` (contract 1), a
    figure as entered, or a sum over the form (``domain/part.py``); without any figure there are no result tables.
    """
    reading = OwnReading(package, results)
    name, period = reading.own.name, quarter_title(package.quarter.year, package.quarter.number)
    sections = _sections(reading, facts)
    return Document(
        title=f"Bahan rapat evaluasi {period}, {name}",
        author=f"Pemerintah {name}",
        running_head=f"Bahan rapat {period}, {short_name(reading.own)}",
        foot=_foot(reading, facts, period),
        cover=front_of(reading, facts, chapters=tuple((s.anchor, s.title) for s in sections)),
        preface=(),
        sections=sections,
        sample=facts.sample,
        sheet=facts.sheet,
    )


def _sections(reading: OwnReading, facts: HandoutFacts) -> tuple[Section, ...]:
    parts = parts_of(reading, facts)
    results = (achievement_section(reading, facts), money_section(reading, facts)) if reading.begun else ()
    return (
        *results,
        overview_section(reading, parts, facts),
        *(office_section(reading, part, parts, facts) for part in parts),
        handout_method_section(reading, facts),
    )


def _foot(reading: OwnReading, facts: HandoutFacts, period: str) -> str:
    """The fact line of every page: live or frozen first, then measure, state, period, number and hash."""
    package = reading.package
    parts = (
        f"{SOURCE[facts.source]}, batas data {moment(facts.cut_off, facts.zone)}.",
        f"IPSPM metode {package.method.version}, {DATA_STATE[package.state]}, {period}.",
        f"Nomor {facts.number}, sidik data {grouped(facts.data_hash, 12)}.",
        "Data contoh." if facts.sample else "",
    )
    return " ".join(part for part in parts if part)
