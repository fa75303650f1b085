"""What becomes of an agreement: its standing on a day, what may follow, what the next meeting opens with."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime
from uuid import UUID

import pytest

from spm_oversight.domain.agreements import (
    Act,
    Agreement,
    Meeting,
    Standing,
    Step,
    carried,
    check_act,
    last_meeting,
)
from spm_oversight.domain.errors import Refused
from spm_oversight.domain.period import Quarter

DUE = date(2024, 6, 30)
AT = datetime(2024, 4, 15, 2, tzinfo=UTC)
FIRST, SECOND, THIRD = Quarter(2024, 1), Quarter(2024, 2), Quarter(2024, 3)
AGREED = Agreement(UUID(int=1), FIRST, UUID(int=9), "Lengkapi data", "Kabid", DUE, AT, "Admin")
MET = Meeting(SECOND, 1, date(2024, 7, 15), "Sekda", AT, "Admin")


def after(*acts: Act, at: datetime = AT, due: date = date(2024, 9, 30)) -> Agreement:
    """It with these steps."""
    steps = (
        Step(number, act, at, "Admin", "sebab", due if act is Act.MOVED else None)
        for number, act in enumerate(acts, start=1)
    )
    return replace(AGREED, steps=tuple(steps))


@pytest.mark.parametrize(
    ("acts", "day", "standing"),
    [
        ((), DUE, Standing.OPEN),
        ((), date(2024, 7, 1), Standing.OVERDUE),
        ((Act.MOVED,), date(2024, 9, 30), Standing.OPEN),
        ((Act.MOVED,), date(2024, 10, 1), Standing.OVERDUE),
        ((Act.MOVED, Act.DONE), date(2030, 1, 1), Standing.DONE),
        ((Act.DROPPED,), date(2030, 1, 1), Standing.DROPPED),
        ((Act.DONE, Act.REOPENED), date(2024, 7, 1), Standing.OVERDUE),
        ((Act.DONE, Act.REOPENED, Act.MOVED), date(2024, 7, 1), Standing.OPEN),
    ],
)
def test_it_stands_as_its_last_step_and_the_day_say(
    acts: tuple[Act, ...], day: date, standing: Standing
) -> None:
    assert after(*acts).standing(day) is standing


def follows(before: Agreement, act: Act) -> bool:
    try:
        check_act(before, act)
    except Refused:
        return False
    return True


def test_a_closed_one_is_opened_again_before_anything_else() -> None:
    for act in Act:
        opening = act is Act.REOPENED
        assert follows(AGREED, act) is not opening
        for closing in (Act.DONE, Act.DROPPED):
            assert follows(after(closing), act) is opening


def test_a_meeting_opens_with_the_last_ones_and_with_what_was_left() -> None:
    long_done = after(Act.DONE, at=datetime(2024, 7, 1, tzinfo=UTC))
    done_since = after(Act.DONE, at=datetime(2024, 8, 1, tzinfo=UTC))
    of_last = replace(after(Act.DONE), quarter=SECOND)
    later, now = replace(AGREED, quarter=THIRD), AGREED
    every = (long_done, done_since, of_last, now, later)
    assert carried(every, THIRD, MET, UTC) == (now, done_since, of_last)
    assert carried(every, FIRST, None, UTC) == ()
    assert last_meeting((MET, replace(MET, quarter=THIRD)), THIRD) == MET
    assert last_meeting((MET,), SECOND) is None
