"""Evidence as pages: all services of a quarter, one service, and a district's as the province examines it."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from datetime import datetime

from spm_oversight import formats
from spm_oversight.domain.catalogue import URUSAN
from spm_oversight.domain.evidence import MEGABYTE, Limits, Purpose, host_of
from spm_oversight.persistence.evidence import Evidence
from spm_oversight.services.evidence import ExaminedEvidence, MyEvidence, ServiceEvidence
from spm_oversight.web.told import State, deadline, title_of

THERE = State("Ada", "check2", "accepted")
NOTHING = State("Belum ada", "circle", "none")
NO_STATEMENT = State("Surat nihil belum ada", "exclamation-triangle", "returned")
_MB = f"{formats.NBSP}MB"


@dataclass(frozen=True)
class PieceRow:
    """A piece of evidence in words; ``link`` and ``host`` are empty for a file, ``removed`` while it is there."""

    id: str
    name: str
    link: str
    host: str
    belongs: str
    page: str
    note: str
    size: str
    added: str
    removed: str


@dataclass(frozen=True)
class ServiceRow:
    """A service in the list: how much is there, for how many of its items."""

    code: str
    name: str
    office: str
    state: State
    pieces: str
    items: str
    statement: str
    rows: tuple[PieceRow, ...]


@dataclass(frozen=True)
class UrusanRows:
    """The services of one urusan; ``bare`` names those without any evidence."""

    name: str
    rows: tuple[ServiceRow, ...]
    bare: tuple[str, ...]


@dataclass(frozen=True)
class ListScreen:
    """All services; ``first_bare`` is where to begin, while something may be added."""

    code: str
    over: str
    title: str
    facts: tuple[tuple[str, str], ...]
    why_closed: str
    groups: tuple[UrusanRows, ...]
    first_bare: ServiceRow | None
    offices: bool
    sample: bool


@dataclass(frozen=True)
class ServiceScreen:
    """One service; ``room`` says how large a file may be and how much is used, ``largest`` is in bytes."""

    code: str
    over: str
    period: str
    service: str
    name: str
    title: str
    facts: tuple[tuple[str, str], ...]
    why_closed: str
    may_add: bool
    nil: bool
    rows: tuple[PieceRow, ...]
    bare_items: tuple[tuple[str, str], ...]
    room: str
    largest: int
    too_large: str
    sample: bool


@dataclass(frozen=True)
class ExaminedScreen:
    """A district's evidence for the province."""

    code: str
    period: str
    district: str
    name: str
    title: str
    facts: tuple[tuple[str, str], ...]
    groups: tuple[UrusanRows, ...]
    sample: bool


def list_screen(found: MyEvidence, *, may_add: bool, now: datetime) -> ListScreen:
    """All services of the own district, or of the own office."""
    my = found.my
    groups = _groups(found.services, my.zone)
    may_add = may_add and my.may_enter
    bare = [row for group in groups for row in group.rows if row.state is not THERE]
    return ListScreen(
        code=my.period.quarter.code,
        over=_over(found),
        title=f"{title_of(my.period.quarter)}: {_finding(found.services)}",
        facts=(
            ("Tenggat", deadline(my.period.window, my.zone, now)),
            ("Ruang bukti", _used(found.used, found.limits)),
        ),
        why_closed="" if may_add else my.why_closed or "",
        groups=groups,
        first_bare=bare[0] if bare and may_add else None,
        offices=my.office is None,
        sample=my.sample,
    )


def service_screen(found: MyEvidence, *, may_add: bool, now: datetime) -> ServiceScreen:
    """The one service in ``found``, for somebody who may add or only read."""
    my, (each,) = found.my, found.services
    largest = _whole(found.limits.largest)
    name = each.line.service.name
    count = f"{each.count} bukti" if each.count else "belum ada bukti"
    return ServiceScreen(
        code=my.period.quarter.code,
        over=_over(found),
        period=title_of(my.period.quarter),
        service=each.line.service.code,
        name=name,
        title=f"{name}: {count}",
        facts=(
            ("Periode", title_of(my.period.quarter)),
            ("Tenggat", deadline(my.period.window, my.zone, now)),
            *((("Penerima", "nihil, " + _statement(each)),) if each.line.nil else ()),
            ("Ruang bukti", _used(found.used, found.limits)),
        ),
        why_closed=my.why_closed or "",
        may_add=may_add and my.may_enter,
        nil=each.line.nil,
        rows=_pieces(each, my.zone),
        bare_items=tuple((item.code, item.name) for item in each.bare_items),
        room=f"Paling besar {largest}; {_used(found.used, found.limits)} pada triwulan ini.",
        largest=found.limits.largest,
        too_large=f"Berkas ini lebih dari {largest}. Kecilkan, bagi menjadi beberapa berkas, atau tambahkan "
        "sebagai tautan.",
        sample=my.sample,
    )


