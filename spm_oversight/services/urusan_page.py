"""One urusan over all districts: each service's spread and ends, who waits, what the problems have in common."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction

from spm_oversight.domain.access import Permission
from spm_oversight.domain.catalogue import URUSAN_BY_CODE, Catalogue, Service, Urusan
from spm_oversight.domain.errors import Missing
from spm_oversight.domain.figures import CellState, Pair, Problem
from spm_oversight.domain.indicators import PEOPLE_UNIT, Metric, summed_indicators
from spm_oversight.domain.package import DistrictFigures
from spm_oversight.domain.period import Quarter
from spm_oversight.domain.shared_words import Said, Shared, shared
from spm_oversight.persistence.places import District
from spm_oversight.persistence.work import Work
from spm_oversight.services.begin import require
from spm_oversight.services.comparison import Comparison, Row, View, compared
from spm_oversight.services.service_figures import urusan_figures
from spm_oversight.services.shown_period import choose


@dataclass(frozen=True)
class End:
    """The highest or the lowest figure, percent, and every district that has it; empty where nobody has a figure."""

    value: Fraction | None
    districts: tuple[District, ...]


@dataclass(frozen=True)
class Waiting:
    """Recipients of one service over the districts that told them, in its unit; ``short``: those not served."""

    to_serve: Fraction
    served: Fraction
    short: Fraction
    districts: int


@dataclass(frozen=True)
class ServiceStanding:
    """One service, or (without one) the whole urusan. ``values``: of the counted districts; ``mean``: their plain mean.

    ``waiting``: over all districts; None of the whole, whose services may count unlike units.
    """

    service: Service | None
    values: tuple[tuple[District, Fraction], ...]
    mean: Fraction | None
    best: End
    worst: End
    waiting: Waiting | None


@dataclass(frozen=True)
class DistrictStanding:
    """One district. ``not_served``: people in the urusan's services that count people; None where none counts them."""

    row: Row
    completeness: Fraction | None
    not_served: Fraction | None
    problems: int


@dataclass(frozen=True)
class UrusanPage:
    """The page. ``common``: problems with words in common; ``alone``: those that share none; ``names`` by code."""

    comparison: Comparison
    urusan: Urusan
    standings: tuple[ServiceStanding, ...]
    districts: tuple[DistrictStanding, ...]
    common: tuple[Shared, ...]
    alone: tuple[Said, ...]

    @property
    def whole(self) -> ServiceStanding:
        """The urusan itself."""
        return self.standings[0]


def urusan_page(work: Work, *, urusan: str, quarter: Quarter | None) -> UrusanPage | None:
    """The urusan in the named quarter, else the newest closed one; held against the same quarter of last year.

    None: no quarter is closed or running yet. ``Missing``: no such urusan, or the named quarter is not there.
    """
    require(work, Permission.SEE_DESK)
    if urusan not in URUSAN_BY_CODE:
        raise Missing("Urusan itu tidak ada.")
    chosen = choose(work, quarter)
    if chosen is None:
        return None
    year_before = chosen.period.quarter.year_before
    against = year_before if any(each.quarter == year_before for each in chosen.seen) else None
    view = View(quarter=chosen.period.quarter, urusan=urusan, against=against)
    table, figures = compared(work, chosen, view)
    reported = urusan_figures(work, chosen, figures.states, urusan)
    ranked = chosen.period.method.ranked_states
    counted = [row for row in table.rows if row.report_state in ranked]
    said = [
        Said(row.district.id, problem.problem)
        for row in sorted(table.rows, key=lambda row: row.district.id)
        for problem in reported.problems.get(row.district.id, ())
    ]
    common, alone = shared(said)
    return UrusanPage(
        comparison=table,
        urusan=URUSAN_BY_CODE[urusan],
        standings=_standings(table, counted, reported.catalogue, reported.districts.values()),
        districts=tuple(
            _district(row, reported.districts[row.district.id], reported.catalogue, reported.problems)
            for row in table.rows
        ),
        common=common,
        alone=alone,
    )


def _standings(
    table: Comparison, counted: Sequence[Row], catalogue: Catalogue, districts: Iterable[DistrictFigures]
) -> tuple[ServiceStanding, ...]:
    """The whole urusan first, as the table's columns stand."""
    figures = tuple(districts)

    def standing(index: int) -> ServiceStanding:
        column = table.columns[index]
        values = tuple(
            (row.district, value) for row in counted if (value := row.cells[index].value) is not None
        )
        service = catalogue.service[column.code] if column.level == "service" else None
        return ServiceStanding(
            service=service,
            values=values,
            mean=table.means[index],
            best=_end(values, max),
            worst=_end(values, min),
            waiting=_waiting(service, figures) if service else None,
        )

    return tuple(map(standing, range(len(table.columns))))


def _end(values: Sequence[tuple[District, Fraction]], pick: Callable[[Iterable[Fraction]], Fraction]) -> End:
    if not values:
        return End(None, ())
    value = pick(each for _, each in values)
    return End(value, tuple(district for district, own in values if own == value))


def _waiting(service: Service, districts: Sequence[DistrictFigures]) -> Waiting:
    told = [
        (pair.base, pair.part)
        for each in districts
        if (pair := each.recipients.get(service.code, Pair())).state is CellState.FILLED
        and pair.base is not None
        and pair.part is not None
    ]
    return Waiting(
        to_serve=sum((base for base, _ in told), Fraction(0)),
        served=sum((part for _, part in told), Fraction(0)),
        short=sum((max(Fraction(0), base - part) for base, part in told), Fraction(0)),
        districts=len(told),
    )


def _district(
    row: Row, figures: DistrictFigures, catalogue: Catalogue, problems: Mapping[str, Sequence[Problem]]
) -> DistrictStanding:
    sums = summed_indicators(figures, catalogue)
    people = any(each.unit == PEOPLE_UNIT for each in catalogue.services)
    return DistrictStanding(
        row=row,
        completeness=sums[Metric.COMPLETENESS],
        not_served=sums[Metric.NOT_SERVED_PEOPLE] if people and sums[Metric.COMPLETENESS] else None,
        problems=len(problems.get(row.district.id, ())),
    )
