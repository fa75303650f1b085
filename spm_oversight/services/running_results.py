"""The running results of a district's quarter: kept beside its figures, in the transaction that changes them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from fractions import Fraction

from spm_oversight.domain.calculation import calculate
from spm_oversight.domain.figures import BudgetLine, DistrictTotals
from spm_oversight.domain.form import ChangeSet
from spm_oversight.domain.method import ReportState
from spm_oversight.domain.package import DataState, DistrictFigures, Package, Submission
from spm_oversight.domain.recalculation import recalculated
from spm_oversight.domain.walk import extended_to
from spm_oversight.persistence.cells import Cells
from spm_oversight.persistence.places import District
from spm_oversight.persistence.quarters import Period
from spm_oversight.persistence.reports import Report
from spm_oversight.persistence.work import Work
from spm_oversight.services.begin import own_district
from spm_oversight.services.open_quarter import Held


def figures_of(
    district: District, cells: Cells, report: Report, period: Period, previous: Mapping[str, Fraction | None]
) -> DistrictFigures:
    """A district's stored cells as the calculation reads them; ``previous``: indexes by ``quarter`` and ``year``."""
    return replace(
        reported(district, cells, report.state),
        submission=Submission(period.window.closes, extended_to(report.extensions), report.sent_at),
        previous_quarter=previous.get("quarter"),
        previous_year=previous.get("year"),
    )


def reported(district: District, cells: Cells, state: ReportState) -> DistrictFigures:
    """The stored cells alone as values, without what the period and earlier quarters add."""
    return DistrictFigures(
        code=district.id,
        name=district.name,
        kind=district.kind,
        report_state=state,
        recipients={code: cell.pair for code, cell in cells.recipients.items()},
        quality={code: cell.pair for code, cell in cells.quality.items()},
        budget=tuple(
            BudgetLine(service, version, source, cell.allocation, cell.realisation)
            for (service, version, source), cell in sorted(cells.budget.items())
            if cell.allocation is not None
        ),
        totals=tuple(
            DistrictTotals(version, cell.total_spending, cell.six_urusan_spending, cell.computed_need)
            for version, cell in sorted(cells.totals.items())
        ),
    )


def store_results(work: Work, *, period: Period, report: Report, cells: Cells) -> None:
    """Compute the own district's quarter from its cells and keep the results beside them."""
    province, quarter = own_district(work)[0], period.quarter
    if report.state in (ReportState.NONE, ReportState.DRAFT):
        report = replace(report, state=ReportState.DRAFT if cells.begun else ReportState.NONE)
    method = work.quarters.method_of(province, quarter)
    district = work.places.district(report.district)
    package = Package(
        province=province,
        quarter=quarter,
        state=DataState.REPORTED,
        cut_off=work.now,
        method=method,
        catalogue=work.catalogues.of_year(period.catalogue_year),
        districts=(figures_of(district, cells, report, period, {}),),
    )
    work.figures.store_results(district.id, quarter, calculate(package), method)


def renew_results(work: Work, *, held: Held, changes: ChangeSet) -> None:
    """Bring the results to where the changes, which are stored already, have put them (ADR 0016).

    Computed is what they reach, where that is known and what was there before lets it be; else the whole district. So
    too while the quarter is brought to another method: what was there before may be the old one's.
    """
    after = held.cells.after(changes)
    if held.whole:
        store_results(work, period=held.period, report=held.report, cells=after)
    elif held.period.recalculating or not _renewed(work, held, after):
        district, quarter = held.district, held.period.quarter
        everything = work.figures.cells(quarter, (district,))[district]
        store_results(work, period=held.period, report=held.report, cells=everything)


def _renewed(work: Work, held: Held, after: Cells) -> bool:
    district, quarter = held.district, held.period.quarter
    services = held.cells.services | after.services
    catalogue = work.catalogues.of_year(held.period.catalogue_year)
    method = work.quarters.method_of(held.province, quarter)
    results = recalculated(
        work.figures.exact_results(district, quarter, services),
        services,
        _pairs(held, held.cells),
        _pairs(held, after),
        catalogue,
        method,
    )
    if results is not None:
        work.figures.renew_results(district, quarter, services, results, method)
    return results is not None


def _pairs(held: Held, cells: Cells) -> DistrictFigures:
    """Recipients and items alone: all that the services' scores are computed from."""
    return DistrictFigures(
        code=held.district,
        name="",
        kind="",
        report_state=held.report.state,
        recipients={code: cell.pair for code, cell in cells.recipients.items()},
        quality={code: cell.pair for code, cell in cells.quality.items()},
    )
