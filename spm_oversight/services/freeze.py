"""Freeze a province's quarter: every district's figures at one moment, computed, written as the open package."""

from __future__ import annotations

from collections.abc import Mapping
from fractions import Fraction
from typing import Any

from spm_oversight.domain.calculation import calculate
from spm_oversight.domain.package import DataState, Package
from spm_oversight.domain.period import Quarter
from spm_oversight.exchange.data_package import package_hash, write_package
from spm_oversight.persistence.cells import Cells
from spm_oversight.persistence.snapshots import Snapshot
from spm_oversight.persistence.work import Work
from spm_oversight.services.begin import own_province
from spm_oversight.services.running_results import figures_of


def freeze(work: Work, *, quarter: Quarter, draft: bool = False) -> Snapshot:
    """Store the snapshot of the quarter as it stands; the cut-off is the moment of reading.

    It holds the period alone first: what was acknowledged before is in it, nothing after, and no save by half.
    """
    province = own_province(work)
    work.quarters.hold(province, quarter)
    cells = work.figures.cells(quarter, work.scope.districts)
    package = _package(work, province=province, quarter=quarter, cells=cells)
    results = calculate(package)
    data = write_package(package, results)
    return work.snapshots.add(
        province,
        package,
        results,
        data=data,
        sha256=package_hash(data),
        problems={district: _problems(each) for district, each in cells.items()},
        draft=draft,
    )


def _package(work: Work, *, province: str, quarter: Quarter, cells: Mapping[str, Cells]) -> Package:
    period = work.quarters.period(province, quarter)
    reports = work.reports.of_districts(quarter, work.scope.districts)
    previous = {"quarter": _indexes(work, quarter.previous), "year": _indexes(work, quarter.year_before)}
    return Package(
        province=province,
        quarter=quarter,
        state=DataState.REPORTED,
        cut_off=work.clock(),
        method=work.quarters.method(province, period.method_version),
        catalogue=work.catalogues.of_year(period.catalogue_year),
        districts=tuple(
            figures_of(
                district,
                cells[district.id],
                reports[district.id],
                period,
                {against: indexes.get(district.id) for against, indexes in previous.items()},
            )
            for district in work.places.districts(province)
        ),
    )


def _indexes(work: Work, quarter: Quarter) -> Mapping[str, Fraction | None]:
    """The districts' published indexes of another quarter, exactly as its package holds them."""
    snapshot = work.snapshots.of_quarter(quarter)
    if snapshot is None or snapshot.published_at is None:
        return {}
    scores = work.snapshots.scores(snapshot.id, ("district",))
    return {
        district: Fraction(score.index)
        for (district, _, _), score in scores.items()
        if score.index is not None
    }


def _problems(cells: Cells) -> list[dict[str, Any]]:
    return [
        {
            "urusan": urusan,
            "problem": each.problem,
            "solution": each.solution,
            "owner": each.owner,
            "due": each.due.isoformat() if each.due else None,
        }
        for urusan, listed in sorted(cells.problems.items())
        for each in listed.problems
    ]
