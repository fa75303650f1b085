"""How a running quarter is coming in: of each district the report, whose turn it is and since when, its offices."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from spm_oversight.domain.method import ReportState
from spm_oversight.domain.turn import Moments, Turn, since, turn
from spm_oversight.domain.walk import PartState, closes, part_state
from spm_oversight.persistence.oversight import DistrictWalk, OfficeWalk
from spm_oversight.persistence.quarters import Period
from spm_oversight.persistence.reports import Report
from spm_oversight.persistence.work import Work
from spm_oversight.services.open_quarter import given_back


@dataclass(frozen=True)
class OfficePart:
    """An office's part: where it stands, and since when, where a step has brought it there."""

    office: UUID
    name: str
    state: PartState
    since: datetime | None


@dataclass(frozen=True)
class Gathered:
    """A district's running quarter. ``closes``: its deadline, ``extended`` beyond the period's where time was granted.

    ``late``: past it without a report; ``since``: from when ``turn`` has it, None where nobody has. ``offices``: those
    that carry a service.
    """

    report: Report
    turn: Turn
    since: datetime | None
    closes: datetime
    extended: bool
    late: bool
    offices: tuple[OfficePart, ...]


def gathering(work: Work, *, period: Period, districts: Collection[str]) -> Mapping[str, Gathered]:
    """Every district's, by its code: three questions, however many districts there are."""
    codes = tuple(districts)
    reports = work.reports.of_districts(period.quarter, codes)
    walks = work.oversight.walks(period.quarter, codes)
    return {code: _gathered(period, reports[code], walks[code], work.now) for code in codes}


def _gathered(period: Period, report: Report, walk: DistrictWalk, now: datetime) -> Gathered:
    offices = tuple(_part(report, each, walk.said) for each in walk.offices)
    whose = turn(
        report.state,
        [each.state for each in offices],
        head_approves=period.head_approves,
        with_leader=walk.proposed_at is not None,
    )
    moments = Moments(
        opened=period.window.opens,
        steps=tuple(office.last.at for office in walk.offices if office.last),
        proposed=walk.proposed_at,
        sent=report.sent_at,
        decided=report.decided_at,
    )
    until = closes(period.window, report.extensions)
    out = report.state not in (ReportState.SENT, ReportState.ACCEPTED)
    return Gathered(
        report=report,
        turn=whose,
        since=since(whose, moments),
        closes=until,
        extended=until > period.window.closes,
        late=out and until <= now,
        offices=offices,
    )


def _part(report: Report, office: OfficeWalk, said: Collection[str]) -> OfficePart:
    back = given_back(report, office.id, office.services, said)
    state = part_state(office.last, begun=office.begun, given_back_at=back)
    told = office.last.at if office.last else None
    return OfficePart(office.id, office.name, state, back if back and (told is None or told < back) else told)
