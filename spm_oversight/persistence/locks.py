"""Advisory locks by name, held until the work ends.

No row locks where several scopes meet: a province's ``for update`` on a district's rows returns nothing.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from spm_oversight.domain.period import Quarter
from spm_oversight.persistence.asking import Asked
from spm_oversight.persistence.scoped_session import ScopedSession

# Each in a row of its own that the next reads: the locks in one order, the clock after both.
_LOCK = """
with shared as materialized (select pg_advisory_xact_lock_shared(hashtextextended(name, 0)) from (
    select %(shared)s::text as name where %(shared)s <> '') as named
), alone as materialized (
    select pg_advisory_xact_lock(hashtextextended(%(alone)s, 0)) from (select count(*) from shared) as had
)
select clock_timestamp() as at from alone
"""


def lock(
    session: ScopedSession, alone: str, *, shared: str | None = None, ahead: Sequence[Asked[Any]] = ()
) -> None:
    """Wait for the ``shared`` lock, then for the one held ``alone``; what was known before is asked anew after.

    ``ahead``: what will be asked then travels along; each statement sees what was committed before it began.
    """
    session.forget()
    wanted = _LOCK, {"shared": shared or "", "alone": alone}
    ((had,),) = session.ahead(*ahead, after=(wanted,))
    session.waited_until = had.at


def of_period(province: str, quarter: Quarter) -> str:
    """A province's period: shared keeps it from closing, alone from being written."""
    return f"period {province} {quarter.code}"


def of_figures(district: str, quarter: Quarter) -> str:
    """A district's quarter: one save at a time."""
    return f"figures {district} {quarter.code}"


def of_workbooks(district: str) -> str:
    """A district's workbooks: one at a time is written or read, so that a district never takes all processors."""
    return f"workbooks {district}"
