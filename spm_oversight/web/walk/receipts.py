"""The numbered receipts of the steps, as pages."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal

from spm_oversight import formats
from spm_oversight.persistence.receipts import Receipt
from spm_oversight.services.reports import MyQuarter
from spm_oversight.web.told import STEPS, figure, title_of

Rows = tuple[tuple[str, str], ...]


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
    return ReceiptsScreen(my.period.quarter.code, title, my.place, rows)


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
        ("Keterangan", facts.get("note", "")),
    ]
    return ReceiptScreen(
        code=receipt.quarter.code,
        issuer=receipt.issuer,
        number=receipt.number,
        over=my.place,
        title=f"Tanda terima {receipt.code}",
        rows=tuple((name, value) for name, value in rows if value),
        sample=my.sample,
    )


def _percent(text: str | None, decimals: int) -> str:
    return f"{formats.number(Decimal(text), decimals)}{formats.NBSP}%" if text else ""


def _achieved(text: str | None, my: MyQuarter) -> str:
    if not text:
        return ""
    running = ", berjalan" if my.period.quarter.number < 4 else ""
    return f"{figure(Decimal(text))}{formats.NBSP}%{running}"
