"""The services of a report as rows: what is entered, what is still empty; for the district and for the province."""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction

from spm_oversight import formats
from spm_oversight.domain.catalogue import URUSAN
from spm_oversight.domain.entry import decimals_of
from spm_oversight.domain.figures import CellState
from spm_oversight.services.reports import ServiceLine
from spm_oversight.web.told import State, figure

COMPLETE = State("Lengkap", "check2", "accepted")
PARTLY = State("Sebagian", "pencil", "draft")
EMPTY = State("Belum diisi", "circle", "none")


@dataclass(frozen=True)
class ServiceRow:
    """One service in words; ``quality`` counts items, ``entries`` all of them, ``index`` is in percent, running."""

    name: str
    office: str
    state: State
    recipients: str
    quality: str
    budget: str
    index: str
    entries: str
    code: str = ""


@dataclass(frozen=True)
class UrusanRows:
    """The services of one urusan."""

    name: str
    summary: str
    rows: tuple[ServiceRow, ...]
    code: str = ""


@dataclass(frozen=True)
class Filled:
    """How many of the required entries say something; one entry each for recipients, quality item, budget."""

    entries: int
    required: int
    services: int
    all_services: int

    @property
    def text(self) -> str:
        """``148 dari 153 isian``."""
        return f"{formats.number(self.entries)} dari {formats.number(self.required)} isian"


def filled(lines: tuple[ServiceLine, ...]) -> Filled:
    """Count over these services; contract 1's completeness has the same parts."""
    return Filled(
        entries=sum(map(_entries, lines)),
        required=sum(map(_required, lines)),
        services=sum(_entries(line) == _required(line) for line in lines),
        all_services=len(lines),
    )


def urusan_rows(lines: tuple[ServiceLine, ...]) -> tuple[UrusanRows, ...]:
    """The services under their urusan, in the order of the law; an urusan without any is left out."""
    groups: list[UrusanRows] = []
    for urusan in URUSAN:
        own = tuple(line for line in lines if line.service.urusan_code == urusan.code)
        if own:
            count = filled(own)
            summary = f"{count.services} dari {count.all_services} layanan lengkap"
            groups.append(UrusanRows(urusan.name, summary, tuple(map(_row, own)), urusan.code))
    return tuple(groups)


def _row(line: ServiceLine) -> ServiceRow:
    entries = _entries(line)
    return ServiceRow(
        name=line.service.name,
        office=line.office_name or "belum ada perangkat daerah",
        state=COMPLETE if entries == _required(line) else PARTLY if entries else EMPTY,
        recipients=_recipients(line),
        quality=f"{line.items_filled} dari {line.items}" if line.items else "tidak ada butir",
        budget="ada" if line.has_budget else "belum ada",
        index=figure(line.index),
        entries=filled((line,)).text,
        code=line.service.code,
    )


def _recipients(line: ServiceLine) -> str:
    pair, unit = line.recipients, line.service.unit
    match pair.state:
        case CellState.NIL:
            return "nihil"
        case CellState.BLANK:
            return "belum diisi"
        case CellState.FILLED:
            return f"{_amount(pair.part, unit)} dari {_amount(pair.base, unit)} {unit}"


def _amount(value: Fraction | None, unit: str) -> str:
    decimals = 0 if value is None or value.denominator == 1 else decimals_of(unit)
    return formats.number(value, decimals)


def _entries(line: ServiceLine) -> int:
    return (line.recipients.state is not CellState.BLANK) + line.items_filled + line.has_budget


def _required(line: ServiceLine) -> int:
    return 2 + line.items
