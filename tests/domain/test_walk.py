"""Which step may follow which, what it leaves, and until when something may be entered."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from uuid import UUID

import pytest
from hypothesis import given
from hypothesis import strategies as st

from spm_oversight.domain.period import Window
from spm_oversight.domain.walk import (
    LOCKED,
    PART_AFTER,
    PART_FROM,
    Extension,
    PartAct,
    PartState,
    PartStep,
    closes,
    extended_to,
    part_state,
)

OFFICE, OTHER = UUID(int=1), UUID(int=2)
NOON = datetime(2025, 1, 10, 12, tzinfo=UTC)
DEADLINE = datetime(2025, 1, 20, 17, tzinfo=UTC)
WINDOW = Window(datetime(2025, 1, 1, tzinfo=UTC), DEADLINE)


def step(act: PartAct, at: datetime = NOON) -> PartStep:
    return PartStep(OFFICE, 1, act, at, "Ratna")


def extension(days: int, office: UUID | None = None, *, reopening: bool = False) -> Extension:
    return Extension(office, reopening, DEADLINE + timedelta(days=days), "banjir", NOON, "Rina")


@pytest.mark.parametrize(
    ("last", "begun", "state"),
    [
        (None, False, PartState.EMPTY),
        (None, True, PartState.DRAFT),
        (PartAct.HAND_IN, True, PartState.HANDED_IN),
        (PartAct.WITHDRAW, True, PartState.DRAFT),
        (PartAct.APPROVE, True, PartState.APPROVED),
        (PartAct.TAKE_BACK_APPROVAL, True, PartState.HANDED_IN),
        (PartAct.RETURN, True, PartState.RETURNED),
    ],
)
def test_a_part_stands_where_its_last_step_left_it(last: PartAct, begun: bool, state: PartState) -> None:
    assert part_state(step(last) if last else None, begun=begun) is state


@pytest.mark.parametrize("act", PartAct)
def test_what_the_province_gives_back_is_open_until_the_next_step(act: PartAct) -> None:
    later, earlier = NOON + timedelta(hours=1), NOON - timedelta(hours=1)
    assert part_state(step(act), begun=True, given_back_at=later) is PartState.RETURNED
    assert part_state(step(act), begun=True, given_back_at=earlier) is PART_AFTER[act]


def test_only_an_open_part_is_handed_in_and_only_a_locked_one_goes_back() -> None:
    assert PART_FROM[PartAct.HAND_IN].isdisjoint(LOCKED)
    assert PART_FROM[PartAct.RETURN] == LOCKED
    assert PART_FROM[PartAct.WITHDRAW] == PART_FROM[PartAct.APPROVE] == {PartState.HANDED_IN}


@given(st.lists(st.tuples(st.integers(-30, 30), st.sampled_from([None, OFFICE, OTHER]))))
def test_an_extension_never_takes_time_away(granted: list[tuple[int, UUID | None]]) -> None:
    extensions = [extension(days, office) for days, office in granted]
    for office in (None, OFFICE, OTHER):
        end = closes(WINDOW, extensions, office)
        assert end >= DEADLINE
        assert end in {
            DEADLINE,
            *(e.until for e in extensions if office is None or e.office in (None, office)),
        }
    assert closes(WINDOW, extensions) >= closes(WINDOW, extensions, OFFICE)


def test_only_the_whole_districts_extension_counts_for_its_timeliness() -> None:
    assert extended_to([]) is None
    assert extended_to([extension(3, OFFICE), extension(9, reopening=True)]) is None
    assert extended_to([extension(3), extension(2)]) == DEADLINE + timedelta(days=3)
