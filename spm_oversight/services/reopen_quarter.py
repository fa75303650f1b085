"""A closed quarter opened again to correct one district: what was frozen stays, closing it anew makes a revision."""

from __future__ import annotations

from datetime import datetime

from spm_oversight.domain.access import Permission
from spm_oversight.domain.errors import Fault, Invalid, Refused
from spm_oversight.domain.period import Quarter
from spm_oversight.persistence.quarters import Reopening
from spm_oversight.persistence.work import Work
from spm_oversight.services.begin import own_province, require
from spm_oversight.services.grant_time import grant_time


def reopen_quarter(work: Work, *, quarter: Quarter, district: str, until: datetime, reason: str) -> None:
    """Let one district correct a closed quarter until then; everybody else's reports stay as they are.

    The last revision stays the one that is shown until the quarter is closed and published anew (ADR 19).
    ``Refused`` unless it is closed; ``Invalid`` without a district, a reason or a moment that lies ahead.
    """
    actor = require(work, Permission.MANAGE_PERIOD)
    province = own_province(work)
    work.quarters.hold(province, quarter)
    snapshot = work.snapshots.of_quarter(quarter)
    if work.quarters.period(province, quarter).closed_at is None or snapshot is None:
        raise Refused("Periode ini sedang berjalan; buka kembali laporan daerah dari halaman daerahnya.")
    faults: list[Fault] = []
    if district not in work.scope.districts:
        faults.append(Fault("district", "Pilih daerah yang angkanya diperbaiki."))
    if not reason.strip():
        faults.append(Fault("reason", "Tulis mengapa dibuka kembali; alasan ini dibaca semua daerah."))
    if until <= work.clock():
        faults.append(Fault("until", "Tulis saat yang belum lewat."))
    if faults:
        raise Invalid("Periode belum dibuka kembali.", tuple(faults))
    opened = Reopening(snapshot.revision or 1, district, work.now, actor.name, reason.strip())
    work.quarters.reopen(province, quarter, opened)
    work.record.add(
        "period_reopened",
        quarter.code,
        district=district,
        revision=opened.revision,
        sha256=snapshot.sha256,
        reason=opened.reason,
    )
    grant_time(work, quarter=quarter, district=district, until=until, reason=opened.reason)
