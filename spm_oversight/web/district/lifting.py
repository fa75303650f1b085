"""What would lift the index most, as one table in the order its reader asks for."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from fractions import Fraction

from flask import url_for

from spm_oversight.documents.words import NOT_COMPUTABLE
from spm_oversight.domain.lift import Lift
from spm_oversight.formats import number, rupiah
from spm_oversight.services.district_page import DistrictPage
from spm_oversight.web.district.tree import amount

FIRST, MORE = 6, 24
"""So many rows stand open; so many more are folded. Those below lift next to nothing."""
_BILLION = 10**9
_RECIPIENTS = "penerima layanan"


@dataclass(frozen=True)
class LiftRow:
    """An input with something missing; ``one``, ``whole`` and ``billion`` (for Rp 1 billion): percentage points.

    ``address``: where the figure comes from, empty where this reader may not see it.
    """

    code: str
    what: str
    service: str
    missing: str
    one: str
    whole: str
    cost: str
    billion: str
    address: str


@dataclass(frozen=True)
class Order:
    """A way to order the table: its label, its address, and whether it is the one in use."""

    label: str
    address: str
    chosen: bool


@dataclass(frozen=True)
class LiftTable:
    """The inputs that lift most, the first ones and the folded; ``total``: how many there are."""

    orders: tuple[Order, ...]
    first: tuple[LiftRow, ...]
    more: tuple[LiftRow, ...]
    total: int


def _billion(lift: Lift) -> Fraction | None:
    # Beyond what is missing nothing is gained, so that a billion may lift less than its rate says.
    return None if lift.per_rupiah is None else min(lift.per_rupiah * _BILLION, lift.whole)


_ORDERS: dict[str, tuple[str, Callable[[Lift], Fraction | None]]] = {
    "": ("Seluruh kekurangan", lambda lift: lift.whole),
    "satu": ("Satu orang atau satu unit lagi", lambda lift: lift.one),
    "rupiah": ("Rp\u00a01 miliar", _billion),
}


def lift_table(page: DistrictPage, order: str) -> LiftTable:
    """The table by ``order``, a key of ``?urut=``; an unknown one is the usual order."""
    order = order if order in _ORDERS else ""
    by = _ORDERS[order][1]
    known = [(value, lift) for lift in page.lifts if (value := by(lift)) is not None]
    best = [lift for _, lift in sorted(known, key=lambda each: -each[0])]
    rows = tuple(_row(page, lift) for lift in best[: FIRST + MORE])
    return LiftTable(
        orders=tuple(Order(label, _address(page, key), key == order) for key, (label, _) in _ORDERS.items())
        if page.lifts
        else (),
        first=rows[:FIRST],
        more=rows[FIRST:],
        total=len(best),
    )


def told(page: DistrictPage, lift: Lift) -> tuple[str, str, str]:
    """What the input is, of which service, and how much of it is missing."""
    catalogue = page.figures.catalogue
    service, item = catalogue.service[lift.service], catalogue.item.get(lift.item)
    what, unit = (f"mutu: {item.name}", item.unit) if item else (_RECIPIENTS, service.unit)
    return what, service.name, f"{amount(lift.missing)} {unit}"


def _address(page: DistrictPage, order: str) -> str:
    district, quarter = page.district.id, page.period.quarter.code
    return url_for(
        "district.page", district=district, triwulan=quarter, urut=order or None, _anchor="mengangkat"
    )


def _row(page: DistrictPage, lift: Lift) -> LiftRow:
    what, service, missing = told(page, lift)
    code, billion = lift.item or lift.service, _billion(lift)
    district, quarter = page.district.id, page.period.quarter.code
    address = url_for("district.origin", district=district, figure=code, triwulan=quarter)
    return LiftRow(
        code=code,
        what=what,
        service=service,
        missing=missing,
        one=number(lift.one, 6),
        whole=number(lift.whole, 4),
        cost=NOT_COMPUTABLE if lift.cost is None else f"{rupiah(lift.cost)} per penerima",
        billion="" if billion is None else number(billion, 4),
        address=address if lift.service in page.traced else "",
    )
