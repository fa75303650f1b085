"""What the districts reported by service in a quarter, closed or running: the inputs behind the published results.

Of a closed quarter they are read from the package that was frozen, of a running one from the stored cells; no second
copy is kept (ADR 21).
"""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass

from spm_oversight.documents.problems import read_problems
from spm_oversight.domain.catalogue import Catalogue
from spm_oversight.domain.figures import Problem
from spm_oversight.domain.method import ReportState
from spm_oversight.domain.package import DistrictFigures
from spm_oversight.exchange.data_package import read_package, schema
from spm_oversight.persistence.snapshots import Snapshot
from spm_oversight.persistence.work import Work
from spm_oversight.services.running_results import reported
from spm_oversight.services.shown_period import Chosen

_MONEY = (schema.DISTRICTS, schema.SERVICES, schema.RECIPIENTS, schema.BUDGET, schema.DISTRICT_TOTALS)
_URUSAN = (
    *(schema.DISTRICTS, schema.SERVICES, schema.QUALITY_ITEMS),
    *(schema.RECIPIENTS, schema.QUALITY, schema.BUDGET),
)


@dataclass(frozen=True)
class ServiceFigures:
    """By district code: figures, holding only what was asked for, and problems. ``catalogue``: their services."""

    catalogue: Catalogue
    districts: Mapping[str, DistrictFigures]
    problems: Mapping[str, tuple[Problem, ...]]


def money_figures(work: Work, chosen: Chosen, states: Mapping[str, ReportState]) -> ServiceFigures:
    """Recipients, budget and totals of every service, without quality and problems."""
    if chosen.snapshot:
        return _frozen(work, chosen.snapshot, _MONEY)
    catalogue = work.catalogues.of_year(chosen.period.catalogue_year)
    cells = work.figures.money(chosen.period.quarter, tuple(each.id for each in chosen.districts))
    found = {each.id: reported(each, cells[each.id], states[each.id]) for each in chosen.districts}
    return ServiceFigures(catalogue, found, {})


def urusan_figures(
    work: Work, chosen: Chosen, states: Mapping[str, ReportState], urusan: str
) -> ServiceFigures:
    """Recipients, quality and budget of one urusan's services, and its problems."""
    catalogue = work.catalogues.of_year(chosen.period.catalogue_year)
    codes = tuple(each.code for each in catalogue.services_of[urusan])
    if chosen.snapshot:
        return _frozen(work, chosen.snapshot, _URUSAN, codes, urusan)
    quarter, districts = chosen.period.quarter, tuple(each.id for each in chosen.districts)
    cells = work.figures.of_urusan(quarter, districts, codes)
    own = Catalogue(
        catalogue.first_year,
        catalogue.services_of[urusan],
        tuple(item for item in catalogue.items if item.service_code in codes),
    )
    problems = {
        code: each.problems[urusan].problems for code, each in cells.items() if urusan in each.problems
    }
    found = {each.id: reported(each, cells[each.id], states[each.id]) for each in chosen.districts}
    return ServiceFigures(own, found, problems)


def _frozen(
    work: Work,
    snapshot: Snapshot,
    resources: Collection[schema.Resource],
    services: Collection[str] | None = None,
    urusan: str = "",
) -> ServiceFigures:
    """From the package as it was frozen; a fault in it is one of ours."""
    data, listed = work.snapshots.content(snapshot.id)
    package = read_package(data, only=resources, services=services).package
    if package is None:
        raise RuntimeError("a stored package cannot be read")
    problems = {
        code: tuple(problem for problem in read_problems(each) if problem.urusan_code == urusan)
        for code, each in listed.items()
    }
    return ServiceFigures(package.catalogue, {each.code: each for each in package.districts}, problems)
