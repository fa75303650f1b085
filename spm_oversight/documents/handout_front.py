"""The handout's first page: the finding, four key figures, what blocks, the contents, and who signs."""

from __future__ import annotations

from spm_oversight.documents.comparison import budget_version
from spm_oversight.documents.handout_facts import HandoutFacts
from spm_oversight.documents.handout_method import SOURCE, sample_notes
from spm_oversight.documents.model import (
    Block,
    Cell,
    Chapters,
    Columns,
    Front,
    Item,
    Items,
    KeyFigure,
    KeyFigures,
    Prose,
    Signatures,
)
from spm_oversight.documents.own_reading import OwnReading
from spm_oversight.documents.reading import reason_unassessable
from spm_oversight.documents.words import DATA_STATE, REPORT_STATE
from spm_oversight.domain.catalogue import Service
from spm_oversight.domain.letterhead import Letterhead, Signer
from spm_oversight.domain.results import Level
from spm_oversight.formats import EMPTY, NBSP, moment, number, quarter_title, rupiah_short

UNSIGNED = "belum ditandatangani"
NO_SIGNER = "Penanda tangan belum diisi pada kop surat."
# What the page holds above the signatures, whatever the names are; the following pages have the rest.
OFFICES_SHOWN, SERVICES_SHOWN = 3, 3


def front_of(reading: OwnReading, facts: HandoutFacts, *, chapters: tuple[tuple[str, str], ...]) -> Front:
    """The page that is read when only one page is read."""
    quarter = reading.package.quarter
    when = quarter_title(quarter.year, quarter.number)
    blocks: list[Block] = [Prose((_finding(reading, when),), lead=True), KeyFigures(_key_figures(reading))]
    blocks.append(
        Columns(
            (Items("Yang menghambat", _blocking(reading, facts), sample=facts.sample),),
            (Chapters("Isi", chapters),),
            shape="front",
        )
    )
    notes = (*_source_note(facts), *sample_notes(facts))
    blocks.append(Prose((" ".join(notes),), note=True))
    blocks += _signatures(facts.letterhead)
    return Front(
        letterhead_lines(facts.letterhead),
        f"Bahan rapat evaluasi {when}",
        f"{reading.own.name}, capaian standar pelayanan minimal, nomor {facts.number}",
        tuple(blocks),
    )


def letterhead_lines(head: Letterhead) -> tuple[str, ...]:
    """Government, office, address, contact: what there is of them, the office always second."""
    rest = (*head.address, head.contact)
    return (head.government, *((head.office,) if head.office else ()), *(line for line in rest if line))


def _finding(reading: OwnReading, when: str) -> str:
    row, own = reading.whole, reading.own
    state = f"Laporan {REPORT_STATE[own.report_state]}."
    if not reading.begun:
        return f"Belum ada isian untuk {when}. {state} Semua perangkat daerah perlu mulai mengisi."
    if row.index is None:
        return f"Belum dapat dinilai: {reason_unassessable(own)}. {state}"
    sentences = [f"Capaian {reading.text(row.index)}{NBSP}%, {reading.badge(row).label}."]
    change = reading.indicator(own.code, "delta_year", "signed")
    if not change.absent:
        before = quarter_title(reading.package.quarter.year - 1, reading.package.quarter.number)
        sentences.append(f"Dibanding {before}: {change.text} poin persen.")
    return " ".join((*sentences, *_extremes(reading), state))


def _extremes(reading: OwnReading) -> tuple[str, ...]:
    rows = [(reading.at(reading.own, Level.URUSAN, u.code).index, u.short) for u in reading.urusan]
    valued = sorted(((index, name) for index, name in rows if index is not None), key=lambda pair: -pair[0])
    if len(valued) < 2:
        return ()
    (most, best), (least, last) = valued[0], valued[-1]
    return (
        f"Urusan tertinggi {best} {reading.text(most)}{NBSP}%, terendah {last} {reading.text(least)}{NBSP}%.",
    )


