"""All periods of a province at a glance, and the one to open next."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from zoneinfo import ZoneInfo

from spm_oversight.domain.access import Permission
from spm_oversight.domain.method import ReportState
from spm_oversight.domain.period import Quarter
from spm_oversight.persistence.quarters import Period
from spm_oversight.persistence.work import Work
from spm_oversight.services.begin import own_province, require


@dataclass(frozen=True)
class PeriodLine:
    """A period and how many districts stand in each state; a state without a district is 0."""

    period: Period
    districts: Mapping[ReportState, int]


@dataclass(frozen=True)
class PeriodList:
    """The periods, the newest first; ``zone`` is the province's time zone, ``next`` the quarter to open next, with
    the day on which it is usually due.
    """

    zone: str
    lines: tuple[PeriodLine, ...]
    next: Quarter
    next_deadline: date


def period_list(work: Work) -> PeriodList:
    """The province's periods with the state of their reports."""
    require(work, Permission.SEE_DESK)
    province = own_province(work)
    zone = work.places.province(province).time_zone
    periods = work.quarters.periods(province)
    newest = periods[0].quarter if periods else None
    upcoming = newest.next if newest else Quarter.of(work.now.astimezone(ZoneInfo(zone)).date())
    return PeriodList(
        zone=zone,
        lines=tuple(PeriodLine(period, _counted(work, period)) for period in periods),
        next=upcoming,
        next_deadline=upcoming.deadline_after(work.methods.all(province)[0].method.deadline_days),
    )


def _counted(work: Work, period: Period) -> Mapping[ReportState, int]:
    reports = work.reports.of_districts(period.quarter, work.scope.districts)
    return Counter(report.state for report in reports.values())
