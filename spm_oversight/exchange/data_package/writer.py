"""A package as the bytes of a zip: the same content always gives the same bytes, so its hash can be printed."""

from __future__ import annotations

import csv
import hashlib
import json
from collections.abc import Iterable, Iterator
from datetime import datetime
from fractions import Fraction
from io import BytesIO, StringIO
from zipfile import ZIP_DEFLATED, ZipFile, ZipInfo

from spm_oversight.domain.figures import BudgetVersion, Pair
from spm_oversight.domain.package import DistrictFigures, Package
from spm_oversight.domain.results import Results
from spm_oversight.domain.show import bounds_for, is_decimal, plain_text, published_text
from spm_oversight.exchange.data_package import schema
from spm_oversight.exchange.data_package.resources import Against

# The earliest time a zip can hold; the real one stands in the descriptor as cut_off.
_ZIP_TIME = (1980, 1, 1, 0, 0, 0)
_VERSIONS = tuple(BudgetVersion)

Record = tuple[object, ...]


def write_package(package: Package, results: Results) -> bytes:
    """The zip of a package with what is published from it (``results`` as ``calculate`` gave them).

    Rows stand in a fixed order: districts by code, services and items as in the catalogue. Reported figures and
    earlier indexes must end within 12 decimals (see ``as_published``), else ValueError: a reader could not rebuild
    the results from a cut one.
    """
    files = {schema.DESCRIPTOR: json.dumps(_descriptor(package), ensure_ascii=False, indent=1) + "\n"}
    for resource, records in _tables(package, results).items():
        files[resource.path] = _csv(resource, records)
    target = BytesIO()
    with ZipFile(target, "w", ZIP_DEFLATED) as archive:
        for path in sorted(files):
            entry = ZipInfo(path, _ZIP_TIME)
            entry.compress_type = ZIP_DEFLATED
            entry.create_system = 3  # Unix on every system, or the bytes would tell where they were made
            entry.external_attr = 0o644 << 16
            archive.writestr(entry, files[path])
    return target.getvalue()


def package_hash(content: bytes) -> str:
    """*Sidik data*: the SHA-256 of a package's zip in hex, as printed on every paper made from it."""
    return hashlib.sha256(content).hexdigest()


def _descriptor(package: Package) -> dict[str, object]:
    quarter, method = package.quarter, package.method
    return {
        "profile": "tabular-data-package",
        "name": f"spm-{package.province}-{quarter.code.lower()}-{package.state}",
        "title": f"Data SPM provinsi {package.province}, triwulan {quarter.number} tahun {quarter.year}",
        "created": package.cut_off.isoformat(),
        "resources": [
            {
                "profile": "tabular-data-resource",
                "name": resource.name,
                "path": resource.path,
                "format": "csv",
                "mediatype": "text/csv",
                "encoding": "utf-8",
                "schema": resource.table_schema,
            }
            for resource in schema.RESOURCES
        ],
        "spm": {
            "method": {
                "version": method.version,
                "recipients_weight": _decimal(method.recipients_weight),
                "quality_weight": _decimal(method.quality_weight),
                "quality_aggregation": method.quality_aggregation,
                "empty_denominator": method.empty_denominator,
                "ranked_states": list(method.ranked_states),
                "bands": [[_decimal(band.lower), band.name] for band in method.bands],
            },
            "state": package.state,
            "year": quarter.year,
            "quarter": quarter.number,
            "cut_off": package.cut_off.isoformat(),
            "province": package.province,
        },
    }


def _tables(package: Package, results: Results) -> dict[schema.Resource, Iterable[Record]]:
    """Every resource with its records."""
    catalogue = package.catalogue
    districts = sorted(package.districts, key=lambda district: district.code)
    return {
        schema.DISTRICTS: [(d.code, d.name, d.kind, d.report_state) for d in districts],
        schema.SERVICES: [(s.code, s.urusan_code, s.name, s.unit) for s in catalogue.services],
        schema.QUALITY_ITEMS: [(i.code, i.service_code, i.name, i.unit) for i in catalogue.items],
        schema.RECIPIENTS: [
            (d.code, code, *_pair(d.recipients[code]))
            for d in districts
            for code in catalogue.service
            if code in d.recipients
        ],
        schema.QUALITY: [
            (d.code, code, *_pair(d.quality[code]))
            for d in districts
            for code in catalogue.item
            if code in d.quality
        ],
        schema.BUDGET: [(d.code, *record) for d in districts for record in _budget(d)],
        schema.DISTRICT_TOTALS: [(d.code, *record) for d in districts for record in _totals(d)],
        schema.SUBMISSIONS: [
            (d.code, *map(_time, (d.submission.deadline, d.submission.extended_to, d.submission.sent_at)))
            for d in districts
            if d.submission
        ],
        schema.PREVIOUS_RESULTS: [(d.code, *record) for d in districts for record in _previous(d)],
        schema.RESULTS: list(_results(package, results)),
        schema.INDICATORS: [
            (i.scope_code, i.metric, _published(i.value, i.metric, package))
            for i in sorted(
                results.indicators, key=lambda i: (i.scope_code == package.province, i.scope_code)
            )
        ],
    }


def _pair(pair: Pair) -> Record:
    return pair.state, _decimal(pair.base), _decimal(pair.part)


def _budget(district: DistrictFigures) -> Iterator[Record]:
    lines = sorted(district.budget, key=lambda b: (b.service_code, _VERSIONS.index(b.version), b.source))
    for line in lines:
        yield line.service_code, line.version, line.source, line.allocation, line.realisation


def _totals(district: DistrictFigures) -> Iterator[Record]:
    for total in sorted(district.totals, key=lambda total: _VERSIONS.index(total.version)):
        yield total.version, total.total_spending, total.six_urusan_spending, total.computed_need


def _previous(district: DistrictFigures) -> Iterator[Record]:
    for against, index in (
        (Against.QUARTER, district.previous_quarter),
        (Against.YEAR, district.previous_year),
    ):
        if index is not None:
            yield against, _decimal(index)


def _results(package: Package, results: Results) -> Iterator[Record]:
    for row in sorted(results.rows, key=lambda row: row.district_code):
        percents = {"recipients_pct": row.recipients_pct, "quality_pct": row.quality_pct, "index": row.index}
        texts = (_published(value, column, package) for column, value in percents.items())
        yield row.district_code, row.level, row.code, *texts, row.category, row.rank


def _published(value: Fraction | None, figure: str, package: Package) -> str | None:
    return None if value is None else published_text(value, bounds_for(figure, package.method))


def _decimal(value: Fraction | None) -> str | None:
    """A figure that readers must get exactly."""
    if value is None:
        return None
    if not is_decimal(value):
        raise ValueError(f"{value} has no end within 12 decimals; see as_published")
    return plain_text(value)


def _time(moment: datetime | None) -> str | None:
    return moment.isoformat() if moment else None


def _csv(resource: schema.Resource, records: Iterable[Record]) -> str:
    text = StringIO(newline="")
    writer = csv.writer(text)  # RFC 4180: commas, CRLF, quotes where needed, None as an empty cell
    writer.writerow(resource.columns)
    writer.writerows(records)
    return text.getvalue()
