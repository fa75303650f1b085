"""The papers that several tests look at, each rendered once in the child behind the wall."""

from __future__ import annotations

import hashlib
import logging
from dataclasses import dataclass, replace

import pytest

from spm_oversight.documents.booklet import build_booklet
from spm_oversight.documents.html import to_html
from spm_oversight.documents.pdf import Attachment, render_pdf
from spm_oversight.domain.calculation import calculate
from spm_oversight.domain.composition import USUAL, Composition
from spm_oversight.domain.package import Package
from spm_oversight.domain.period import Quarter
from spm_oversight.exchange.data_package import write_package
from spm_oversight.services.booklet_tables import added_tables
from tests.papers import factory

LOGGER = "spm_oversight.documents.pdf"


@dataclass(frozen=True)
class Paper:
    """A booklet on every step of its way, with what WeasyPrint warned of."""

    package: Package
    html: str
    pdf: bytes
    warnings: tuple[str, ...]
    steps: tuple[tuple[int, int, str], ...]


def make(package: Package, *, draft: bool = False, composition: Composition = USUAL) -> Paper:
    """Print a booklet of a package, with that very package attached."""
    results = calculate(package)
    attached = write_package(package, results)
    facts = replace(
        factory.facts(package, draft=draft),
        data_hash=hashlib.sha256(attached).hexdigest(),
        composition=composition,
        tables=added_tables(composition, package, results),
    )
    document = build_booklet(package, results, facts=facts)
    steps: list[tuple[int, int, str]] = []
    with Warnings() as heard:
        pdf = render_pdf(
            to_html(document),
            attachments=[Attachment("paket-data.zip", attached, "Data sumber setiap angka")],
            created=facts.created,
            on_progress=lambda done, total, step: steps.append((done, total, step)),
        )
    return Paper(package, to_html(document, sources=True), pdf, tuple(heard), tuple(steps))


class Warnings(logging.Handler):
    """Collects what the renderer logs while it is entered."""

    def __enter__(self) -> list[str]:
        self.heard: list[str] = []
        logging.getLogger(LOGGER).addHandler(self)
        return self.heard

    def __exit__(self, *_: object) -> None:
        logging.getLogger(LOGGER).removeHandler(self)

    def emit(self, record: logging.LogRecord) -> None:
        self.heard.append(record.getMessage())


@pytest.fixture(scope="session")
def booklet() -> Paper:
    """The whole province: 14 districts at the end of a year."""
    return make(factory.with_longest_names(factory.package()))


@pytest.fixture(scope="session")
def draft() -> Paper:
    """Four districts in a running year, before the data are published."""
    return make(factory.package(quarter=Quarter(2024, 2), districts=4), draft=True)
