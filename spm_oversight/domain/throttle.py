"""How long who guesses has to wait: a count of wrong tries, and a wait that grows with it (ADR 0032, 0040, 0046)."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta

LONGEST = timedelta(minutes=15)
FORGOTTEN = timedelta(minutes=15)


@dataclass(frozen=True)
class Limit:
    """The ``free``-th wrong try brings a wait of ``first``, each further one twice as much, up to ``longest``.

    ``forgotten``: so long after a wait has ended its count begins anew.
    """

    free: int
    first: timedelta
    longest: timedelta = LONGEST
    forgotten: timedelta = FORGOTTEN

    def wait(self, wrong: int) -> timedelta:
        """How long to wait after so many wrong tries."""
        over = wrong - self.free
        # Ten times doubled is longer than the longest: no power of a large count is ever computed.
        return min(self.longest, self.first * 2 ** min(over, 10)) if over >= 0 else timedelta()


@dataclass(frozen=True)
class Tries:
    """So many wrong tries, and the moment before which no other is looked at."""

    wrong: int
    until: datetime

    def left(self, now: datetime) -> timedelta:
        """How much of the wait is left; nothing or less where another try is looked at."""
        return self.until - now

    def one_more(self, limit: Limit, now: datetime) -> Tries:
        """As it stands when a try begins, which is taken for wrong until it has shown itself right."""
        wrong = 1 if self.until + limit.forgotten < now else self.wrong + 1
        return Tries(wrong, now + limit.wait(wrong))

    def one_less(self, limit: Limit, now: datetime) -> Tries:
        """As it stood before a try that was a right one: a count that others share is no better off by it."""
        wrong = max(self.wrong - 1, 0)
        return Tries(wrong, min(self.until, now + limit.wait(wrong)))


# One account from one address: a person who mistypes has tries to spare, a list of common passwords has not.
ACCOUNT = Limit(free=5, first=timedelta(seconds=30))
# One address over all accounts: a whole office may stand behind it, so more is free.
ADDRESS = Limit(free=30, first=timedelta(minutes=1))
# One account from everywhere it was never signed in to: who has many addresses is slowed, who is known is not.
UNKNOWN = Limit(free=30, first=timedelta(minutes=1), longest=timedelta(hours=1), forgotten=timedelta(days=1))
# Files held against a number from one address, right or wrong: each is read whole.
CHECK = Limit(free=20, first=timedelta(seconds=30), forgotten=timedelta(minutes=1))
# A second step from everywhere: who tries codes has its password, and six digits are few.
CODE = Limit(free=5, first=timedelta(seconds=30), longest=timedelta(hours=1), forgotten=timedelta(days=1))
