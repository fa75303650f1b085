"""/anggaran: allocation against achievement, the four ratios, cost per person, and where one is without the other."""

from __future__ import annotations

import csv
import re
from collections.abc import Callable, Mapping
from dataclasses import replace
from fractions import Fraction
from html import unescape
from io import BytesIO, StringIO
from statistics import median

import openpyxl
import pytest
from flask import Flask

from spm_oversight.domain.figures import BudgetLine, CellState, Pair
from spm_oversight.domain.package import DistrictFigures, Package
from spm_oversight.domain.results import Level, Results
from spm_oversight.domain.show import shown
from spm_oversight.formats import number, rupiah_short
from spm_oversight.services.recompute import recompute
from tests.web import closed
from tests.web.cast import Visitor

Visit = Callable[[str], Visitor]
WORDS = {
    (False, True): "pagu kecil, capaian tinggi",
    (True, True): "pagu besar, capaian tinggi",
    (False, False): "pagu kecil, capaian rendah",
    (True, False): "pagu besar, capaian rendah",
}


def rows(page: str, style: str) -> dict[str, list[str]]:
    """The cells of each district or service, by the name at the head of its row."""
    states = r" (menunggu pemeriksaan|sedang diisi|belum mulai|dikembalikan)$"
    return {re.sub(states, "", row[0]): row[1:] for row in closed.rows_of(page, style)}


def rebuilt(visitor: Visitor) -> tuple[Package, Results]:
    """What anybody gets who downloads the package and computes it anew."""
    again = recompute(source=visitor.get("/paket-data/2023-Q4.zip").data)
    assert again.package
    assert again.results
    assert not again.differences
    return again.package, again.results


def short(district: DistrictFigures) -> str:
    return district.name.removeprefix("Kabupaten ")


def lines_of(district: DistrictFigures, service: str = "") -> list[BudgetLine]:
    return [line for line in district.budget if service in ("", line.service_code)]


def two(value: Fraction | None) -> str:
    return "tidak dapat dihitung" if value is None else number(shown(value, 2), 2)


def check_field(
    page: str,
    package: Package,
    allocated: Mapping[str, Fraction | None],
    achieved: Mapping[str, Fraction | None],
) -> None:
    """The table under the drawing, the medians, and the drawing itself hold these figures."""
    table = rows(page, "placing")
    both = [
        (x, y)
        for code in allocated
        if (x := allocated[code]) is not None and (y := achieved[code]) is not None
    ]
    middle = median([x for x, _ in both]), median([y for _, y in both])
    assert len(both) > 10
    quadrants: list[str] = []
    for each in package.districts:
        x, y = allocated[each.code], achieved[each.code]
        cells = table[short(each)]
        assert cells[1] == two(x), each.name
        assert cells[2].split()[0] == ("–" if y is None else two(y)), each.name
        place = "–" if x is None or y is None else WORDS[x >= middle[0], y >= middle[1]]
        assert cells[3] == place, each.name
        quadrants.append(place)
    assert len(set(quadrants)) > 2
    said = f"median {len(both)} daerah yang ditampilkan"
    assert said in page
    assert all(
        f"{two(Fraction(each))}\N{NO-BREAK SPACE}" in page[page.index(said) :][:400] for each in middle
    )
    low = quadrants.count(WORDS[True, False])
    assert f"Pagu besar, capaian rendah: {low or 'tidak satu pun'} dari {len(both)} kabupaten/kota" in page
    (drawing,) = re.findall(r'<svg class="chart".*?</svg>', page, re.DOTALL)
    assert drawing.count("<circle") == len(both)


def test_each_figure_is_recomputed_from_the_package(app: Flask, visit: Visit) -> None:
    closed.close(app, closed.kalteng())
    visitor = visit("reviewer")
    package, results = rebuilt(visitor)
    page = visitor.get("/anggaran?triwulan=2023-Q4").text
    indicator = results.indicator
    achieved = {
        each.code: results.by_key[each.code, Level.DISTRICT, each.code].index for each in package.districts
    }
    check_field(page, package, {c: indicator[c, "porsi_urusan"] for c in achieved}, achieved)
    ratios = rows(page, "ratios")
    for each in package.districts:
        (total,) = each.totals or (None,)
        bases = {
            "serapan": sum(line.allocation for line in each.budget),
            "porsi_apbd": total and total.total_spending,
            "porsi_urusan": total and total.six_urusan_spending,
            "kecukupan": total and total.computed_need,
        }
        for cell, (metric, base) in zip(ratios[short(each)], bases.items(), strict=False):
            value = indicator[each.code, metric]
            over = "" if value is None else f" dari {rupiah_short(base)}".replace("\N{NO-BREAK SPACE}", " ")
            assert cell == f"{two(value)}{over}", (each.name, metric)
        assert ratios[short(each)][4] == (each.budget[0].version.value.title() if each.budget else "–")
        money = sum(line.allocation for line in each.budget)
        assert rows(page, "placing")[short(each)][0] == (number(money) if each.budget else "–")


