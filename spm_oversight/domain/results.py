"""What the calculation answers: results by level, indicators, and how they are shown."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from fractions import Fraction
from functools import cached_property


class Level(StrEnum):
    """At which level a result stands."""

    SERVICE = "service"
    URUSAN = "urusan"
    DISTRICT = "district"


@dataclass(frozen=True)
class Result:
    """Achievement of one district at one level, percent, exact; None where there is no value.

    ``counts``: of how many values each of the three is the mean; none of a service, which is no mean.
    """

    district_code: str
    level: Level
    code: str
    recipients_pct: Fraction | None = None
    quality_pct: Fraction | None = None
    index: Fraction | None = None
    category: str | None = None
    rank: int | None = None
    counts: tuple[int, ...] = ()

    @property
    def percentages(self) -> tuple[Fraction | None, Fraction | None, Fraction | None]:
        """Recipients, quality, index."""
        return self.recipients_pct, self.quality_pct, self.index


@dataclass(frozen=True)
class Indicator:
    """One metric of a district or the province; ``metric`` is a name of contract 1's table."""

    scope_code: str
    metric: str
    value: Fraction | None


@dataclass(frozen=True)
class Results:
    """Everything computed from one package: one row per district and level, and the indicators."""

    rows: tuple[Result, ...]
    indicators: tuple[Indicator, ...]

    @cached_property
    def by_key(self) -> Mapping[tuple[str, Level, str], Result]:
        """Results by (district, level, code)."""
        return {(row.district_code, row.level, row.code): row for row in self.rows}

    @cached_property
    def indicator(self) -> Mapping[tuple[str, str], Fraction | None]:
        """Indicator values by (scope, metric)."""
        return {(row.scope_code, row.metric): row.value for row in self.indicators}
