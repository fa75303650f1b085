"""Where a figure comes from, as its page shows it."""

from __future__ import annotations

from dataclasses import dataclass

from spm_oversight.domain.figures import CellState, Pair
from spm_oversight.formats import moment
from spm_oversight.services.provenance import Provenance, Version
from spm_oversight.web.district.tree import amount
from spm_oversight.web.evidence.rows import PieceRow, piece_row
from spm_oversight.web.told import cumulative, title_of

_WAYS = {"form": "formulir", "workbook": "lembar kerja"}
_STATES = {CellState.NIL: "nihil", CellState.BLANK: "dikosongkan"}


@dataclass(frozen=True)
class VersionRow:
    """What was entered, when, by whom and which way; ``note``: how a warning was explained."""

    at: str
    by: str
    way: str
    base: str
    part: str
    note: str


@dataclass(frozen=True)
class OriginScreen:
    """The whole page. ``complete``: whether the rows are every version or the last one alone.

    ``changed``: what was entered after the freeze, in a sentence; empty: nothing else than what is counted.
    ``base``, ``part``: what the two numbers are called in a head; ``meanings``: what each of them counts.
    """

    code: str
    district: str
    quarter: str
    quarter_title: str
    facts: tuple[tuple[str, str], ...]
    sample: bool
    service: str
    base: str
    part: str
    meanings: tuple[tuple[str, str], ...]
    rows: tuple[VersionRow, ...]
    complete: bool
    evidence: tuple[PieceRow, ...]
    title: str
    changed: str


def origin_of(found: Provenance) -> OriginScreen:
    """Build the page."""
    zone, quarter = found.period.province.time_zone, found.period.quarter
    rows = tuple(_row(each, zone) for each in found.versions)
    base, part = ("Kebutuhan", "Tersedia") if found.is_item else ("Harus dilayani", "Terlayani")
    meanings = ((base, found.denominator), (part, found.numerator))
    return OriginScreen(
        code=found.district.id,
        district=found.district.name,
        quarter=quarter.code,
        quarter_title=title_of(quarter),
        facts=(
            ("Periode", title_of(quarter)),
            ("Angka", f"dilaporkan, {cumulative(quarter)}"),
            ("Diisi oleh", rows[0].by or "tidak tercatat" if rows else "belum ada"),
            ("Waktu", rows[0].at if rows else "belum ada"),
        ),
        sample=found.period.sample,
        service=found.service,
        base=base,
        part=part,
        meanings=tuple((name, text) for name, text in meanings if text and text != name),
        rows=rows,
        complete=found.complete,
        evidence=tuple(piece_row(each, {found.code: found.name}, zone) for each in found.evidence),
        title=f"{found.name}: {_told(found)}",
        changed=_changed(found, rows),
    )


def _changed(found: Provenance, rows: tuple[VersionRow, ...]) -> str:
    if not found.changed_since:
        return ""
    now = f"Isian terakhir, {rows[0].at}," if rows else "Isian yang tersimpan"
    return (
        f"{now} berbeda dari angka beku {moment(found.period.cut_off, found.period.province.time_zone)} yang dihitung "
        "dalam hasil. Isian itu ikut dihitung bila triwulan ini ditutup lagi."
    )


def _told(found: Provenance) -> str:
    """What the results count: ``5.312 dari 5.885 orang``, or a word."""
    pair = found.counted or Pair(CellState.BLANK)
    if pair.state is CellState.NIL:
        return _STATES[CellState.NIL]
    if pair.base is None and pair.part is None:
        return _STATES[CellState.BLANK] if found.versions and not found.changed_since else "belum diisi"
    return f"{amount(pair.part)} dari {amount(pair.base)} {found.unit}"


def _row(version: Version, zone: str) -> VersionRow:
    state = _STATES.get(version.pair.state)
    return VersionRow(
        at=moment(version.at, zone),
        by=version.by,
        way=_WAYS.get(version.source, version.source),
        base=state or amount(version.pair.base),
        part=state or amount(version.pair.part),
        note=version.note,
    )
