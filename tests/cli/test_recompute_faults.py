"""One test for each sentence of contract 1's last paragraph: file, line, column and exit status 2."""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any

import pytest

from tests.cli.conftest import Recompute
from tests.exchange.small_package import DESCRIPTOR, FILES, changed

REQUIRED = [name for name in FILES if name not in ("results.csv", "indicators.csv")]


def assert_one_fault(
    found: tuple[int, dict[str, Any]], file: str, line: int | None, column: str | None, words: str
) -> None:
    status, answer = found
    assert [(one["file"], one["line"], one["column"]) for one in answer["faults"]] == [(file, line, column)]
    assert words in answer["faults"][0]["reason"]
    assert (status, answer["results"], answer["indicators"], answer["differences"]) == (2, [], [], [])


@pytest.mark.parametrize(
    ("file", "old", "new", "line", "column"),
    [
        ("recipients.csv", "filled,100,80", "filled,-100,80", 2, "to_serve"),
        ("recipients.csv", "filled,100,80", "filled,100,-80", 2, "served"),
        ("quality.csv", "filled,10,9", "filled,10,-0", 2, "available"),
        ("budget.csv", "PAD,2000,500", "PAD,-2000,500", 3, "allocation"),
        ("budget.csv", "DAU,300,100", "DAU,300,-100", 4, "realisation"),
        ("district_totals.csv", "10000,4000,", "-10000,4000,", 2, "total_spending"),
        ("previous_results.csv", "70.5", "-70.5", 2, "index"),
        ("results.csv", "belum_tuntas,2", "belum_tuntas,-2", 8, "rank"),
        ("indicators.csv", "serapan,25", "serapan,-25", 4, "value"),
        ("datapackage.json", '"0.8"', '"-0.8"', None, "spm.method.recipients_weight"),
    ],
)
def test_a_negative_number(
    file: str, old: str, new: str, line: int | None, column: str, recompute: Recompute
) -> None:
    assert_one_fault(recompute(changed(file, old, new)), file, line, column, "bilangan negatif")


@pytest.mark.parametrize(
    "text",
    [
        "NaN",
        "inf",
        "1e3",
        "+5",
        " 5",
        "5 ",
        "5.",
        ".5",
        "1.000.000",
        "1_000",
        "0x1F",
        "٣",
        "5%",
        "--5",
        "9" * 1001,
    ],
)
@pytest.mark.parametrize(
    ("file", "old", "new", "line", "column"),
    [
        ("recipients.csv", "filled,3,2", "filled,{},2", 6, "to_serve"),
        ("budget.csv", "DAU,300,100", "DAU,300,{}", 4, "realisation"),
        ("results.csv", "1.01,33.33,0,33.3", "1.01,33.33,0,{}", 7, "index"),
        ("datapackage.json", '"0.8"', '"{}"', None, "spm.method.recipients_weight"),
    ],
)
def test_a_number_that_is_not_plain_digits(
    file: str, old: str, new: str, line: int | None, column: str, text: str, recompute: Recompute
) -> None:
    assert_one_fault(recompute(changed(file, old, new.format(text))), file, line, column, "bukan bilangan")


@pytest.mark.parametrize(
    ("file", "old", "new", "line", "column"),
    [
        ("recipients.csv", "kab.1.01.02,nil,,", "kab.1.01.02,Nihil,,", 3, "state"),
        ("recipients.csv", "kab.1.01.02,nil,,", "kab.1.01.02,,,", 3, "state"),
        ("quality.csv", "q02,nil,0,", "q02,NIL,0,", 3, "state"),
        ("districts.csv", "kota,sent", "kota,terkirim", 3, "report_state"),
        ("districts.csv", "kota,sent", "kotamadya,sent", 3, "kind"),
        ("budget.csv", "perubahan,PAD", "APBD-P,PAD", 3, "budget_version"),
        ("district_totals.csv", "62.01,perubahan", "62.01,Perubahan", 2, "budget_version"),
        ("previous_results.csv", "62.01,quarter", "62.01,bulan", 2, "against"),
        ("results.csv", "62.02,urusan", "62.02,bidang", 7, "level"),
        ("datapackage.json", '"reported"', '"published"', None, "spm.state"),
        ("datapackage.json", '"mean_of_items"', '"median"', None, "spm.method.quality_aggregation"),
        ("datapackage.json", '"exclude"', '"include"', None, "spm.method.empty_denominator"),
        ("datapackage.json", '"sent"\n', '"late"\n', None, "spm.method.ranked_states[1]"),
    ],
)
def test_an_unknown_or_missing_word(
    file: str, old: str, new: str, line: int | None, column: str, recompute: Recompute
) -> None:
    found = recompute(changed(file, old, new))
    assert_one_fault(found, file, line, column, "tidak dikenal; pilihannya")


