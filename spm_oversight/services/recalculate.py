"""Bring a running quarter's stored results to the method it was switched to: the worker's job. Safe to run again."""

from __future__ import annotations

from datetime import datetime

from spm_oversight.domain.period import Quarter
from spm_oversight.domain.scope import Scope
from spm_oversight.persistence.work import Work, open_work
from spm_oversight.services.running_results import store_results


def recalculate(*, province: str, quarter: Quarter, version: str, now: datetime | None = None) -> int:
    """Compute each district anew, in its own scope, one save's lock at a time; answers how many were.

    Once the quarter was switched to a later ``version``, that one's job does it; a quarter closed meanwhile was frozen
    from its figures by that method already.
    """
    whole = Scope.of_province(province, ())
    with open_work(whole, None, now=now) as work:
        districts = tuple(each.id for each in work.places.districts(province))
    done = 0
    for district in districts:
        with open_work(Scope.of_district(province, district), None, now=now) as work:
            done += _district(work, province, district, quarter, version)
    with open_work(whole, None, now=now) as work:
        work.quarters.hold(province, quarter)
        period = work.quarters.period(province, quarter)
        if period.method_version == version and period.recalculating is not None:
            work.quarters.mark_recalculated(province, quarter)
            work.record.add("results_recalculated", quarter.code, method=version, districts=done)
    return done


def _district(work: Work, province: str, district: str, quarter: Quarter, version: str) -> bool:
    work.figures.hold(province, district, quarter)
    period = work.quarters.period(province, quarter)
    if period.method_version != version or period.closed_at is not None:
        return False
    if not work.figures.results(quarter, (district,)):
        return False  # nothing was saved yet: the first save computes by the new method
    report = work.reports.of_district(quarter, district)
    store_results(
        work, period=period, report=report, cells=work.figures.cells(quarter, (district,))[district]
    )
    return True
