"""Reminders by the calendar, the worker's hourly task: each person once for each day, in the district's own scope."""

from __future__ import annotations

import logging
from datetime import UTC, datetime

from spm_oversight.domain.messages import REMINDER
from spm_oversight.domain.reminders import due_day, in_working_hours
from spm_oversight.domain.scope import Scope
from spm_oversight.persistence.quarters import Period
from spm_oversight.persistence.work import Work, open_work
from spm_oversight.services.begin import begin_system, own_district
from spm_oversight.services.deadlines import deadline_of
from spm_oversight.services.needs import DistrictNeeds, needs_of
from spm_oversight.services.reminder_texts import (
    ADMIN_ROLES,
    OFFICE_ROLES,
    admin_subject,
    admin_text,
    office_subject,
    office_text,
)
from spm_oversight.services.tell import members, tell

logger = logging.getLogger(__name__)


def remind_on_schedule(*, now: datetime | None = None) -> int:
    """Write the reminders that are due at ``now`` (aware; the database's clock unless given); answers how many.

    Run again in the same day it writes to nobody twice. Each district is a unit of work in a scope of its own, which
    reads and writes nothing beyond it; a fault in one is logged and stops no other.
    """
    written = 0
    for province, zone, districts in _places(now):
        for district in districts:
            try:
                with open_work(Scope.of_district(province, district), None, now=now) as work:
                    written += _remind_district(work, zone)
            except Exception:
                logger.exception("the reminders of district %s were not written", district)
    return written


def _places(now: datetime | None) -> list[tuple[str, str, tuple[str, ...]]]:
    """The provinces in which it is working time, with time zone and districts."""
    with begin_system(now=now) as work:
        return [
            (each.id, each.time_zone, tuple(district.id for district in work.places.districts(each.id)))
            for each in work.places.opened_provinces()
            if in_working_hours(work.now, each.time_zone)
        ]


def _remind_district(work: Work, zone: str) -> int:
    province, district = own_district(work)
    written = 0
    for period in work.quarters.periods(province):
        if period.closed_at is None and period.window.opens <= work.now and _any_due(work, period, zone):
            needs = needs_of(work, period=period, district=district)
            if not needs.handed_in:
                written += _remind_offices(work, needs) + _remind_admins(work, needs)
    if written:
        work.record.add("reminded_by_schedule", district, people=written)
    return written


def _any_due(work: Work, period: Period, zone: str) -> bool:
    """Whether somebody's deadline is near, before any figure is read."""
    _, district = own_district(work)
    offices = [None, *(office.id for office in work.offices.of_district(district))]
    return any(
        due_day(work.now, deadline_of(work, period=period, district=district, office=office), zone)
        for office in offices
    )


def _remind_offices(work: Work, needs: DistrictNeeds) -> int:
    written = 0
    for need in needs.behind:
        day = due_day(work.now, need.closes, needs.zone)
        if day is not None:
            to = members(work, roles=OFFICE_ROLES, districts=(needs.report.district,), office=need.office.id)
            written += len(
                tell(
                    work,
                    kind=REMINDER,
                    to=to,
                    subject=office_subject(needs, need),
                    text=office_text(needs, need),
                    about=needs.period.quarter,
                    path=f"/triwulan/{needs.period.quarter.code}",
                    once=_once(needs, need.closes, day),
                )
            )
    return written


def _remind_admins(work: Work, needs: DistrictNeeds) -> int:
    day = due_day(work.now, needs.closes, needs.zone)
    if day is None:
        return 0
    return len(
        tell(
            work,
            kind=REMINDER,
            to=members(work, roles=ADMIN_ROLES, districts=(needs.report.district,)),
            subject=admin_subject(needs),
            text=admin_text(needs),
            about=needs.period.quarter,
            path=f"/triwulan/{needs.period.quarter.code}",
            once=_once(needs, needs.closes, day),
        )
    )


def _once(needs: DistrictNeeds, closes: datetime, day: int) -> str:
    """What one person is told once: the quarter, the deadline as it stands, and the day before it."""
    return f"{needs.period.quarter.code} {closes.astimezone(UTC):%Y-%m-%dT%H:%M} {day}"
