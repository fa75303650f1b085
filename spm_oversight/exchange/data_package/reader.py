"""From files to a ``Package`` and what was published with it, or to every fault in them at once."""

from __future__ import annotations

from dataclasses import dataclass, replace
from pathlib import Path

from spm_oversight.domain.catalogue import Catalogue
from spm_oversight.domain.package import Package
from spm_oversight.exchange.data_package import schema
from spm_oversight.exchange.data_package.descriptor import Descriptor, read_descriptor
from spm_oversight.exchange.data_package.files import Find, open_files
from spm_oversight.exchange.data_package.published import (
    PublishedFigure,
    published_indicators,
    published_results,
)
from spm_oversight.exchange.data_package.remarks import Remark, Remarks
from spm_oversight.exchange.data_package.resources import (
    Against,
    Codes,
    Known,
    Rows,
    read_budget,
    read_districts,
    read_items,
    read_previous,
    read_quality,
    read_recipients,
    read_services,
    read_submissions,
    read_totals,
)
from spm_oversight.exchange.data_package.table import Row, rows_of


@dataclass(frozen=True)
class PackageReading:
    """What a package holds; with faults there is no ``package`` and nothing may be computed from it."""

    package: Package | None
    published: tuple[PublishedFigure, ...]
    warnings: tuple[Remark, ...]
    faults: tuple[Remark, ...]


def read_package(source: Path | bytes) -> PackageReading:
    """Read a folder, a zip file or a zip's bytes (contract 1). Wrong input raises nothing: see ``faults``."""
    remarks = Remarks()
    find = open_files(source, remarks)
    descriptor = read_descriptor(find(schema.DESCRIPTOR), remarks) if find else None
    package, published = _read(find, descriptor, remarks) if find and descriptor else (None, ())
    faults = tuple(remarks.faults)
    return PackageReading(None if faults else package, published, tuple(remarks.warnings), faults)


def _read(
    find: Find, about: Descriptor, remarks: Remarks
) -> tuple[Package | None, tuple[PublishedFigure, ...]]:
    tables = {resource.name: _table(resource, find, about, remarks) for resource in schema.RESOURCES}

    def rows(resource: schema.Resource) -> Rows:
        return tables[resource.name] or ()

    def codes(resource: schema.Resource, column: str) -> Codes:
        table = tables[resource.name]
        return None if table is None else {row.text(column) for row in table}

    known = Known(
        codes(schema.DISTRICTS, "district_code"),
        codes(schema.SERVICES, "service_code"),
        codes(schema.QUALITY_ITEMS, "item_code"),
    )
    districts = read_districts(rows(schema.DISTRICTS))
    services, items = read_services(rows(schema.SERVICES)), read_items(rows(schema.QUALITY_ITEMS), known)
    recipients = read_recipients(rows(schema.RECIPIENTS), known)
    quality = read_quality(rows(schema.QUALITY), known)
    budget = read_budget(rows(schema.BUDGET), known)
    totals = read_totals(rows(schema.DISTRICT_TOTALS), known)
    submissions = read_submissions(rows(schema.SUBMISSIONS), known)
    previous = read_previous(rows(schema.PREVIOUS_RESULTS), known)
    published = (
        *published_results(rows(schema.RESULTS), known, codes(schema.SERVICES, "urusan_code")),
        *published_indicators(rows(schema.INDICATORS), known, about.province),
    )
    if not (about.method and about.state and about.quarter and about.cut_off and about.province):
        return None, published
    figures = (
        replace(
            district,
            recipients=recipients.get(district.code, {}),
            quality=quality.get(district.code, {}),
            budget=tuple(budget.get(district.code, ())),
            totals=tuple(totals.get(district.code, ())),
            submission=submissions.get(district.code),
            previous_quarter=previous.get((district.code, Against.QUARTER)),
            previous_year=previous.get((district.code, Against.YEAR)),
        )
        for district in districts
    )
    catalogue = Catalogue(about.quarter.year, services, items)
    about_it = (about.province, about.quarter, about.state, about.cut_off, about.method)
    return Package(*about_it, catalogue, tuple(figures)), published


def _table(resource: schema.Resource, find: Find, about: Descriptor, remarks: Remarks) -> list[Row] | None:
    """A resource's rows, None where it cannot be read.

    A resource is found by its name. Published figures are also read when they lie beside the data unlisted: they
    must not go unchecked because the descriptor does not speak of them.
    """
    path = about.paths.get(resource.name, None if resource.required else resource.path)
    content = find(path) if path else None
    if content is not None and path:
        return rows_of(resource, content, path, remarks)
    if resource.required or resource.name in about.paths:
        remarks.fault(path or resource.path, f"berkas wajib {resource.name} tidak ada")
    return None
