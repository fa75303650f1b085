"""One district on the two sides of a sheet: where it stands and why; its services, budget and problems."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from spm_oversight.documents.comparison import budget_version
from spm_oversight.documents.district_services import service_tables
from spm_oversight.documents.drawings import History, place_among, place_by_urusan, trend
from spm_oversight.documents.model import (
    Block,
    Cell,
    Columns,
    Drawing,
    Head,
    Item,
    Items,
    KeyFigure,
    KeyFigures,
    Prose,
    Row,
    Section,
    Table,
    Turn,
)
from spm_oversight.documents.problems import problem_items
from spm_oversight.documents.ranking import bar_length
from spm_oversight.documents.reading import Reading, reason_unassessable
from spm_oversight.documents.words import DATA_STATE, NO_BADGE, RATIOS, REPORT_STATE
from spm_oversight.domain.catalogue import Urusan
from spm_oversight.domain.figures import Problem
from spm_oversight.domain.indicators import latest_version
from spm_oversight.domain.package import DistrictFigures
from spm_oversight.domain.results import Level
from spm_oversight.formats import number, rupiah_short

REASONS = 3


def district_section(
    reading: Reading,
    district: DistrictFigures,
    *,
    history: History,
    problems: Sequence[Problem],
    sample: bool,
    rest: str,
) -> Section:
    """The scorecard of one district, front and back, as a chapter of the booklet; ``rest`` as ``scorecard_back``."""
    front = scorecard_front(reading, district, history=history, sample=sample)
    back = scorecard_back(reading, district, problems=problems, sample=sample, rest=rest)
    # What little is known of a district without an index does not fill one page.
    turn = () if reading.district(district).index is None else (Turn(),)
    return Section(anchor_of(district), district.name, (*front, *turn, *back), parent="Halaman daerah")


def scorecard_front(
    reading: Reading, district: DistrictFigures, *, history: History, sample: bool, apart: bool = False
) -> tuple[Block, ...]:
    """Where the district stands and why; without an index its state and what is known, no empty drawings.

    ``apart``: on a sheet of its own, whose letterhead takes the room of the urusan's strips; they go to the back.
    """
    row = reading.district(district)
    head = (Prose((_finding(reading, district),), lead=True), KeyFigures(_key_figures(reading, district)))
    if row.index is None:
        return head
    return (
        *head,
        Drawing(place_among(reading, district), sample=sample),
        _urusan_table(reading, district, sample),
        *(() if apart else (Drawing(place_by_urusan(reading, district), sample=sample),)),
        Columns(
            (Drawing(trend(reading, district, history), sample=sample),),
            (Items("Mengapa pada posisi ini", _reasons(reading, district)),),
            shape="small",  # three services with the longest names still leave the front on one page
        ),
    )


def scorecard_back(
    reading: Reading,
    district: DistrictFigures,
    *,
    problems: Sequence[Problem],
    sample: bool,
    rest: str,
    apart: bool = False,
) -> tuple[Block, ...]:
    """Every service, the budget, and what the district says hinders it; ``apart``: on a sheet of its own.

    ``rest``: where all its problems stand in full; "" where they do not.
    """
    listed = problem_items(problems, rest=rest)
    below = Columns((listed,), (_budget_table(reading, district, sample),), shape="small")
    if reading.district(district).index is None:
        return (below,)
    left, right = service_tables(reading, district, sample=sample)
    strips = (Drawing(place_by_urusan(reading, district), sample=sample),) if apart else ()
    return (*strips, Columns((left,), (right,), shape="services"), below)


def anchor_of(district: DistrictFigures) -> str:
    """Where a district's page can be linked to."""
    return f"d{district.code.replace('.', '-')}"


def _finding(reading: Reading, district: DistrictFigures) -> str:
    row = reading.district(district)
    state = f"Laporan {REPORT_STATE[district.report_state]}."
    if row.index is None:
        return f"Belum dapat dinilai dan tanpa peringkat: {reason_unassessable(district)}."
    rank = (
        "Belum diperingkat."
        if row.rank is None
        else f"Peringkat {row.rank} dari {len(reading.ranked)} daerah."
    )
    urusan = [(reading.at(district, Level.URUSAN, u.code).index, u) for u in reading.urusan]
    valued = sorted(((index, u) for index, u in urusan if index is not None), key=lambda pair: -pair[0])
    highest, lowest = valued[0], valued[-1]
    extremes = (
        f" Urusan tertinggi {highest[1].short} {reading.text(highest[0])}\u00a0%, "
        f"terendah {lowest[1].short} {reading.text(lowest[0])}\u00a0%."
        if len(valued) > 1
        else ""
    )
    return f"Capaian {reading.text(row.index)}\u00a0%, {reading.badge(row).label}. {rank}{extremes} {state}"


