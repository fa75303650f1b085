"""What happens when in a quarter: who enters, sends, is returned or accepted, and who stays behind."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from enum import Enum
from zoneinfo import ZoneInfo

from spm_oversight.domain.errors import Refused
from spm_oversight.domain.period import Quarter
from spm_oversight.services.demonstration.chance import between
from spm_oversight.services.demonstration.profile import CLOSED_QUARTERS, KOTAWARINGIN_BARAT, PROFILES

ZONE = ZoneInfo("Asia/Jakarta")
LAST_SECOND = time(23, 59, 59)
RUNNING_DAYS = 14
"""Days left until the deadline of today's reporting quarter."""


class Outcome(Enum):
    """How a district's quarter ends."""

    NOTHING = "no report"
    DRAFT = "some offices have entered, nothing is sent"
    SENT = "sent, not yet decided"
    RETURNED = "returned with a reason"
    CORRECTED = "returned, corrected, accepted"
    ACCEPTED = "accepted at once"


class Act(Enum):
    """One thing somebody does."""

    ENTER_PART = "enter what some offices have"
    SEND_PART = "enter all but one urusan, and send"
    SEND_ALL = "enter everything, and send"
    RETURN = "give back"
    CORRECT = "enter what was missing, and send again"
    ACCEPT = "accept"


@dataclass(frozen=True, order=True)
class Step:
    """An act on a district's quarter at its moment."""

    at: datetime
    district: str
    act: Act


_ACTS: Mapping[Outcome, tuple[Act, ...]] = {
    Outcome.NOTHING: (),
    Outcome.DRAFT: (Act.ENTER_PART,),
    Outcome.SENT: (Act.SEND_ALL,),
    Outcome.RETURNED: (Act.SEND_PART, Act.RETURN),
    Outcome.CORRECTED: (Act.SEND_PART, Act.RETURN, Act.CORRECT, Act.ACCEPT),
    Outcome.ACCEPTED: (Act.SEND_ALL, Act.ACCEPT),
}
# Whoever is not named is accepted at once.
_CLOSED: Mapping[str, Mapping[str, Outcome]] = {
    "2023-Q1": {
        "62.03": Outcome.NOTHING,
        "62.07": Outcome.NOTHING,
        "62.10": Outcome.RETURNED,
        "62.12": Outcome.DRAFT,
    },
    "2023-Q2": {"62.03": Outcome.DRAFT, "62.06": Outcome.SENT, "62.12": Outcome.NOTHING},
    "2023-Q3": {"62.03": Outcome.RETURNED, "62.11": Outcome.CORRECTED, "62.12": Outcome.DRAFT},
    "2023-Q4": {"62.02": Outcome.CORRECTED},
    "2024-Q1": {"62.03": Outcome.DRAFT, "62.07": Outcome.CORRECTED, "62.10": Outcome.NOTHING},
    "2024-Q2": {"62.06": Outcome.CORRECTED, "62.12": Outcome.RETURNED},
    "2024-Q3": {"62.11": Outcome.SENT, "62.12": Outcome.DRAFT},
    "2024-Q4": {"62.04": Outcome.CORRECTED, "62.07": Outcome.RETURNED, "62.12": Outcome.NOTHING},
}
_RUNNING: Mapping[str, Outcome] = {
    KOTAWARINGIN_BARAT: Outcome.DRAFT,
    "62.02": Outcome.ACCEPTED,
    "62.03": Outcome.NOTHING,
    "62.04": Outcome.DRAFT,
    "62.05": Outcome.SENT,
    "62.06": Outcome.RETURNED,
    "62.07": Outcome.NOTHING,
    "62.08": Outcome.ACCEPTED,
    "62.09": Outcome.CORRECTED,
    "62.10": Outcome.DRAFT,
    "62.11": Outcome.NOTHING,
    "62.12": Outcome.NOTHING,
    "62.13": Outcome.RETURNED,
    "62.71": Outcome.SENT,
}


@dataclass(frozen=True)
class Course:
    """A quarter's window and its steps in the order of time; a running one is neither closed nor published."""

    quarter: Quarter
    opens: datetime
    deadline: datetime
    registered: datetime  # when the coordinator opens the period, once the one before is published
    steps: tuple[Step, ...]
    closes: datetime | None = None
    publishes: datetime | None = None


def closed_course(quarter: Quarter) -> Course:
    """One of the eight closed quarters. All reports come in the last days; acceptance follows within days."""
    deadline = datetime.combine(quarter.usual_deadline, LAST_SECOND, ZONE)
    steps: list[Step] = []
    for profile in PROFILES:
        outcome = _CLOSED[quarter.code].get(profile.code, Outcome.ACCEPTED)
        acts = _ACTS[outcome]
        # Whoever is to be given back has sent early enough to send again.
        earliest, latest = (0.5, 4.0) if Act.RETURN not in acts else (8.0, 10.0)
        at = deadline - timedelta(days=between(earliest, latest, quarter.code, profile.code))
        for act in acts:
            steps.append(Step(_at_work(at), profile.code, act))
            at += timedelta(days=1.5)
    return Course(
        quarter,
        opens=_opening(quarter),
        deadline=deadline,
        registered=_opening(quarter) + timedelta(days=8, hours=9),
        steps=tuple(sorted(steps, key=_order)),
        closes=deadline + timedelta(days=6, hours=-8),
        publishes=deadline + timedelta(days=8, hours=-14),
    )


def running_course(now: datetime) -> Course:
    """Today's reporting quarter, up to ``now``: everything has happened since it opened."""
    today = now.astimezone(ZONE).date()
    quarter = reporting_quarter(today)
    if quarter <= CLOSED_QUARTERS[-1]:
        raise Refused(
            "Jam basis data menunjukkan waktu sebelum 21 Januari 2025. Betulkan jamnya, lalu ulangi."
        )
    opens = _opening(quarter)
    steps: list[Step] = []
    for profile in PROFILES:
        for place, act in enumerate(_ACTS[_RUNNING[profile.code]]):
            part = 0.3 + 0.17 * place + between(0, 0.15, "running", profile.code)
            steps.append(Step(opens + (now - opens) * part, profile.code, act))
    deadline = datetime.combine(today + timedelta(days=RUNNING_DAYS), LAST_SECOND, ZONE)
    return Course(quarter, opens, deadline, opens, tuple(sorted(steps, key=_order)))


def reporting_quarter(day: date) -> Quarter:
    """The quarter that is reported on ``day``: the one whose usual deadline comes next.

    A quarter's window opens when the one before it is over: 21 January to 20 April for the first (docs/rules.md, 4).
    """
    quarter = Quarter.of(day)
    return quarter.previous if day <= quarter.previous.usual_deadline else quarter


def _opening(quarter: Quarter) -> datetime:
    return datetime.combine(quarter.previous.usual_deadline + timedelta(days=1), time(), ZONE)


def _at_work(moment: datetime) -> datetime:
    """The same day between 8 and 16, to the second."""
    part = (moment.hour * 60 + moment.minute) / (24 * 60)
    return datetime.combine(moment.date(), time(8), ZONE) + timedelta(
        seconds=int(part * 8 * 3600) + moment.second
    )


def _order(step: Step) -> tuple[datetime, str]:
    return step.at, step.district
