"""Count a running quarter by the newest method version; a worker brings its stored results there (ADR 0023)."""

from __future__ import annotations

from spm_oversight.domain.access import Permission
from spm_oversight.domain.errors import Conflict, Refused
from spm_oversight.domain.method_change import moves_figures
from spm_oversight.domain.period import Quarter
from spm_oversight.formats import quarter_title
from spm_oversight.persistence.jobs import RECALCULATE, enqueue
from spm_oversight.persistence.quarters import Period
from spm_oversight.persistence.work import Work
from spm_oversight.services.begin import own_province, require
from spm_oversight.services.tell_of_periods import tell_switched


def switch_method(work: Work, *, quarter: Quarter, version: str) -> Period:
    """Count a quarter that is open, and was never closed, by the newest version, which is ``version`` on the page.

    From this moment every save computes by it. Where figures can move, a job computes what nobody saves meanwhile, and
    the period says so until it is done. ``Refused`` for a quarter that is or was closed: it keeps its version.
    ``Conflict`` when ``version`` is not the newest any more, or counts there already.
    """
    require(work, Permission.MANAGE_METHOD)
    province = own_province(work)
    work.quarters.hold(province, quarter)
    period = work.quarters.period(province, quarter)
    title = quarter_title(quarter.year, quarter.number)
    if period.closed_at is not None or work.snapshots.of_quarter(quarter) is not None:
        raise Refused(
            f"{title} sudah pernah ditutup, sehingga tetap memakai metode {period.method_version}. "
            "Metode baru berlaku bagi triwulan yang belum pernah ditutup."
        )
    newest = work.methods.all(province)[0].method
    if newest.version != version or period.method_version == version:
        raise Conflict(f"Metode {title} atau metode terbaru sudah berubah. Periksa keadaannya, lalu ulangi.")
    moves = moves_figures(work.quarters.method_of(province, quarter), newest)
    work.quarters.switch_method(province, quarter, version, since=work.now if moves else None)
    work.record.add(
        "method_switched", quarter.code, before=period.method_version, after=version, recalculated=moves
    )
    if moves:
        ids = {"province": province, "quarter": quarter.code, "version": version}
        enqueue(work.session, RECALCULATE, ids)
    tell_switched(work, quarter=quarter, before=period.method_version, after=version, moves=moves)
    return work.quarters.period(province, quarter)