def test_what_a_person_costs_is_recomputed_from_the_package(app: Flask, visit: Visit) -> None:
    closed.close(app, closed.kalteng())
    visitor = visit("coordinator")
    package, _ = rebuilt(visitor)
    costs = rows(visitor.get("/anggaran").text, "costs")
    people = [service for service in package.catalogue.services if service.unit == "orang"]
    assert list(costs) == [service.name for service in people]
    for service in people:
        found = {
            short(each): sum(line.realisation or 0 for line in lines_of(each, service.code)) / pair.part
            for each in package.districts
            if (pair := each.recipients.get(service.code)) and pair.part
        }
        ends = [
            f"{number(end)} {', '.join(sorted(name for name, value in found.items() if value == end))}"
            for end in (min(found.values()), max(found.values()))
        ]
        count, least, middle, most = costs[service.name]
        assert count == number(len(found))
        assert [least, most] == ends
        assert middle == number(Fraction(median(found.values())))


@pytest.mark.parametrize("urusan", ["1.02", "1.04"])
def test_an_urusan_is_held_against_its_recipients_or_the_whole_allocation(
    app: Flask, visit: Visit, urusan: str
) -> None:
    """Per person where it counts people alone; houses and households are not added up."""
    closed.close(app, closed.kalteng())
    visitor = visit("reviewer")
    package, results = rebuilt(visitor)
    page = visitor.get(f"/anggaran?urusan={urusan}").text
    codes = [service.code for service in package.catalogue.services if service.urusan_code == urusan]
    allocated: dict[str, Fraction | None] = {}
    for each in package.districts:
        pairs = {code: each.recipients[code] for code in codes if code in each.recipients}
        money = sum(line.allocation for code in codes for line in lines_of(each, code))
        if urusan == "1.04":
            whole = sum(line.allocation for line in each.budget)
            allocated[each.code] = Fraction(100 * money, whole) if whole else None
        else:
            owed = sum((pair.base or 0 for pair in pairs.values()), Fraction(0))
            allocated[each.code] = Fraction(money) / owed / 1000 if owed else None
    achieved = {
        each.code: results.by_key[each.code, Level.URUSAN, urusan].index for each in package.districts
    }
    check_field(page, package, allocated, achieved)
    unit = "per orang yang harus dilayani" if urusan == "1.02" else "dibagi seluruh pagu SPM daerah"
    assert unit in page
    assert len(rows(page, "costs")) == (12 if urusan == "1.02" else 1)


def odd(district: DistrictFigures) -> DistrictFigures:
    """Three services without result, two without money."""
    recipients = dict(district.recipients)
    recipients["kab.1.01.01"] = Pair(CellState.FILLED, Fraction(500), Fraction(0))
    recipients["kab.1.01.02"] = Pair(CellState.NIL)
    recipients["kab.1.01.03"] = Pair()
    budget = [
        replace(line, allocation=0, realisation=0) if line.service_code == "kab.1.06.01" else line
        for line in district.budget
        if line.service_code != "kab.1.06.02"
    ]
    return replace(district, recipients=recipients, budget=tuple(budget))


