"""``spm recompute``: what agrees, what differs, what is only odd; contract 1, *Command*."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

import pytest
from click.testing import CliRunner

from spm_oversight.cli.recompute import recompute_command
from tests.cli.conftest import Recompute
from tests.exchange.small_package import FILES, as_folder, as_zip, changed

PROJECT = Path(__file__).parents[2]
EXAMPLES = PROJECT / "tests" / "contract"
PUBLISHED = ("results.csv", "indicators.csv")


@pytest.mark.parametrize("number", [19, 20, 52])
def test_examples_give_exactly_the_expected_answer(number: int, recompute: Recompute) -> None:
    status, answer = recompute(EXAMPLES / f"package-{number}")
    expected = json.loads((EXAMPLES / f"package-{number}-expected.json").read_text())
    assert (status, answer["differences"], answer["faults"]) == (0, [], [])
    assert answer["results"] == expected["results"]
    assert answer["indicators"] == expected["indicators"]


def test_it_works_in_an_empty_environment(tmp_path: Path) -> None:
    package = as_zip(tmp_path / "paket-data.zip", FILES, top="paket/")
    words = [sys.executable, "-m", "flask", "--app", "wsgi", "spm", "recompute", str(package), "--json"]
    done = subprocess.run(words, cwd=PROJECT, env={}, capture_output=True, text=True, timeout=60, check=False)
    assert (done.returncode, json.loads(done.stdout)["differences"]) == (0, []), done.stderr


def test_all_published_figures_agree(recompute: Recompute) -> None:
    status, answer = recompute(FILES)
    assert (status, answer["differences"], answer["warnings"]) == (0, [], [])
    assert answer["results"][-1] == {
        "district_code": "62.02",
        "level": "district",
        "code": "62.02",
        "recipients_pct": "16.666666666666",
        "quality_pct": "16.666666666666",
        "index": "20",
        "category": "belum_tuntas",
        "rank": 2,
    }


@pytest.mark.parametrize("missing", [("results.csv",), ("indicators.csv",), PUBLISHED])
def test_published_figures_are_optional(missing: tuple[str, ...], recompute: Recompute) -> None:
    files = {name: text for name, text in FILES.items() if name not in missing}
    descriptor = json.loads(files["datapackage.json"])
    descriptor["resources"] = [one for one in descriptor["resources"] if one["path"] not in missing]
    status, answer = recompute({**files, "datapackage.json": json.dumps(descriptor)})
    assert (status, len(answer["results"])) == (0, 12)


def test_published_figures_are_checked_also_when_the_descriptor_does_not_list_them(
    recompute: Recompute,
) -> None:
    files = changed("results.csv", "61.4,tuntas_muda,1", "61.5,tuntas_muda,1")
    descriptor = json.loads(files["datapackage.json"])
    descriptor["resources"] = [one for one in descriptor["resources"] if one["path"] not in PUBLISHED]
    status, answer = recompute({**files, "datapackage.json": json.dumps(descriptor)})
    assert (status, len(answer["differences"])) == (1, 1)


def difference(
    scope: str, level: str, code: str, column: str, published: str | None, again: str | None
) -> object:
    return {
        "scope_code": scope,
        "level": level,
        "code": code,
        "column": column,
        "published": published,
        "recomputed": again,
    }


@pytest.mark.parametrize(
    ("file", "old", "new", "expected"),
    [
        (
            "results.csv",
            "1.01,33.33,0,33.3,belum",
            "1.01,33.33,0,33.30,belum",
            difference("62.02", "urusan", "1.01", "index", "33.30", "33.33"),
        ),
        (
            "results.csv",
            "61.4,tuntas_muda,1",
            "61.4,tuntas_madya,1",
            difference("62.01", "district", "62.01", "category", "tuntas_madya", "tuntas_muda"),
        ),
        (
            "results.csv",
            "belum_tuntas,2",
            "belum_tuntas,1",
            difference("62.02", "district", "62.02", "rank", "1", "2"),
        ),
        (
            "results.csv",
            "kab.1.01.02,,,,,",
            "kab.1.01.02,,,0,,",
            difference("62.01", "service", "kab.1.01.02", "index", "0", None),
        ),
        (
            "results.csv",
            "62.01,65.5,45,",
            "62.01,65.5,,",
            difference("62.01", "district", "62.01", "quality_pct", None, "45"),
        ),
        (
            "indicators.csv",
            "delta_quarter,-9.10",
            "delta_quarter,9.10",
            difference("62.01", "district", "62.01", "delta_quarter", "9.10", "-9.10"),
        ),
        (
            "indicators.csv",
            "kecukupan,",
            "kecukupan,0",
            difference("62.01", "district", "62.01", "kecukupan", "0", None),
        ),
        (
            "indicators.csv",
            "province_mean,40.7",
            "province_mean,40.71",
            difference("62", "province", "62", "province_mean", "40.71", "40.70"),
        ),
        (
            "indicators.csv",
            "62.01,on_time,1",
            "62.01,skor_penghargaan,98.12",
            difference("62.01", "district", "62.01", "skor_penghargaan", "98.12", None),
        ),
    ],
)
def test_a_published_figure_that_differs_is_named(
    file: str, old: str, new: str, expected: object, recompute: Recompute
) -> None:
    status, answer = recompute(changed(file, old, new))
    assert (status, answer["differences"], answer["faults"]) == (1, [expected], [])
    assert answer["results"]


@pytest.mark.parametrize(
    ("served", "published"),
    [("99.996", "99.99"), ("99.996", "99"), ("89.995", "89.99"), ("84.995", "85.00"), ("100", "100.00")],
)
def test_a_figure_is_published_without_reaching_a_band_early(
    served: str, published: str, recompute: Recompute
) -> None:
    files = changed("recipients.csv", "kab.1.01.01,filled,100,80", f"kab.1.01.01,filled,100,{served}")
    head = FILES["results.csv"].splitlines()[0]
    row = f"62.01,service,kab.1.01.01,{published},90,,,"
    status, answer = recompute(
        {**files, "results.csv": f"{head}\n{row}\n", "indicators.csv": "scope_code,metric,value\n"}
    )
    assert [one for one in answer["differences"] if one["column"] == "recipients_pct"] == []
    assert status == 1, "index and category were published empty"


def test_counts_are_rounded_plainly(recompute: Recompute) -> None:
    files = changed("recipients.csv", "kab.1.01.01,filled,100,80", "kab.1.01.01,filled,100,0.4")
    only = "scope_code,metric,value\n62.01,not_served_people,100\n"
    descriptor_only = {**files, "indicators.csv": only, "results.csv": FILES["results.csv"].splitlines()[0]}
    assert recompute(descriptor_only)[0] == 0


@pytest.mark.parametrize(
    ("file", "old", "new", "line", "column"),
    [
        ("recipients.csv", "kab.1.01.02,filled,3,2", "kab.1.01.02,filled,3,8", 6, "served"),
        ("quality.csv", "kab.1.03.01.q01,filled,3,1", "kab.1.03.01.q01,filled,3,4", 4, "available"),
    ],
)
def test_more_than_owed_is_capped_with_a_warning(
    file: str, old: str, new: str, line: int, column: str, recompute: Recompute
) -> None:
    files = changed(file, old, new)
    status, answer = recompute(
        {name: files[name] for name in files if name not in PUBLISHED} | _unpublished()
    )
    assert status == 0
    [warning] = answer["warnings"]
    assert (warning["file"], warning["line"], warning["column"]) == (file, line, column)
    assert "dihitung 100 persen" in warning["reason"]


def _unpublished() -> dict[str, str]:
    return {name: FILES[name].splitlines()[0] for name in PUBLISHED}


def test_extra_columns_and_files_are_ignored(recompute: Recompute) -> None:
    lines = FILES["recipients.csv"].splitlines()
    wider = "\n".join([f"catatan,{lines[0]}", *(f'"a, ""b""\nc",{line}' for line in lines[1:])])
    status, answer = recompute(
        {**FILES, "recipients.csv": wider, "catatan.csv": "x\n\xff", "BACA.txt": b"\xff"}
    )
    assert (status, answer["faults"]) == (0, [])


def test_columns_stand_in_any_order_and_a_bom_crlf_and_empty_lines_are_accepted(recompute: Recompute) -> None:
    turned = "\r\n".join(",".join(reversed(line.split(","))) for line in FILES["recipients.csv"].splitlines())
    content = b"\xef\xbb\xbf" + turned.encode() + b"\r\n\r\n"
    descriptor = b"\xef\xbb\xbf" + FILES["datapackage.json"].encode()
    assert recompute({**FILES, "recipients.csv": content, "datapackage.json": descriptor})[0] == 0


def test_a_resource_is_found_by_its_name(recompute: Recompute) -> None:
    files = changed("datapackage.json", '"recipients.csv"', '"penerima 2024.csv"')
    files["penerima 2024.csv"] = files.pop("recipients.csv")
    assert recompute(files)[0] == 0


def test_bands_and_ranked_states_have_defaults_and_can_be_given(recompute: Recompute) -> None:
    without = changed("datapackage.json", ',\n   "ranked_states": [\n    "accepted",\n    "sent"\n   ]', "")
    _, answer = recompute(without)
    assert [row["rank"] for row in answer["results"] if row["level"] == "district"] == [1, None]
    bands = '"bands": [["50.5", "atas"], ["0", "bawah"]], "ranked_states": ["sent"]'
    given = changed("datapackage.json", '"ranked_states": [\n    "accepted",\n    "sent"\n   ]', bands)
    _, answer = recompute(given)
    districts = [row for row in answer["results"] if row["level"] == "district"]
    assert [(row["category"], row["rank"]) for row in districts] == [("atas", None), ("bawah", 1)]


def test_a_person_reads_the_ranking_and_the_finding(tmp_path: Path) -> None:
    def lines(files: dict[str, str]) -> tuple[int, list[str]]:
        answer = CliRunner().invoke(recompute_command, [str(as_folder(tmp_path, files))])
        return answer.exit_code, answer.output.splitlines()

    assert lines(FILES) == (
        0,
        [
            "  1  62.01  Kabupaten Satu: 61.40 tuntas_muda",
            '  2  62.02  Kota "Dua", contoh: 20.00 belum_tuntas',
            "Sesuai: 42 angka terbitan sama dengan hasil hitung ulang.",
        ],
    )
    status, found = lines(changed("results.csv", "belum_tuntas,2", "belum_tuntas,1"))
    assert (status, found[-2:]) == (
        1,
        [
            "Berbeda: 62.02 district 62.02 rank: terbit 1, hitung ulang 2",
            "Berbeda: 1 dari 42 angka terbitan.",
        ],
    )
    status, found = lines(
        changed("recipients.csv", "kab.1.01.02,filled,3,2", "kab.1.01.02,filled,3,\x1b[31m")
    )
    assert status == 2
    assert found[0].startswith('Salah: recipients.csv, baris 6, kolom served: "?[31m" bukan bilangan')
    assert found[-1] == "Paket tidak sah: 1 kesalahan. Tidak ada yang dihitung."
