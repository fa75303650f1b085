"""The settings of the calculation as versions: read, drafted, tried on a closed quarter, switched on (ADR 0023)."""

from __future__ import annotations

from dataclasses import dataclass
from uuid import UUID

from spm_oversight.domain.access import Permission
from spm_oversight.domain.errors import Conflict, Missing, Refused
from spm_oversight.domain.method import Method
from spm_oversight.domain.method_change import Moved, checked_method, effect
from spm_oversight.domain.method_settings import method_to_settings
from spm_oversight.domain.period import Quarter
from spm_oversight.persistence.methods import Draft, KeptMethod
from spm_oversight.persistence.quarters import Period
from spm_oversight.persistence.snapshots import Snapshot
from spm_oversight.persistence.work import Work
from spm_oversight.services.begin import own_province, require
from spm_oversight.services.booklet import package_of


@dataclass(frozen=True)
class MethodVersion:
    """A version and the quarters opened under it, the oldest first; none: it is for the next one to be opened."""

    kept: KeptMethod
    quarters: tuple[Quarter, ...]


@dataclass(frozen=True)
class Settings:
    """The versions, the newest first; the draft; the periods that still run; the closed quarters, the newest first.

    ``corrected``: of the running ones those that were closed before, which keep their version.
    """

    versions: tuple[MethodVersion, ...]
    draft: Draft | None
    running: tuple[Period, ...]
    corrected: frozenset[Quarter]
    closed: tuple[Quarter, ...]
    next: Quarter | None
    zone: str
    sample: bool

    @property
    def current(self) -> Method:
        """The method that the next quarter will be opened with."""
        return self.versions[0].kept.method


@dataclass(frozen=True)
class Preview:
    """What the draft would do to a closed quarter; ``published_under``: the method that it keeps."""

    draft: Draft
    snapshot: Snapshot
    published_under: Method
    moved: tuple[Moved, ...]


def settings(work: Work) -> Settings:
    """The own province's settings."""
    require(work, Permission.SEE_DESK)
    province = own_province(work)
    place, periods = work.places.province(province), work.quarters.periods(province)
    by_version: dict[str, list[Quarter]] = {}
    for period in reversed(periods):
        by_version.setdefault(period.method_version, []).append(period.quarter)
    return Settings(
        versions=tuple(
            MethodVersion(each, tuple(by_version.get(each.method.version, ())))
            for each in work.methods.all(province)
        ),
        draft=work.methods.draft(province),
        running=tuple(period for period in periods if period.closed_at is None),
        corrected=frozenset(quarter for quarter, _ in work.quarters.reopenings(province)),
        closed=tuple(period.quarter for period in periods if period.closed_at is not None),
        next=periods[0].quarter.next if periods else None,
        zone=place.time_zone,
        sample=place.sample,
    )


def keep_method_draft(work: Work, *, typed: Method, why: str) -> None:
    """Keep what the next version shall be; nothing is calculated with it. ``Invalid`` with a fault for each place."""
    actor = require(work, Permission.MANAGE_METHOD)
    province = own_province(work)
    method, reason = checked_method(typed, why, work.methods.all(province)[0].method)
    work.methods.keep_draft(province, method, why=reason, by=actor.name)
    work.record.add("method_drafted", method.version, why=reason, settings=method_to_settings(method))


def drop_method_draft(work: Work) -> None:
    """Forget the draft; ``Refused`` when there is none."""
    require(work, Permission.MANAGE_METHOD)
    province = own_province(work)
    draft = _draft(work, province)
    work.methods.drop_draft(province)
    work.record.add("method_draft_dropped", draft.method.version)


def preview_method(work: Work, *, quarter: Quarter | None = None) -> Preview | None:
    """The draft tried on the frozen figures of a closed quarter, the newest when none is named; nothing is stored.

    None: there is no draft, or no quarter is closed yet. ``Missing``: the named one is not.
    """
    require(work, Permission.SEE_DESK)
    province = own_province(work)
    draft, seen = work.methods.draft(province), work.snapshots.all()
    snapshot = next((each for each in seen if quarter in (None, each.quarter)), None)
    if snapshot is None and quarter is not None:
        raise Missing("Periode itu belum ditutup.")
    if draft is None or snapshot is None:
        return None
    package = package_of(work.snapshots.package(snapshot.id))
    return Preview(draft, snapshot, package.method, effect(package, draft.method))


def adopt_method(work: Work, *, draft: UUID | None) -> str:
    """Switch the draft on for every quarter opened from now on; answers its version.

    ``draft``: the one that stood on the page; ``Conflict`` when it was changed since. Quarters that are open or closed
    keep the version they were opened with.
    """
    actor = require(work, Permission.MANAGE_METHOD)
    province = own_province(work)
    found = _draft(work, province)
    if found.id != draft:
        raise Conflict("Konsep metode baru saja diubah. Lihat lagi pratinjaunya, lalu berlakukan.")
    before = work.methods.all(province)[0].method
    checked_method(found.method, found.why, before)
    work.methods.adopt(province, found, by=actor.name)
    work.record.add(
        "method_added",
        found.method.version,
        why=found.why,
        before=method_to_settings(before),
        after=method_to_settings(found.method),
    )
    return found.method.version


def _draft(work: Work, province: str) -> Draft:
    found = work.methods.draft(province, lock=True)
    if found is None:
        raise Refused("Tidak ada konsep metode. Muat ulang halaman untuk melihat keadaannya.")
    return found
