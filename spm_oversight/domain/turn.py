"""Whose turn it is in a district's running quarter, as the province sees it."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from spm_oversight.domain.method import ReportState
from spm_oversight.domain.walk import LOCKED, PartState


class Turn(StrEnum):
    """Who has the ball."""

    OFFICES = "offices enter and hand in"
    HEADS = "heads of office approve"
    ADMIN = "the admin gathers and sends"
    LEADER = "the leader approves"
    PROVINCE = "the province examines"
    NOBODY = "the report is accepted"


def turn(
    report: ReportState, parts: Collection[PartState], *, head_approves: bool, with_leader: bool
) -> Turn:
    """Who must act next; ``parts`` of the offices that carry a service, ``with_leader``: put before the leader."""
    if report is ReportState.ACCEPTED:
        return Turn.NOBODY
    if report is ReportState.SENT:
        return Turn.PROVINCE
    if with_leader:
        return Turn.LEADER
    if any(part not in LOCKED for part in parts):
        return Turn.OFFICES
    if head_approves and PartState.HANDED_IN in parts:
        return Turn.HEADS
    return Turn.ADMIN


@dataclass(frozen=True)
class Moments:
    """When a district's quarter took its steps. ``steps``: the last one of each office that took any."""

    opened: datetime
    steps: tuple[datetime, ...] = ()
    proposed: datetime | None = None
    sent: datetime | None = None
    decided: datetime | None = None


def since(whose: Turn, moments: Moments) -> datetime | None:
    """From when it is ``whose`` turn; None for nobody's.

    A report that came back is with its district since then, any other since the period began; whoever waits for all
    offices, heads or admin, has it since the last office's step.
    """
    match whose:
        case Turn.NOBODY:
            return None
        case Turn.PROVINCE:
            return moments.sent
        case Turn.LEADER:
            return moments.proposed
        case Turn.HEADS | Turn.ADMIN if moments.steps:
            return max(moments.steps)
        case _:
            return moments.decided or moments.opened
