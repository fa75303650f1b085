"""The faults of ``make teeth`` can be planted: words and tests are there, and no case is without a fault."""

from __future__ import annotations

from tests.guard.teeth import PROJECT, faults
from tests.guard.test_security_map import known

# Of the reliability list: authorisation, session, papers, lost updates, clocks, backups, audit.
CASES = (
    *("B1", "B2", "B3", "B4", "B5", "B6"),
    *("C1", "C2", "C3", "C4", "C5", "C6", "C7"),
    *("E5", "E7"),
    *("F1", "F2", "F3", "F4", "F5", "F6", "F7"),
    *("G1", "G2", "G3", "G4", "G5", "G6"),
    *("I1", "I2", "I3", "I5"),
    *("K1", "K2", "K3", "K4", "K5"),
)


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


def test_every_case_has_a_fault() -> None:
    planted = {case for each in faults() for case in each.cases}
    assert [case for case in CASES if case not in planted] == []
