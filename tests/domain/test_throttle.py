"""How long who guesses has to wait."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest

from spm_oversight.domain.throttle import ACCOUNT, ADDRESS, FORGOTTEN, LONGEST, Limit, Tries

NOW = datetime(2024, 10, 1, 8, tzinfo=UTC)


@pytest.mark.parametrize(
    ("limit", "wrong", "seconds"),
    [
        *((ACCOUNT, 0, 0), (ACCOUNT, 4, 0), (ACCOUNT, 5, 30), (ACCOUNT, 6, 60), (ACCOUNT, 9, 480)),
        *((ACCOUNT, 10, 900), (ACCOUNT, 10**9, 900)),
        *((ADDRESS, 29, 0), (ADDRESS, 30, 60), (ADDRESS, 33, 480), (ADDRESS, 34, 900)),
    ],
)
def test_the_wait_begins_with_the_first_too_many_and_doubles(limit: Limit, wrong: int, seconds: int) -> None:
    assert limit.wait(wrong) == timedelta(seconds=seconds)


def test_a_count_goes_on_until_it_has_been_quiet_after_its_wait() -> None:
    after = Tries(8, NOW)
    assert after.one_more(ACCOUNT, NOW + FORGOTTEN) == Tries(9, NOW + FORGOTTEN + timedelta(seconds=480))
    later = NOW + FORGOTTEN + timedelta(seconds=1)
    assert after.one_more(ACCOUNT, later) == Tries(1, later)
    assert Tries(99, NOW + LONGEST).left(NOW) == LONGEST
