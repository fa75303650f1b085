"""``datapackage.json``: where the resources lie, and under which method, period and state they were frozen."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum
from fractions import Fraction
from itertools import pairwise
from typing import TypeVar, cast

from spm_oversight.domain.method import (
    DEFAULT_BANDS,
    Band,
    EmptyDenominator,
    Method,
    QualityAggregation,
    ReportState,
)
from spm_oversight.domain.package import DataState
from spm_oversight.domain.period import Quarter
from spm_oversight.exchange.data_package.files import leads_outside
from spm_oversight.exchange.data_package.remarks import Remarks, quoted
from spm_oversight.exchange.data_package.schema import DESCRIPTOR, RESOURCES
from spm_oversight.exchange.data_package.table import decoded, moment, plain_number

_Choice = TypeVar("_Choice", bound=StrEnum)
_NAMES = frozenset(resource.name for resource in RESOURCES)


@dataclass(frozen=True)
class Descriptor:
    """The descriptor's content; what is None was wrong and has its fault."""

    paths: Mapping[str, str] = field(default_factory=dict[str, str])
    method: Method | None = None
    state: DataState | None = None
    quarter: Quarter | None = None
    cut_off: datetime | None = None
    province: str | None = None


def read_descriptor(content: bytes | None, remarks: Remarks) -> Descriptor | None:
    """Read ``datapackage.json``; None when it is missing or not JSON at all."""
    if content is None:
        remarks.fault(DESCRIPTOR, "berkas wajib ini tidak ada")
        return None
    text = decoded(content, DESCRIPTOR, remarks)
    if text is None:
        return None
    try:
        # Number literals stay text: a figure must never pass through a binary fraction.
        found = json.loads(text, parse_float=str, parse_constant=str, object_pairs_hook=_without_repeats)
    except json.JSONDecodeError as error:
        remarks.fault(DESCRIPTOR, "bukan JSON yang sah", line=error.lineno)
    except (ValueError, RecursionError) as error:
        remarks.fault(DESCRIPTOR, f"tidak dapat dibaca: {error}")
    else:
        return _descriptor(_Place(found, "", remarks))
    return None


def _without_repeats(pairs: list[tuple[str, object]]) -> dict[str, object]:
    """A JSON object whose keys stand once; of two values it would be chance which one counts."""
    found: dict[str, object] = {}
    for name, value in pairs:
        if name in found:
            raise ValueError(f"kunci ganda {quoted(name)}")
        found[name] = value
    return found


class _Place:
    """A value somewhere in the JSON. Each reader notes a fault under the value's path and then gives None."""

    def __init__(self, value: object, path: str, remarks: Remarks) -> None:
        self.value = value
        self._path = path
        self._remarks = remarks

    def fault(self, reason: str) -> None:
        self._remarks.fault(DESCRIPTOR, reason, column=self._path or None)

    def has(self, name: str) -> bool:
        return isinstance(self.value, dict) and name in self.value

    def __getitem__(self, name: str) -> _Place:
        """The value under a key; a missing one is None and fails when it is read."""
        inside = cast(dict[str, object], self.value) if isinstance(self.value, dict) else {}
        return _Place(inside.get(name), f"{self._path}.{name}".lstrip("."), self._remarks)

    def list(self) -> list[_Place] | None:
        if not isinstance(self.value, list):
            self.fault("daftar tidak ada" if self.value is None else "bukan daftar")
            return None
        values = cast(list[object], self.value)
        return [
            _Place(value, f"{self._path}[{number}]", self._remarks) for number, value in enumerate(values)
        ]

    def text(self) -> str | None:
        if isinstance(self.value, str) and self.value:
            return self.value
        self.fault("tidak ada; isilah dengan teks")
        return None

    def whole(self, lowest: int, highest: int) -> int | None:
        if type(self.value) is int and lowest <= self.value <= highest:
            return self.value
        self.fault(f"bukan bilangan bulat {lowest} sampai {highest}")
        return None

    def number(self) -> Fraction | None:
        text = str(self.value) if type(self.value) is int else self.text()
        try:
            return plain_number(text) if text else None
        except ValueError as error:
            self.fault(str(error))
            return None

    def choice(self, choices: type[_Choice]) -> _Choice | None:
        if isinstance(self.value, str) and self.value in choices.__members__.values():
            return choices(self.value)
        given = "tidak ada" if self.value is None else f"{quoted(str(self.value))} tidak dikenal"
        self.fault(f"{given}; pilihannya {', '.join(choices)}")
        return None

    def moment(self) -> datetime | None:
        text = self.text()
        try:
            return moment(text) if text else None
        except ValueError as error:
            self.fault(str(error))
            return None


def _descriptor(top: _Place) -> Descriptor:
    spm = top["spm"]
    year = spm["year"].whole(2000, 2099)
    number = spm["quarter"].whole(1, 4)
    return Descriptor(
        paths=_paths(top["resources"]),
        method=_method(spm["method"]),
        state=spm["state"].choice(DataState),
        quarter=Quarter(year, number) if year and number else None,
        cut_off=spm["cut_off"].moment(),
        province=spm["province"].text(),
    )


def _paths(resources: _Place) -> dict[str, str]:
    """The path of each resource of the contract, "" for a wrong one; other resources are ignored."""
    paths: dict[str, str] = {}
    for place in resources.list() or []:
        name, path = place["name"], place["path"]
        if not isinstance(name.value, str) or name.value not in _NAMES:
            continue
        if name.value in paths:
            name.fault(f"sumber data {quoted(name.value)} ada dua kali")
        found = path.text() or ""
        if found and leads_outside(found):
            path.fault(f"jalur {quoted(found)} menunjuk ke luar paket")
            found = ""
        paths[name.value] = found
    return paths


def _method(method: _Place) -> Method | None:
    version = method["version"].text()
    recipients = method["recipients_weight"].number()
    quality = method["quality_weight"].number()
    aggregation = method["quality_aggregation"].choice(QualityAggregation)
    empty = method["empty_denominator"].choice(EmptyDenominator)
    states = (
        _ranked_states(method["ranked_states"]) if method.has("ranked_states") else (ReportState.ACCEPTED,)
    )
    bands = _bands(method["bands"]) if method.has("bands") else DEFAULT_BANDS
    if recipients is not None and quality is not None and recipients + quality != 1:
        method["quality_weight"].fault("kedua bobot tidak berjumlah 1")
        return None
    if not (version and aggregation and empty and bands) or recipients is None or quality is None:
        return None
    return Method(version, recipients, quality, aggregation, empty, states, bands)


def _ranked_states(states: _Place) -> tuple[ReportState, ...]:
    found = (place.choice(ReportState) for place in states.list() or [])
    return tuple(state for state in found if state)


def _bands(bands: _Place) -> tuple[Band, ...] | None:
    """Lower bound and name, falling, ending at 0: then every index has exactly one category."""
    pairs = bands.list()
    if pairs is None:
        return None
    found = [band for band in map(_band, pairs) if band]
    if len(found) < len(pairs):
        return None
    lowers = [band.lower for band in found]
    if lowers[-1:] != [0] or any(upper <= lower for upper, lower in pairwise(lowers)):
        bands.fault("batas bawah kategori harus menurun dan berakhir pada 0")
        return None
    return tuple(found)


def _band(place: _Place) -> Band | None:
    pair = place.list()
    if pair is None:
        return None
    if len(pair) != 2:
        place.fault("bukan pasangan batas bawah dan nama")
        return None
    lower, name = pair[0].number(), pair[1].text()
    return None if lower is None or name is None else Band(lower, name)
