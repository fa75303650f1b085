"""The walk of a district's quarter as it went: every step with who, when and why, the oldest first."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from spm_oversight.domain.access import Permission
from spm_oversight.domain.period import Quarter
from spm_oversight.persistence.work import Work
from spm_oversight.services.begin import own_district, own_province, require
from spm_oversight.services.open_quarter import own_office


@dataclass(frozen=True)
class Happened:
    """One step; ``office`` is the office's name, empty for a step of the whole district; ``until`` of added time."""

    at: datetime
    by: str
    step: str
    office: str = ""
    reason: str = ""
    until: datetime | None = None
    number: int | None = None


def own_history(work: Work, *, quarter: Quarter) -> tuple[Happened, ...]:
    """The own district's quarter; for people of an office the district's steps and their office's."""
    require(work, Permission.SEE_QUARTER)
    district, office = own_district(work)[1], own_office(work)
    work.quarters.period(own_province(work), quarter)
    return steps_of(work, quarter=quarter, district=district, office=office.id if office else None)


def district_history(work: Work, *, quarter: Quarter, district: str) -> tuple[Happened, ...]:
    """A district's quarter, for the province."""
    require(work, Permission.SEE_DESK)
    work.places.district(district)
    work.quarters.period(own_province(work), quarter)
    return steps_of(work, quarter=quarter, district=district)


def steps_of(
    work: Work, *, quarter: Quarter, district: str, office: UUID | None = None
) -> tuple[Happened, ...]:
    """The steps of a quarter and a district that were found already, for whoever may see them."""
    names = {each.id: each.name for each in work.offices.of_district(district)}
    steps = [
        Happened(step.at, step.by, f"part_{step.act.value}", names[step.office], step.reason)
        for step in work.walk.part_steps(district, quarter)
        if office in (None, step.office)
    ]
    steps += [
        Happened(step.at, step.by, f"quarter_{step.act.value}", reason=step.reason)
        for step in work.walk.proposals(district, quarter)
    ]
    steps += [
        Happened(each.at, each.by, each.step, reason=each.reason, number=each.number)
        for each in work.reports.course(quarter, district)
    ]
    steps += [
        Happened(
            each.granted_at,
            each.granted_by,
            "report_reopened" if each.reopening else "time_granted",
            names[each.office] if each.office else "",
            each.reason,
            each.until,
        )
        for each in work.walk.extensions(quarter, (district,))[district]
        if each.office is None or office in (None, each.office)
    ]
    return tuple(sorted(steps, key=lambda step: step.at))
