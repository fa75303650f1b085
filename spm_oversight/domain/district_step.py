"""What is next for a district as a whole in a quarter: for the admin who gathers and sends, the leader who approves."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from spm_oversight.domain.method import ReportState
from spm_oversight.domain.standing import Standing


class DistrictNext(StrEnum):
    """The one step that is due, or whom one waits for."""

    APPROVE = "approve the quarter"
    MEND = "have mended what was returned"
    FINISH = "finish what was typed and does not count"
    APPOINT = "appoint somebody for the offices where nobody works"
    REMIND = "remind the offices that have not entered everything"
    SEND = "send the quarter on"
    WAIT_FOR_OFFICES = "offices enter and hand in"
    WAIT_FOR_HEADS = "heads of office approve"
    WAIT_FOR_ADMIN = "the admin gathers and sends"
    WAIT_FOR_LEADER = "the leader approves"
    WAIT_FOR_PROVINCE = "the province examines"
    WAIT_FOR_OPENING = "the period has not begun"
    ASK_FOR_TIME = "the deadline is over, more time must be granted"
    NOTHING = "nothing is left to do"


@dataclass(frozen=True)
class DistrictStanding(Standing):
    """Of the offices, ``still`` have not handed in, ``behind`` of these lack entries, ``unmanned`` of these have nobody
    to enter them, and ``unapproved`` lack their head's approval.
    """

    still: int = 0
    behind: int = 0
    unmanned: int = 0
    unapproved: int = 0


def district_step(standing: DistrictStanding, *, sends: bool, approves: bool) -> DistrictNext:
    """The step for somebody who sends the quarter, approves it as its leader, or only reads."""
    if standing.closed or standing.report is ReportState.ACCEPTED:
        return DistrictNext.NOTHING
    if standing.report is ReportState.SENT:
        return DistrictNext.WAIT_FOR_PROVINCE
    if standing.with_leader:
        return DistrictNext.APPROVE if approves else DistrictNext.WAIT_FOR_LEADER
    if not standing.opened:
        return DistrictNext.WAIT_FOR_OPENING
    step = DistrictNext.ASK_FOR_TIME if standing.late else _gathering(standing)
    return step if sends else _seen_from_afar(step)


def _gathering(standing: DistrictStanding) -> DistrictNext:
    """Sending comes last; where heads approve, it is refused while one has not (services/send_quarter.py)."""
    if standing.unmended:
        return DistrictNext.MEND
    if standing.behind:
        return DistrictNext.APPOINT if standing.unmanned else DistrictNext.REMIND
    if standing.waiting:
        return DistrictNext.FINISH
    if standing.head_approves and standing.still:
        return DistrictNext.WAIT_FOR_OFFICES
    if standing.head_approves and standing.unapproved:
        return DistrictNext.WAIT_FOR_HEADS
    return DistrictNext.SEND


def _seen_from_afar(step: DistrictNext) -> DistrictNext:
    """Whom somebody waits for who does not take the step."""
    match step:
        case DistrictNext.APPOINT | DistrictNext.REMIND | DistrictNext.FINISH:
            return DistrictNext.WAIT_FOR_OFFICES
        case DistrictNext.MEND | DistrictNext.SEND | DistrictNext.ASK_FOR_TIME:
            return DistrictNext.WAIT_FOR_ADMIN
        case _:
            return step
