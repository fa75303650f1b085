"""What people sent and were answered, held against what the database kept: nothing lost, nothing doubled.

As Jepsen does it: an operation that got no answer, or one that leaves it open (503), is *unknown*. Its writer sends it
again as it was, until it is told. So in the end each is acknowledged, and must be in the record once.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, field
from threading import Condition


@dataclass(frozen=True)
class Found:
    """What is wrong with a history: names of operations."""

    lost: tuple[str, ...]
    doubled: tuple[str, ...]
    unasked: tuple[str, ...]


@dataclass
class History:
    """The ledger of all writers; ``told`` wakes whoever waits for more."""

    acknowledged: list[str] = field(default_factory=list)
    unknown: int = 0
    wrong: list[str] = field(default_factory=list)
    told: Condition = field(default_factory=Condition)

    def ok(self, name: str) -> None:
        """An operation was acknowledged."""
        with self.told:
            self.acknowledged.append(name)
            self.told.notify_all()

    def open(self) -> None:
        """Nobody knows whether an operation took place."""
        with self.told:
            self.unknown += 1

    def refused(self, words: str) -> None:
        """An answer that this operation may never get."""
        with self.told:
            self.wrong.append(words)
            self.told.notify_all()

    def wait_for(self, count: int) -> None:
        """Until so many operations more than now are acknowledged, or one was answered wrongly."""
        with self.told:
            due = len(self.acknowledged) + count
            enough = self.told.wait_for(lambda: len(self.acknowledged) >= due or self.wrong, timeout=120)
        assert enough, "the load stands still"


def compared(acknowledged: Iterable[str], stored: Iterable[str]) -> Found:
    """Hold what was acknowledged against what was stored; both by the names of operations."""
    asked, kept = set(acknowledged), Counter(stored)
    return Found(
        lost=tuple(sorted(asked - kept.keys())),
        doubled=tuple(sorted(name for name, count in kept.items() if count > 1)),
        unasked=tuple(sorted(kept.keys() - asked)),
    )
