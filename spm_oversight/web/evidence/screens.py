"""Evidence as pages: all services of a quarter, one service, and a district's as the province examines it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from spm_oversight import formats
from spm_oversight.domain.evidence import MEGABYTE, Limits
from spm_oversight.services.deadlines import until
from spm_oversight.services.evidence import ExaminedEvidence, MyEvidence, ServiceEvidence
from spm_oversight.web.evidence.rows import (
    THERE,
    PieceRow,
    ServiceRow,
    UrusanRows,
    piece_rows,
    statement,
    urusan_rows,
)
from spm_oversight.web.told import title_of

_MB = f"{formats.NBSP}MB"


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
    groups = urusan_rows(found.services, my.zone)
    may_add = may_add and my.may_enter
    bare = [row for group in groups for row in group.rows if row.state is not THERE]
    return ListScreen(
        code=my.period.quarter.code,
        over=found.my.place,
        title=f"{title_of(my.period.quarter)}: {_finding(found.services)}",
        facts=(
            ("Tenggat", until(my.period.window.closes, my.zone, now)),
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
        over=found.my.place,
        period=title_of(my.period.quarter),
        service=each.line.service.code,
        name=name,
        title=f"{name}: {count}",
        facts=(
            ("Periode", title_of(my.period.quarter)),
            ("Tenggat", until(my.period.window.closes, my.zone, now)),
            *((("Penerima", "nihil, " + statement(each)),) if each.line.nil else ()),
            ("Ruang bukti", _used(found.used, found.limits)),
        ),
        why_closed=my.why_closed or "",
        may_add=may_add and my.may_enter,
        nil=each.line.nil,
        rows=piece_rows(each, my.zone),
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
        groups=urusan_rows(found.services, sent.zone),
        sample=sent.sample,
    )


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