def _key_figures(reading: OwnReading) -> tuple[KeyFigure, ...]:
    own, form = reading.own, reading.all_services
    whole = reading.percentage(reading.whole, "index", badge=True)
    serapan = reading.indicator(own.code, "serapan", "percent")
    base = f"realisasi dibagi pagu SPM {rupiah_short(form.allocation)}, APBD {budget_version(own)}"
    waiting = reading.indicator(own.code, "not_served_people", "whole")
    if not reading.begun:  # nobody reported, so "0 orang belum terlayani" would be untrue
        waiting = Cell(EMPTY, absent=True, number=True)
    return (
        KeyFigure(
            "Capaian", whole, "" if whole.absent else "%", f"IPSPM, {DATA_STATE[reading.package.state]}"
        ),
        KeyFigure(
            "Keterisian",
            reading.indicator(own.code, "completeness", "percent"),
            "%",
            f"{number(form.filled)} dari {number(form.expected)} isian",
        ),
        KeyFigure(
            "Belum terlayani",
            waiting,
            "" if waiting.absent else "orang",
            "hanya layanan bersatuan orang",
        ),
        KeyFigure(
            "Serapan",
            serapan,
            "" if serapan.absent else "%",
            "belum ada isian anggaran" if form.allocation is None else base,
        ),
    )


def _blocking(reading: OwnReading, facts: HandoutFacts) -> tuple[Item, ...]:
    """What the meeting has to move, in counts that the following pages show."""
    items = [*_open_offices(reading, facts), *_low_services(reading), *_problems(facts)]
    return tuple(items) or (Item("Semua isian lengkap dan tidak ada layanan pada kategori terendah."),)


def _open_offices(reading: OwnReading, facts: HandoutFacts) -> list[Item]:
    parts = [(office.name, reading.part(office.services)) for office in facts.offices if office.services]
    missing = sorted(
        ((part.expected - part.filled, part.expected, name) for name, part in parts if not part.complete),
        key=lambda each: (-each[0], each[2]),
    )
    items = [
        Item(f"{number(lacking)} dari {number(expected)} isian belum ada.", head=name)
        for lacking, expected, name in missing[:OFFICES_SHOWN]
    ]
    if len(missing) > OFFICES_SHOWN:
        items.append(Item(f"{len(missing) - OFFICES_SHOWN} perangkat daerah lain juga belum lengkap."))
    return items


def _low_services(reading: OwnReading) -> list[Item]:
    """The filled services of the lowest band, the lowest first; what is not filled stands with its office."""
    lowest = min(reading.package.method.bands, key=lambda band: band.lower)
    filled = [s for s in reading.package.catalogue.services if not reading.entered(s)[2].absent]
    rows = [(reading.result(service), service) for service in filled]
    low = sorted(
        ((row.index, s) for row, s in rows if row.index is not None and row.category == lowest.name),
        key=lambda each: (each[0], each[1].code),
    )
    items = [
        Item(f"{reading.text(index)}{NBSP}%{_waiting(reading, service)}.", head=service.name)
        for index, service in low[:SERVICES_SHOWN]
    ]
    if len(low) > SERVICES_SHOWN:
        label = reading.band(lowest.name).label
        items.append(Item(f"{len(low)} layanan terisi seluruhnya pada kategori {label}."))
    return items


def _waiting(reading: OwnReading, service: Service) -> str:
    return f", {reading.entered(service)[2].text} {service.unit} belum terlayani"


def _problems(facts: HandoutFacts) -> list[Item]:
    overdue = sum(each.due is not None and each.due < facts.day for each in facts.problems)
    if not facts.problems:
        return []
    late = f", {overdue} lewat tenggat" if overdue else ""
    return [Item(f"{len(facts.problems)} permasalahan disampaikan{late}; lihat halaman perangkat daerah.")]


def _source_note(facts: HandoutFacts) -> tuple[str, ...]:
    return (f"{SOURCE[facts.source]}, batas data {moment(facts.cut_off, facts.zone)}.",)


def _signatures(head: Letterhead) -> list[Block]:
    if not head.signers:
        return [Prose((f"{UNSIGNED.capitalize()}. {NO_SIGNER}",), note=True)]
    return [Signatures(UNSIGNED, tuple((signer.position, _under(signer)) for signer in head.signers))]


def _under(signer: Signer) -> tuple[str, ...]:
    nip = f"NIP {signer.nip}" if signer.nip else ""
    return tuple(line for line in (signer.name, signer.rank, nip) if line)