def examined_screen(found: ExaminedEvidence) -> ExaminedScreen:
    """One district's evidence, service by service."""
    sent = found.sent
    return ExaminedScreen(
        code=sent.period.quarter.code,
        period=title_of(sent.period.quarter),
        district=sent.district.id,
        name=sent.district.name,
        title=f"{sent.district.name}: {_finding(found.services)}",
        facts=(("Periode", title_of(sent.period.quarter)),),
        groups=_groups(found.services, sent.zone),
        sample=sent.sample,
    )


def _over(found: MyEvidence) -> str:
    my = found.my
    return f"{my.office.name}, {my.district.name}" if my.office else my.district.name


def _used(used: int, limits: Limits) -> str:
    """``terpakai 12,4 dari 500 MB``."""
    taken = formats.megabytes(used) if used else "0"
    return f"terpakai {taken.removesuffix(_MB)} dari {_whole(limits.quota)}"


def _whole(size: int) -> str:
    """A limit, which the settings give in whole megabytes: ``20 MB``."""
    return f"{formats.number(size // MEGABYTE)}{_MB}"


def _finding(services: tuple[ServiceEvidence, ...]) -> str:
    shown = sum(bool(each.count) for each in services)
    pieces = sum(each.count for each in services)
    if not pieces:
        return "belum ada bukti"
    return f"{formats.number(pieces)} bukti pada {shown} dari {len(services)} layanan"


def _groups(services: tuple[ServiceEvidence, ...], zone: str) -> tuple[UrusanRows, ...]:
    groups: list[UrusanRows] = []
    for urusan in URUSAN:
        own = [each for each in services if each.line.service.urusan_code == urusan.code]
        if own:
            rows = tuple(_service(each, zone) for each in own)
            bare = tuple(row.name for row in rows if not row.rows)
            groups.append(UrusanRows(urusan.name, rows, bare))
    return tuple(groups)


def _service(each: ServiceEvidence, zone: str) -> ServiceRow:
    kinds = Counter(
        "tautan" if piece.link else "berkas"
        for piece in each.pieces
        if not piece.removed and piece.place.purpose is Purpose.EVIDENCE
    )
    told = ", ".join(f"{kinds[word]} {word}" for word in ("berkas", "tautan") if kinds[word])
    without = each.line.nil and not each.has_nil_statement
    covered = len(each.items) - len(each.bare_items)
    return ServiceRow(
        code=each.line.service.code,
        name=each.line.service.name,
        office=each.line.office_name or "belum ada perangkat daerah",
        state=NO_STATEMENT if without else THERE if each.count or each.has_nil_statement else NOTHING,
        pieces=told or formats.EMPTY,
        items=f"{covered} dari {len(each.items)}" if each.items else "tidak ada butir",
        statement=_statement(each) if each.line.nil else "",
        rows=_pieces(each, zone),
    )


def _statement(each: ServiceEvidence) -> str:
    return "surat pernyataan ada" if each.has_nil_statement else "surat pernyataan belum ada"


def _pieces(each: ServiceEvidence, zone: str) -> tuple[PieceRow, ...]:
    names = {item.code: item.name for item in each.items}
    order = {code: place for place, code in enumerate(names, start=1)}
    ordered = sorted(each.pieces, key=lambda piece: order.get(piece.place.item or "", 0))
    return tuple(_piece(piece, names, zone) for piece in ordered)


def _piece(piece: Evidence, names: dict[str, str], zone: str) -> PieceRow:
    place = piece.place
    belongs = names.get(place.item or "", "Seluruh layanan")
    removed = ""
    if piece.removed:
        removed = (
            f"Dihapus daerah {formats.moment(piece.removed_at, zone)}; ikut dalam kiriman "
            f"{_numbers(piece.since_number, piece.until_number or 0)}."
        )
    return PieceRow(
        id=str(piece.id),
        name=piece.name or host_of(piece.link),
        link=piece.link,
        host=host_of(piece.link) if piece.link else "",
        belongs="Surat pernyataan nihil" if place.purpose is Purpose.NIL_STATEMENT else belongs,
        page=piece.remark.page,
        note=piece.remark.note,
        size=f"{piece.file.kind.value.upper()}, {formats.megabytes(piece.file.size)}"
        if piece.file
        else "tautan",
        added=f"{formats.moment(piece.added_at, zone)} oleh {piece.added_by}",
        removed=removed,
    )


def _numbers(first: int, last: int) -> str:
    return f"ke-{first}" if first == last else f"ke-{first} sampai ke-{last}"
