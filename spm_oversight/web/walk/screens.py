"""The pages around a quarter's walk: an office's part, receipts, history, changes."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal, InvalidOperation
from typing import Any
from uuid import UUID

from spm_oversight import formats
from spm_oversight.documents.words import BUDGET_VERSION
from spm_oversight.domain.errors import Missing
from spm_oversight.domain.figures import BudgetVersion, CellState
from spm_oversight.domain.method import ReportState
from spm_oversight.domain.walk import LOCKED
from spm_oversight.persistence.receipts import Receipt
from spm_oversight.services.changes import ChangedCell, ChangesSince
from spm_oversight.services.history import Happened
from spm_oversight.services.reports import MyQuarter
from spm_oversight.web.quarter.service_rows import UrusanRows, urusan_rows
from spm_oversight.web.quarter.walk_card import name_of
from spm_oversight.web.told import PART, STEPS, State, figure, title_of

Rows = tuple[tuple[str, str], ...]


@dataclass(frozen=True)
class PartScreen:
    """An office's part; ``services`` and their ``items`` may be commented: code, name."""

    code: str
    office: str
    title: str
    over: str
    state: State
    facts: Rows
    groups: tuple[UrusanRows, ...]
    services: tuple[tuple[str, str, Rows], ...]
    may_return: bool
    sample: bool


@dataclass(frozen=True)
class ReceiptRow:
    """A receipt in the list."""

    issuer: str
    number: int
    code: str
    step: str
    office: str
    at: str
    by: str


@dataclass(frozen=True)
class ReceiptsScreen:
    """The receipts of a quarter, the newest first."""

    code: str
    title: str
    over: str
    rows: tuple[ReceiptRow, ...]


@dataclass(frozen=True)
class ReceiptScreen:
    """One receipt, all of it."""

    code: str
    issuer: str
    number: int
    over: str
    title: str
    rows: Rows
    sample: bool


@dataclass(frozen=True)
class HistoryRow:
    """A step as the history tells it."""

    at: str
    step: str
    by: str
    reason: str


@dataclass(frozen=True)
class ChangeRow:
    """A changed cell: where, the value then and now, who changed it last and when."""

    name: str
    column: str
    before: str
    after: str
    by: str


@dataclass(frozen=True)
class ChangesScreen:
    """What changed since the last approval; ``since`` is empty before the first."""

    code: str
    title: str
    over: str
    since: str
    rows: tuple[ChangeRow, ...]
    sample: bool


def part_screen(my: MyQuarter, office: UUID) -> PartScreen:
    """The part of one of the offices the person sees; ``Missing`` for any other."""
    part = next((each for each in my.parts if each.office.id == office), None)
    if part is None:
        raise Missing("Perangkat daerah itu tidak ada.")
    lines = tuple(line for line in my.services if line.service.code in part.office.services)
    sent = my.report.state in (ReportState.SENT, ReportState.ACCEPTED) or my.waits_for_leader
    items = my.catalogue.items_of
    step = part.step
    facts = [("Periode", title_of(my.period.quarter))]
    if step:
        told = f"{formats.moment(step.at, my.zone)} oleh {step.by}"
        facts.append((STEPS[f"part_{step.act.value}"], told))
    return PartScreen(
        code=my.period.quarter.code,
        office=str(office),
        title=f"{part.office.name}: {PART[part.state].word.lower()}",
        over=f"Bagian perangkat daerah, {my.district.name}",
        state=PART[part.state],
        facts=tuple(facts),
        groups=urusan_rows(lines),
        services=tuple(
            (
                line.service.code,
                line.service.name,
                tuple((i.code, i.name) for i in items[line.service.code]),
            )
            for line in lines
        ),
        may_return=part.state in LOCKED and not sent and my.period.closed_at is None,
        sample=my.sample,
    )


def receipts_screen(my: MyQuarter, found: Sequence[Receipt]) -> ReceiptsScreen:
    """The list of receipts."""
    count = formats.number(len(found))
    title = f"{count} tanda terima {title_of(my.period.quarter)}" if found else "Belum ada tanda terima"
    rows = tuple(
        ReceiptRow(
            each.issuer,
            each.number,
            each.code,
            STEPS[each.step],
            each.facts["office"],
            formats.moment(each.at, my.zone),
            each.by,
        )
        for each in found
    )
    return ReceiptsScreen(my.period.quarter.code, title, _over(my), rows)


