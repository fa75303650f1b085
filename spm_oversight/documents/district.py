"""One district on one page: key figures, six urusan, services, budget and problems."""

from __future__ import annotations

from collections.abc import Sequence

from spm_oversight.documents.comparison import budget_version
from spm_oversight.documents.model import (
    Block,
    Cell,
    Columns,
    Head,
    KeyFigure,
    KeyFigures,
    Prose,
    Row,
    Section,
    Table,
)
from spm_oversight.documents.problems import problem_items
from spm_oversight.documents.reading import Reading, reason_unassessable
from spm_oversight.documents.words import DATA_STATE, RATIOS, REPORT_STATE
from spm_oversight.domain.catalogue import Urusan
from spm_oversight.domain.figures import Problem
from spm_oversight.domain.indicators import latest_version
from spm_oversight.domain.package import DistrictFigures
from spm_oversight.domain.results import Level, Result
from spm_oversight.formats import rupiah_short


def district_section(
    reading: Reading, district: DistrictFigures, *, problems: Sequence[Problem], sample: bool
) -> Section:
    """The page of one district; a district without an index gets its state and what is known, no empty tables."""
    row = reading.district(district)
    blocks: list[Block] = [
        Prose((_finding(reading, district),), lead=True),
        KeyFigures(_key_figures(reading, district)),
    ]
    budget = _budget_table(reading, district, sample)
    if row.index is not None:
        left, right = (_service_table(reading, district, half, sample) for half in _halves(reading))
        blocks.append(Columns((left,), (right,), shape="services"))
    blocks.append(Columns((problem_items(problems),), (budget,), shape="small"))
    return Section(anchor_of(district), district.name, tuple(blocks), parent="daerah")


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


def _halves(reading: Reading) -> tuple[list[Urusan], list[Urusan]]:
    """The urusan cut in two halves, the left no longer than the right."""
    services = reading.package.catalogue.services_of
    total = sum(len(services[u.code]) + 1 for u in reading.urusan)
    left: list[Urusan] = []
    for urusan in reading.urusan:
        if left and sum(len(services[u.code]) + 1 for u in (*left, urusan)) > total / 2:
            break
        left.append(urusan)
    return left, [u for u in reading.urusan if u not in left]


def _service_table(reading: Reading, district: DistrictFigures, urusan: list[Urusan], sample: bool) -> Table:
    """Each urusan as a bold row over its services, so that one table answers for both."""
    rows: list[Row] = []
    for affair in urusan:
        of_urusan = reading.at(district, Level.URUSAN, affair.code)
        rows.append(Row((Cell(affair.short, heading=True), *_figures(reading, of_urusan)), style="group"))
        for service in reading.package.catalogue.services_of[affair.code]:
            row = reading.at(district, Level.SERVICE, service.code)
            rows.append(Row((Cell(service.name, heading=True), *_figures(reading, row))))
    heads = (
        Head("Urusan dan layanan"),
        Head("Penerima / mutu", number=True, width="21mm"),
        Head("Capaian", number=True, width="14mm"),
    )
    caption = "Urusan dan layanan" if urusan[0] == reading.urusan[0] else "Lanjutan"
    return Table(caption, heads, tuple(rows), "persen", style="small services", sample=sample)


def _figures(reading: Reading, row: Result) -> tuple[Cell, ...]:
    return (
        reading.recipients_and_quality(row),
        reading.percentage(row, "index", badge=True),
    )
