"""Which districts have met to evaluate a quarter, and how the promises of all their meetings stand."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from zoneinfo import ZoneInfo

from spm_oversight.domain.access import Permission
from spm_oversight.domain.agreements import Meeting, Standing, count
from spm_oversight.domain.period import Quarter
from spm_oversight.persistence.places import District
from spm_oversight.persistence.work import Work
from spm_oversight.services.begin import require
from spm_oversight.services.shown_period import ShownPeriod, choose


@dataclass(frozen=True)
class DistrictMeeting:
    """A district: its meeting on the quarter, if it met; ``made`` there; of all meetings, ``open`` and ``overdue``."""

    district: District
    meeting: Meeting | None
    made: int
    open: int
    overdue: int


@dataclass(frozen=True)
class EvaluationList:
    """All districts in the province's order, on the day ``today``."""

    period: ShownPeriod
    districts: tuple[DistrictMeeting, ...]
    today: date


def evaluation_list(work: Work, *, quarter: Quarter | None) -> EvaluationList | None:
    """Every district of the province; two questions beside the quarter's, however many there are. None: no quarter."""
    require(work, Permission.SEE_DESK)
    chosen = choose(work, quarter, running_first=True)
    if chosen is None:
        return None
    period = chosen.period
    codes = tuple(each.id for each in chosen.districts)
    store = work.evaluations
    work.ahead(store.asked_meetings(codes), store.asked_agreements(codes, period.quarter))
    met, agreed = store.meetings(codes), store.open_or_of(codes, period.quarter)
    today = work.now.astimezone(ZoneInfo(period.province.time_zone)).date()

    def told(district: District) -> DistrictMeeting:
        own = agreed.get(district.id, ())
        meeting = next((each for each in met.get(district.id, ()) if each.quarter == period.quarter), None)
        overdue = count(own, Standing.OVERDUE, today)
        return DistrictMeeting(
            district=district,
            meeting=meeting,
            made=sum(each.quarter == period.quarter for each in own),
            open=count(own, Standing.OPEN, today) + overdue,
            overdue=overdue,
        )

    return EvaluationList(period, tuple(map(told, chosen.districts)), today)
