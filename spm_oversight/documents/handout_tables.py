"""The quarter's results by urusan and service: who was served, and how full, with what money, against last year."""

from __future__ import annotations

from fractions import Fraction

from spm_oversight.documents.comparison import budget_version, legend
from spm_oversight.documents.handout_facts import HandoutFacts
from spm_oversight.documents.model import Cell, Head, Row, Section, Table
from spm_oversight.documents.own_reading import OwnReading, amount, counts_people
from spm_oversight.documents.words import DATA_STATE, EMPTY_DENOMINATOR
from spm_oversight.domain.catalogue import Service, Urusan
from spm_oversight.domain.indicators import PEOPLE_UNIT
from spm_oversight.domain.part import Part
from spm_oversight.domain.results import Level, Result
from spm_oversight.domain.show import shown
from spm_oversight.formats import EMPTY, quarter_short, quarter_title, signed

_NOTHING = Cell("")


def achievement_section(reading: OwnReading, facts: HandoutFacts) -> Section:
    """To serve, served, not served, both shares and the achievement: a row for each service under its urusan."""
    rows: list[Row] = []
    for urusan in reading.urusan:
        rows.append(_urusan_row(reading, urusan))
        rows += [achievement_row(reading, s) for s in reading.package.catalogue.services_of[urusan.code]]
    table = Table(
        caption="Penerima, mutu, dan capaian",
        measure=f"{_when(reading)}, {DATA_STATE[reading.package.state]}",
        heads=achievement_heads("Urusan dan layanan"),
        rows=tuple(rows),
        foot=(_district_row(reading),),
        notes=(
            "Belum terlayani pada baris urusan dan daerah menjumlahkan layanan bersatuan orang saja. "
            "Nihil: tidak ada yang harus dilayani, dengan surat pernyataan; "
            f"{EMPTY_DENOMINATOR[reading.package.method.empty_denominator]}. Tanda {EMPTY}: belum ada isian.",
        ),
        style="small services",
        sample=facts.sample,
    )
    return Section("hasil", "Hasil menurut urusan dan layanan", (table, legend(reading)))


def money_section(reading: OwnReading, facts: HandoutFacts) -> Section:
    """How full the form is, allocation and realisation, and the change since the same quarter of last year."""
    rows: list[Row] = []
    for urusan in reading.urusan:
        services = reading.package.catalogue.services_of[urusan.code]
        part = reading.part([service.code for service in services])
        result = reading.at(reading.own, Level.URUSAN, urusan.code)
        cells = (Cell(urusan.short, heading=True), *_form_and_money(reading, part))
        rows.append(Row((*cells, *_change(reading, facts, result)), style="group"))
        rows += [money_row(reading, facts, service) for service in services]
    table = Table(
        caption="Keterisian, anggaran, dan perubahan",
        measure=f"{_when(reading)}, APBD {budget_version(reading.own)}",
        heads=money_heads(reading, "Urusan dan layanan"),
        rows=tuple(rows),
        foot=(_district_money(reading, facts),),
        notes=_money_notes(reading, facts),
        style="small services",
        sample=facts.sample,
    )
    return Section("anggaran", "Keterisian, anggaran, dan perubahan", (table,))


def achievement_heads(first: str) -> tuple[Head, ...]:
    """The columns of ``achievement_row``; the names get what the figures of a large city leave."""
    return (
        Head(first, f"{PEOPLE_UNIT}, kecuali disebut satuan lain"),
        Head("Harus dilayani", "setahun", True, "14.5mm"),
        Head("Terlayani", "kumulatif", True, "14.5mm"),
        Head("Belum terlayani", "", True, "14.5mm"),
        Head("Penerima", "%", True, "12mm"),
        Head("Mutu", "%", True, "10mm"),
        Head("Capaian", "IPSPM, %", True, "16mm"),
    )


def achievement_row(reading: OwnReading, service: Service) -> Row:
    """Who was to be served and was, and what it comes to."""
    name = service.name if counts_people(service) else f"{service.name} ({service.unit})"
    cells = (Cell(name, heading=True), *reading.entered(service))
    return Row((*cells, *_shares(reading, reading.result(service))))


