"""Services and pieces of evidence as rows; the district and the province read the same ones."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass

from spm_oversight import formats
from spm_oversight.domain.catalogue import URUSAN
from spm_oversight.domain.evidence import Purpose, host_of
from spm_oversight.persistence.evidence import Evidence
from spm_oversight.services.evidence import ServiceEvidence
from spm_oversight.web.told import State

THERE = State("Ada", "check2", "accepted")
NOTHING = State("Belum ada", "circle", "none")
NO_STATEMENT = State("Surat nihil belum ada", "exclamation-triangle", "returned")


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


def urusan_rows(services: tuple[ServiceEvidence, ...], zone: str) -> tuple[UrusanRows, ...]:
    """The services under their urusan, in the order of the law; an urusan without any is left out."""
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
        statement=statement(each) if each.line.nil else "",
        rows=piece_rows(each, zone),
    )


def statement(each: ServiceEvidence) -> str:
    """Whether the signed statement of a nil is there."""
    return "surat pernyataan ada" if each.has_nil_statement else "surat pernyataan belum ada"


def piece_rows(each: ServiceEvidence, zone: str) -> tuple[PieceRow, ...]:
    """What is there for a service: first for the whole of it, then item by item."""
    names = {item.code: item.name for item in each.items}
    order = {code: place for place, code in enumerate(names, start=1)}
    ordered = sorted(each.pieces, key=lambda piece: order.get(piece.place.item or "", 0))
    return tuple(piece_row(piece, names, zone) for piece in ordered)


def piece_row(piece: Evidence, names: Mapping[str, str], zone: str) -> PieceRow:
    """A piece in words; ``names``: of the items, by code."""
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
