"""When people are reminded of a deadline: the days and hours, in one place."""

from __future__ import annotations

from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

# Days of the calendar before a deadline on which the schedule reminds.
DAYS_BEFORE = (14, 7, 3, 1)
# The hours of the province's own clock in which it does: from the first on, before the second.
FROM_HOUR, TO_HOUR = 8, 17
# Nobody is reminded of the same quarter again by hand before this has passed.
PAUSE = timedelta(hours=12)


def in_working_hours(now: datetime, zone: str) -> bool:
    """Whether it is time to write to people in ``zone`` (such as ``Asia/Jakarta``)."""
    return FROM_HOUR <= now.astimezone(ZoneInfo(zone)).hour < TO_HOUR


def due_day(now: datetime, closes: datetime, zone: str) -> int | None:
    """Which of ``DAYS_BEFORE`` the calendar of ``zone`` shows today; None on any other day or outside the hours."""
    place = ZoneInfo(zone)
    days = (closes.astimezone(place).date() - now.astimezone(place).date()).days
    return days if days in DAYS_BEFORE and in_working_hours(now, zone) else None
