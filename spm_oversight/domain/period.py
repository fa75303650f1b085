"""Quarters of a budget year, and the time in which one may report."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from spm_oversight.domain.tolerances import USUAL_DAYS

_CODE = re.compile(r"(20\d{2})-Q([1-4])", re.ASCII)


@dataclass(frozen=True, order=True)
class Quarter:
    """A quarter (triwulan) of a budget year; figures in it are cumulative from 1 January (contract 1)."""

    year: int
    number: int

    def __post_init__(self) -> None:
        if not 1 <= self.number <= 4:
            raise ValueError(f"a quarter is 1 to 4, not {self.number}")

    @classmethod
    def parse(cls, code: str) -> Quarter:
        """Read ``2024-Q4``; anything else is a ValueError."""
        found = _CODE.fullmatch(code)
        if not found:
            raise ValueError(f"not a quarter: {code!r}")
        return cls(int(found[1]), int(found[2]))

    @classmethod
    def of(cls, day: date) -> Quarter:
        """The quarter in which a day lies."""
        return cls(day.year, (day.month - 1) // 3 + 1)

    @property
    def code(self) -> str:
        """``2024-Q4``: the form used in files, addresses and the command line."""
        return f"{self.year}-Q{self.number}"

    @property
    def previous(self) -> Quarter:
        """The quarter before, over the turn of the year."""
        return Quarter(self.year, self.number - 1) if self.number > 1 else Quarter(self.year - 1, 4)

    @property
    def next(self) -> Quarter:
        """The quarter after, over the turn of the year."""
        return Quarter(self.year, self.number + 1) if self.number < 4 else Quarter(self.year + 1, 1)

    @property
    def year_before(self) -> Quarter:
        """The same quarter of last year: the fair comparison of cumulative figures."""
        return Quarter(self.year - 1, self.number)

    @property
    def first_day(self) -> date:
        """The first day of the quarter."""
        return date(self.year, 3 * self.number - 2, 1)

    @property
    def usual_deadline(self) -> date:
        """20 April, 20 July, 20 October, 20 January (docs/rules.md, 4: the ministry's days)."""
        return self.deadline_after(USUAL_DAYS)

    def deadline_after(self, days: int) -> date:
        """The day that comes so many days after the quarter's last."""
        return self.next.first_day + timedelta(days=days - 1)


@dataclass(frozen=True)
class Window:
    """When a period takes reports: half-open, ``opens <= now < closes`` (aware datetimes)."""

    opens: datetime
    closes: datetime

    def is_open(self, now: datetime) -> bool:
        """Whether a report may be saved or sent at ``now``."""
        return self.opens <= now < self.closes
