"""Writing a package and reading it back: the same values, the same bytes, and every published figure agrees."""

from __future__ import annotations

import json
from dataclasses import replace
from fractions import Fraction
from io import BytesIO
from zipfile import ZipFile

import pytest
from hypothesis import given

from spm_oversight.domain.calculation import calculate
from spm_oversight.domain.package import Package
from spm_oversight.domain.show import as_published
from spm_oversight.exchange.data_package import (
    package_hash,
    read_package,
    recipients_in,
    schema,
    write_package,
)
from spm_oversight.services.recompute import recompute
from tests.domain.build import CUT_OFF, district, filled, package, packages


def written(whole: Package) -> bytes:
    return write_package(whole, calculate(whole))


@given(packages)
def test_what_is_written_is_read_back_and_agrees(whole: Package) -> None:
    content = written(whole)
    reading = read_package(content)
    assert reading.faults == ()
    assert reading.package == whole
    for own in whole.districts:
        alone = read_package(content, only=schema.RESOURCES[:-2], districts=(own.code,)).package
        assert alone == replace(whole, districts=(own,))
    assert recipients_in(content) == {d.code: d.recipients for d in whole.districts if d.recipients}
    found = recompute(source=content)
    assert (found.differences, found.faults) == ((), ())
    assert found.compared == 5 * len(calculate(whole).rows) + len(calculate(whole).indicators)


THIRDS = package(
    district("62.01", {"a": filled(3, 2), "b": filled(10**7, 10**7 - 1)}, {"a.q1": filled(7, 3)}),
    district("62.02", {"b": filled(10**15, 10**15 - 1)}),
)


def table(content: bytes, name: str) -> list[list[str]]:
    with ZipFile(BytesIO(content)) as archive:
        return [line.split(",") for line in archive.read(name).decode().split("\r\n")[:-1]]


def test_a_figure_is_published_exactly_where_it_ends_and_else_with_twelve_decimals() -> None:
    results = table(written(THIRDS), "results.csv")
    recipients = {(row[0], row[2]): row[3] for row in results}
    assert recipients["62.01", "a"] == "66.666666666667"
    assert recipients["62.01", "b"] == "99.99999"
    assert recipients["62.02", "b"] == "99.999999999999"  # 99.9999999999999 must not be published as 100
    assert recipients["62.02", "a"] == "0"


def test_the_same_content_gives_the_same_bytes_and_hash() -> None:
    turned = replace(THIRDS, districts=THIRDS.districts[::-1])
    content = written(THIRDS)
    assert written(turned) == content
    assert package_hash(content) == package_hash(written(turned))
    assert package_hash(b"") == "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855"
    with ZipFile(BytesIO(content)) as archive:
        assert {entry.date_time for entry in archive.infolist()} == {(1980, 1, 1, 0, 0, 0)}
        assert archive.namelist() == sorted(archive.namelist())


def test_the_descriptor_tells_other_programs_what_the_files_hold() -> None:
    with ZipFile(BytesIO(written(THIRDS))) as archive:
        descriptor = json.loads(archive.read("datapackage.json"))
        heads = {name: archive.read(name).decode().split("\r\n")[0] for name in archive.namelist()}
    assert descriptor["name"] == "spm-62-2024-q4-reported"
    assert descriptor["created"] == CUT_OFF.isoformat()
    assert len(descriptor["resources"]) == 11
    for resource in descriptor["resources"]:
        fields = [field["name"] for field in resource["schema"]["fields"]]
        assert heads[resource["path"]] == ",".join(fields)
        assert set(resource["schema"]["primaryKey"]) <= set(fields)
        assert {field["type"] for field in resource["schema"]["fields"]} <= {
            "string",
            "number",
            "integer",
            "datetime",
        }


def test_an_earlier_index_must_be_one_that_was_published() -> None:
    third = Fraction(200, 3)
    first = replace(THIRDS.districts[0], previous_year=third)
    with pytest.raises(ValueError, match="as_published"):
        written(replace(THIRDS, districts=(first,)))
    kept = replace(THIRDS, districts=(replace(first, previous_year=as_published(third)),))
    assert recompute(source=written(kept)).differences == ()
