"""A quarter as its readers find it, closed or running: which ones there are, and what travels with its figures."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from fractions import Fraction

from spm_oversight.domain.access import Permission, decide
from spm_oversight.domain.errors import Missing
from spm_oversight.domain.method import Method
from spm_oversight.domain.period import Quarter
from spm_oversight.persistence.places import District, Province
from spm_oversight.persistence.quarters import Period
from spm_oversight.persistence.snapshots import PublishedFigure, Snapshot
from spm_oversight.persistence.work import Work
from spm_oversight.services.begin import own_province


@dataclass(frozen=True)
class Achievement:
    """An achievement (IPSPM), percent, as published; without ``index`` there is nothing to assess."""

    index: Fraction | None
    category: str | None


@dataclass(frozen=True)
class ShownPeriod:
    """What travels with every figure of a quarter, and which others can be chosen.

    ``revision``: 2 and more replace what was frozen before. While it takes reports it has no ``sha256``, and its
    ``cut_off`` is now. ``catalogue_year``: of the catalogue it was opened with, which an old quarter keeps when the
    services change. ``published``: figures that stand in other reports too, where all others are invented. ``closed``,
    ``open``: the quarters this scope sees, the newest first. ``recalculating``: its results are being brought to the
    method, so some still are those of the one before.
    """

    province: Province
    quarter: Quarter
    cut_off: datetime
    method: Method
    catalogue_year: int
    sha256: str = ""
    published_at: datetime | None = None
    published: tuple[PublishedFigure, ...] = ()
    revision: int = 1
    closed: tuple[Quarter, ...] = ()
    open: tuple[Quarter, ...] = ()
    recalculating: bool = False

    @property
    def frozen(self) -> bool:
        """Whether the quarter is closed and its figures move no more."""
        return bool(self.sha256)

    @property
    def running(self) -> bool:
        """Whether the year goes on: figures before the fourth quarter is closed are not the year's."""
        return self.quarter.number < 4 or not self.frozen

    @property
    def sample(self) -> bool:
        """Whether the figures are examples."""
        return self.province.sample


@dataclass(frozen=True)
class Chosen:
    """A quarter, its snapshot (None: it still runs), all snapshots this scope sees, the districts by code."""

    snapshot: Snapshot | None
    seen: tuple[Snapshot, ...]
    period: ShownPeriod
    districts: tuple[District, ...]


def choose(
    work: Work, quarter: Quarter | None, *, running_first: bool = False, running: bool = False
) -> Chosen | None:
    """The named quarter, else the newest closed one seen, else the newest running one; None: there is none yet.

    ``running_first``: else the newest running one, else the newest closed one. Whoever sees the desk sees running
    quarters too; ``running``: so do others, of what is their own. ``Missing``: the named one is not there for this
    scope.
    """
    code, running = own_province(work), running or _sees_desk(work)
    opened = (work.quarters.asked_running(code),) if running else ()
    work.ahead(work.places.asked_whole(code), work.snapshots.asked_all(), *opened)
    province, districts = work.places.whole(code)
    seen = work.snapshots.all()
    going = _running(work, code) if running else ()
    closed = tuple(each.quarter for each in seen)
    opened = tuple(period.quarter for period, _ in going)
    # One that was opened again is shown as it was published, until it is closed anew.
    snapshot = None if running_first and opened and quarter is None else _named(seen, quarter)
    if snapshot:
        return Chosen(snapshot, seen, _frozen(work, province, snapshot, closed, opened), districts)
    for period, method in going:
        if quarter in (None, period.quarter):
            about = (period.quarter, work.now, method, period.catalogue_year)
            again = period.recalculating is not None
            shown = ShownPeriod(province, *about, closed=closed, open=opened, recalculating=again)
            return Chosen(None, seen, shown, districts)
    if quarter is not None:
        raise Missing("Periode itu belum ditutup.")
    return None


def choose_closed(work: Work, quarter: Quarter | None) -> tuple[Snapshot, Chosen] | None:
    """As ``choose``, of closed quarters alone."""
    province, districts = work.places.whole(own_province(work))
    seen = work.snapshots.all()
    snapshot = _named(seen, quarter)
    if snapshot is None:
        if quarter is not None:
            raise Missing("Periode itu belum ditutup.")
        return None
    shown = _frozen(work, province, snapshot, tuple(each.quarter for each in seen), ())
    return snapshot, Chosen(snapshot, seen, shown, districts)


def _named(seen: tuple[Snapshot, ...], quarter: Quarter | None) -> Snapshot | None:
    return next((each for each in seen if quarter in (None, each.quarter)), None)


def _sees_desk(work: Work) -> bool:
    return work.actor is not None and decide(work.actor, Permission.SEE_DESK)


def _running(work: Work, province: str) -> tuple[tuple[Period, Method], ...]:
    return tuple(each for each in work.quarters.running(province) if each[0].window.opens <= work.now)


def _frozen(
    work: Work,
    province: Province,
    snapshot: Snapshot,
    closed: tuple[Quarter, ...],
    opened: tuple[Quarter, ...],
) -> ShownPeriod:
    published = (work.snapshots.asked_published_figures(snapshot.quarter),) if province.sample else ()
    frozen = province.id, snapshot.quarter, snapshot.method_version
    work.ahead(work.quarters.asked_frozen(*frozen), *published)
    method, catalogue_year = work.quarters.frozen(*frozen)
    return ShownPeriod(
        province=province,
        quarter=snapshot.quarter,
        cut_off=snapshot.cut_off,
        method=method,
        catalogue_year=catalogue_year,
        sha256=snapshot.sha256,
        revision=snapshot.revision or 1,
        published_at=snapshot.published_at,
        published=work.snapshots.published_figures(snapshot.quarter) if province.sample else (),
        closed=closed,
        open=opened,
    )
