"""The archive as its pages show it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction

from spm_oversight import formats
from spm_oversight.documents.words import BUDGET_VERSION, NIL, REPORT_STATE
from spm_oversight.domain.catalogue import Catalogue, service_of_item
from spm_oversight.domain.figures import BudgetVersion, CellState
from spm_oversight.domain.method import ReportState
from spm_oversight.domain.revision import CellChange, Told
from spm_oversight.persistence.snapshots import Score, Snapshot
from spm_oversight.services.export_tables import HASH_SHOWN
from spm_oversight.services.revisions import Archive, Entered, QuarterRevisions, Revision
from spm_oversight.web.told import cumulative, title_of


@dataclass(frozen=True)
class Line:
    """One revision of a quarter in the list."""

    code: str
    title: str
    revision: str
    number: int
    cut_off: str
    state: str
    method: str
    sha256: str
    newest: bool
    revised: bool


@dataclass(frozen=True)
class ArchiveScreen:
    """All closed quarters. ``running``: those opened again, in words."""

    place: str
    title: str
    sample: bool
    lines: tuple[Line, ...]
    running: tuple[str, ...]


@dataclass(frozen=True)
class Moved:
    """A district's achievement and rank, before and after."""

    name: str
    before: str
    after: str
    change: str
    rank_before: str
    rank_after: str


@dataclass(frozen=True)
class ChangedCell:
    """A cell before and after, with who entered it and when."""

    district: str
    what: str
    field: str
    before: str
    after: str
    by: str
    at: str


@dataclass(frozen=True)
class RevisionPart:
    """What one revision changed."""

    number: int
    title: str
    facts: tuple[tuple[str, str], ...]
    reason: str
    by: str
    results: tuple[Moved, ...]
    cells: tuple[ChangedCell, ...]


@dataclass(frozen=True)
class RevisionsScreen:
    """One closed quarter and all its revisions; ``closed``: not opened again now."""

    place: str
    title: str
    code: str
    name: str
    facts: tuple[tuple[str, str], ...]
    sample: bool
    cumulative: str
    whole: bool
    closed: bool
    parts: tuple[RevisionPart, ...]
    lines: tuple[Line, ...]


def archive_screen(found: Archive) -> ArchiveScreen:
    """Build the list."""
    zone = found.province.time_zone
    lines = [line for _, each in found.quarters for line in _lines(each, zone)]
    revised = sum(len(each) > 1 for _, each in found.quarters)
    told = f"{formats.number(revised)} di antaranya direvisi" if revised else "tidak ada yang direvisi"
    return ArchiveScreen(
        place=f"Provinsi {found.province.name}",
        title=f"{formats.number(len(found.quarters))} triwulan tersimpan, {told}",
        sample=found.province.sample,
        lines=tuple(lines),
        running=tuple(title_of(each) for each in sorted(found.running)),
    )


def _lines(snapshots: Sequence[Snapshot], zone: str) -> list[Line]:
    return [
        Line(
            code=each.quarter.code,
            title=title_of(each.quarter),
            revision=f"revisi {each.revision}" if len(snapshots) > 1 else "tanpa revisi",
            number=each.revision or 1,
            cut_off=formats.moment(each.cut_off, zone),
            state=f"diterbitkan {formats.moment(each.published_at, zone)}"
            if each.published_at
            else "belum diterbitkan",
            method=each.method_version,
            sha256=each.sha256[:HASH_SHOWN],
            newest=index == 0,
            revised=len(snapshots) > 1,
        )
        for index, each in enumerate(snapshots)
    ]


def revisions_screen(found: QuarterRevisions) -> RevisionsScreen:
    """Build one quarter's page."""
    zone, newest = found.province.time_zone, found.snapshots[0]
    name = title_of(found.quarter)
    count = len(found.revisions)
    return RevisionsScreen(
        place=f"Provinsi {found.province.name}",
        title=f"{name}: direvisi {formats.number(count)} kali" if count else f"{name}: belum pernah direvisi",
        code=found.quarter.code,
        name=name,
        facts=(
            ("Keadaan data", "dilaporkan, diterbitkan" if newest.published_at else "dilaporkan, dibekukan"),
            ("Batas data", formats.moment(newest.cut_off, zone)),
            ("Metode", f"IP-SPM versi {newest.method_version}"),
            ("Sidik data", newest.sha256[:HASH_SHOWN]),
        ),
        sample=found.province.sample,
        cumulative=cumulative(found.quarter),
        whole=found.whole,
        closed=found.closed,
        parts=tuple(_part(each, found, zone) for each in found.revisions),
        lines=tuple(_lines(found.snapshots, zone)),
    )


