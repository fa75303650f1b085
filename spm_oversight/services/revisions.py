"""Every closed quarter again, and what each revision changed: cells, results, ranks, and why."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from itertools import pairwise

from spm_oversight.domain.access import Permission, decide
from spm_oversight.domain.catalogue import Catalogue
from spm_oversight.domain.errors import Missing
from spm_oversight.domain.period import Quarter
from spm_oversight.domain.revision import CellChange, changed_cells
from spm_oversight.exchange.data_package import read_package
from spm_oversight.persistence.places import District, Province
from spm_oversight.persistence.quarters import Reopening
from spm_oversight.persistence.snapshots import Score, Snapshot
from spm_oversight.persistence.work import Work
from spm_oversight.services.begin import own_province, require


@dataclass(frozen=True)
class Archive:
    """The closed quarters this scope sees, the newest first, each with its revisions, the newest first.

    ``running``: those that were opened again and are not closed anew.
    """

    province: Province
    quarters: tuple[tuple[Quarter, tuple[Snapshot, ...]], ...]
    running: frozenset[Quarter]


@dataclass(frozen=True)
class ResultChange:
    """A district's achievement (percent) and rank in two revisions."""

    district: District
    before: Score | None
    after: Score | None


@dataclass(frozen=True)
class Entered:
    """A cell that differs, and who entered what stands there, when; nobody where it was entered anew since."""

    change: CellChange
    by: str
    at: datetime | None


@dataclass(frozen=True)
class Revision:
    """A revision beside the one before it.

    ``why``: what opened the quarter again; ``cells``: those this scope may see.
    """

    snapshot: Snapshot
    before: Snapshot
    why: Reopening | None
    results: tuple[ResultChange, ...]
    cells: tuple[Entered, ...]


@dataclass(frozen=True)
class QuarterRevisions:
    """One closed quarter: its snapshots, the newest first, and what each but the first changed.

    ``whole``: the cells of all districts are told, not the own district's alone; ``closed``: not opened again now.
    """

    province: Province
    quarter: Quarter
    catalogue: Catalogue
    snapshots: tuple[Snapshot, ...]
    revisions: tuple[Revision, ...]
    districts: tuple[District, ...]
    whole: bool
    closed: bool


def archive(work: Work) -> Archive:
    """All closed quarters: the district's people see the published ones."""
    require(work, Permission.SEE_RESULTS)
    province = work.places.province(own_province(work))
    found: dict[Quarter, list[Snapshot]] = {}
    for snapshot in work.snapshots.revisions():
        found.setdefault(snapshot.quarter, []).append(snapshot)
    running = frozenset(period.quarter for period, _ in work.quarters.running(province.id))
    return Archive(province, tuple((q, tuple(each)) for q, each in found.items()), running & found.keys())


def revisions(work: Work, *, quarter: Quarter) -> QuarterRevisions:
    """One closed quarter with all that its revisions changed; ``Missing`` when this scope sees none of it."""
    actor = require(work, Permission.SEE_RESULTS)
    province, districts = work.places.whole(own_province(work))
    seen = tuple(each for each in work.snapshots.revisions() if each.quarter == quarter)
    if not seen:
        raise Missing("Periode itu belum ditutup.")
    whole = decide(actor, Permission.SEE_DESK)
    period = work.quarters.period(province.id, quarter)
    reasons = work.quarters.reopenings(province.id)
    return QuarterRevisions(
        province=province,
        quarter=quarter,
        catalogue=work.catalogues.of_year(period.catalogue_year),
        snapshots=seen,
        revisions=tuple(_revision(work, new, old, reasons, districts, whole) for new, old in pairwise(seen)),
        districts=districts,
        whole=whole,
        closed=period.closed_at is not None,
    )


def _revision(
    work: Work,
    new: Snapshot,
    old: Snapshot,
    reasons: Mapping[tuple[Quarter, int], Reopening],
    districts: tuple[District, ...],
    whole: bool,
) -> Revision:
    standings = work.snapshots.standings((new.id, old.id))
    results = (
        ResultChange(each, standings[old.id].get(each.id), standings[new.id].get(each.id))
        for each in districts
    )
    return Revision(
        snapshot=new,
        before=old,
        why=reasons.get((new.quarter, old.revision or 1)),
        results=tuple(each for each in results if _told(each.before) != _told(each.after)),
        cells=_cells(work, new, old, whole),
    )


def _told(score: Score | None) -> tuple[Decimal | None, int | None]:
    return (score.index, score.rank) if score else (None, None)


def _cells(work: Work, new: Snapshot, old: Snapshot, whole: bool) -> tuple[Entered, ...]:
    before, after = (read_package(work.snapshots.package(each.id)).package for each in (old, new))
    if before is None or after is None:
        raise RuntimeError("a stored package cannot be read")
    seen = work.scope.districts
    changes = [each for each in changed_cells(before, after) if whole or each.district in seen]
    concerned = tuple(sorted({each.district for each in changes}))
    authors = work.figures.authors(new.quarter, concerned) if concerned else {}
    entered: list[Entered] = []
    for change in changes:
        by, at = authors.get((change.district, change.kind, "|".join(change.key)), ("", None))
        known = at is not None and at <= new.cut_off
        entered.append(Entered(change, by if known else "", at if known else None))
    return tuple(entered)
