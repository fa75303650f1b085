"""The figures published with a package, as text: with how many decimals they were published matters."""

from __future__ import annotations

from collections.abc import Collection, Iterator
from dataclasses import dataclass

from spm_oversight.domain.indicators import Metric
from spm_oversight.domain.results import Level
from spm_oversight.exchange.data_package.remarks import quoted
from spm_oversight.exchange.data_package.resources import Known, Rows

PROVINCE = "province"
"""Level of a published indicator of the whole province; a district's stands at ``district``."""

_NUMBERS = ("recipients_pct", "quality_pct", "index", "rank")
# Only a change may be below 0; everywhere else a sign is a fault.
_SIGNED = (Metric.DELTA_QUARTER, Metric.DELTA_YEAR)


@dataclass(frozen=True)
class PublishedFigure:
    """One cell that was published: of a result, or of an indicator, whose ``column`` is the metric."""

    scope_code: str
    level: str
    code: str
    column: str
    text: str
    is_indicator: bool = False


def published_results(rows: Rows, known: Known, urusan: Collection[str] | None) -> Iterator[PublishedFigure]:
    """The cells of ``results.csv``."""
    for row in rows:
        district, level, code = known.district(row), row.choice("level", Level), row.required("code")
        possible = {Level.SERVICE: known.services, Level.URUSAN: urusan, Level.DISTRICT: (district,)}
        if level and code and (codes := possible[level]) is not None and code not in codes:
            row.fault("code", f"{quoted(code)} tidak dikenal pada tingkat {level}")
        for column in _NUMBERS:
            row.number(column)
        for column in (*_NUMBERS, "category"):
            yield PublishedFigure(district, level or "", code, column, row.text(column))


def published_indicators(rows: Rows, known: Known, province: str | None) -> Iterator[PublishedFigure]:
    """The cells of ``indicators.csv``. A metric that is not ours is read: it will differ, nobody can rebuild it."""
    scopes = None if known.districts is None or province is None else {*known.districts, province}
    for row in rows:
        scope, metric = row.code("scope_code", scopes, "daerah atau provinsi"), row.required("metric")
        row.number("value", signed=metric in _SIGNED)
        level = PROVINCE if scope == province else Level.DISTRICT.value
        yield PublishedFigure(scope, level, scope, metric, row.text("value"), is_indicator=True)
