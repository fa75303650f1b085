"""With what a district's meeting on a quarter opens: the meeting before, its agreements, and what was agreed since."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from zoneinfo import ZoneInfo

from spm_oversight.domain.agreements import Agreement, Meeting, carried, last_meeting
from spm_oversight.domain.period import Quarter
from spm_oversight.persistence.work import Work


@dataclass(frozen=True)
class Agreed:
    """``meeting``: on the quarter itself, ``last``: on one before; ``today``: by the database's clock, in the zone."""

    meeting: Meeting | None
    last: Meeting | None
    carried: tuple[Agreement, ...]
    made: tuple[Agreement, ...]
    today: date


def agreed(work: Work, *, district: str, quarter: Quarter, zone: str) -> Agreed:
    """What a district in scope has agreed, as its meeting on the quarter sees it."""
    store, local = work.evaluations, ZoneInfo(zone)
    work.ahead(store.asked_meetings((district,)), store.asked_agreements((district,)))
    met = store.meetings((district,)).get(district, ())
    every = store.agreements((district,)).get(district, ())
    last = last_meeting(met, quarter)
    return Agreed(
        meeting=next((each for each in met if each.quarter == quarter), None),
        last=last,
        carried=carried(every, quarter, last, local),
        made=tuple(each for each in every if each.quarter == quarter),
        today=work.now.astimezone(local).date(),
    )
