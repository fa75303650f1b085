"""One urusan on a page: how its services spread over the districts, the best and the last, and who is not served."""

from __future__ import annotations

from fractions import Fraction

from spm_oversight.documents.drawings import strips_of_services
from spm_oversight.documents.model import Cell, Drawing, Head, Prose, Row, Section, Table
from spm_oversight.documents.reading import Reading, short_name
from spm_oversight.documents.words import DATA_STATE
from spm_oversight.domain.catalogue import Service, Urusan
from spm_oversight.domain.figures import CellState
from spm_oversight.domain.results import Level, Result
from spm_oversight.formats import EMPTY, number, quarter_title

ZERO = Fraction(0)


def urusan_sections(reading: Reading, *, sample: bool) -> tuple[Section, ...]:
    """A page for each urusan of the catalogue."""
    return tuple(_section(reading, urusan, sample) for urusan in reading.urusan)


def _section(reading: Reading, urusan: Urusan, sample: bool) -> Section:
    services = reading.package.catalogue.services_of[urusan.code]
    anchor = f"u{urusan.code.replace('.', '-')}"
    return Section(
        anchor,
        urusan.short,
        (
            Prose((_finding(reading, urusan),), lead=True),
            _table(reading, urusan, services, sample),
            Drawing(strips_of_services(reading, urusan), sample=sample),
        ),
        parent="Halaman urusan",
    )


def _finding(reading: Reading, urusan: Urusan) -> str:
    ends = _ends(reading, Level.URUSAN, urusan.code)
    if ends is None:
        return "Belum ada daerah yang dapat dinilai pada urusan ini."
    best, last, judged = ends
    lowest = min(reading.package.method.bands, key=lambda band: band.lower)
    rows = [reading.at(d, Level.URUSAN, urusan.code) for d in reading.by_code]
    below = sum(row.category == lowest.name for row in rows)
    return (
        f"{urusan.name}. Tertinggi {_named(reading, best)}, terendah {_named(reading, last)}. "
        f"{below} dari {judged} daerah yang dapat dinilai berada pada kategori {reading.band(lowest.name).label}."
    )


def _table(reading: Reading, urusan: Urusan, services: tuple[Service, ...], sample: bool) -> Table:
    quarter = reading.package.quarter
    return Table(
        caption=f"Tertinggi dan terendah tiap layanan, {quarter_title(quarter.year, quarter.number)}",
        measure=f"capaian layanan, {DATA_STATE[reading.package.state]}",
        heads=(
            Head("Layanan"),
            Head("Tertinggi", width="26mm"),
            Head("", "%", True, "12mm"),
            Head("Terendah", width="26mm"),
            Head("", "%", True, "12mm"),
            Head("Belum terlayani", "semua daerah", True, "18mm"),
            Head("Satuan", width="17mm"),
        ),
        rows=tuple(_row(reading, number, service) for number, service in enumerate(services, start=1)),
        notes=(
            "Belum terlayani: yang harus dilayani dikurangi yang terlayani, dijumlahkan atas daerah yang mengisi; "
            "satuannya berbeda menurut layanan dan tidak dijumlahkan.",
        ),
        style="small wrap",
        sample=sample,
    )


def _row(reading: Reading, place: int, service: Service) -> Row:
    ends = _ends(reading, Level.SERVICE, service.code)
    waiting = (_not_served(reading, service), Cell(service.unit))
    if ends is None:
        return Row(
            (Cell(f"{place}. {service.name}", heading=True), *[Cell(EMPTY, absent=True)] * 4, *waiting)
        )
    best, last, _ = ends
    return Row(
        (
            Cell(f"{place}. {service.name}", heading=True),
            Cell(_who(reading, best)),
            reading.percentage(best, "index"),
            Cell(_who(reading, last)),
            reading.percentage(last, "index"),
            *waiting,
        )
    )


def _ends(reading: Reading, level: Level, code: str) -> tuple[Result, Result, int] | None:
    """The highest and the lowest result, and how many there are; of equal ones the first by code."""
    rows = [row for d in reading.by_code if (row := reading.at(d, level, code)).index is not None]
    if not rows:
        return None
    return max(rows, key=_index), min(rows, key=_index), len(rows)


def _index(row: Result) -> Fraction:
    return row.index or ZERO


def _who(reading: Reading, row: Result) -> str:
    return short_name(next(d for d in reading.by_code if d.code == row.district_code))


def _named(reading: Reading, row: Result) -> str:
    return f"{_who(reading, row)} {reading.percentage(row, 'index').text}\u00a0%"


def _not_served(reading: Reading, service: Service) -> Cell:
    """Over the districts that filled the service; a sum of the package's own figures, not one of ``recompute``."""
    pairs = [d.recipients.get(service.code) for d in reading.by_code]
    filled = [p for p in pairs if p and p.state is CellState.FILLED]
    waiting = sum((max((p.base or ZERO) - (p.part or ZERO), ZERO) for p in filled), ZERO)
    place = f"{reading.package.province} {service.code} not_served"
    return Cell(number(waiting) if filled else EMPTY, place, absent=not filled, number=True)
