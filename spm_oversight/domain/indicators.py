"""The indicators beside the achievement: completeness, timeliness, money, people, change (contract 1, the table)."""

from __future__ import annotations

from collections.abc import Collection
from enum import StrEnum
from fractions import Fraction

from spm_oversight.domain.catalogue import Catalogue
from spm_oversight.domain.figures import BudgetLine, BudgetVersion, CellState, DistrictTotals, Pair
from spm_oversight.domain.package import DistrictFigures, Submission
from spm_oversight.domain.results import Indicator

PEOPLE_UNIT = "orang"
"""The only unit whose shortfall is added up; households and houses are no people."""

_NO_TOTALS = DistrictTotals(BudgetVersion.MURNI)


class Metric(StrEnum):
    """Names of the indicators; each has one name, one formula and one place: here."""

    COMPLETENESS = "completeness"
    ON_TIME = "on_time"
    ON_TIME_EXTENDED = "on_time_extended"
    SERAPAN = "serapan"
    PORSI_APBD = "porsi_apbd"
    PORSI_URUSAN = "porsi_urusan"
    KECUKUPAN = "kecukupan"
    NOT_SERVED_PEOPLE = "not_served_people"
    DELTA_QUARTER = "delta_quarter"
    DELTA_YEAR = "delta_year"
    PROVINCE_MEAN = "province_mean"


def district_indicators(
    district: DistrictFigures, catalogue: Catalogue, index: Fraction | None
) -> tuple[Indicator, ...]:
    """All indicators of one district, in the contract's order; ``index`` is the district's own, if it has one."""
    values: dict[Metric, Fraction | None] = {
        Metric.COMPLETENESS: _completeness(district, catalogue),
        **_timeliness(district.submission),
        **_budget_ratios(district),
        Metric.NOT_SERVED_PEOPLE: _not_served_people(district, catalogue),
        Metric.DELTA_QUARTER: change(index, district.previous_quarter),
        Metric.DELTA_YEAR: change(index, district.previous_year),
    }
    return tuple(Indicator(district.code, metric.value, value) for metric, value in values.items())


def summed_indicators(district: DistrictFigures, catalogue: Catalogue) -> dict[Metric, Fraction | None]:
    """Those indicators that are sums over services: of some services alone, what these add to the district's."""
    return {
        Metric.COMPLETENESS: _completeness(district, catalogue),
        Metric.NOT_SERVED_PEOPLE: _not_served_people(district, catalogue),
    }


def province_mean(province: str, ranked: Collection[Fraction]) -> Indicator:
    """The plain mean of the ranked districts' indexes, percent; no value where none is ranked."""
    value = sum(ranked, Fraction(0)) / len(ranked) if ranked else None
    return Indicator(province, Metric.PROVINCE_MEAN.value, value)


def change(now: Fraction | None, before: Fraction | None) -> Fraction | None:
    """The distance to an earlier published figure, in percentage points (people: in people)."""
    return None if now is None or before is None else now - before


def latest_version(lines: Collection[BudgetLine]) -> BudgetVersion | None:
    """The last budget act a district has lines of: perubahan, else pergeseran, else murni."""
    present = {line.version for line in lines}
    return next((version for version in reversed(BudgetVersion) if version in present), None)


def _completeness(district: DistrictFigures, catalogue: Catalogue) -> Fraction | None:
    """Share of the form that says something, percent: recipients, quality, and a budget row for each service."""
    required = 2 * len(catalogue.services) + len(catalogue.items)
    if not required:
        return None
    cells = ((district.recipients, catalogue.service), (district.quality, catalogue.item))
    filled = sum(
        pair.state is not CellState.BLANK and code in known
        for pairs, known in cells
        for code, pair in pairs.items()
    )
    budgeted = len(catalogue.service.keys() & {line.service_code for line in district.budget})
    return Fraction(100 * (filled + budgeted), required)


def _timeliness(submission: Submission | None) -> dict[Metric, Fraction | None]:
    """1 when sent by the deadline, by the extended one; 0 when later or not at all."""
    on_time = on_time_extended = False
    if submission and submission.sent_at:
        on_time = submission.sent_at <= submission.deadline
        on_time_extended = on_time or (
            submission.extended_to is not None and submission.sent_at <= submission.extended_to
        )
    return {Metric.ON_TIME: Fraction(on_time), Metric.ON_TIME_EXTENDED: Fraction(on_time_extended)}


def _budget_ratios(district: DistrictFigures) -> dict[Metric, Fraction | None]:
    """The four ratios of the latest budget version, each over its own base of that same version."""
    version = latest_version(district.budget)
    lines = [line for line in district.budget if line.version is version]
    totals = next((total for total in district.totals if total.version is version), _NO_TOTALS)
    allocation = sum(line.allocation for line in lines)
    realised = [line.realisation for line in lines if line.realisation is not None]
    realisation = sum(realised) if len(realised) == len(lines) else None
    return {
        Metric.SERAPAN: _percent(realisation, allocation),
        Metric.PORSI_APBD: _percent(allocation, totals.total_spending),
        Metric.PORSI_URUSAN: _percent(allocation, totals.six_urusan_spending),
        Metric.KECUKUPAN: _percent(allocation, totals.computed_need),
    }


def _percent(part: int | None, base: int | None) -> Fraction | None:
    """A ratio in percent; none over a base that is empty or 0, or of a part that is not known."""
    return Fraction(100 * part, base) if part is not None and base else None


def not_served(pair: Pair) -> Fraction:
    """How many of a filled service still wait, in its unit; 0 where nothing is told, or all and more were served."""
    if pair.state is not CellState.FILLED or pair.base is None or pair.part is None:
        return Fraction(0)
    return max(Fraction(0), pair.base - pair.part)


def _not_served_people(district: DistrictFigures, catalogue: Catalogue) -> Fraction:
    """People still waiting, over the filled services that count people."""
    counting = {service.code for service in catalogue.services if service.unit == PEOPLE_UNIT}
    waiting = (not_served(pair) for code, pair in district.recipients.items() if code in counting)
    return sum(waiting, Fraction(0))
