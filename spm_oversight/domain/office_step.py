"""What is next for the people of an office in a quarter: one step, never a list of wishes.

The order is the order of need: what somebody sent back comes before what was typed and does not count, that before what
is empty, that before what needs a word of explanation; only then is a part handed in (domain/walk.py, the steps).
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from spm_oversight.domain.method import ReportState
from spm_oversight.domain.standing import Standing
from spm_oversight.domain.walk import LOCKED, PartState


class Next(StrEnum):
    """The one step that is due, or whom one waits for."""

    MEND = "mend what was returned"
    FINISH = "finish what was typed and does not count"
    FILL = "fill in what is empty"
    STATE = "add the signed statement of a nihil"
    EXPLAIN = "explain what looks odd"
    HAND_IN = "hand the part in"
    APPROVE = "approve the part"
    WAIT_FOR_OPERATOR = "the operator enters"
    WAIT_FOR_HEAD = "the head of office approves"
    WAIT_FOR_ADMIN = "the district's admin gathers and sends"
    WAIT_FOR_LEADER = "the district's leader approves"
    WAIT_FOR_PROVINCE = "the province examines"
    WAIT_FOR_SERVICES = "the admin says which services the office carries"
    WAIT_FOR_OPENING = "the period has not begun"
    ASK_FOR_TIME = "the deadline is over, more time must be granted"
    NOTHING = "nothing is left to do"


@dataclass(frozen=True)
class OfficeStanding(Standing):
    """Where an office's part stands; ``carries``: whether it has any service.

    The numbers count empty entries, nihil without their statement, warnings nobody has explained.
    """

    part: PartState = PartState.EMPTY
    missing: int = 0
    unstated: int = 0
    unexplained: int = 0
    carries: bool = True


def next_step(standing: OfficeStanding, *, enters: bool, approves: bool) -> Next:
    """The step for somebody who enters figures, approves the part as its head, does both, or only reads."""
    if not standing.carries:
        return Next.WAIT_FOR_SERVICES
    if (beyond := _beyond_the_office(standing)) is not None:
        return beyond
    if standing.part in LOCKED:
        return _handed_in(standing, approves=approves)
    if not standing.opened:
        return Next.WAIT_FOR_OPENING
    if standing.late:
        return Next.ASK_FOR_TIME
    return _with_the_office(standing) if enters else Next.WAIT_FOR_OPERATOR


def _beyond_the_office(standing: OfficeStanding) -> Next | None:
    """Who has the ball where the quarter has left the district's offices; None while it has not."""
    if standing.closed or standing.report is ReportState.ACCEPTED:
        return Next.NOTHING
    if standing.report is ReportState.SENT:
        return Next.WAIT_FOR_PROVINCE
    return Next.WAIT_FOR_LEADER if standing.with_leader else None


def _handed_in(standing: OfficeStanding, *, approves: bool) -> Next:
    """A head may approve also where the province does not ask for it; nobody waits for it then."""
    if standing.part is PartState.HANDED_IN and approves:
        return Next.APPROVE
    if standing.part is PartState.HANDED_IN and standing.head_approves:
        return Next.WAIT_FOR_HEAD
    return Next.WAIT_FOR_ADMIN


def _with_the_office(standing: OfficeStanding) -> Next:
    needs = (
        (standing.unmended, Next.MEND),
        (standing.waiting, Next.FINISH),
        (standing.missing, Next.FILL),
        (standing.unstated, Next.STATE),
        (standing.unexplained, Next.EXPLAIN),
    )
    return next((step for count, step in needs if count), Next.HAND_IN)