def _key_figures(reading: Reading, district: DistrictFigures) -> tuple[KeyFigure, ...]:
    version = latest_version(district.budget)
    allocation = sum(line.allocation for line in district.budget if line.version is version)
    on_time = (
        "tepat waktu"
        if reading.indicator(district.code, "on_time", "yes").text == "ya"
        else "tidak tepat waktu"
    )
    whole = reading.percentage(reading.district(district), "index", badge=True)
    serapan = reading.indicator(district.code, "serapan", "percent")
    of_budget = f"realisasi dibagi pagu SPM {rupiah_short(allocation)}"
    completeness = KeyFigure(
        "Keterisian",
        reading.indicator(district.code, "completeness", "percent"),
        "%",
        f"penerima, mutu, anggaran; {on_time}",
    )
    if whole.absent:  # nobody reported, so "0 orang belum terlayani" would be untrue
        return KeyFigure("Capaian", whole, "", "IPSPM"), completeness
    not_served = reading.indicator(district.code, "not_served_people", "whole")
    return (
        KeyFigure("Capaian", whole, "%", f"IPSPM, {DATA_STATE[reading.package.state]}"),
        KeyFigure("Belum terlayani", not_served, "orang", "pada layanan bersatuan orang"),
        completeness,
        KeyFigure(
            "Serapan",
            serapan,
            "" if serapan.absent else "%",
            of_budget if version else "belum ada isian anggaran",
        ),
    )


def _budget_table(reading: Reading, district: DistrictFigures, sample: bool) -> Table:
    rows = tuple(
        Row(
            (
                Cell(f"{ratio.label}: {ratio.divided} dibagi {ratio.divisor}", heading=True),
                reading.indicator(district.code, ratio.metric, "ratio"),
            )
        )
        for ratio in RATIOS
    )
    heads = (Head("Rasio"), Head("%", number=True, width="26mm"))
    return Table(
        "Anggaran", heads, rows, f"APBD {budget_version(district)}", style="small wrap", sample=sample
    )


def _urusan_table(reading: Reading, district: DistrictFigures, sample: bool) -> Table:
    rows = []
    for urusan in reading.urusan:
        row = reading.at(district, Level.URUSAN, urusan.code)
        index = replace(reading.percentage(row, "index", strong=True), bar=bar_length(row.index))
        badge = NO_BADGE if row.index is None else reading.badge(row)
        both = reading.recipients_and_quality(row)
        rows.append(Row((Cell(urusan.short, heading=True), index, Cell(badge.label, badge=badge), both)))
    return Table(
        caption="Enam urusan" if len(rows) == 6 else "Urusan",
        measure=DATA_STATE[reading.package.state],
        heads=(
            Head("Urusan", width="34mm"),
            Head("Capaian", "%, batang 0 sampai 100", True, "44mm"),
            Head("Kategori"),
            Head("Penerima / mutu", "%", True, "36mm"),
        ),
        rows=tuple(rows),
        style="slim",
        sample=sample,
    )


def _reasons(reading: Reading, district: DistrictFigures) -> tuple[Item, ...]:
    """The three urusan farthest from complete, each with its weakest service: what holds the index down most."""
    weakest = sorted(
        (
            (row.index, urusan)
            for urusan in reading.urusan
            if (row := reading.at(district, Level.URUSAN, urusan.code)).index is not None
        ),
        key=lambda pair: pair[0],
    )[:REASONS]
    return tuple(
        Item(_weakest_service(reading, district, urusan), f"{urusan.short} {reading.text(index)}\u00a0%:")
        for index, urusan in weakest
    )


def _weakest_service(reading: Reading, district: DistrictFigures, urusan: Urusan) -> str:
    services = reading.package.catalogue.services_of[urusan.code]
    rows = [
        (row.index, service)
        for service in services
        if (row := reading.at(district, Level.SERVICE, service.code)).index is not None
    ]
    index, service = min(rows, key=lambda pair: pair[0])
    pair = district.recipients.get(service.code)
    waiting = (pair.base or 0) - (pair.part or 0) if pair else 0
    people = f"; {number(waiting)} {service.unit} belum terlayani" if waiting > 0 else ""
    return f"paling rendah {service.name}, {reading.text(index)}\u00a0%{people}."