@pytest.mark.parametrize("name", ["state", "year", "quarter", "cut_off", "province"])
def test_the_descriptor_must_say_what_the_package_is(name: str, recompute: Recompute) -> None:
    spm = {key: value for key, value in DESCRIPTOR["spm"].items() if key != name}
    descriptor = json.dumps({**DESCRIPTOR, "spm": spm})
    found = recompute({**FILES, "datapackage.json": descriptor})
    assert_one_fault(found, "datapackage.json", None, f"spm.{name}", "")


@pytest.mark.parametrize(
    "name", ["version", "recipients_weight", "quality_weight", "quality_aggregation", "empty_denominator"]
)
def test_the_method_must_be_complete(name: str, recompute: Recompute) -> None:
    method = {key: value for key, value in DESCRIPTOR["spm"]["method"].items() if key != name}
    descriptor = json.dumps({**DESCRIPTOR, "spm": {**DESCRIPTOR["spm"], "method": method}})
    found = recompute({**FILES, "datapackage.json": descriptor})
    assert_one_fault(found, "datapackage.json", None, f"spm.method.{name}", "tidak ada")


@pytest.mark.parametrize(
    ("old", "new", "column"),
    [
        ('"0.2"', '"0.3"', "spm.method.quality_weight"),
        ('"0.2",', '"0.2", "bands": [["90", "utama"], ["90", "madya"], ["0", "belum"]],', "spm.method.bands"),
        ('"0.2",', '"0.2", "bands": [["90", "utama"], ["10", "belum"]],', "spm.method.bands"),
        ('"0.2",', '"0.2", "bands": [],', "spm.method.bands"),
        ('"0.2",', '"0.2", "bands": [["90"], ["0", "belum"]],', "spm.method.bands[0]"),
        ('"year": 2024', '"year": "2024"', "spm.year"),
        ('"quarter": 4', '"quarter": 5', "spm.quarter"),
        ('"2025-01-20T23:59:59+07:00"', '"2025-01-20T23:59:59"', "spm.cut_off"),
        ('"districts.csv"', '"../districts.csv"', "resources[0].path"),
        ('"name": "services"', '"name": "districts"', "resources[1].name"),
    ],
)
def test_a_descriptor_that_contradicts_the_contract(
    old: str, new: str, column: str, recompute: Recompute
) -> None:
    status, answer = recompute(changed("datapackage.json", old, new))
    assert status == 2
    assert ("datapackage.json", None, column) in [
        (f["file"], f["line"], f["column"]) for f in answer["faults"]
    ]


@pytest.mark.parametrize(
    ("content", "line", "words"),
    [
        ("{\n\n 'spm': 1}", 3, "bukan JSON yang sah"),
        ('{"spm": 1, "spm": 2}', None, 'kunci ganda "spm"'),
        ("[" * 100_000, None, "tidak dapat dibaca"),
    ],
)
def test_a_descriptor_that_is_no_json(
    content: str, line: int | None, words: str, recompute: Recompute
) -> None:
    assert_one_fault(recompute({**FILES, "datapackage.json": content}), "datapackage.json", line, None, words)


@pytest.mark.parametrize("file", [name for name in FILES if name.endswith(".csv")])
def test_a_missing_column(file: str, recompute: Recompute) -> None:
    head = FILES[file].splitlines()[0]
    column = head.split(",")[-1]
    found = recompute(changed(file, f"{head}\n", f"{head}_lama\n"))
    assert_one_fault(found, file, 1, column, "tidak ada")


