"""Rebuild what a data package publishes and compare (contract 1, *Command*): needs no database, no settings."""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction
from pathlib import Path

from spm_oversight.domain.calculation import calculate
from spm_oversight.domain.method import Method
from spm_oversight.domain.package import Package
from spm_oversight.domain.results import Level, Results
from spm_oversight.domain.show import bounds_for, plain_text, shown
from spm_oversight.exchange.data_package import PublishedFigure, Remark, read_package


@dataclass(frozen=True)
class Difference:
    """A published figure that the data do not give; None stands for an absent one."""

    scope_code: str
    level: str
    code: str
    column: str
    published: str | None
    recomputed: str | None


@dataclass(frozen=True)
class Recomputation:
    """The outcome: ``results`` and ``package`` are None when the package is invalid."""

    package: Package | None
    results: Results | None
    compared: int
    differences: tuple[Difference, ...]
    warnings: tuple[Remark, ...]
    faults: tuple[Remark, ...]


def recompute(*, source: Path | bytes) -> Recomputation:
    """Read a package (folder, zip file or a zip's bytes), recompute everything and compare what was published."""
    reading = read_package(source)
    if reading.package is None:
        return Recomputation(None, None, 0, (), reading.warnings, reading.faults)
    results = calculate(reading.package)
    compared = [_difference(figure, results, reading.package.method) for figure in reading.published]
    differences = tuple(difference for difference in compared if difference)
    return Recomputation(reading.package, results, len(compared), differences, reading.warnings, ())


def _difference(figure: PublishedFigure, results: Results, method: Method) -> Difference | None:
    value = _recomputed(figure, results)
    if value is None or not figure.text:
        agrees = value is None and not figure.text
        again = plain_text(value) if isinstance(value, Fraction) else value
    elif isinstance(value, str):
        agrees, again = figure.text == value, value
    else:
        decimals = len(figure.text.partition(".")[2])
        rounded = shown(value, decimals, bounds_for(figure.column, method))
        agrees, again = Fraction(figure.text) == Fraction(rounded), format(rounded, "f")
    if agrees:
        return None
    return Difference(figure.scope_code, figure.level, figure.code, figure.column, figure.text or None, again)


def _recomputed(figure: PublishedFigure, results: Results) -> Fraction | str | None:
    """The exact value behind a published cell; None also for a figure that nobody can rebuild."""
    if figure.is_indicator:
        return results.indicator.get((figure.scope_code, figure.column))
    row = results.by_key[figure.scope_code, Level(figure.level), figure.code]
    values: dict[str, Fraction | str | None] = {
        "recipients_pct": row.recipients_pct,
        "quality_pct": row.quality_pct,
        "index": row.index,
        "category": row.category,
        "rank": None if row.rank is None else Fraction(row.rank),
    }
    return values[figure.column]
