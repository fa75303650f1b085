"""A district's page as it is shown."""

from __future__ import annotations

from dataclasses import dataclass, replace

from spm_oversight.charts.dots import dot_plot
from spm_oversight.charts.marks import Chart, Figure
from spm_oversight.charts.trends import Quarter, trend_line
from spm_oversight.documents.words import REPORT_STATE
from spm_oversight.formats import quarter_title, signed
from spm_oversight.services.district_page import DistrictPage
from spm_oversight.web.district.lifting import LiftTable, lift_table
from spm_oversight.web.district.money import Money, money_of
from spm_oversight.web.district.needs import Raised, Waiting, raised, waiting, waiting_people
from spm_oversight.web.district.summary import summary
from spm_oversight.web.district.tree import UrusanPart, urusan_parts
from spm_oversight.web.frozen import Band, Frame, figure, frame_of, legend
from spm_oversight.web.key_figure import KeyFigure
from spm_oversight.web.walk.history import HistoryRow, history_rows

_FIRST = 5
"""So many services that have not reached everybody stand open."""

_WIDTH = 400
"""Drawings that a phone shows whole."""


@dataclass(frozen=True)
class Against:
    """What the achievement is held against: its name, the mean, and the distance to it in percentage points."""

    name: str
    value: str
    distance: str


@dataclass(frozen=True)
class TrendRow:
    """A quarter of the trend, as the table behind the drawing has it."""

    quarter: str
    value: str
    mean: str


@dataclass(frozen=True)
class DistrictScreen:
    """The whole page. ``dots``: None while no other district may be seen; ``waiting``: the first, and the folded."""

    frame: Frame
    code: str
    name: str
    own: bool
    title: str
    figures: tuple[KeyFigure, ...]
    state: str
    against: tuple[Against, ...]
    urusan: tuple[UrusanPart, ...]
    trend: Chart
    trend_rows: tuple[TrendRow, ...]
    dots: Chart | None
    lifts: LiftTable
    waiting: tuple[tuple[Waiting, ...], ...]
    begun: bool
    money: Money
    problems: tuple[Raised, ...]
    history: tuple[HistoryRow, ...]
    legend: tuple[Band, ...]


def screen_of(page: DistrictPage, *, order: str = "") -> DistrictScreen:
    """Build the page; ``order``: of what lifts most."""
    period, result, place = page.period, page.tree.result, page.district
    frame = frame_of(period, {place.id: place.short})
    if not period.frozen:
        frame = replace(
            frame, warning="Triwulan ini masih berjalan: angka dapat berubah sampai periode ditutup."
        )
    value = figure(period, result.index)
    waits = waiting(page)
    return DistrictScreen(
        frame=frame,
        code=place.id,
        name=place.name,
        own=page.own,
        title=_title(page, value),
        figures=summary(page),
        state=_state(page),
        against=_against(page),
        urusan=urusan_parts(page),
        trend=_trend(page),
        trend_rows=tuple(
            TrendRow(
                quarter_title(each.quarter.year, each.quarter.number),
                figure(period, each.index),
                figure(period, each.mean),
            )
            for each in page.trend
        ),
        dots=_dots(page, value),
        lifts=lift_table(page, order),
        waiting=tuple(filter(None, (waits[:_FIRST], waits[_FIRST:]))),
        begun=waiting_people(page) is not None,
        money=money_of(page),
        problems=raised(page.figures.problems),
        history=history_rows(page.history, period.province.time_zone),
        legend=legend(period),
    )


def _title(page: DistrictPage, value: str) -> str:
    if page.tree.result.index is None:
        return f"{page.district.name} belum dapat dinilai"
    rank = f", peringkat {page.rank} dari {len(page.ranked)}" if page.rank else ""
    return f"Capaian {page.district.name} {value}\u00a0%{rank}"


def _state(page: DistrictPage) -> str:
    words = REPORT_STATE[page.figures.figures.report_state]
    return words if page.rank or not page.period.frozen else f"{words}, tanpa peringkat"


def _against(page: DistrictPage) -> tuple[Against, ...]:
    means = [(f"Rata-rata provinsi, {len(page.ranked)} daerah diperingkat", page.mean)] if page.ranked else []
    means += [(f"Rata-rata kelompok {each.name}, {each.count} daerah", each.mean) for each in page.peers]
    own = page.tree.result.index
    return tuple(
        Against(
            name,
            figure(page.period, mean),
            "–" if own is None or mean is None else signed(own - mean, 2),
        )
        for name, mean in means
    )


def _trend(page: DistrictPage) -> Chart:
    return trend_line(
        [
            Quarter(p.quarter.year, p.quarter.number, p.index, figure(page.period, p.index), p.mean)
            for p in page.trend
        ],
        title=f"Capaian (IPSPM) {page.district.short}",
        unit="%, dilaporkan, kumulatif dalam satu tahun",
        source="Garis putus-putus: rata-rata provinsi yang diterbitkan. Garis terputus di antara dua tahun.",
        width=_WIDTH,
    )


def _dots(page: DistrictPage, value: str) -> Chart | None:
    own = page.tree.result.index
    if not page.ranked:
        return None
    others = list(page.ranked)
    if page.rank and own is not None and own in others:
        others.remove(own)
    figures = [Figure("daerah lain", each, figure(page.period, each)) for each in others]
    figures.append(Figure(page.district.short, own, value, marked=True))
    return dot_plot(
        figures,
        title="Di antara semua daerah yang diperingkat",
        unit="capaian (IPSPM), %",
        source="Daerah lain tidak disebut namanya.",
        width=_WIDTH,
        mean=page.mean,
        mean_text=f"rata-rata {figure(page.period, page.mean)}",
    )
