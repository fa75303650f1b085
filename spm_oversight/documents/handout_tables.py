"""The quarter's results by urusan and service: who was served, and how full, with what money, against last year."""

from __future__ import annotations

from fractions import Fraction

from spm_oversight.documents.comparison import budget_version, legend
from spm_oversight.documents.handout_facts import HandoutFacts
from spm_oversight.documents.model import Cell, Head, Row, Section, Table
from spm_oversight.documents.own_reading import OwnReading, amount
from spm_oversight.documents.words import DATA_STATE, EMPTY_DENOMINATOR
from spm_oversight.domain.catalogue import Urusan
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
        for service in reading.package.catalogue.services_of[urusan.code]:
            result = reading.result(service)
            cells = (Cell(service.name, heading=True), Cell(service.unit), *reading.entered(service))
            rows.append(Row((*cells, *_shares(reading, result))))
    table = Table(
        caption="Penerima, mutu, dan capaian",
        measure=f"{_when(reading)}, {DATA_STATE[reading.package.state]}",
        heads=(
            Head("Urusan dan layanan", width="34%"),
            Head("Satuan", width="9%"),
            Head("Harus dilayani", "setahun", True),
            Head("Terlayani", "kumulatif", True),
            Head("Belum terlayani", "", True),
            Head("Penerima", "%", True, "8%"),
            Head("Mutu", "%", True, "8%"),
            Head("Capaian", "IPSPM, %", True, "10.5%"),
        ),
        rows=tuple(rows),
        foot=(_district_row(reading),),
        notes=(
            "Belum terlayani pada baris urusan dan daerah hanya menjumlahkan layanan bersatuan orang.",
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
        name = Cell(urusan.short, heading=True)
        result = reading.at(reading.own, Level.URUSAN, urusan.code)
        rows.append(Row((name, *_form_and_money(reading, part), *_change(reading, facts, result)), "group"))
        for service in services:
            part, result = reading.part([service.code]), reading.result(service)
            cells = (Cell(service.name, heading=True), *_form_and_money(reading, part))
            rows.append(Row((*cells, *_change(reading, facts, result))))
    before = reading.package.quarter.year_before
    table = Table(
        caption="Keterisian, anggaran, dan perubahan",
        measure=f"{_when(reading)}, APBD {budget_version(reading.own)}",
        heads=(
            Head("Urusan dan layanan", width="34%"),
            Head("Keterisian", "%", True),
            Head("Pagu SPM", "Rp", True, "15%"),
            Head("Realisasi", "Rp", True, "15%"),
            Head("Serapan", "% dari pagu", True),
            Head("Capaian", f"{quarter_short(before.number)} {before.year}, %", True, "10%"),
            Head("Perubahan", "poin persen", True),
        ),
        rows=tuple(rows),
        foot=(_district_money(reading, facts),),
        notes=_money_notes(reading, facts),
        style="small services",
        sample=facts.sample,
    )
    return Section("anggaran", "Keterisian, anggaran, dan perubahan", (table,))


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
    unit = Cell(PEOPLE_UNIT if filled else "")
    result = reading.at(reading.own, Level.URUSAN, urusan.code)
    cells = (Cell(urusan.short, heading=True), unit, _NOTHING, _NOTHING, waiting)
    return Row((*cells, *_shares(reading, result)), style="group")


def _district_row(reading: OwnReading) -> Row:
    waiting = reading.indicator(reading.own.code, "not_served_people", "whole")
    cells = (Cell(reading.own.name, heading=True), Cell(PEOPLE_UNIT), _NOTHING, _NOTHING, waiting)
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
    before = reading.package.quarter.year_before
    when = quarter_title(before.year, before.number)
    compared = (
        f"Capaian {when} sebagaimana diterbitkan provinsi."
        if facts.last_year
        else f"Hasil {when} tidak diterbitkan, sehingga perubahan tidak dapat ditunjukkan."
    )
    return (
        "Keterisian: penerima, mutu, dan baris anggaran yang terisi atau nihil. Pagu dan realisasi diambil dari versi "
        f"APBD terakhir yang dimiliki daerah. Realisasi {EMPTY}: ada baris yang belum diisi.",
        compared,
    )
