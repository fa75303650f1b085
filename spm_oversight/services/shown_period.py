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

    While it takes reports it has no ``sha256``, and its ``cut_off`` is now. ``published``: figures that stand in other
    reports too, where all others are invented. ``closed``, ``open``: the quarters this scope sees, the newest first.
    """

    province: Province
    quarter: Quarter
    cut_off: datetime
    method: Method
    sha256: str = ""
    published_at: datetime | None = None
    published: tuple[PublishedFigure, ...] = ()
    closed: tuple[Quarter, ...] = ()
    open: tuple[Quarter, ...] = ()

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


def choose(work: Work, quarter: Quarter | None) -> Chosen | None:
    """The named quarter, else the newest closed one seen, else the newest running one; None: there is none yet.

    Whoever sees the desk sees running quarters too. ``Missing``: the named one is not there for this scope.
    """
    province, districts = work.places.whole(own_province(work))
    seen = work.snapshots.all()
    running = _running(work, province.id)
    closed, opened = tuple(each.quarter for each in seen), tuple(period.quarter for period, _ in running)
    snapshot = _named(seen, quarter)
    if snapshot:
        return Chosen(snapshot, seen, _frozen(work, province, snapshot, closed, opened), districts)
    for period, method in running:
        if quarter in (None, period.quarter):
            shown = ShownPeriod(province, period.quarter, work.now, method, closed=closed, open=opened)
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


def _running(work: Work, province: str) -> tuple[tuple[Period, Method], ...]:
    if work.actor is None or not decide(work.actor, Permission.SEE_DESK):
        return ()
    return tuple(each for each in work.quarters.running(province) if each[0].window.opens <= work.now)


def _frozen(
    work: Work,
    province: Province,
    snapshot: Snapshot,
    closed: tuple[Quarter, ...],
    opened: tuple[Quarter, ...],
) -> ShownPeriod:
    return ShownPeriod(
        province=province,
        quarter=snapshot.quarter,
        cut_off=snapshot.cut_off,
        method=work.quarters.method(province.id, snapshot.method_version),
        sha256=snapshot.sha256,
        published_at=snapshot.published_at,
        published=work.snapshots.published_figures(snapshot.quarter) if province.sample else (),
        closed=closed,
        open=opened,
    )
