"""One urusan as its page shows it: the spread of each service, its ends, the districts, the problems."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction

from flask import url_for

from spm_oversight.charts.dots import dot_strip
from spm_oversight.charts.marks import Chart, Figure
from spm_oversight.documents.model import Badge
from spm_oversight.documents.words import NIL, REPORT_STATE, badge_of
from spm_oversight.domain.catalogue import URUSAN
from spm_oversight.domain.indicators import PEOPLE_UNIT
from spm_oversight.domain.method import ReportState
from spm_oversight.domain.shared_words import Said, Shared
from spm_oversight.domain.show import shown
from spm_oversight.formats import EMPTY, number, percent, signed
from spm_oversight.services.comparison import Row
from spm_oversight.services.shown_period import ShownPeriod
from spm_oversight.services.urusan_page import DistrictStanding, ServiceStanding, UrusanPage
from spm_oversight.web.comparison.heads import without_prefix
from spm_oversight.web.frozen import Band, Choice, Frame, choices_of_period, figure, frame_of, legend
from spm_oversight.web.told import names, title_of


@dataclass(frozen=True)
class ServiceLine:
    """One service: its mean, its two ends with their districts, and who waits, in its unit."""

    name: str
    counted: int
    mean: str
    best: tuple[str, str]
    worst: tuple[str, str]
    to_serve: str
    short: str
    unit: str


@dataclass(frozen=True)
class DistrictLine:
    """One district in this urusan. ``change``: against the same quarter of last year."""

    name: str
    state: str
    bar: float | None
    index: str
    badge: Badge
    change: str
    completeness: str
    not_served: str
    problems: str


@dataclass(frozen=True)
class Quote:
    """A problem in the words of those who reported it; ``districts``: all who wrote the very same."""

    text: str
    districts: str


@dataclass(frozen=True)
class CommonLine:
    """Problems that have words in common. ``who``: how many districts."""

    words: str
    who: int
    quotes: tuple[Quote, ...]


@dataclass(frozen=True)
class UrusanScreen:
    """The whole page. ``against``: the quarter changes are counted from, or empty; ``others``: links to each urusan.

    ``people``: whether any service counts people.
    """

    frame: Frame
    name: str
    code: str
    title: str
    finding: str
    others: tuple[tuple[str, str, bool], ...]
    choices: tuple[Choice, ...]
    spread: tuple[Chart, ...]
    services: tuple[ServiceLine, ...]
    districts: tuple[DistrictLine, ...]
    against: str
    people: bool
    legend: tuple[Band, ...]
    common: tuple[CommonLine, ...]
    alone: tuple[Quote, ...]
    reporting: int
    comparison: str
    money: str


def screen_of(page: UrusanPage) -> UrusanScreen:
    """Build the page."""
    period, view = page.comparison.period, page.comparison.view
    named = {each.id: each.short for each in page.comparison.districts}
    code = period.quarter.code
    return UrusanScreen(
        frame=frame_of(period, named, measure=f"capaian (IPSPM), urusan {page.urusan.name}"),
        name=page.urusan.name,
        code=page.urusan.code,
        title=_title(page),
        finding=_finding(page),
        others=tuple(
            (each.short, url_for("urusan.page", urusan=each.code, triwulan=code), each == page.urusan)
            for each in URUSAN
        ),
        choices=choices_of_period(period),
        spread=_spreads(page),
        services=tuple(_service(period, each) for each in page.standings if each.service),
        districts=tuple(_district(page, each) for each in page.districts),
        against=title_of(view.against) if view.against else "",
        people=any(each.service and each.service.unit == PEOPLE_UNIT for each in page.standings),
        legend=legend(period),
        common=tuple(_common(each, named) for each in page.common),
        alone=_quotes(page.alone, named),
        reporting=sum(each.problems > 0 for each in page.districts),
        comparison=url_for("comparison.page", periode=code, urusan=page.urusan.code),
        money=url_for("money.page", triwulan=code, urusan=page.urusan.code),
    )


def _title(page: UrusanPage) -> str:
    """``Kesehatan: rata-rata 71,20 %, tertinggi Kapuas, terendah Sukamara``."""
    whole = page.whole
    if whole.mean is None:
        return f"{page.urusan.short}: belum ada daerah yang dapat dinilai"
    mean = percent(_exact(page.comparison.period, whole.mean))
    highest, lowest = (names(end.districts) for end in (whole.best, whole.worst))
    return f"{page.urusan.short}: rata-rata {mean}, tertinggi {highest}, terendah {lowest}"


def _finding(page: UrusanPage) -> str:
    """The service with the lowest mean, and how wide it spreads."""
    told = [each for each in page.standings if each.service and each.mean is not None]
    if len(told) < 2:
        return ""
    lowest = min(told, key=lambda each: each.mean or Fraction(0))
    period = page.comparison.period
    mean, worst, best = (
        percent(_exact(period, each)) for each in (lowest.mean, lowest.worst.value, lowest.best.value)
    )
    name = lowest.service.name if lowest.service else ""
    return (
        f"Layanan dengan rata-rata terendah: {name}, {mean}; dari {worst} di {names(lowest.worst.districts)} sampai "
        f"{best} di {names(lowest.best.districts)}."
    )


def _exact(period: ShownPeriod, value: Fraction | None) -> Fraction | None:
    """Rounded as it is published."""
    return None if value is None else Fraction(shown(value, 2, period.method.bounds))


def _spreads(page: UrusanPage) -> tuple[Chart, ...]:
    """The whole urusan, then its services, whose names are told in full in the table under them."""
    period, (whole, *services) = page.comparison.period, page.standings
    short = without_prefix([each.service.name for each in services if each.service])
    titled = zip((f"Seluruh {page.urusan.short}", *short), (whole, *services), strict=True)
    return tuple(_spread(period, title, each) for title, each in titled if each.values)


def _spread(period: ShownPeriod, title: str, standing: ServiceStanding) -> Chart:
    return dot_strip(
        [Figure(district.short, value, figure(period, value)) for district, value in standing.values],
        title=title,
        unit="persen",
        source="",
        mean=standing.mean,
        mean_text=f"rata-rata {figure(period, standing.mean)}",
    )


def _service(period: ShownPeriod, standing: ServiceStanding) -> ServiceLine:
    service, waiting = standing.service, standing.waiting
    told = waiting is not None and waiting.districts > 0
    return ServiceLine(
        name=service.name if service else "",
        counted=len(standing.values),
        mean=figure(period, standing.mean),
        best=(figure(period, standing.best.value), names(standing.best.districts)),
        worst=(figure(period, standing.worst.value), names(standing.worst.districts)),
        to_serve=number(waiting.to_serve) if waiting and told else EMPTY,
        short=number(waiting.short) if waiting and told else EMPTY,
        unit=service.unit if service else "",
    )


def _district(page: UrusanPage, standing: DistrictStanding) -> DistrictLine:
    period, row = page.comparison.period, standing.row
    cell = row.cells[0]
    return DistrictLine(
        name=row.district.short,
        state=_state(row),
        bar=None if cell.value is None else float(cell.value),
        index=_index(period, row),
        badge=badge_of(cell.category, running=period.running),
        change=EMPTY if cell.change is None else signed(shown(cell.change, 2, ()), 2),
        completeness=number(
            None if standing.completeness is None else shown(standing.completeness, 1, period.method.bounds),
            1,
        ),
        not_served=number(standing.not_served),
        problems=number(standing.problems),
    )


def _state(row: Row) -> str:
    return "" if row.report_state is ReportState.ACCEPTED else REPORT_STATE[row.report_state]


def _index(period: ShownPeriod, row: Row) -> str:
    """A district that can be assessed and has nothing here declared all of it nil."""
    value = row.cells[0].value
    return NIL if value is None and row.whole.index is not None else figure(period, value)


def _common(each: Shared, named: Mapping[str, str]) -> CommonLine:
    return CommonLine(", ".join(each.words), each.who, _quotes(each.said, named))


def _quotes(said: Sequence[Said], named: Mapping[str, str]) -> tuple[Quote, ...]:
    """Each text once, the one that most wrote first."""
    by: dict[str, list[str]] = {}
    for each in said:
        by.setdefault(each.text, []).append(named.get(each.who, each.who))
    ordered = sorted(by.items(), key=lambda pair: (-len(pair[1]), pair[0]))
    return tuple(Quote(text, ", ".join(dict.fromkeys(districts))) for text, districts in ordered)
