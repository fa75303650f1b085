"""The demonstration's forms without a database, and the calculation on them."""

from __future__ import annotations

import csv
from collections.abc import Mapping
from datetime import date, datetime, timedelta
from functools import cache

from spm_oversight.domain.calculation import calculate
from spm_oversight.domain.catalogue import Catalogue, QualityItem, Service
from spm_oversight.domain.figures import BudgetLine, DistrictTotals
from spm_oversight.domain.form import ChangeSet
from spm_oversight.domain.method import Method, ReportState
from spm_oversight.domain.package import DataState, DistrictFigures, Package
from spm_oversight.domain.period import Quarter
from spm_oversight.domain.results import Results
from spm_oversight.persistence.register import DATA
from spm_oversight.services.demonstration.achievement import YearPlan, plan_year
from spm_oversight.services.demonstration.figures import form_of
from spm_oversight.services.demonstration.profile import PROFILES, PROVINCE
from spm_oversight.services.demonstration.schedule import ZONE

Forms = Mapping[str, ChangeSet]


@cache
def catalogue() -> Catalogue:
    with (DATA / "services.csv").open(encoding="utf-8", newline="") as file:
        services = tuple(
            Service(
                row["service_code"],
                row["urusan_code"],
                row["service"],
                row["unit"],
                usual_office=row["usual_opd"],
            )
            for row in csv.DictReader(file)
            if row["level"] == "kabupaten"
        )
    owed = {service.code for service in services}
    with (DATA / "quality-items.csv").open(encoding="utf-8", newline="") as file:
        items = tuple(
            QualityItem(row["item_code"], row["service_code"], row["item"], row["unit"], row["kind"])
            for row in csv.DictReader(file)
            if row["service_code"] in owed and row["scheme"] == "baku"
        )
    return Catalogue(2022, services, items)


@cache
def forms(quarter: Quarter) -> Forms:
    """Every district's whole form."""
    day: date = quarter.usual_deadline - timedelta(days=2)
    return {
        profile.code: form_of(profile, quarter, _plan(profile.code, quarter.year), catalogue(), day=day)
        for profile in PROFILES
    }


@cache
def _plan(district: str, year: int) -> YearPlan:
    profile = next(each for each in PROFILES if each.code == district)
    return plan_year(profile, year, catalogue())


@cache
def results(quarter: Quarter) -> Results:
    """The calculation as if every district had been accepted."""
    districts = tuple(
        DistrictFigures(
            code=code,
            name=code,
            kind="kabupaten",
            report_state=ReportState.ACCEPTED,
            recipients={key: cell.pair for key, cell in form.recipients.items()},
            quality={key: cell.pair for key, cell in form.quality.items()},
            budget=tuple(
                BudgetLine(service, version, source, cell.allocation or 0, cell.realisation)
                for (service, version, source), cell in form.budget.items()
            ),
            totals=tuple(
                DistrictTotals(version, cell.total_spending, cell.six_urusan_spending, cell.computed_need)
                for version, cell in form.totals.items()
            ),
        )
        for code, form in forms(quarter).items()
    )
    cut_off = datetime(quarter.year + 1, 1, 26, tzinfo=ZONE)
    return calculate(
        Package(PROVINCE, quarter, DataState.REPORTED, cut_off, Method(), catalogue(), districts)
    )
