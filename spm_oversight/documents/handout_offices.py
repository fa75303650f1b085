"""The offices in the handout: who has the ball, and a page for each with its services, money and problems."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from spm_oversight.documents.comparison import budget_version
from spm_oversight.documents.handout_facts import AgreedFacts, HandoutFacts
from spm_oversight.documents.handout_tables import achievement_heads, achievement_row, money_heads, money_row
from spm_oversight.documents.model import (
    Block,
    Cell,
    Head,
    Item,
    Items,
    KeyFigure,
    KeyFigures,
    Prose,
    Row,
    Section,
    Table,
)
from spm_oversight.documents.own_reading import OwnReading, amount, counts_people
from spm_oversight.documents.problems import full_problem
from spm_oversight.documents.words import DATA_STATE
from spm_oversight.domain.catalogue import Service
from spm_oversight.domain.figures import Problem
from spm_oversight.domain.part import Part
from spm_oversight.formats import EMPTY, number, quarter_title, rupiah

UNCARRIED = "Layanan tanpa pengampu"
_ASSIGN = "Belum ada perangkat daerah yang mengampu. Giliran admin kabupaten/kota menetapkan pengampunya."


@dataclass(frozen=True)
class OfficePart:
    """An office's part of the quarter, with its services in catalogue order."""

    name: str
    state: str
    services: tuple[Service, ...]
    part: Part
    agreed: tuple[AgreedFacts, ...] | None = None


def parts_of(reading: OwnReading, facts: HandoutFacts) -> tuple[OfficePart, ...]:
    """Every office that carries a service, and what nobody carries, so that no service is left out."""
    carried = {code for office in facts.offices for code in office.services}
    listed = [(each.name, each.state, frozenset(each.services), each.agreed) for each in facts.offices]
    listed.append((UNCARRIED, _ASSIGN, frozenset(reading.package.catalogue.service) - carried, None))
    parts: list[OfficePart] = []
    for name, state, codes, agreed in listed:
        services = tuple(s for s in reading.package.catalogue.services if s.code in codes)
        if services:
            parts.append(OfficePart(name, state, services, reading.part(codes), agreed))
    return tuple(parts)


def overview_section(reading: OwnReading, parts: Sequence[OfficePart], facts: HandoutFacts) -> Section:
    """One row for each office: how full, how many wait, how much was spent, and who has the ball."""
    quarter = reading.package.quarter
    table = Table(
        caption="Perangkat daerah",
        measure=quarter_title(quarter.year, quarter.number),
        heads=(
            Head("Perangkat daerah", width="44mm"),
            Head("Layanan", "", True, "11mm"),
            Head("Keterisian", "%", True, "14mm"),
            Head("Belum terlayani", "orang", True, "14mm"),
            Head("Serapan", "% pagu", True, "12mm"),
            Head("Keadaan dan giliran"),
        ),
        rows=tuple(
            Row(
                (
                    Cell(each.name, heading=True),
                    amount(len(each.services)),
                    reading.share(each.part.completeness),
                    _waiting(reading, each),
                    reading.share(each.part.serapan, computed=each.part.allocation is not None),
                    Cell(each.state),
                )
            )
            for each in parts
        ),
        notes=(f"Tanda {EMPTY}: belum ada isian, atau tidak ada layanan bersatuan orang.",),
        style="small wrap",
        sample=facts.sample,
    )
    return Section("giliran", "Perangkat daerah: keadaan dan giliran", (table,))


def office_section(
    reading: OwnReading, own: OfficePart, parts: Sequence[OfficePart], facts: HandoutFacts
) -> Section:
    """An office on its page: state, key figures, services, the problems of its urusan, and what was agreed before."""
    place = next(number for number, each in enumerate(parts, start=1) if each is own)
    blocks: tuple[Block, ...] = (
        Prose((own.state,), lead=True),
        KeyFigures(_key_figures(reading, own)),
        *_tables(reading, own, facts),
        *_problem_blocks(own, parts, facts),
        *_agreed_blocks(own, facts),
    )
    return Section(f"pd-{place}", own.name, blocks)


