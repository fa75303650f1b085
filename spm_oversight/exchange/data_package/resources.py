"""What the rows of each resource mean, as domain values by district code (contract 1, *Resources*)."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from enum import StrEnum
from fractions import Fraction

from spm_oversight.domain.catalogue import QualityItem, Service
from spm_oversight.domain.figures import BudgetLine, BudgetVersion, CellState, DistrictTotals, Pair
from spm_oversight.domain.method import ReportState
from spm_oversight.domain.package import DistrictFigures, Submission
from spm_oversight.exchange.data_package.table import Row


class _Kind(StrEnum):
    KABUPATEN = "kabupaten"
    KOTA = "kota"


class Against(StrEnum):
    """With which earlier result an index is compared: last quarter's, or that of the same quarter last year."""

    QUARTER = "quarter"
    YEAR = "year"


Rows = Sequence[Row]
Codes = Collection[str] | None


@dataclass(frozen=True)
class Known:
    """The codes that other resources may name; None where the resource that defines them could not be read."""

    districts: Codes
    services: Codes
    items: Codes

    def district(self, row: Row) -> str:
        """The district a row belongs to."""
        return row.code("district_code", self.districts, "daerah")

    def service(self, row: Row) -> str:
        """The service a row belongs to."""
        return row.code("service_code", self.services, "layanan")

    def item(self, row: Row) -> str:
        """The quality item a row belongs to."""
        return row.code("item_code", self.items, "butir mutu")


def read_districts(rows: Rows) -> list[DistrictFigures]:
    """The districts, still without figures."""
    found: list[DistrictFigures] = []
    for row in rows:
        code, kind = row.required("district_code"), row.choice("kind", _Kind)
        state = row.choice("report_state", ReportState)
        if kind and state:
            found.append(DistrictFigures(code, row.text("name"), kind.value, state))
    return found


def read_services(rows: Rows) -> tuple[Service, ...]:
    """The services of the catalogue, in file order."""
    return tuple(
        Service(
            row.required("service_code"), row.required("urusan_code"), row.text("service"), row.text("unit")
        )
        for row in rows
    )


def read_items(rows: Rows, known: Known) -> tuple[QualityItem, ...]:
    """The active quality items, in file order."""
    return tuple(
        QualityItem(row.required("item_code"), known.service(row), row.text("item"), row.text("unit"))
        for row in rows
    )


def read_recipients(rows: Rows, known: Known) -> dict[str, dict[str, Pair]]:
    """Served over to serve, by district and service."""
    found: dict[str, dict[str, Pair]] = {}
    for row in rows:
        district, service = known.district(row), known.service(row)
        found.setdefault(district, {})[service] = _pair(row, "to_serve", "served")
    return found


def read_quality(rows: Rows, known: Known) -> dict[str, dict[str, Pair]]:
    """Available over needed, by district and item."""
    found: dict[str, dict[str, Pair]] = {}
    for row in rows:
        district, item = known.district(row), known.item(row)
        found.setdefault(district, {})[item] = _pair(row, "needed", "available")
    return found


def read_budget(rows: Rows, known: Known) -> dict[str, list[BudgetLine]]:
    """Budget lines by district, in file order."""
    found: dict[str, list[BudgetLine]] = {}
    for row in rows:
        district, service = known.district(row), known.service(row)
        version, source = row.choice("budget_version", BudgetVersion), row.required("funding_source")
        row.required("allocation")
        allocation, realisation = row.rupiah("allocation"), row.rupiah("realisation")
        if version and allocation is not None:
            line = BudgetLine(service, version, source, allocation, realisation)
            found.setdefault(district, []).append(line)
    return found


def read_totals(rows: Rows, known: Known) -> dict[str, list[DistrictTotals]]:
    """Denominators of the budget ratios by district, in file order."""
    found: dict[str, list[DistrictTotals]] = {}
    for row in rows:
        district, version = known.district(row), row.choice("budget_version", BudgetVersion)
        amounts = [
            row.rupiah(column) for column in ("total_spending", "six_urusan_spending", "computed_need")
        ]
        if version:
            found.setdefault(district, []).append(DistrictTotals(version, *amounts))
    return found


def read_submissions(rows: Rows, known: Known) -> dict[str, Submission]:
    """When each district had to send and did."""
    found: dict[str, Submission] = {}
    for row in rows:
        district = known.district(row)
        row.required("deadline")
        deadline, extended, sent = (row.moment(column) for column in ("deadline", "extended_to", "sent_at"))
        if deadline:
            found[district] = Submission(deadline, extended, sent)
    return found


def read_previous(rows: Rows, known: Known) -> dict[tuple[str, Against], Fraction | None]:
    """Earlier indexes by district and what they are compared with."""
    found: dict[tuple[str, Against], Fraction | None] = {}
    for row in rows:
        district, against, index = known.district(row), row.choice("against", Against), row.number("index")
        if against:
            found[district, against] = index
    return found


def _pair(row: Row, base_column: str, part_column: str) -> Pair:
    """A pair of numbers with its state; a broken one has its faults noted, and the pair is never used."""
    state = row.choice("state", CellState)
    pair = Pair(state or CellState.BLANK, row.number(base_column), row.number(part_column))
    if state is CellState.FILLED:
        _check_filled(row, pair, base_column, part_column)
    elif state:
        for column, value in ((base_column, pair.base), (part_column, pair.part)):
            if value:
                row.fault(column, f"harus kosong pada baris {state}")
            elif value == 0 and state is CellState.BLANK:
                row.fault(column, "harus kosong pada baris blank; sasaran yang memang 0 dinyatakan nil")
    return pair


def _check_filled(row: Row, pair: Pair, base_column: str, part_column: str) -> None:
    row.required(base_column)
    row.required(part_column)
    if pair.base == 0:
        row.fault(base_column, "harus lebih dari 0 pada baris filled; sasaran yang memang 0 dinyatakan nil")
    elif pair.base is not None and pair.part is not None and pair.part > pair.base:
        row.warn(part_column, f"lebih dari {base_column} ({row.text(base_column)}); dihitung 100 persen")
