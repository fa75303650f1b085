"""The faults of ``make teeth`` can be planted: their words stand in their files, and their tests exist."""

from __future__ import annotations

from tests.guard.teeth import PROJECT, faults
from tests.guard.test_security_map import known


def test_every_fault_can_be_planted() -> None:
    planted = faults()
    assert len(planted) >= 40
    assert len(set(planted)) == len(planted)
    missing = [
        each for each in planted if each.old not in (PROJECT / each.file).read_text() or each.old == each.new
    ]
    assert missing == []


def test_every_fault_has_a_test_that_is_there() -> None:
    named = {each.test.removeprefix("tests/").split("[")[0] for each in faults()}
    assert named - known() == set()