def _key_figures(reading: OwnReading, own: OfficePart) -> tuple[KeyFigure, ...]:
    part = own.part
    waiting, serapan = _waiting(reading, own), reading.share(part.serapan)
    return (
        KeyFigure(
            "Keterisian",
            reading.share(part.completeness),
            "%",
            f"{number(part.filled)} dari {number(part.expected)} isian",
        ),
        KeyFigure(
            "Belum terlayani", waiting, "" if waiting.absent else "orang", "hanya layanan bersatuan orang"
        ),
        KeyFigure("Serapan", serapan, "" if serapan.absent else "%", _money(reading, part)),
    )


def _money(reading: OwnReading, part: Part) -> str:
    if part.allocation is None:
        return "belum ada isian anggaran"
    version = f"APBD {budget_version(reading.own)}"
    if part.realisation is None:
        return f"pagu SPM {rupiah(part.allocation)}, {version}; realisasi belum lengkap"
    return f"realisasi {rupiah(part.realisation)} dibagi pagu SPM {rupiah(part.allocation)}, {version}"


def _waiting(reading: OwnReading, own: OfficePart) -> Cell:
    """People not yet served, over the filled services that count people; a dash where there is none."""
    filled = [s for s in own.services if counts_people(s) and not reading.entered(s)[2].absent]
    return amount(own.part.not_served_people if filled else None)


def _tables(reading: OwnReading, own: OfficePart, facts: HandoutFacts) -> tuple[Table, ...]:
    """The office's own rows of the result tables, so that its page can be read alone; no money before any is there."""
    served = Table(
        "Penerima, mutu, dan capaian",
        achievement_heads("Layanan"),
        tuple(achievement_row(reading, service) for service in own.services),
        DATA_STATE[reading.package.state],
        style="small services",
        sample=facts.sample,
    )
    money = Table(
        "Keterisian, anggaran, dan perubahan",
        money_heads(reading, "Layanan"),
        tuple(money_row(reading, facts, service) for service in own.services),
        f"APBD {budget_version(reading.own)}",
        style="small services",
        sample=facts.sample,
    )
    return (served, money) if reading.begun else (served,)


def _problem_blocks(own: OfficePart, parts: Sequence[OfficePart], facts: HandoutFacts) -> tuple[Block, ...]:
    """The problems of the urusan in which the office carries a service; they are raised by urusan, not by office."""
    urusan = {service.urusan_code for service in own.services}
    problems = [each for each in facts.problems if each.urusan_code in urusan]
    if not problems:
        return (Items("Permasalahan", (Item("Tidak ada permasalahan yang disampaikan."),)),)
    others = [
        each.name
        for each in parts
        if each is not own and urusan & {service.urusan_code for service in each.services}
    ]
    shared = f"Urusan ini diampu bersama {' dan '.join(others)}." if others else ""
    items = tuple(_problem(each, facts) for each in problems)
    return (Items("Permasalahan dan solusi", items, shared, sample=facts.sample),)


def _agreed_blocks(own: OfficePart, facts: HandoutFacts) -> tuple[Block, ...]:
    """What earlier meetings agreed with the office, the open ones first."""
    if own.agreed is None:
        return ()
    items = tuple(map(_agreement, own.agreed)) or (Item("Tidak ada yang perlu ditanyakan kembali."),)
    return (
        Items("Kesepakatan rapat lalu", items, facts.last_meeting, sample=facts.sample and bool(own.agreed)),
    )


def _agreement(each: AgreedFacts) -> Item:
    parts = [f"{each.text.rstrip('.')}. Penanggung jawab: {each.owner}. Tenggat: {each.due}."]
    if each.last:
        parts.append(f"Catatan: {each.last.rstrip('.')}.")
    return Item(" ".join(parts), head=each.state)


def _problem(each: Problem, facts: HandoutFacts) -> Item:
    item = full_problem(each)
    late = each.due is not None and each.due < facts.day
    return Item(f"{item.text} Tenggat itu sudah lewat." if late else item.text, item.head)
