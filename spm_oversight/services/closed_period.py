"""A closed period as its readers find it: which ones there are, and what travels with their figures."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from spm_oversight.domain.errors import Missing
from spm_oversight.domain.method import Method
from spm_oversight.domain.period import Quarter
from spm_oversight.persistence.places import Province
from spm_oversight.persistence.snapshots import PublishedFigure, Snapshot
from spm_oversight.persistence.work import Work
from spm_oversight.services.begin import own_province


@dataclass(frozen=True)
class FrozenPeriod:
    """What travels with every figure of a closed period, and which other periods can be chosen.

    ``sample``: the figures are invented but for those in ``published``, which stand in other reports too.
    """

    province: Province
    quarter: Quarter
    cut_off: datetime
    sha256: str
    method: Method
    published_at: datetime | None
    published: tuple[PublishedFigure, ...]
    quarters: tuple[Quarter, ...]

    @property
    def running(self) -> bool:
        """Whether the year goes on: cumulative figures before the fourth quarter are not the year's."""
        return self.quarter.number < 4

    @property
    def sample(self) -> bool:
        """Whether the figures are examples."""
        return self.province.sample


@dataclass(frozen=True)
class Chosen:
    """A closed period, its snapshot, and all snapshots this scope sees, the newest quarter first."""

    snapshot: Snapshot
    seen: tuple[Snapshot, ...]
    period: FrozenPeriod


def choose(work: Work, quarter: Quarter | None) -> Chosen | None:
    """The named closed period, or the newest one seen; None: there is none yet. ``Missing``: the named one is none."""
    province = work.places.province(own_province(work))
    seen = work.snapshots.all()
    snapshot = next((each for each in seen if quarter in (None, each.quarter)), None)
    if snapshot is None:
        if quarter is not None:
            raise Missing("Periode itu belum ditutup.")
        return None
    period = FrozenPeriod(
        province=province,
        quarter=snapshot.quarter,
        cut_off=snapshot.cut_off,
        sha256=snapshot.sha256,
        method=work.quarters.method(province.id, snapshot.method_version),
        published_at=snapshot.published_at,
        published=work.snapshots.published_figures(snapshot.quarter) if province.sample else (),
        quarters=tuple(each.quarter for each in seen),
    )
    return Chosen(snapshot, seen, period)
