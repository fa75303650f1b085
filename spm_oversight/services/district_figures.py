"""One district's figures in a quarter as a page reads them: the closed quarter's from its package, else the cells."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from fractions import Fraction

from spm_oversight.documents.problems import read_problems
from spm_oversight.domain.catalogue import Catalogue
from spm_oversight.domain.errors import Missing
from spm_oversight.domain.figures import Problem
from spm_oversight.domain.method import ReportState
from spm_oversight.domain.package import DistrictFigures
from spm_oversight.exchange.data_package import read_package, schema
from spm_oversight.persistence.amounts import exact
from spm_oversight.persistence.places import District
from spm_oversight.persistence.snapshots import Score, Snapshot
from spm_oversight.persistence.work import Work
from spm_oversight.services.running_results import figures_of
from spm_oversight.services.shown_period import Chosen

_REPORTED = tuple(each for each in schema.RESOURCES if each not in (schema.RESULTS, schema.INDICATORS))
"""What was reported and how it is counted; the results follow from it."""
Scores = Mapping[str, Score]
"""Districts' results as a whole, by code."""


@dataclass(frozen=True)
class Own:
    """What a district reported, with the catalogue it is counted by and the problems it raised."""

    figures: DistrictFigures
    catalogue: Catalogue
    problems: tuple[Problem, ...]


def read_own(work: Work, chosen: Chosen, district: District, standings: Mapping[Snapshot, Scores]) -> Own:
    """The district's own; ``Missing`` where it is not in the closed quarter. ``standings``: of earlier quarters."""
    snapshot = chosen.snapshot
    if snapshot is not None:
        data, problems = work.snapshots.content(snapshot.id)
        package = read_package(data, only=_REPORTED, districts=(district.id,)).package
        if package is None:
            raise RuntimeError("a stored package cannot be read")
        if not package.districts:
            raise Missing("Daerah itu tidak termuat dalam periode ini.")
        return Own(package.districts[0], package.catalogue, read_problems(problems.get(district.id, ())))
    quarter = chosen.period.quarter
    cells = work.figures.cells(quarter, (district.id,))[district.id]
    report = work.reports.of_district(quarter, district.id)
    if report.state in (ReportState.NONE, ReportState.DRAFT):
        report = replace(report, state=ReportState.DRAFT if cells.begun else ReportState.NONE)
    period = work.quarters.period(chosen.period.province.id, quarter)
    figures = figures_of(district, cells, report, period, _before(chosen, district, standings))
    problems = tuple(each for _, listed in sorted(cells.problems.items()) for each in listed.problems)
    return Own(figures, work.catalogues.of_year(period.catalogue_year), problems)


def _before(
    chosen: Chosen, district: District, standings: Mapping[Snapshot, Scores]
) -> Mapping[str, Fraction | None]:
    """The published achievements of the quarter before and of a year before."""
    quarter = chosen.period.quarter
    wanted = {quarter.previous: "quarter", quarter.year_before: "year"}
    return {
        wanted[each.quarter]: exact(scores[district.id].index)
        for each, scores in standings.items()
        if each.published_at and each.quarter in wanted and district.id in scores
    }
