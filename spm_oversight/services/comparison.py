"""The province's table: districts beside each other by one measure, as the reader wants to see them.

Figures of a closed quarter are those that were published, of a running one the stored results. Nothing is computed
anew but plain means and distances.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace
from fractions import Fraction
from typing import NamedTuple

from spm_oversight.domain.access import Permission
from spm_oversight.domain.calculation import plain_mean
from spm_oversight.domain.catalogue import URUSAN, URUSAN_BY_CODE
from spm_oversight.domain.indicators import Metric, change
from spm_oversight.domain.method import ReportState
from spm_oversight.domain.period import Quarter
from spm_oversight.persistence.places import District
from spm_oversight.persistence.snapshots import Snapshot
from spm_oversight.persistence.work import Work
from spm_oversight.services.begin import require
from spm_oversight.services.compared_figures import Figures, read_figures
from spm_oversight.services.measures import ACHIEVEMENT, CHANGE_UNIT, Column, Form, Measure
from spm_oversight.services.shown_period import Achievement, Chosen, ShownPeriod, choose

BY_NAME, WHOLE = "daerah", "keseluruhan"
UNASSESSED = "belum-dapat-dinilai"
"""The band, in a view, of districts without an achievement."""


@dataclass(frozen=True)
class View:
    """What a reader wants to see. ``urusan``: the services of that one instead of the six urusan.

    ``quarter`` None: the newest. ``against``: the closed quarter whose figures stand beside. ``column``, ``up``: the
    order ("", None: the usual one). ``bands``: of the district's achievement; ``kind``: kabupaten or kota; ``group``:
    one of the province's own; empty: all.
    """

    quarter: Quarter | None = None
    measure: Measure = ACHIEVEMENT
    urusan: str = ""
    against: Quarter | None = None
    column: str = ""
    up: bool | None = None
    bands: frozenset[str] = frozenset()
    kind: str = ""
    group: str = ""


class Cell(NamedTuple):
    """A figure in the unit of its column; ``change``: since the quarter compared with; ``category``: its band."""

    value: Fraction | None
    change: Fraction | None = None
    category: str | None = None


@dataclass(frozen=True)
class Row:
    """One district; ``whole``: its achievement, by which it is ranked and filtered, whatever the measure."""

    district: District
    report_state: ReportState
    whole: Achievement
    rank: int | None
    cells: tuple[Cell, ...]


@dataclass(frozen=True)
class Comparison:
    """The table. ``view``: with everything decided that was left open; ``rows``: those wanted, in the order wanted.

    ``means``: plain means of each column over all ``counted`` districts, those whose report is in a state the method
    ranks; empty for measures that no mean is made of. ``districts``: all there are. ``remarks``: what of the view could
    not be followed, in words.
    """

    period: ShownPeriod
    view: View
    columns: tuple[Column, ...]
    rows: tuple[Row, ...]
    means: tuple[Fraction | None, ...]
    counted: int
    districts: tuple[District, ...]
    remarks: tuple[str, ...]


def comparison(work: Work, *, view: View) -> Comparison | None:
    """The province's districts as the view wants them.

    None: no quarter is closed (for a district: published) or running yet. ``Missing``: the named one is not there.
    """
    require(work, Permission.SEE_RESULTS)
    chosen = choose(work, view.quarter)
    return compared(work, chosen, view)[0] if chosen else None


def compared(work: Work, chosen: Chosen, view: View) -> tuple[Comparison, Figures]:
    """The chosen quarter's districts as the view wants them, and the figures that their table is made from."""
    view, against, remarks = _settled(view, chosen)
    levels = ("district", "urusan", "service") if view.urusan else ("district", "urusan")
    now, before = read_figures(work, chosen, measure=view.measure, levels=levels, against=against)
    columns = view.measure.columns or _columns(work, view, chosen, now)
    districts = tuple(each for each in chosen.districts if each.id in now.states)
    rows = [_row(each, view.measure, columns, now, before) for each in districts]
    column = _known(view.column, columns)
    view = replace(view, column=column, up=column == BY_NAME if view.up is None else view.up)
    counted = [row for row in rows if row.report_state in chosen.period.method.ranked_states]
    table = Comparison(
        period=chosen.period,
        view=view,
        columns=columns,
        rows=_ordered([row for row in rows if _wanted(row, view)], view, columns),
        means=_means(view, columns, counted, now, chosen.period.province.id) if view.measure.part else (),
        counted=sum(row.whole.index is not None for row in counted),
        districts=districts,
        remarks=remarks,
    )
    return table, now


