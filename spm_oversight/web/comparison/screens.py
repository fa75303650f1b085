"""The comparison as its page shows it: a heat table, its spread, and the districts' completeness and budget."""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction

from flask import url_for

from spm_oversight.documents.model import Badge
from spm_oversight.documents.words import NIL, NOT_COMPUTABLE, RATIOS
from spm_oversight.domain.method import ReportState
from spm_oversight.formats import EMPTY
from spm_oversight.services.results import Achievement, ComparedDistrict, Comparison
from spm_oversight.web.frozen import Band, Frame, badge, figure, frame_of, legend, short_name

BY_NAME, BY_WHOLE = "daerah", "capaian"
UP, DOWN = "naik", "turun"
NOT_THERE = "belum ada"


@dataclass(frozen=True)
class Sorting:
    """By which column, and whether upwards; read from the address, so anything unknown is the usual order."""

    column: str
    up: bool

    @classmethod
    def read(cls, column: str, direction: str, known: tuple[str, ...]) -> Sorting:
        """``?urut=1.02&arah=naik``; names begin with A, figures with the highest."""
        column = column if column in (BY_NAME, BY_WHOLE, *known) else BY_WHOLE
        return cls(column, direction == UP if direction in (UP, DOWN) else column == BY_NAME)


@dataclass(frozen=True)
class Head:
    """A column's head with the link that sorts by it; ``sorted`` is the value of ``aria-sort`` or empty."""

    label: str
    unit: str
    address: str
    sorted: str


@dataclass(frozen=True)
class Cell:
    """A figure with its band; *nihil* and *belum ada* are words on hatch."""

    text: str
    badge: Badge
    empty: bool


@dataclass(frozen=True)
class Spread:
    """From the lowest to the highest urusan, and the district's own achievement: percent, for the drawing."""

    low: float
    high: float
    own: float


@dataclass(frozen=True)
class Line:
    """One district. ``state``: why it has no rank, or empty."""

    name: str
    state: str
    whole: Cell
    parts: tuple[Cell, ...]
    spread: Spread | None


@dataclass(frozen=True)
class Dots:
    """One urusan: every district as a dot, and their mean."""

    label: str
    dots: tuple[float, ...]
    mean: float | None
    mean_text: str


@dataclass(frozen=True)
class BudgetLine:
    """Completeness, timeliness and the four budget ratios of a district."""

    name: str
    state: ReportState
    completeness: str
    bar: float
    on_time: str
    ratios: tuple[str, ...]


@dataclass(frozen=True)
class ComparisonScreen:
    """The whole page."""

    frame: Frame
    title: str
    heads: tuple[Head, ...]
    lines: tuple[Line, ...]
    means: tuple[str, ...]
    ranked: int
    legend: tuple[Band, ...]
    urusan: tuple[Dots, ...]
    budget: tuple[BudgetLine, ...]


def screen_of(comparison: Comparison, *, column: str, direction: str) -> ComparisonScreen:
    """Build the page, sorted as the address asks."""
    codes = tuple(urusan.code for urusan in comparison.urusan)
    sorting = Sorting.read(column, direction, codes)
    districts = _sorted(comparison, sorting)
    period = comparison.period
    means = (comparison.mean, *(comparison.urusan_means[code] for code in codes))
    return ComparisonScreen(
        frame=frame_of(period, {each.district.id: short_name(each.district) for each in districts}),
        title=f"Capaian {len(districts)} kabupaten/kota menurut {_COUNT.get(len(codes), len(codes))} urusan",
        heads=_heads(comparison, sorting),
        lines=tuple(_line(comparison, each) for each in districts),
        means=tuple(figure(period, mean) for mean in means),
        ranked=comparison.ranked,
        legend=legend(period),
        urusan=tuple(_dots(comparison, urusan.code, urusan.short) for urusan in comparison.urusan),
        budget=tuple(
            _budget(comparison, each) for each in sorted(districts, key=lambda each: each.district.id)
        ),
    )


_COUNT = {1: "satu", 2: "dua", 3: "tiga", 4: "empat", 5: "lima", 6: "enam"}


def _sorted(comparison: Comparison, sorting: Sorting) -> tuple[ComparedDistrict, ...]:
    """By the wanted column; what has no value stands last either way, equal ones keep the order of the ranking."""
    if sorting.column == BY_NAME:
        return tuple(
            sorted(comparison.districts, key=lambda e: short_name(e.district), reverse=not sorting.up)
        )

    def value(each: ComparedDistrict) -> Fraction | None:
        return each.whole.index if sorting.column == BY_WHOLE else each.urusan[sorting.column].index

    def place(each: ComparedDistrict) -> tuple[bool, Fraction]:
        own = value(each)
        return (True, Fraction(0)) if own is None else (False, own if sorting.up else -own)

    return tuple(sorted(comparison.districts, key=place))


def _heads(comparison: Comparison, sorting: Sorting) -> tuple[Head, ...]:
    columns = [(BY_NAME, "Daerah", ""), (BY_WHOLE, "Capaian daerah", "rata-rata urusan, %")]
    columns += [(urusan.code, urusan.short, "%") for urusan in comparison.urusan]
    heads: list[Head] = []
    for column, label, unit in columns:
        here = column == sorting.column
        upwards = not sorting.up if here else column == BY_NAME
        address = url_for(
            "comparison.page",
            periode=comparison.period.quarter.code,
            urut=column,
            arah=UP if upwards else DOWN,
        )
        direction = ("ascending" if sorting.up else "descending") if here else ""
        heads.append(Head(label, unit, address, direction))
    return tuple(heads)


def _line(comparison: Comparison, each: ComparedDistrict) -> Line:
    parts = tuple(each.urusan[urusan.code] for urusan in comparison.urusan)
    values = [float(part.index) for part in parts if part.index is not None]
    own = each.whole.index
    return Line(
        name=short_name(each.district),
        state="tanpa peringkat" if each.rank is None and own is not None else "",
        whole=_cell(comparison, each.whole, EMPTY),
        parts=tuple(_cell(comparison, part, NOT_THERE if own is None else NIL) for part in parts),
        spread=Spread(min(values), max(values), float(own)) if values and own is not None else None,
    )


def _cell(comparison: Comparison, achievement: Achievement, empty: str) -> Cell:
    period, none = comparison.period, achievement.index is None
    return Cell(empty if none else figure(period, achievement.index), badge(period, achievement), none)


def _dots(comparison: Comparison, code: str, label: str) -> Dots:
    indexes = (each.urusan[code].index for each in comparison.districts if each.rank is not None)
    mean = comparison.urusan_means[code]
    return Dots(
        label=label,
        dots=tuple(float(index) for index in indexes if index is not None),
        mean=None if mean is None else float(mean),
        mean_text=figure(comparison.period, mean),
    )


def _budget(comparison: Comparison, each: ComparedDistrict) -> BudgetLine:
    period, values = comparison.period, each.indicators
    ratios = (values[ratio.metric] for ratio in RATIOS)
    return BudgetLine(
        name=short_name(each.district),
        state=each.report_state,
        completeness=figure(period, values["completeness"], 1),
        bar=float(values["completeness"] or 0),
        on_time=_on_time(each),
        ratios=tuple(NOT_COMPUTABLE if ratio is None else figure(period, ratio) for ratio in ratios),
    )


def _on_time(each: ComparedDistrict) -> str:
    if each.report_state in (ReportState.NONE, ReportState.DRAFT):
        return "belum dikirim"
    if each.indicators["on_time"]:
        return "ya"
    return "ya, diperpanjang" if each.indicators["on_time_extended"] else "tidak"
