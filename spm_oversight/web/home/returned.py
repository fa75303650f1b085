"""What was sent back to be mended: why, by whom, and each remark with the place where it is answered."""

from __future__ import annotations

from dataclasses import dataclass

from spm_oversight.formats import moment
from spm_oversight.services.given_back import GivenBack
from spm_oversight.services.reports import MyQuarter
from spm_oversight.web.entry_links import remark_link
from spm_oversight.web.quarter.walk_card import name_of


@dataclass(frozen=True)
class RemarkRow:
    """What was said on a service or an item; ``mended``: whether it was changed since."""

    name: str
    text: str
    address: str
    mended: bool


@dataclass(frozen=True)
class Returned:
    """Why it is here again, who sent it back and when, and what was said where."""

    title: str
    reason: str
    told: str
    remarks: tuple[RemarkRow, ...]


def returned(my: MyQuarter, back: GivenBack | None) -> Returned | None:
    """For an office its own part, else the whole quarter; None where nothing came back."""
    if back is None:
        return None
    inside = "kabupaten" if my.office else "pimpinan daerah"
    code = my.period.quarter.code
    return Returned(
        title="Dibuka kembali oleh provinsi"
        if back.reopened
        else f"Dikembalikan oleh {'provinsi' if back.by_province else inside}",
        reason=back.reason,
        told=f"{back.by}, {moment(back.at, my.zone)}",
        remarks=tuple(
            RemarkRow(
                name_of(my.catalogue, each.code),
                each.text,
                remark_link(my.catalogue, code, each.code),
                each.mended,
            )
            for each in back.remarks
        ),
    )
