"""Every service of one district in two tables beside each other, each urusan over its services."""

from __future__ import annotations

from spm_oversight.documents.model import Cell, Head, Row, Table
from spm_oversight.documents.reading import Reading
from spm_oversight.domain.catalogue import Urusan
from spm_oversight.domain.package import DistrictFigures
from spm_oversight.domain.results import Level, Result


def service_tables(reading: Reading, district: DistrictFigures, *, sample: bool) -> tuple[Table, Table]:
    """The left and the right table: achievement with its two parts, of the urusan and of each service."""
    left, right = (_service_table(reading, district, half, sample) for half in _halves(reading))
    return left, right


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
