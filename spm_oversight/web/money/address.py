"""The address of the page on money: that of a comparison of the budget ratios, with the urusan meant beside it."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from werkzeug.datastructures import MultiDict

from spm_oversight.domain.catalogue import URUSAN_BY_CODE
from spm_oversight.services.comparison import View
from spm_oversight.services.money import BUDGET
from spm_oversight.web.comparison.address import address_of, view_in

QUARTER = "triwulan"
USUAL = "porsi-urusan"
_KEPT = ("jenis", "kelompok", "kategori", "urut", "arah")


def money_in(asked: MultiDict[str, str]) -> tuple[View, str, tuple[str, ...]]:
    """The view of the districts, the urusan ("" for all), and what of the address could not be read, in words.

    ``Missing``: ``triwulan`` is no quarter.
    """
    plain: MultiDict[str, str] = MultiDict([(name, value) for name in _KEPT for value in asked.getlist(name)])
    plain["periode"], plain["ukuran"] = asked.get(QUARTER, ""), BUDGET.key
    view, remarks = view_in(plain)
    # What the field is drawn by, unless the reader wants another order.
    view = view if view.column else replace(view, column=USUAL)
    urusan = asked.get("urusan", "")
    if urusan and urusan not in URUSAN_BY_CODE:
        return view, "", (*remarks, f"Urusan “{urusan[:40]}” tidak dikenal dan tidak dipakai.")
    return view, urusan, remarks


def money_address(view: View, urusan: str) -> dict[str, Any]:
    """The names and values of an address that asks for this page again."""
    values = address_of(view)
    del values["ukuran"]
    quarter = values.pop("periode", "")
    given = {QUARTER: quarter, "urusan": urusan}
    return {**{name: value for name, value in given.items() if value}, **values}
