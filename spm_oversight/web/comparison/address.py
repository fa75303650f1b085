"""The address of a comparison: the one place that reads a view from it and writes it back, so that a link keeps it."""

from __future__ import annotations

from typing import Any
from urllib.parse import quote

from werkzeug.datastructures import MultiDict

from spm_oversight.domain.catalogue import URUSAN_BY_CODE
from spm_oversight.domain.period import Quarter
from spm_oversight.services.compared_words import KINDS
from spm_oversight.services.comparison import View
from spm_oversight.services.measures import ACHIEVEMENT, MEASURE_BY_KEY
from spm_oversight.web.address import quarter_in

UP, DOWN = "naik", "turun"


def view_in(asked: MultiDict[str, str]) -> tuple[View, tuple[str, ...]]:
    """The view that an address asks for, and what of it could not be read, in words for the reader.

    ``Missing``: ``periode`` is no quarter. Anything else that is unknown falls back to the usual table.
    """
    remarks: list[str] = []

    def one(name: str, label: str, known: tuple[str, ...]) -> str:
        given = asked.get(name, "")
        if given and given not in known:
            remarks.append(f"{label} “{given[:40]}” tidak dikenal dan tidak dipakai.")
            return ""
        return given

    measure = one("ukuran", "Ukuran", tuple(MEASURE_BY_KEY))
    direction = one("arah", "Arah urutan", (UP, DOWN))
    against = asked.get("banding", "")
    view = View(
        quarter=quarter_in(asked["periode"]) if asked.get("periode") else None,
        measure=MEASURE_BY_KEY[measure] if measure else ACHIEVEMENT,
        urusan=one("urusan", "Urusan", tuple(URUSAN_BY_CODE)),
        against=_quarter(against),
        column=asked.get("urut", ""),
        up=direction == UP if direction else None,
        bands=frozenset(filter(None, asked.getlist("kategori"))),
        kind=one("jenis", "Jenis daerah", tuple(KINDS)),
        group=asked.get("kelompok", ""),
    )
    if against and view.against is None:
        remarks.append(f"Periode pembanding “{against[:40]}” tidak dikenal dan tidak dipakai.")
    return view, tuple(remarks)


def address_of(view: View) -> dict[str, Any]:
    """The names and values of an address that asks for this view; what is left open is left out."""
    values = {
        "periode": view.quarter.code if view.quarter else "",
        "ukuran": view.measure.key,
        "urusan": view.urusan,
        "banding": view.against.code if view.against else "",
        "jenis": view.kind,
        "kelompok": view.group,
        "kategori": sorted(view.bands),
        "urut": view.column,
        "arah": "" if view.up is None else UP if view.up else DOWN,
    }
    return {name: value for name, value in values.items() if value}


def ordered(address: str, column: str, *, up: bool) -> str:
    """The address of the same view in this order, from that without any: building each anew takes ten times as long.

    The order comes last, and never first: each address tells its quarter.
    """
    return f"{address}&urut={quote(column)}&arah={UP if up else DOWN}"


def _quarter(code: str) -> Quarter | None:
    try:
        return Quarter.parse(code)
    except ValueError:
        return None
