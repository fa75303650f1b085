"""The province's overview as a page; for its leader the finding first."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime

from spm_oversight.charts.marks import Chart
from spm_oversight.domain.access import Permission
from spm_oversight.domain.method import ReportState
from spm_oversight.formats import NBSP, number
from spm_oversight.services.deadlines import until
from spm_oversight.services.export_tables import HASH_SHOWN, facts_of
from spm_oversight.services.province_overview import ProvinceOverview
from spm_oversight.web.frozen import Choice, choices_of_period, figure
from spm_oversight.web.home.province_drawings import band_drawing, map_drawing, slopes
from spm_oversight.web.home.province_figures import (
    BandCount,
    MovesTable,
    UrusanGroup,
    band_counts,
    key_figures,
    moves_tables,
    unserved_groups,
)
from spm_oversight.web.home.province_reports import CAME, FROM_DONE, ReportRow, report_rows
from spm_oversight.web.home.province_step import province_step_of
from spm_oversight.web.home.step import Step
from spm_oversight.web.key_figure import KeyFigure
from spm_oversight.web.told import cumulative, title_of


@dataclass(frozen=True)
class ProvinceScreen:
    """All the page shows; ``finding_first``: the figures stand before the reports. ``counts``: districts by state."""

    code: str
    over: str
    title: str
    facts: tuple[tuple[str, str], ...]
    step: Step
    choices: tuple[Choice, ...]
    finding_first: bool
    counts: tuple[tuple[ReportState, int], ...]
    rows: tuple[ReportRow, ...]
    frozen: bool
    late: int
    figures: tuple[KeyFigure, ...]
    bands: tuple[BandCount, ...]
    bar: Chart
    map: Chart
    total: int
    moves: tuple[MovesTable, ...]
    slopes: Chart | None
    groups: tuple[UrusanGroup, ...]
    cumulative: str
    sample: bool


def province_screen(
    found: ProvinceOverview, *, now: datetime, may: Callable[[Permission], bool]
) -> ProvinceScreen:
    """The page at ``now``, for whoever ``may`` do this and that."""
    period = found.period
    # A leader reads; whoever makes papers or decides works here, and begins with the reports.
    leads = not may(Permission.MAKE_PAPERS)
    return ProvinceScreen(
        code=period.quarter.code,
        over=f"Ikhtisar Provinsi {period.province.name}, {number(len(found.lines))} kabupaten/kota",
        title=f"{title_of(period.quarter)}: {_finding(found, leads)}",
        facts=_facts(found, now),
        step=province_step_of(found, may),
        choices=choices_of_period(period),
        finding_first=leads,
        counts=tuple((state, sum(line.state is state for line in found.lines)) for state in FROM_DONE),
        rows=report_rows(found),
        frozen=period.frozen,
        late=sum(bool(line.gathered and line.gathered.late) for line in found.lines),
        figures=key_figures(found),
        bands=band_counts(found),
        bar=band_drawing(found),
        map=map_drawing(found),
        total=len(found.lines),
        moves=moves_tables(found),
        slopes=slopes(found),
        groups=unserved_groups(found),
        cumulative=cumulative(period.quarter),
        sample=period.sample,
    )


def _finding(found: ProvinceOverview, leads: bool) -> str:
    total = len(found.lines)
    if found.mean is not None and (leads or found.period.frozen):
        mean = f"{figure(found.period, found.mean)}{NBSP}%"
        return f"rata-rata capaian {mean}, {number(found.counted)} dari {number(total)} daerah dinilai"
    came = sum(line.state in CAME for line in found.lines)
    return f"{number(came)} laporan sudah masuk, {number(total - came)} belum"


def _facts(found: ProvinceOverview, now: datetime) -> tuple[tuple[str, str], ...]:
    facts = facts_of(found.period, hash_digits=HASH_SHOWN)
    if found.window is None:
        return facts
    ends = until(found.window.window.closes, found.period.province.time_zone, now)
    return (facts[0], ("Tenggat", ends), *facts[1:])
