"""Whose turn it is in a district's quarter, and what is next for the province."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from spm_oversight.domain.method import ReportState
from spm_oversight.domain.province_step import ProvinceNext, ProvinceStanding, province_step
from spm_oversight.domain.turn import Moments, Turn, since, turn
from spm_oversight.domain.walk import PartState

DRAFT, HANDED_IN, APPROVED = PartState.DRAFT, PartState.HANDED_IN, PartState.APPROVED


@pytest.mark.parametrize(
    ("report", "parts", "head_approves", "with_leader", "whose"),
    [
        (ReportState.NONE, (PartState.EMPTY,), False, False, Turn.OFFICES),
        (ReportState.DRAFT, (DRAFT, HANDED_IN), False, False, Turn.OFFICES),
        (ReportState.DRAFT, (HANDED_IN, HANDED_IN), False, False, Turn.ADMIN),
        (ReportState.DRAFT, (HANDED_IN, APPROVED), True, False, Turn.HEADS),
        (ReportState.DRAFT, (APPROVED, APPROVED), True, False, Turn.ADMIN),
        (ReportState.DRAFT, (DRAFT, APPROVED), True, True, Turn.LEADER),
        (ReportState.RETURNED, (PartState.RETURNED, APPROVED), True, False, Turn.OFFICES),
        (ReportState.NONE, (), False, False, Turn.ADMIN),
        (ReportState.SENT, (DRAFT,), True, True, Turn.PROVINCE),
        (ReportState.ACCEPTED, (DRAFT,), True, True, Turn.NOBODY),
    ],
)
def test_the_ball_is_where_the_walk_has_it(
    report: ReportState, parts: tuple[PartState, ...], head_approves: bool, with_leader: bool, whose: Turn
) -> None:
    assert turn(report, parts, head_approves=head_approves, with_leader=with_leader) is whose


def test_whoever_has_the_ball_has_it_since_the_step_that_brought_it() -> None:
    opened, first, last, proposed, sent, decided = (
        datetime(2026, 10, day, tzinfo=UTC) for day in range(1, 7)
    )
    moments = Moments(opened, (last, first), proposed, sent, decided)
    expected = {
        Turn.OFFICES: decided,
        Turn.HEADS: last,
        Turn.ADMIN: last,
        Turn.LEADER: proposed,
        Turn.PROVINCE: sent,
        Turn.NOBODY: None,
    }
    assert {whose: since(whose, moments) for whose in Turn} == expected
    bare = Moments(opened)
    assert [since(whose, bare) for whose in (Turn.OFFICES, Turn.HEADS, Turn.ADMIN)] == [opened] * 3


@pytest.mark.parametrize(
    ("waiting", "missing", "late", "closed", "published", "decider", "reader"),
    [
        (2, 3, False, False, False, ProvinceNext.EXAMINE, ProvinceNext.FOLLOW),
        (2, 3, True, False, False, ProvinceNext.EXAMINE, ProvinceNext.FOLLOW),
        (0, 3, False, False, False, ProvinceNext.REMIND, ProvinceNext.FOLLOW),
        (0, 3, True, False, False, ProvinceNext.CLOSE, ProvinceNext.FOLLOW),
        (0, 0, False, False, False, ProvinceNext.CLOSE, ProvinceNext.FOLLOW),
        (0, 3, True, True, False, ProvinceNext.PUBLISH, ProvinceNext.READ),
        (1, 3, True, True, True, ProvinceNext.READ, ProvinceNext.READ),
    ],
)
def test_one_step_is_due(
    waiting: int,
    missing: int,
    late: bool,
    closed: bool,
    published: bool,
    decider: ProvinceNext,
    reader: ProvinceNext,
) -> None:
    standing = ProvinceStanding(waiting, missing, late, closed, published)
    assert province_step(standing, decides=True) is decider
    assert province_step(standing, decides=False) is reader
