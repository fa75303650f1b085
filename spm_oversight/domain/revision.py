"""What differs between two frozen packages of one quarter."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from fractions import Fraction

from spm_oversight.domain.figures import BLANK, Pair
from spm_oversight.domain.package import DistrictFigures, Package

Told = tuple[str | Fraction | int | None, ...]
"""A cell as values: for a pair its state, base and part; for money the amounts."""


@dataclass(frozen=True)
class CellChange:
    """A cell that differs; ``key``: as its kind names it (``recipients`` and ``quality``: a code; ``budget``: service,
    version and source; ``totals``: version; ``report``: empty). ``before``, ``after``: empty where there was none.
    """

    district: str
    kind: str
    key: tuple[str, ...]
    before: Told
    after: Told


def changed_cells(before: Package, after: Package) -> tuple[CellChange, ...]:
    """Every cell that differs, by district as they stand in the packages, then kind and key."""
    old = {district.code: district for district in before.districts}
    return tuple(
        CellChange(district.code, kind, key, was, now)
        for district in after.districts
        for kind, key, was, now in _changes(old.get(district.code), district)
    )


def _changes(
    old: DistrictFigures | None, new: DistrictFigures
) -> Iterator[tuple[str, tuple[str, ...], Told, Told]]:
    was, now = (_cells(old) if old else {}), _cells(new)
    for kind, key in sorted(was.keys() | now.keys()):
        before, after = was.get((kind, key), ()), now.get((kind, key), ())
        if before != after:
            yield kind, key, before, after


def _cells(district: DistrictFigures) -> Mapping[tuple[str, tuple[str, ...]], Told]:
    cells: dict[tuple[str, tuple[str, ...]], Told] = {
        ("report", ()): (district.report_state.value,),
    }
    for kind, pairs in (("recipients", district.recipients), ("quality", district.quality)):
        cells |= {(kind, (code,)): _pair(pair) for code, pair in pairs.items() if pair != BLANK}
    for line in district.budget:
        cells["budget", (line.service_code, line.version.value, line.source)] = (
            line.allocation,
            line.realisation,
        )
    for each in district.totals:
        cells["totals", (each.version.value,)] = (
            each.total_spending,
            each.six_urusan_spending,
            each.computed_need,
        )
    return cells


def _pair(pair: Pair) -> Told:
    return pair.state.value, pair.base, pair.part
