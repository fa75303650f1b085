"""The one step that is next for an office's people."""

from __future__ import annotations

from dataclasses import replace

import pytest

from spm_oversight.domain.method import ReportState
from spm_oversight.domain.office_step import Next, OfficeStanding, next_step
from spm_oversight.domain.walk import PartState

DRAFT = OfficeStanding(
    part=PartState.DRAFT,
    report=ReportState.DRAFT,
    closed=False,
    opened=True,
    late=False,
    with_leader=False,
    head_approves=True,
)
ALL = {"unmended": 1, "waiting": 2, "missing": 3, "unstated": 4, "unexplained": 5}


def operator(**changes):
    return next_step(replace(DRAFT, **changes), enters=True, approves=False)


def head(**changes):
    return next_step(replace(DRAFT, **changes), enters=False, approves=True)


def test_needs_come_in_the_order_of_need():
    left, steps = dict(ALL), []
    for name in ALL:
        steps.append(operator(**left))
        del left[name]
    assert [*steps, operator()] == [
        Next.MEND,
        Next.FINISH,
        Next.FILL,
        Next.STATE,
        Next.EXPLAIN,
        Next.HAND_IN,
    ]


@pytest.mark.parametrize(
    ("changes", "operators", "heads"),
    [
        ({}, Next.HAND_IN, Next.WAIT_FOR_OPERATOR),
        ({"part": PartState.HANDED_IN}, Next.WAIT_FOR_HEAD, Next.APPROVE),
        ({"part": PartState.HANDED_IN, "head_approves": False}, Next.WAIT_FOR_ADMIN, Next.APPROVE),
        ({"part": PartState.APPROVED}, Next.WAIT_FOR_ADMIN, Next.WAIT_FOR_ADMIN),
        ({"part": PartState.APPROVED, "with_leader": True}, Next.WAIT_FOR_LEADER, Next.WAIT_FOR_LEADER),
        ({"part": PartState.HANDED_IN, "report": ReportState.SENT}, *2 * (Next.WAIT_FOR_PROVINCE,)),
        ({"report": ReportState.ACCEPTED}, Next.NOTHING, Next.NOTHING),
        ({"closed": True, "late": True}, Next.NOTHING, Next.NOTHING),
        ({"late": True, "missing": 3}, Next.ASK_FOR_TIME, Next.ASK_FOR_TIME),
        ({"opened": False, "missing": 3}, Next.WAIT_FOR_OPENING, Next.WAIT_FOR_OPENING),
        ({"carries": False, "part": PartState.EMPTY}, *2 * (Next.WAIT_FOR_SERVICES,)),
        ({"late": True, "part": PartState.HANDED_IN}, Next.WAIT_FOR_HEAD, Next.APPROVE),
    ],
)
def test_each_sees_the_own_turn(changes, operators, heads):
    assert (operator(**changes), head(**changes)) == (operators, heads)


def test_who_does_both_fills_first_and_approves_what_was_handed_in():
    both = {"enters": True, "approves": True}
    assert next_step(replace(DRAFT, missing=3), **both) is Next.FILL
    assert next_step(replace(DRAFT, part=PartState.HANDED_IN), **both) is Next.APPROVE