def _part(revision: Revision, found: QuarterRevisions, zone: str) -> RevisionPart:
    names = {each.id: each.short for each in found.districts}
    new, old = revision.snapshot, revision.before
    return RevisionPart(
        number=new.revision or 1,
        title=f"Revisi {new.revision}: {formats.number(len(revision.results))} capaian atau peringkat berubah",
        facts=(
            ("Batas data", formats.moment(new.cut_off, zone)),
            ("Menggantikan", f"revisi {old.revision}, batas data {formats.moment(old.cut_off, zone)}"),
            ("Keadaan", _published(new, zone)),
        ),
        reason=revision.why.reason if revision.why else "",
        by=f"{revision.why.by}, {formats.moment(revision.why.at, zone)}" if revision.why else "",
        results=tuple(
            Moved(
                name=each.district.short,
                before=_index(each.before),
                after=_index(each.after),
                change=_change(each.before, each.after),
                rank_before=_rank(each.before),
                rank_after=_rank(each.after),
            )
            for each in revision.results
        ),
        cells=tuple(_cell(each, names, found.catalogue, zone) for each in revision.cells),
    )


def _published(snapshot: Snapshot, zone: str) -> str:
    if snapshot.published_at is None:
        return "belum diterbitkan; kabupaten/kota masih melihat revisi sebelumnya"
    return f"diterbitkan {formats.moment(snapshot.published_at, zone)}"


def _index(score: Score | None) -> str:
    return formats.number(score.index if score else None, 2)


def _change(before: Score | None, after: Score | None) -> str:
    if before is None or after is None or before.index is None or after.index is None:
        return formats.EMPTY
    return formats.signed(after.index - before.index, 2)


def _rank(score: Score | None) -> str:
    return formats.number(score.rank if score else None)


def _cell(entered: Entered, names: dict[str, str], catalogue: Catalogue, zone: str) -> ChangedCell:
    change = entered.change
    what, field = _what(change, catalogue)
    return ChangedCell(
        district=names.get(change.district, change.district),
        what=what,
        field=field,
        before=_told(change.kind, change.before),
        after=_told(change.kind, change.after),
        by=entered.by or formats.EMPTY,
        at=formats.moment(entered.at, zone) if entered.at else "",
    )


def _what(change: CellChange, catalogue: Catalogue) -> tuple[str, str]:
    """Of what the cell is, and which of its fields."""
    match change.kind, change.key:
        case "recipients", (code,):
            return _service(code, catalogue), "penerima: harus dilayani / terlayani"
        case "quality", (code,):
            item = catalogue.item.get(code)
            return (
                _service(service_of_item(code), catalogue),
                f"{item.name if item else code}: kebutuhan / tersedia",
            )
        case "budget", (code, version, source):
            words = BUDGET_VERSION[BudgetVersion(version)]
            return _service(code, catalogue), f"anggaran {words}, {source}: pagu / realisasi"
        case "totals", (version,):
            words = BUDGET_VERSION[BudgetVersion(version)]
            return "Total anggaran", f"{words}: total belanja / belanja enam urusan / kebutuhan"
        case _:
            return "Laporan", "keadaan"


def _service(code: str, catalogue: Catalogue) -> str:
    service = catalogue.service.get(code)
    return service.name if service else code


def _told(kind: str, values: Told) -> str:
    if not values:
        return "kosong"
    if kind == "report":
        return REPORT_STATE[ReportState(str(values[0]))]
    if kind in ("budget", "totals"):
        return " / ".join(formats.rupiah(v) if isinstance(v, int) else formats.EMPTY for v in values)
    state, *pair = values
    return NIL if state == CellState.NIL.value else " / ".join(map(_plain, pair))


def _plain(value: object) -> str:
    if not isinstance(value, Fraction):
        return formats.EMPTY
    return formats.number(value, 0 if value.denominator == 1 else 2)
