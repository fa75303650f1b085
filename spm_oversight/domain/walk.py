"""The walk of a quarter inside a district: which step may follow which, and what a step leaves behind.

Operator hands in, head of office approves (where the province asks for it), admin sends, leader approves (likewise),
province decides. Steps are only ever added; a state is what the last one left. Sources: Permendagri 59/2021 art. 23
and 24 (who reports to whom); the order of offices is each province's own, hence two settings of the period.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from uuid import UUID

from spm_oversight.domain.period import Window


class PartState(StrEnum):
    """Where an office's part of a district's quarter stands."""

    EMPTY = "none"
    DRAFT = "draft"
    HANDED_IN = "handed_in"
    APPROVED = "approved"
    RETURNED = "returned"


class PartAct(StrEnum):
    """What somebody does with an office's part."""

    HAND_IN = "handed_in"
    WITHDRAW = "withdrawn"
    APPROVE = "approved"
    TAKE_BACK_APPROVAL = "approval_taken_back"
    RETURN = "returned"


PART_AFTER: Mapping[PartAct, PartState] = {
    PartAct.HAND_IN: PartState.HANDED_IN,
    PartAct.WITHDRAW: PartState.DRAFT,
    PartAct.APPROVE: PartState.APPROVED,
    PartAct.TAKE_BACK_APPROVAL: PartState.HANDED_IN,
    PartAct.RETURN: PartState.RETURNED,
}
PART_FROM: Mapping[PartAct, frozenset[PartState]] = {
    PartAct.HAND_IN: frozenset({PartState.DRAFT, PartState.RETURNED}),
    PartAct.WITHDRAW: frozenset({PartState.HANDED_IN}),
    PartAct.APPROVE: frozenset({PartState.HANDED_IN}),
    PartAct.TAKE_BACK_APPROVAL: frozenset({PartState.APPROVED}),
    PartAct.RETURN: frozenset({PartState.HANDED_IN, PartState.APPROVED}),
}
LOCKED = frozenset({PartState.HANDED_IN, PartState.APPROVED})
"""An office's figures stand still in these states."""


class ProposalAct(StrEnum):
    """What happens between a district's admin and its leader."""

    PROPOSE = "proposed"
    WITHDRAW = "withdrawn"
    RETURN = "returned"
    APPROVE = "approved"


@dataclass(frozen=True)
class PartStep:
    """One step of an office's part; ``number`` counts the part's steps from 1."""

    office: UUID
    number: int
    act: PartAct
    at: datetime
    by: str
    reason: str = ""


@dataclass(frozen=True)
class ProposalStep:
    """One step of a district's quarter before its leader."""

    number: int
    act: ProposalAct
    at: datetime
    by: str
    reason: str = ""


@dataclass(frozen=True)
class Extension:
    """More time for a district or one of its offices (``office``); a ``reopening`` also unlocks an accepted report."""

    office: UUID | None
    reopening: bool
    until: datetime
    reason: str
    granted_at: datetime
    granted_by: str


def part_state(last: PartStep | None, *, begun: bool, given_back_at: datetime | None = None) -> PartState:
    """Where a part stands after its last step.

    ``given_back_at``: when the province returned or reopened the report with this office concerned; later than the
    last step it opens the part again, whatever that step was.
    """
    if given_back_at is not None and (last is None or last.at < given_back_at):
        return PartState.RETURNED
    if last is None:
        return PartState.DRAFT if begun else PartState.EMPTY
    return PART_AFTER[last.act]


def closes(window: Window, extensions: Iterable[Extension], office: UUID | None = None) -> datetime:
    """When a district, or one of its offices, may no longer enter: the deadline, or the latest extension of it.

    Without an ``office`` an extension for any office counts: the district must be able to send what that office enters.
    """
    until = (e.until for e in extensions if office is None or e.office in (None, office))
    return max((window.closes, *until))


def extended_to(extensions: Iterable[Extension]) -> datetime | None:
    """Until when the whole district may report (contract 1, ``submissions.csv``); None without an extension."""
    return max((e.until for e in extensions if e.office is None and not e.reopening), default=None)