def money_heads(reading: OwnReading, first: str) -> tuple[Head, ...]:
    """The columns of ``money_row``."""
    before = reading.package.quarter.year_before
    return (
        Head(first),
        Head("Keterisian", "%", True, "13mm"),
        Head("Pagu SPM", "Rp", True, "22mm"),
        Head("Realisasi", "Rp", True, "22mm"),
        Head("Serapan", "% pagu", True, "10.5mm"),
        Head("Capaian", f"{quarter_short(before.number)} {before.year}", True, "12mm"),
        Head("Perubahan", "poin", True, "13.5mm"),
    )


def money_row(reading: OwnReading, facts: HandoutFacts, service: Service) -> Row:
    """How full a service is, its money, and its change since last year."""
    cells = (Cell(service.name, heading=True), *_form_and_money(reading, reading.part([service.code])))
    return Row((*cells, *_change(reading, facts, reading.result(service))))


def _when(reading: OwnReading) -> str:
    quarter = reading.package.quarter
    return quarter_title(quarter.year, quarter.number)


def _urusan_row(reading: OwnReading, urusan: Urusan) -> Row:
    services = reading.package.catalogue.services_of[urusan.code]
    part = reading.part([service.code for service in services])
    filled = any(
        not reading.entered(service)[2].absent for service in services if service.unit == PEOPLE_UNIT
    )
    waiting = amount(part.not_served_people) if filled else _NOTHING
    result = reading.at(reading.own, Level.URUSAN, urusan.code)
    cells = (Cell(urusan.short, heading=True), _NOTHING, _NOTHING, waiting)
    return Row((*cells, *_shares(reading, result)), style="group")


def _district_row(reading: OwnReading) -> Row:
    waiting = reading.indicator(reading.own.code, "not_served_people", "whole")
    cells = (Cell(reading.own.name, heading=True), _NOTHING, _NOTHING, waiting)
    return Row((*cells, *_shares(reading, reading.whole)))


def _shares(reading: OwnReading, result: Result) -> tuple[Cell, Cell, Cell]:
    return (
        reading.percentage(result, "recipients_pct"),
        reading.percentage(result, "quality_pct"),
        reading.percentage(result, "index", badge=True),
    )


def _form_and_money(reading: OwnReading, part: Part) -> tuple[Cell, Cell, Cell, Cell]:
    serapan = reading.share(part.serapan, computed=part.allocation is not None)
    return reading.share(part.completeness), amount(part.allocation), amount(part.realisation), serapan


def _district_money(reading: OwnReading, facts: HandoutFacts) -> Row:
    """The district's own indicators where contract 1 has them, so that they are found in recompute's answer."""
    code, form = reading.own.code, reading.all_services
    return Row(
        (
            Cell(reading.own.name, heading=True),
            reading.indicator(code, "completeness", "percent"),
            amount(form.allocation),
            amount(form.realisation),
            reading.indicator(code, "serapan", "ratio" if form.allocation is not None else "percent"),
            *_change(reading, facts, reading.whole),
        )
    )


def _change(reading: OwnReading, facts: HandoutFacts, result: Result) -> tuple[Cell, Cell]:
    before = facts.last_year.get(result.code)
    change = None if before is None or result.index is None else result.index - before
    return reading.share(before), _signed(change)


def _signed(change: Fraction | None) -> Cell:
    text = EMPTY if change is None else signed(shown(change, 2, ()), 2)
    return Cell(text, absent=change is None, number=True)


def _money_notes(reading: OwnReading, facts: HandoutFacts) -> tuple[str, ...]:
    """One line on most sheets: the table above fills the page."""
    before = reading.package.quarter.year_before
    when = f"{quarter_short(before.number)} {before.year}"
    compared = "menurut terbitan provinsi" if facts.last_year else "tidak diterbitkan, tanpa perubahan"
    return (
        f"Realisasi {EMPTY}: ada baris yang belum diisi. Perubahan: poin persen. Capaian {when} {compared}.",
    )
