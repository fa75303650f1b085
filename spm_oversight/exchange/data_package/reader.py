"""From files to a ``Package`` and what was published with it, or to every fault in them at once."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass, replace
from pathlib import Path

from spm_oversight.domain.catalogue import Catalogue, service_of_item
from spm_oversight.domain.figures import Pair
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


@dataclass(frozen=True)
class _Wanted:
    """What is read of a package: some resources, services and districts; None: all of them."""

    only: Collection[schema.Resource]
    services: Collection[str] | None
    districts: Collection[str] | None

    def of(self, table: list[Row] | None, resource: schema.Resource) -> list[Row] | None:
        """The wanted rows, where the resource speaks of districts, of services or of their items."""
        if table is None:
            return None
        if self.districts is not None and "district_code" in resource.columns:
            table = [row for row in table if row.text("district_code") in self.districts]
        if self.services is None:
            return table
        if "service_code" in resource.columns:
            return [row for row in table if row.text("service_code") in self.services]
        if "item_code" in resource.columns:
            return [row for row in table if service_of_item(row.text("item_code")) in self.services]
        return table


def read_package(
    source: Path | bytes,
    *,
    only: Collection[schema.Resource] = schema.RESOURCES,
    services: Collection[str] | None = None,
    districts: Collection[str] | None = None,
) -> PackageReading:
    """Read a folder, a zip file or a zip's bytes (contract 1). Wrong input raises nothing: see ``faults``.

    ``only``, ``services`` and ``districts``: what is wanted of a package that we wrote ourselves; the rest is taken
    for absent.
    """
    wanted = _Wanted(only, services, districts)
    remarks = Remarks()
    find = open_files(source, remarks)
    descriptor = read_descriptor(find(schema.DESCRIPTOR), remarks) if find else None
    package, published = _read(find, descriptor, remarks, wanted) if find and descriptor else (None, ())
    faults = tuple(remarks.faults)
    return PackageReading(None if faults else package, published, tuple(remarks.warnings), faults)


def recipients_in(data: bytes) -> dict[str, dict[str, Pair]]:
    """Served over to serve by district and service, from the bytes of a whole package: the one file alone is read.

    Of a package that this product wrote; faults of others are for ``read_package`` to tell, here they leave it empty.
    """
    remarks = Remarks()
    find = open_files(data, remarks)
    content = find(schema.RECIPIENTS.path) if find else None
    rows = rows_of(schema.RECIPIENTS, content, schema.RECIPIENTS.path, remarks) if content else None
    return read_recipients(rows or (), Known(None, None, None))


def _read(
    find: Find,
    about: Descriptor,
    remarks: Remarks,
    wanted: _Wanted,
) -> tuple[Package | None, tuple[PublishedFigure, ...]]:
    tables = {each.name: wanted.of(_table(each, find, about, remarks), each) for each in wanted.only}

    def rows(resource: schema.Resource) -> Rows:
        return tables.get(resource.name) or ()

    def codes(resource: schema.Resource, column: str) -> Codes:
        table = tables.get(resource.name)
        return None if table is None else {row.text(column) for row in table}

    known = Known(
        codes(schema.DISTRICTS, "district_code"),
        codes(schema.SERVICES, "service_code"),
        codes(schema.QUALITY_ITEMS, "item_code"),
    )
    districts = read_districts(rows(schema.DISTRICTS))
    catalogue = Catalogue(
        about.quarter.year if about.quarter else 0,
        read_services(rows(schema.SERVICES)),
        read_items(rows(schema.QUALITY_ITEMS), known),
    )
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