def test_a_column_that_stands_twice(recompute: Recompute) -> None:
    found = recompute(changed("recipients.csv", "to_serve,served", "to_serve,served,served"))
    assert_one_fault(found, "recipients.csv", 1, "served", "ada 2 kali")


@pytest.mark.parametrize(
    ("file", "row", "column"),
    [
        ("recipients.csv", "62.99,kab.1.01.02,blank,,", "district_code"),
        ("recipients.csv", "62.02,kab.1.09.01,blank,,", "service_code"),
        ("quality.csv", "62.99,kab.1.01.01.q01,blank,,", "district_code"),
        ("quality.csv", "62.02,kab.1.01.01.q99,blank,,", "item_code"),
        ("quality_items.csv", "kab.1.09.01.q01,kab.1.09.01,Baru,unit", "service_code"),
        ("budget.csv", "62.99,kab.1.01.01,murni,PAD,1,", "district_code"),
        ("budget.csv", "62.02,kab.1.09.01,murni,PAD,1,", "service_code"),
        ("district_totals.csv", "62.99,murni,,,", "district_code"),
        ("submissions.csv", "62.99,2025-01-20T23:59:59+07:00,,", "district_code"),
        ("previous_results.csv", "62.99,year,1", "district_code"),
        ("results.csv", "62.99,urusan,1.01,,,,,", "district_code"),
        ("results.csv", "62.02,service,1.01,,,,,", "code"),
        ("results.csv", "62.02,urusan,1.09,,,,,", "code"),
        ("results.csv", "62.02,district,62.01,,,,,", "code"),
        ("indicators.csv", "63,province_mean,1", "scope_code"),
    ],
)
def test_a_row_of_an_unknown_district_service_or_item(
    file: str, row: str, column: str, recompute: Recompute
) -> None:
    line = len(FILES[file].splitlines()) + 1
    assert_one_fault(recompute({**FILES, file: f"{FILES[file]}{row}\n"}), file, line, column, "tidak dikenal")


@pytest.mark.parametrize(
    ("file", "column"),
    [
        ("districts.csv", "district_code"),
        ("services.csv", "service_code"),
        ("quality_items.csv", "item_code"),
        ("recipients.csv", "service_code"),
        ("quality.csv", "item_code"),
        ("budget.csv", "funding_source"),
        ("district_totals.csv", "budget_version"),
        ("submissions.csv", "district_code"),
        ("previous_results.csv", "against"),
        ("results.csv", "code"),
        ("indicators.csv", "metric"),
    ],
)
def test_a_duplicate_key(file: str, column: str, recompute: Recompute) -> None:
    lines = FILES[file].splitlines()
    found = recompute({**FILES, file: "\n".join([*lines, lines[1]])})
    assert_one_fault(found, file, len(lines) + 1, column, "baris ganda")


@pytest.mark.parametrize(
    ("row", "column"),
    [
        ("filled,,5", "to_serve"),
        ("filled,0,0", "to_serve"),
        ("filled,0.00,5", "to_serve"),
        ("filled,5,", "served"),
        ("nil,5,", "to_serve"),
        ("nil,0,1", "served"),
        ("blank,5,", "to_serve"),
        ("blank,,0", "served"),
    ],
)
def test_a_broken_filled_nil_or_blank_row(row: str, column: str, recompute: Recompute) -> None:
    found = recompute(changed("recipients.csv", "62.02,kab.1.01.01,blank,,", f"62.02,kab.1.01.01,{row}"))
    assert_one_fault(found, "recipients.csv", 5, column, "")
    column = {"to_serve": "needed", "served": "available"}[column]
    found = recompute(changed("quality.csv", "q02,nil,0,", f"q02,{row}"))
    assert_one_fault(found, "quality.csv", 3, column, "")


@pytest.mark.parametrize("row", ["nil,0,0", "nil,,", "nil,0.0,", "filled,0.5,0", "blank,,"])
def test_a_whole_filled_nil_or_blank_row(row: str, recompute: Recompute) -> None:
    files = changed("recipients.csv", "62.02,kab.1.01.01,blank,,", f"62.02,kab.1.01.01,{row}")
    assert recompute(files)[1]["faults"] == []


