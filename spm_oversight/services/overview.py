"""How a district's quarter stands as a whole and by urusan: completeness, achievement, money, against a year before."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction

from spm_oversight.domain.catalogue import URUSAN, Urusan
from spm_oversight.domain.district_paper import Source
from spm_oversight.domain.figures import BudgetVersion
from spm_oversight.domain.indicators import Metric, district_indicators, latest_version
from spm_oversight.domain.part import Part, part_of
from spm_oversight.persistence.amounts import exact
from spm_oversight.persistence.cells import Cells
from spm_oversight.persistence.work import Work
from spm_oversight.services.handout_figures import published_indexes
from spm_oversight.services.office_standing import OfficeStanding, OfficeState, state_by_walk
from spm_oversight.services.reports import MyQuarter
from spm_oversight.services.running_results import figures_of


@dataclass(frozen=True)
class UrusanStanding:
    """One urusan: its part of the form and the money, its running achievement, the published one of a year before."""

    urusan: Urusan
    part: Part
    index: Decimal | None
    category: str | None
    year_before: Fraction | None


@dataclass(frozen=True)
class Overview:
    """The whole district. ``version``: the budget act the money stands in; ``change``: points against a year before.

    ``offices``: name and where each stands, of those that have the ball.
    """

    whole: Part
    version: BudgetVersion | None
    urusan: tuple[UrusanStanding, ...]
    year_before: Fraction | None
    change: Fraction | None
    offices: tuple[tuple[str, str], ...]


def overview(work: Work, my: MyQuarter, cells: Cells) -> Overview:
    """The own quarter from its stored cells (``cells``) and stored results; formulas are those of the papers."""
    code, quarter = my.district.id, my.period.quarter
    before = published_indexes(work, quarter.year_before, code)
    own = figures_of(my.district, cells, my.report, my.period, {"year": before.get(code)})
    results = work.figures.results(quarter, (code,))
    indicators = {i.metric: i.value for i in district_indicators(own, my.catalogue, exact(my.index))}
    told = walk_state(my)
    closed = my.period.closed_at is not None

    def standing(urusan: Urusan) -> UrusanStanding:
        result = results.get((code, "urusan", urusan.code))
        services = [s.code for s in my.catalogue.services if s.urusan_code == urusan.code]
        return UrusanStanding(
            urusan=urusan,
            part=part_of(own, my.catalogue, services),
            index=result.index if result else None,
            category=result.category if result else None,
            year_before=before.get(urusan.code),
        )

    return Overview(
        whole=part_of(own, my.catalogue, tuple(my.catalogue.service)),
        version=latest_version(own.budget),
        urusan=tuple(map(standing, URUSAN)),
        year_before=before.get(code),
        change=indicators[Metric.DELTA_YEAR],
        offices=tuple(
            (
                each.office.name,
                told(
                    OfficeStanding(
                        each.office.id,
                        each.office.name,
                        part_of(own, my.catalogue, each.office.services),
                        my.report.state,
                        Source.LIVE,
                        closed,
                    )
                ),
            )
            for each in my.parts
        ),
    )


def walk_state(my: MyQuarter) -> OfficeState:
    """Says of each office of the own district where its part is on its way."""
    walked = {part.office.id: part.state for part in my.parts}
    return state_by_walk(walked, head_approves=my.period.head_approves)