def test_money_without_result_and_result_without_money_are_listed_by_service(
    app: Flask, visit: Visit
) -> None:
    package = closed.kalteng()
    some = {closed.TOP, closed.DRAFT}
    districts = tuple(odd(each) if each.code in some else each for each in package.districts)
    closed.close(app, replace(package, districts=districts))
    visitor = visit("province_leader")
    page = visitor.get("/anggaran").text
    without_result = closed.rows_of(page, "without-result")
    assert {row[0] for row in without_result[3:]} == {"Lamandau"}  # housing is declared nil there
    assert [row[:2] for row in without_result[:3]] == [
        ["Kotawaringin Barat", "Pendidikan Anak Usia Dini"],
        ["Kotawaringin Barat", "Pendidikan Dasar"],
        ["Kotawaringin Barat", "Pendidikan Kesetaraan"],
    ]
    assert [row[3:] for row in without_result[:3]] == [
        ["500 orang", "0 orang"],
        ["nihil", "nihil"],
        ["belum diisi", "belum diisi"],
    ]
    without_money = closed.rows_of(page, "without-allocation")
    assert [(row[0], row[2]) for row in without_money] == [
        ("Kotawaringin Barat", "Rp 0"),
        ("Kotawaringin Barat", "tanpa baris anggaran"),
    ]
    assert "laporannya belum dikirim: Barito Selatan, Murung Raya." in page
    only = visitor.get("/anggaran?urusan=1.06").text
    assert closed.rows_of(only, "without-result") == [
        ["Tidak ada layanan seperti itu pada daerah yang ditampilkan."]
    ]
    assert len(closed.rows_of(only, "without-allocation")) == 2
    table = list(csv.DictReader(StringIO(visitor.get("/anggaran/layanan.csv").data.decode("utf-8-sig"))))
    noted = [
        (row["Kode layanan"], row["Catatan"]) for row in table if row["Kode"] == closed.TOP and row["Catatan"]
    ]
    assert [code for code, _ in noted] == [f"kab.1.01.0{n}" for n in (1, 2, 3)] + [
        "kab.1.06.01",
        "kab.1.06.02",
    ]
    assert [said for _, said in noted] == ["pagu tanpa hasil"] * 3 + ["hasil tanpa pagu"] * 2


def test_order_and_filter_are_those_of_the_comparison_and_stay_in_each_link(app: Flask, visit: Visit) -> None:
    closed.close(app, closed.kalteng())
    visitor = visit("reviewer")
    query = "triwulan=2023-Q4&urusan=1.02&kategori=belum_tuntas&urut=kecukupan&arah=naik"
    page = visitor.get(f"/anggaran?{query}").text
    same = visitor.get(
        "/perbandingan?periode=2023-Q4&ukuran=anggaran&kategori=belum_tuntas&urut=kecukupan&arah=naik"
    ).text
    order = [re.sub(" tanpa peringkat", "", row[0]) for row in closed.rows_of(same, "heat")]
    assert list(rows(page, "ratios")) == order
    assert list(rows(page, "placing")) == order
    assert 0 < len(order) < 14
    assert re.findall(r'aria-sort="(\w+)"', page) == ["ascending"]
    links = [unescape(each) for each in re.findall(r'href="(/anggaran[^"]*)"', page)]
    assert len(links) > 8
    assert all("triwulan=2023-Q4" in each and "urusan=1.02" in each for each in links)
    kept = [each for each in links if "kategori=belum_tuntas" in each]
    assert len(kept) == len(links) - 1  # but for the one that shows all districts
    table = list(csv.DictReader(StringIO(visitor.get(f"/anggaran.csv?{query}").data.decode("utf-8-sig"))))
    assert [row["Daerah"].removeprefix("Kabupaten ") for row in table] == order
    assert {row["Saringan"] for row in table} == {"Belum Tuntas"}
    file = visitor.get(f"/anggaran.xlsx?{query}")
    assert file.headers["Content-Disposition"] == 'attachment; filename="anggaran-2023-Q4-1.02.xlsx"'
    _, *lines = openpyxl.load_workbook(BytesIO(file.data))["Anggaran"].values
    shown_there = [[cells[1], cells[2].split()[0], cells[3]] for cells in rows(page, "placing").values()]
    told = [[number(Fraction(str(each)), 2) for each in line[3:5]] + [line[5]] for line in lines]
    assert told == shown_there
    usual = list(rows(visitor.get("/anggaran").text, "ratios").values())
    shares = [float(cells[2].split()[0].replace(",", ".")) for cells in usual if cells[2][0].isdigit()]
    assert shares == sorted(shares, reverse=True)


def test_what_an_address_asks_in_vain_is_told(app: Flask, visit: Visit) -> None:
    closed.close(app, closed.kalteng())
    visitor = visit("reviewer")
    assert "Urusan “9.99” tidak dikenal dan tidak dipakai." in visitor.get("/anggaran?urusan=9.99").text
    assert visitor.get("/anggaran?triwulan=2020-Q1").status_code == 404
    nobody = visitor.get("/anggaran?jenis=kota&kategori=tuntas_paripurna").text
    assert "Tidak ada daerah dengan saringan kota; Tuntas Paripurna." in nobody
    assert "Belum digambar: kurang dari dua daerah punya kedua angka." in nobody
    for district in ("district_admin", "district_leader", "operator"):
        assert visit(district).get("/anggaran").status_code == 404
    assert not re.search("Kotawaringin", visit("foreign_coordinator").get("/anggaran").text)
