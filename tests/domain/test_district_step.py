"""The one step that is next for a district's admin and its leader."""

from __future__ import annotations

from dataclasses import replace

import pytest

from spm_oversight.domain.district_step import DistrictNext, DistrictStanding, district_step
from spm_oversight.domain.method import ReportState

N = DistrictNext
READY = DistrictStanding(
    report=ReportState.DRAFT,
    closed=False,
    opened=True,
    late=False,
    with_leader=False,
    head_approves=False,
)
HEADS = {"head_approves": True}


def admin(**changes):
    return district_step(replace(READY, **changes), sends=True, approves=False)


def leader(**changes):
    return district_step(replace(READY, **changes), sends=False, approves=True)


@pytest.mark.parametrize(
    ("changes", "admins", "leaders"),
    [
        ({}, N.SEND, N.WAIT_FOR_ADMIN),
        ({"still": 3, "behind": 2}, N.REMIND, N.WAIT_FOR_OFFICES),
        ({"still": 3}, N.SEND, N.WAIT_FOR_ADMIN),
        ({"still": 3, **HEADS}, N.WAIT_FOR_OFFICES, N.WAIT_FOR_OFFICES),
        ({"unapproved": 3, **HEADS}, N.WAIT_FOR_HEADS, N.WAIT_FOR_HEADS),
        ({"unapproved": 3}, N.SEND, N.WAIT_FOR_ADMIN),
        ({"still": 3, "behind": 2, "unmanned": 1}, N.APPOINT, N.WAIT_FOR_OFFICES),
        ({"waiting": 1}, N.FINISH, N.WAIT_FOR_OFFICES),
        ({"waiting": 1, "still": 1, "behind": 1}, N.REMIND, N.WAIT_FOR_OFFICES),
        ({"unmended": 1, "still": 1, "behind": 1}, N.MEND, N.WAIT_FOR_ADMIN),
        ({"with_leader": True, "unmended": 1}, N.WAIT_FOR_LEADER, N.APPROVE),
        ({"report": ReportState.SENT, "still": 1}, N.WAIT_FOR_PROVINCE, N.WAIT_FOR_PROVINCE),
        ({"report": ReportState.ACCEPTED}, N.NOTHING, N.NOTHING),
        ({"closed": True, "late": True}, N.NOTHING, N.NOTHING),
        ({"late": True, "behind": 1}, N.ASK_FOR_TIME, N.WAIT_FOR_ADMIN),
        ({"opened": False, "behind": 1}, N.WAIT_FOR_OPENING, N.WAIT_FOR_OPENING),
    ],
)
def test_each_sees_the_own_turn(changes, admins, leaders):
    assert (admin(**changes), leader(**changes)) == (admins, leaders)