@pytest.mark.parametrize("file", REQUIRED)
def test_a_missing_required_file(file: str, recompute: Recompute) -> None:
    found = recompute({name: text for name, text in FILES.items() if name != file})
    assert_one_fault(found, file, None, None, "tidak ada")


def test_a_required_file_that_the_descriptor_does_not_list(recompute: Recompute) -> None:
    resources = [one for one in DESCRIPTOR["resources"] if one["name"] != "budget"]
    descriptor = json.dumps({**DESCRIPTOR, "resources": resources})
    found = recompute({**FILES, "datapackage.json": descriptor})
    assert_one_fault(found, "budget.csv", None, None, "tidak ada")


@pytest.mark.parametrize("bom", [b"", b"\xef\xbb\xbf"])
@pytest.mark.parametrize(("file", "line"), [("districts.csv", 3), ("datapackage.json", 3)])
def test_bytes_that_are_not_utf8(file: str, line: int, bom: bytes, recompute: Recompute) -> None:
    lines = FILES[file].encode().split(b"\n")
    lines[line - 1] = b"\xe9" + lines[line - 1]
    found = recompute({**FILES, file: bom + b"\n".join(lines)})
    assert_one_fault(found, file, line, None, "bukan teks UTF-8")


@pytest.mark.parametrize(
    ("file", "old", "new", "line", "column"),
    [
        ("budget.csv", "PAD,2000,500", "PAD,2000.5,500", 3, "allocation"),
        ("budget.csv", "PAD,2000,500", "PAD,,500", 3, "allocation"),
        ("submissions.csv", "62.01,2025-01-20T23:59:59+07:00", "62.01,2025-01-20T23:59:59", 2, "deadline"),
        ("submissions.csv", "62.01,2025-01-20T23:59:59+07:00", "62.01,", 2, "deadline"),
        ("submissions.csv", "2025-01-25T00:59:59+08:00", "kemarin", 3, "sent_at"),
        ("recipients.csv", "filled,50,25.5", "filled,50,25,5", 4, None),
        ("districts.csv", "62.01,Kabupaten Satu,kabupaten,accepted", "62.01,Kabupaten", 2, None),
        ("districts.csv", "Kabupaten Satu", '"Kabupaten" Satu', 2, None),
    ],
)
def test_a_cell_or_row_that_cannot_be_what_the_table_says(
    file: str, old: str, new: str, line: int, column: str | None, recompute: Recompute
) -> None:
    status, answer = recompute(changed(file, old, new))
    fault = answer["faults"][0]
    assert (status, fault["file"], fault["line"], fault["column"]) == (2, file, line, column)


def test_a_line_is_counted_through_cells_that_span_several(recompute: Recompute) -> None:
    files = changed("districts.csv", "Kabupaten Satu", '"Kabupaten\nSatu"')
    files["districts.csv"] = files["districts.csv"].replace("kota,sent", "desa,sent")
    assert_one_fault(recompute(files), "districts.csv", 4, "kind", "tidak dikenal")


def test_all_faults_are_listed_at_once(recompute: Recompute) -> None:
    files: Mapping[str, str] = {
        **changed("recipients.csv", "filled,100,80", "penuh,-1,x"),
        "quality.csv": changed("quality.csv", "q02,nil", "q99,nil")["quality.csv"],
        "datapackage.json": changed("datapackage.json", '"0.2"', '"0.1"')["datapackage.json"],
    }
    status, answer = recompute({name: files[name] for name in files if name != "submissions.csv"})
    places = {(fault["file"], fault["line"], fault["column"]) for fault in answer["faults"]}
    assert status == 2
    assert places == {
        ("datapackage.json", None, "spm.method.quality_weight"),
        ("recipients.csv", 2, "state"),
        ("recipients.csv", 2, "to_serve"),
        ("recipients.csv", 2, "served"),
        ("quality.csv", 3, "item_code"),
        ("submissions.csv", None, None),
    }