def _settled(view: View, chosen: Chosen) -> tuple[View, Snapshot | None, tuple[str, ...]]:
    """The view with what does not go together left out, the snapshot compared with, and what was left out in words."""
    remarks: list[str] = []
    against = next((each for each in chosen.seen if each.quarter == view.against), None)
    if view.against and (against is None or view.against == chosen.period.quarter):
        remarks.append("Periode pembanding itu tidak ada; tabel ditampilkan tanpa pembanding.")
        against = None
    if against and view.measure.columns and not any(c.form in CHANGE_UNIT for c in view.measure.columns):
        remarks.append(f"{view.measure.label} tidak dibandingkan dengan periode lain.")
        against = None
    known = {UNASSESSED, *(band.name for band in chosen.period.method.bands)}
    if view.bands - known:
        remarks.append("Kategori yang tidak ada dalam metode periode ini tidak dipakai.")
    grouped = not view.group or any(view.group in each.groups for each in chosen.districts)
    if not grouped:
        remarks.append("Kelompok itu tidak ada; semua daerah ditampilkan.")
    view = replace(
        view,
        quarter=chosen.period.quarter,
        against=against.quarter if against else None,
        bands=view.bands & known,
        group=view.group if grouped else "",
    )
    if view.urusan and view.measure.part is None:
        remarks.append(
            f"{view.measure.label} hanya ada untuk daerah seluruhnya; pilihan urusan tidak dipakai."
        )
        view = replace(view, urusan="")
    return view, against, tuple(remarks)


def _columns(work: Work, view: View, chosen: Chosen, now: Figures) -> tuple[Column, ...]:
    """The whole, then its parts: the urusan, or the services of the one that is wanted."""
    if view.urusan:
        urusan = URUSAN_BY_CODE[view.urusan]
        services = work.catalogues.of_year(chosen.period.catalogue_year).services_of[urusan.code]
        whole = Column(WHOLE, urusan.short, "rata-rata layanan, %", urusan.code, Form.PERCENT, "urusan")
        return (whole, *(Column(s.code, s.name, "%", s.code, Form.PERCENT, "service") for s in services))
    there = {code for _, level, code in now.scores if level == "urusan"}
    whole = Column(WHOLE, "Seluruh urusan", "rata-rata urusan, %", "", Form.PERCENT, "district")
    parts = (u for u in URUSAN if u.code in there or not there)
    return (whole, *(Column(u.code, u.short, "%", u.code, Form.PERCENT, "urusan") for u in parts))


def _row(
    district: District, measure: Measure, columns: Iterable[Column], now: Figures, before: Figures | None
) -> Row:
    def cell(column: Column) -> Cell:
        value = now.value(district.id, measure, column)
        compared = before is not None and column.form in CHANGE_UNIT
        return Cell(
            value=value,
            change=change(value, before.value(district.id, measure, column)) if before and compared else None,
            category=now.category(district.id, column) if measure.banded else None,
        )

    return Row(
        district=district,
        report_state=now.states[district.id],
        whole=now.whole(district.id),
        rank=now.ranks.get(district.id),
        cells=tuple(map(cell, columns)),
    )


def _wanted(row: Row, view: View) -> bool:
    band = row.whole.category or UNASSESSED
    return (
        (not view.bands or band in view.bands)
        and view.kind in ("", row.district.kind)
        and (not view.group or view.group in row.district.groups)
    )


def _known(column: str, columns: tuple[Column, ...]) -> str:
    """The column to sort by; the first one of figures, where no such one is there."""
    return column if column == BY_NAME or any(each.key == column for each in columns) else columns[0].key


def _ordered(rows: list[Row], view: View, columns: tuple[Column, ...]) -> tuple[Row, ...]:
    """By the wanted column; what has no value stands last either way, equal ones keep the order of the ranking."""
    by_rank = sorted(rows, key=_place)
    if view.column == BY_NAME:
        return tuple(sorted(by_rank, key=lambda row: row.district.short, reverse=not view.up))
    number = next(i for i, column in enumerate(columns) if column.key == view.column)

    def place(row: Row) -> tuple[bool, Fraction]:
        own = row.cells[number].value
        return (True, Fraction(0)) if own is None else (False, own if view.up else -own)

    return tuple(sorted(by_rank, key=place))


def _place(row: Row) -> tuple[bool, bool, int, Fraction, str]:
    """By rank; without one by achievement, the highest first, and those without any last; equal ones by code."""
    index = row.whole.index
    return (row.rank is None, index is None, row.rank or 0, -(index or Fraction(0)), row.district.id)


def _means(
    view: View, columns: tuple[Column, ...], counted: list[Row], now: Figures, province: str
) -> tuple[Fraction | None, ...]:
    """The whole province's mean of the achievement is the one that was published with the quarter."""
    published = now.indicator(province, Metric.PROVINCE_MEAN)
    means = [_mean(row.cells[i].value for row in counted) for i in range(len(columns))]
    if view.measure.banded and not view.urusan and published is not None:
        means[0] = published
    return tuple(means)


def _mean(values: Iterable[Fraction | None]) -> Fraction | None:
    present = [value for value in values if value is not None]
    return plain_mean(present)
