"""More time for one district or one of its offices; with it an accepted report is opened again."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from spm_oversight.domain.access import Permission
from spm_oversight.domain.errors import Fault, Invalid, Refused
from spm_oversight.domain.method import ReportState
from spm_oversight.domain.period import Quarter
from spm_oversight.domain.walk import Extension
from spm_oversight.persistence.work import Work
from spm_oversight.services.begin import own_province, require


def grant_time(
    work: Work, *, quarter: Quarter, district: str, until: datetime, reason: str, office: UUID | None = None
) -> Extension:
    """Let a district, or one of its offices, report until ``until``; an accepted report is opened again by it.

    The deadline that was set stays: timeliness is told with and without the extension (contract 1). ``Refused`` once
    the period is closed; ``Invalid`` without a reason or for a moment that has passed or adds nothing.
    """
    actor = require(work, Permission.GRANT_TIME)
    province = own_province(work)
    work.places.district(district)
    work.figures.hold(province, district, quarter)
    period = work.quarters.period(province, quarter)
    if period.closed_at is not None:
        raise Refused("Periode ini sudah ditutup dan angkanya dibekukan; waktunya tidak dapat ditambah lagi.")
    if office is not None:
        work.offices.office(district, office)
    report = work.reports.of_district(quarter, district)
    reopening = report.state is ReportState.ACCEPTED
    _check(until, reason, now=work.clock(), deadline=period.window.closes, reopening=reopening)
    granted = Extension(office, reopening, until, reason.strip(), work.now, actor.name)
    work.walk.grant(district, quarter, granted)
    work.record.add(
        "report_reopened" if reopening else "time_granted",
        f"{district} {quarter.code}",
        office=str(office) if office else None,
        until=until.isoformat(),
        reason=granted.reason,
    )
    return granted


def _check(until: datetime, reason: str, *, now: datetime, deadline: datetime, reopening: bool) -> None:
    faults: list[Fault] = []
    if not reason.strip():
        faults.append(Fault("reason", "Tulis mengapa waktunya ditambah; alasan ini tercatat."))
    if until <= now:
        faults.append(Fault("until", "Tulis saat yang belum lewat."))
    elif until <= deadline and not reopening:
        faults.append(Fault("until", "Tulis saat sesudah tenggat periode ini."))
    if faults:
        raise Invalid("Tambahan waktu belum dapat diberikan.", tuple(faults))
