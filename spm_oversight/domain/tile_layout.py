"""Where each district's square stands on the province's tile map, and what is written in it."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from math import isqrt

from spm_oversight.domain.errors import Fault, Invalid

MOST = 12
"""Rows and columns: more squares than these beside each other cannot be read."""
LONGEST = 12
"""Letters of a short name: what a square holds in a size that can be read."""


@dataclass(frozen=True)
class TilePlace:
    """A district's square: row and column from 1, and the short name in it."""

    district: str
    row: int
    column: int
    label: str


# Kalimantan Tengah by its geography, six columns and three rows. Other provinces begin with a grid by code.
_KNOWN: Mapping[str, TilePlace] = {
    place.district: place
    for place in (
        TilePlace("62.10", 1, 4, "Gumas"),
        TilePlace("62.12", 1, 5, "Mura"),
        TilePlace("62.09", 2, 1, "Lamandau"),
        TilePlace("62.07", 2, 2, "Seruyan"),
        TilePlace("62.06", 2, 3, "Katingan"),
        TilePlace("62.71", 2, 4, "P. Raya"),
        TilePlace("62.03", 2, 5, "Kapuas"),
        TilePlace("62.05", 2, 6, "Barut"),
        TilePlace("62.08", 3, 1, "Sukamara"),
        TilePlace("62.01", 3, 2, "Kobar"),
        TilePlace("62.02", 3, 3, "Kotim"),
        TilePlace("62.11", 3, 4, "Pulpis"),
        TilePlace("62.04", 3, 5, "Barsel"),
        TilePlace("62.13", 3, 6, "Bartim"),
    )
}


def layout(names: Mapping[str, str], kept: Iterable[TilePlace] = ()) -> tuple[TilePlace, ...]:
    """The squares of these districts (name by code), in the order of their codes.

    As kept; a province that kept none has its known map or a grid by code. A district that has no place yet, because
    it is younger than the map, stands below the others.
    """
    places = {place.district: place for place in kept if place.district in names}
    if not places and names.keys() <= _KNOWN.keys():
        places = {code: _KNOWN[code] for code in names}
    missing = sorted(names.keys() - places.keys())
    wide = min(MOST, max(1, isqrt(2 * len(names)))) if not places else 6
    below = max((place.row for place in places.values()), default=0)
    for index, code in enumerate(missing):
        row, column = below + 1 + index // wide, 1 + index % wide
        places[code] = TilePlace(code, row, column, short_label(names[code]))
    return tuple(places[code] for code in sorted(places))


def short_label(name: str) -> str:
    """``H. S. Tengah`` for a name too long for its square: its last word stays, the ones before it are shortened."""
    *before, last = name.split()
    if len(name) <= LONGEST or not before:
        return name[:LONGEST]
    return " ".join((*(f"{word[0]}." for word in before), last))[:LONGEST].rstrip()


def checked_layout(places: Iterable[TilePlace], names: Mapping[str, str]) -> tuple[TilePlace, ...]:
    """The squares, if each stands on the map, alone, and with a name.

    ``Invalid`` names each place as ``<code>-row``, ``<code>-column`` or ``<code>-label``.
    """
    faults: list[Fault] = []
    taken: dict[tuple[int, int], str] = {}
    checked: list[TilePlace] = []
    for place in places:
        place = replace(place, label=" ".join(place.label.split()))
        wrong = _out_of_place(place)
        if not wrong and (other := taken.get((place.row, place.column))):
            told = f"Baris {place.row} kolom {place.column} sudah dipakai {names[other]}. Pilih petak yang kosong."
            wrong = [Fault(f"{place.district}-column", told)]
        taken.setdefault((place.row, place.column), place.district)
        faults += wrong
        checked.append(place)
    if faults:
        raise Invalid("Letak petak belum benar.", tuple(faults))
    return tuple(checked)


def _out_of_place(place: TilePlace) -> list[Fault]:
    told = f"Tulis angka 1 sampai {MOST}."
    faults = [
        Fault(f"{place.district}-{name}", told)
        for name, number in (("row", place.row), ("column", place.column))
        if not 1 <= number <= MOST
    ]
    if not 0 < len(place.label) <= LONGEST:
        message = f"Tulis nama singkat, paling panjang {LONGEST} huruf."
        faults.append(Fault(f"{place.district}-label", message))
    return faults
