"""The codes and moments that events hold, as people read them."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from spm_oversight import formats

_CODE = re.compile(r"(?:kab|prov)\.[\d.]+\d(?:\.q\d+)?", re.ASCII)
_DAY = re.compile(r"\d{4}-\d\d-\d\d", re.ASCII)
_MOMENT = re.compile(_DAY.pattern + r"(?:T\d\d:\d\d:\d\d(?:\.\d+)?[+-]\d\d:\d\d)?", re.ASCII)
# Details that hold the codes of districts: elsewhere 62.06 is a figure.
_PLACES = frozenset({"district", "districts", "of"})


@dataclass(frozen=True)
class Words:
    """What they are told with: the ``names`` of services, items and districts by code, and the time ``zone``."""

    names: Mapping[str, str]
    zone: str

    def of(self, key: str, value: Any) -> Any:
        """A detail in words, where the whole of a value is a code or a moment; sentences stay as they were typed."""
        match value:
            case str() if key in _PLACES or _CODE.fullmatch(value):
                return self.names.get(value, value)
            case str() if _MOMENT.fullmatch(value):
                return self._when(value)
            case list():
                return [self.of(key, each) for each in value]  # pyright: ignore[reportUnknownVariableType]
            case dict():
                return {inner: self.of(str(inner), each) for inner, each in value.items()}  # pyright: ignore
            case _:
                return value

    def _when(self, text: str) -> str:
        try:
            if _DAY.fullmatch(text):
                return formats.long_date(date.fromisoformat(text))
            return formats.moment(datetime.fromisoformat(text), self.zone)
        except (ValueError, OverflowError):
            # Typed by somebody, and no moment: 2025-13-45.
            return text
