"""/peringkat: places, ties, who stands outside and why, the method in words."""

from __future__ import annotations

import csv
from collections.abc import Callable
from dataclasses import replace
from fractions import Fraction
from io import BytesIO, StringIO

import openpyxl
from flask import Flask

from spm_oversight.domain.method import ReportState
from tests.web import closed
from tests.web.cast import Visitor

Visit = Callable[[str], Visitor]


def places(visitor: Visitor, query: str = "") -> dict[str, list[str]]:
    rows = closed.rows_of(visitor.get(f"/peringkat{query}").text, "ranked")
    return {row[1]: [row[0], *row[2:]] for row in rows}


def test_every_reader_sees_the_published_ranking(app: Flask, visit: Visit) -> None:
    closed.close(app, closed.kalteng())
    for reader in ("coordinator", "reviewer", "province_leader", "district_leader", "operator"):
        visitor = visit(reader)
        assert "Kotawaringin Barat di peringkat 1 dari 11 daerah" in visitor.get("/peringkat").text
        assert places(visitor)["Kotawaringin Barat"] == ["1", "85,20", "Ma", "–"]


def test_equal_achievements_share_a_rank_and_the_next_is_skipped(app: Flask, visit: Visit) -> None:
    closed.close(app, closed.kalteng())
    rows = places(visit("reviewer"))
    tied = {rows["Barito Utara"][0], rows["Gunung Mas"][0]}
    assert tied == {"8 seri"}
    assert [row[0] for row in rows.values()] == [
        "1",
        "2",
        "3",
        "4",
        "5",
        "6",
        "7",
        "8 seri",
        "8 seri",
        "10",
        "11",
    ]
    assert rows["Barito Utara"][3] == rows["Gunung Mas"][3] != "0,00"


def test_who_cannot_be_assessed_or_ranked_stands_apart_with_the_reason(app: Flask, visit: Visit) -> None:
    package = closed.kalteng()
    back = tuple(
        replace(each, report_state=ReportState.RETURNED) if each.code == "62.13" else each
        for each in package.districts
    )
    closed.close(app, replace(package, districts=back))
    visitor = visit("reviewer")
    assert not {"Murung Raya", "Seruyan", "Barito Selatan", "Barito Timur"} & places(visitor).keys()
    page = " ".join(visitor.get("/peringkat").text.split())
    assert "<b>Kabupaten Murung Raya</b>: Laporan belum mulai diisi." in page
    assert "Laporan masih diisi dan belum dikirim." in page
    assert "Laporan dikembalikan dan belum dikirim ulang." in page
    assert "Laporan sudah dikirim dan menunggu pemeriksaan provinsi." in page
    assert page.index("Belum dapat dinilai, tanpa peringkat") < page.index("Kabupaten Murung Raya")


def test_the_rank_of_the_quarter_before_stands_beside_with_an_arrow(app: Flask, visit: Visit) -> None:
    closed.close(app, closed.kalteng(closed.THIRD))
    closed.close(app, closed.kalteng())
    rows = places(visit("reviewer"), "?periode=2023-Q4")
    assert rows["Kotawaringin Barat"][4] == "4 naik"
    assert rows["Barito Timur"][4] == "1 turun"
    assert rows["Kapuas"][4] == "11"
    assert "TW III 2023" in visit("reviewer").get("/peringkat?periode=2023-Q4").text
    assert "TW II 2023" not in visit("reviewer").get("/peringkat?periode=2023-Q3").text


def test_districts_see_neither_a_hidden_ranking_nor_its_ranks(app: Flask, visit: Visit) -> None:
    closed.close(app, closed.kalteng(closed.THIRD), publish=False)
    closed.close(app, closed.kalteng())
    district = visit("rival_admin")
    assert len(places(district)["Kapuas"]) == 4
    assert district.get("/peringkat?periode=2023-Q3").status_code == 404
    assert district.get("/peringkat.xlsx?periode=2023-Q3").status_code == 404
    assert visit("foreign_coordinator").get("/peringkat?periode=2023-Q4").status_code == 404
    assert "Provinsi belum menerbitkan hasil" in visit("foreign_admin").get("/peringkat").text


def test_the_method_of_the_period_is_told_in_words(app: Flask, visit: Visit) -> None:
    package = closed.kalteng()
    method = replace(
        package.method,
        version="2023.7",
        recipients_weight=Fraction(3, 4),
        quality_weight=Fraction(1, 4),
        ranked_states=(ReportState.ACCEPTED, ReportState.SENT),
    )
    with closed.province_work(app) as work:
        work.quarters.add_method("62", method)
    closed.close(app, replace(package, method=method))
    page = " ".join(visit("reviewer").get("/peringkat").text.split())
    assert "Metode IPSPM 2023.7" in page
    assert "0,75 × penerima + 0,25 × mutu" in page
    assert "daerah yang laporannya diterima atau menunggu pemeriksaan." in page
    assert "layanan nihil tidak ikut rata-rata" in page
    assert "dari 12 daerah" in page


def test_a_period_in_which_nobody_is_ranked_says_so(app: Flask, visit: Visit) -> None:
    package = closed.kalteng()
    nobody = tuple(replace(each, report_state=ReportState.DRAFT) for each in package.districts)
    closed.close(app, replace(package, districts=nobody))
    page = visit("reviewer").get("/peringkat").text
    assert "Belum ada daerah yang diperingkat" in page
    assert "Laporan belum dikirim, dan belum ada isian penerima layanan." in page
    assert visit("reviewer").get("/perbandingan").status_code == 200


def test_both_files_hold_the_ranking_with_ties_and_those_outside(app: Flask, visit: Visit) -> None:
    closed.close(app, closed.kalteng())
    visitor = visit("coordinator")
    book = openpyxl.load_workbook(BytesIO(visitor.get("/peringkat.xlsx").data))
    heads, *rows = book["Peringkat"].values
    assert heads[:3] == ("Peringkat", "Seri", "Kode")
    assert rows[0][:5] == (1, None, closed.TOP, "Kabupaten Kotawaringin Barat", 85.2)
    assert {row[2] for row in rows if row[1] == "seri"} == set(closed.TIED)
    assert [row[2] for row in rows if row[0] is None] == [closed.DRAFT, closed.SENT, closed.NONE]
    text = visitor.get("/peringkat.csv").data.decode("utf-8-sig")
    assert [row["Peringkat"] for row in csv.DictReader(StringIO(text))][-4:] == ["11", "", "", ""]
