"""What looks odd in a report, as whoever decides on it reads it: which figure, what is asked, who answers for it."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from spm_oversight import formats
from spm_oversight.domain.catalogue import Catalogue
from spm_oversight.persistence.offices import Office
from spm_oversight.services.entry_rows import BUDGET, QUALITY, unit_of
from spm_oversight.services.oddities import Examined, Oddity
from spm_oversight.web.entry.words import told

NO_OFFICE = "Belum ada perangkat daerah"


@dataclass(frozen=True)
class Warning:
    """One oddity in words; ``figure``: which one of the service's; ``explanation``: empty while there is none."""

    service: str
    figure: str
    question: str
    office: str
    explanation: str


@dataclass(frozen=True)
class Warnings:
    """A report's warnings in catalogue order: ``open`` ones, and those that were ``explained``."""

    district: str
    name: str
    open: tuple[Warning, ...]
    explained: tuple[Warning, ...]

    def __bool__(self) -> bool:
        return bool(self.open or self.explained)


def warnings_of(examined: Examined) -> Warnings:
    """The warnings of one report."""
    lines = tuple(_lines(examined, examined.oddities))
    return Warnings(
        district=examined.district.id,
        name=examined.district.name,
        open=tuple(each for each in lines if not each.explanation),
        explained=tuple(each for each in lines if each.explanation),
    )


def _lines(examined: Examined, odd: Iterable[Oddity]) -> Iterable[Warning]:
    catalogue, last = examined.catalogue, examined.quarter.previous
    before = f"{formats.quarter_short(last.number)} {last.year}"
    for each in odd:
        service, (kind, key) = catalogue.service[each.service], each.row
        unit = service.unit if kind == BUDGET else unit_of(catalogue, kind, key)
        yield Warning(
            service=service.name,
            figure=_figure(catalogue, kind, key),
            question=told(each.warned, unit=unit, before=before),
            office=_office(examined.offices, each.service),
            explanation=each.explanation,
        )


def _figure(catalogue: Catalogue, kind: str, key: str) -> str:
    if kind == BUDGET:
        return "anggaran"
    return f"mutu, {catalogue.item[key].name}" if kind == QUALITY else "penerima layanan"


def _office(offices: Sequence[Office], service: str) -> str:
    return next((office.name for office in offices if service in office.services), NO_OFFICE)
