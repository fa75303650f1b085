"""What is next for the province in a quarter: for the coordinator who decides, for those who read."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum


class ProvinceNext(StrEnum):
    """The one step that is due."""

    EXAMINE = "examine the reports that wait"
    REMIND = "remind the districts that have not sent"
    CLOSE = "close the period"
    PUBLISH = "publish the results"
    FOLLOW = "see how the reports come in"
    READ = "read the results"


@dataclass(frozen=True)
class ProvinceStanding:
    """Of the districts ``waiting`` for the province's decision, ``missing`` have not sent or have it back.

    ``late``: the deadline, with all time that was granted, is over.
    """

    waiting: int
    missing: int
    late: bool
    closed: bool
    published: bool


def province_step(standing: ProvinceStanding, *, decides: bool) -> ProvinceNext:
    """The step for somebody who decides on reports and periods, or who only reads them."""
    if standing.published:
        return ProvinceNext.READ
    if standing.closed:
        return ProvinceNext.PUBLISH if decides else ProvinceNext.READ
    if not decides:
        return ProvinceNext.FOLLOW
    if standing.waiting:
        return ProvinceNext.EXAMINE
    return ProvinceNext.REMIND if standing.missing and not standing.late else ProvinceNext.CLOSE