def receipt_screen(my: MyQuarter, receipt: Receipt) -> ReceiptScreen:
    """One receipt as a page."""
    facts = receipt.facts
    rows = [
        ("Nomor", receipt.code),
        ("Langkah", STEPS[receipt.step]),
        ("Daerah", facts["district"]),
        ("Perangkat daerah", facts["office"]),
        ("Periode", title_of(receipt.quarter)),
        ("Waktu", formats.moment(receipt.at, my.zone)),
        ("Oleh", f"{receipt.by}, {facts['role']}" if facts["role"] else receipt.by),
        ("Isian yang tersimpan", f"{formats.number(facts['cells'])} sel"),
        ("Keterisian", _percent(facts["completeness"], 1)),
        ("Capaian dilaporkan", _achieved(facts["index"], my)),
        ("Metode", f"IP-SPM versi {facts['method']}"),
        ("Sidik data", facts["data_hash"]),
        ("Nomor catatan", formats.number(facts["event"])),
    ]
    return ReceiptScreen(
        code=receipt.quarter.code,
        issuer=receipt.issuer,
        number=receipt.number,
        over=_over(my),
        title=f"Tanda terima {receipt.code}",
        rows=tuple((name, value) for name, value in rows if value),
        sample=my.sample,
    )


def _percent(text: str | None, decimals: int) -> str:
    return f"{formats.number(_decimal(text), decimals)}{formats.NBSP}%" if text else ""


def _achieved(text: str | None, my: MyQuarter) -> str:
    if not text:
        return ""
    running = ", berjalan" if my.period.quarter.number < 4 else ""
    return f"{figure(_decimal(text))}{formats.NBSP}%{running}"


def history_rows(steps: Sequence[Happened], zone: str) -> tuple[HistoryRow, ...]:
    """The steps, the newest first."""
    return tuple(
        HistoryRow(
            at=formats.moment(step.at, zone),
            step=_step(step, zone),
            by=step.by,
            reason=step.reason,
        )
        for step in reversed(steps)
    )


def _step(step: Happened, zone: str) -> str:
    words = [STEPS[step.step]]
    if step.office:
        words.append(step.office)
    if step.number:
        words.append(f"kiriman ke-{step.number}")
    if step.until:
        words.append(f"sampai {formats.moment(step.until, zone)}")
    return ", ".join(words)


def changes_screen(my: MyQuarter, found: ChangesSince) -> ChangesScreen:
    """The changed cells, column by column."""
    since = (
        f"{formats.moment(found.since, my.zone)} oleh {found.approved_by}" if found.since is not None else ""
    )
    rows = tuple(row for cell in found.cells for row in _change_rows(my, cell))
    quarter = title_of(my.period.quarter)
    title = (
        f"{quarter}: belum pernah disetujui"
        if not since
        else f"{quarter}: {formats.number(len(rows))} angka berubah sejak persetujuan terakhir"
        if rows
        else f"{quarter}: tidak ada yang berubah sejak persetujuan terakhir"
    )
    return ChangesScreen(my.period.quarter.code, title, _over(my), since, rows, my.sample)


_COLUMNS = {
    "recipients": ("Keadaan", "Harus dilayani", "Terlayani", "Penjelasan"),
    "quality": ("Keadaan", "Kebutuhan", "Tersedia", "Penjelasan"),
    "budget": ("Pagu, rupiah", "Realisasi, rupiah", "Penjelasan"),
    "totals": ("Total belanja daerah, rupiah", "Belanja enam urusan, rupiah", "Kebutuhan, rupiah"),
}
_STATES = {CellState.FILLED: "terisi", CellState.NIL: "nihil", CellState.BLANK: "kosong"}


def _change_rows(my: MyQuarter, cell: ChangedCell) -> list[ChangeRow]:
    by = f"{cell.by}, {formats.moment(cell.at, my.zone)}"
    name = _name(my, cell)
    if cell.kind == "problems":
        count = [formats.number(len(values or ())) for values in (cell.before, cell.after)]
        return [ChangeRow(name, "Permasalahan", f"{count[0]} baris", f"{count[1]} baris", by)]
    columns = _COLUMNS[cell.kind]
    nothing = (None,) * len(columns)
    pairs = zip(columns, cell.before or nothing, cell.after or nothing, strict=True)
    return [
        ChangeRow(name, column, _told(old), _told(new), by)
        for column, old, new in pairs
        if (old or "") != (new or "")
    ]


def _name(my: MyQuarter, cell: ChangedCell) -> str:
    if cell.kind == "totals":
        return f"Total anggaran, {BUDGET_VERSION[BudgetVersion(cell.key[0])]}"
    if cell.kind == "budget":
        version = BUDGET_VERSION[BudgetVersion(cell.key[1])]
        return f"{name_of(my.catalogue, cell.key[0])}, {version}, {cell.key[2]}"
    if cell.kind == "problems":
        return f"Urusan {cell.key[0]}"
    return name_of(my.catalogue, cell.key[0])


def _told(value: Any) -> str:
    if value is None or value == "":
        return "kosong"
    if value in set(CellState):
        return _STATES[CellState(value)]
    try:
        number = _decimal(str(value))
    except ValueError:
        return str(value)
    decimals = max(0, -int(number.normalize().as_tuple().exponent))
    return formats.number(number, decimals)


def _decimal(text: str) -> Decimal:
    """A number of the record or of a receipt; ValueError for any other text."""
    try:
        return Decimal(text)
    except InvalidOperation:
        raise ValueError(text) from None


def _over(my: MyQuarter) -> str:
    return f"{my.office.name}, {my.district.name}" if my.office else my.district.name
