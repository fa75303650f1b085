"""The views of /perbandingan: every measure, running quarters, a second quarter, order, filters, and who sees what."""

from __future__ import annotations

import csv
import re
from collections.abc import Callable, Iterable
from dataclasses import replace
from fractions import Fraction
from html import unescape
from io import BytesIO, StringIO

import html5lib
import openpyxl
import psycopg
import pytest
from flask import Flask

from spm_oversight.domain.figures import CellState, Pair
from spm_oversight.domain.indicators import Metric
from spm_oversight.domain.method import ReportState
from spm_oversight.domain.package import DistrictFigures, Package
from spm_oversight.domain.period import Quarter
from spm_oversight.domain.results import Level, Result, Results
from spm_oversight.domain.scope import SYSTEM
from spm_oversight.domain.show import bounds_for, shown
from spm_oversight.formats import number, signed
from spm_oversight.persistence.embedded import Urls
from spm_oversight.persistence.place_tables import DistrictRow
from spm_oversight.persistence.work import open_work
from spm_oversight.services.recompute import recompute
from tests.web import closed, walk
from tests.web.cast import DISTRICT, Visitor

Visit = Callable[[str], Visitor]
URUSAN = ("1.01", "1.02", "1.03", "1.04", "1.05", "1.06")
EARLIER = closed.THIRD
FIGURE = re.compile(r"[+\N{MINUS SIGN}]?[\d.]+(?:,\d+)?")


def rows(visitor: Visitor, query: str = "") -> dict[str, list[str]]:
    """The cells of each district, by the name at the head of its row."""
    found = closed.rows_of(visitor.get(f"/perbandingan?{query}").text, "heat")
    return {re.sub(r" (tanpa peringkat|sedang diisi|belum mulai)$", "", row[0]): row[1:] for row in found}


def earlier() -> Package:
    """Another quarter in which a fifth fewer were served."""
    package = closed.kalteng(EARLIER)
    return replace(package, districts=tuple(map(_fewer, package.districts)))


def _fewer(district: DistrictFigures) -> DistrictFigures:
    served = {
        code: replace(pair, part=None if pair.part is None else pair.part * Fraction(4, 5))
        for code, pair in district.recipients.items()
    }
    return replace(district, recipients=served)


def links(page: str) -> list[str]:
    return [unescape(each) for each in re.findall(r'href="(/perbandingan[^"]*)"', page)]


def rebuilt(visitor: Visitor, quarter: Quarter) -> tuple[Package, Results]:
    """What anybody gets who downloads the package and computes it anew."""
    again = recompute(source=visitor.get(f"/paket-data/{quarter.code}.zip").data)
    assert again.package
    assert again.results
    assert not again.differences
    return again.package, again.results


def figures(cells: Iterable[str]) -> list[list[str]]:
    """The numbers in each cell: the figure, and its change."""
    return [FIGURE.findall(cell) for cell in cells]


@pytest.mark.parametrize(
    ("measure", "column"),
    [("capaian", "index"), ("penerima", "recipients_pct"), ("mutu", "quality_pct")],
)
@pytest.mark.parametrize("urusan", ["", "1.02", "1.04"])
def test_each_figure_and_change_by_urusan_and_service_is_recomputed_from_the_packages(
    app: Flask, visit: Visit, measure: str, column: str, urusan: str
) -> None:
    closed.close(app, earlier())
    closed.close(app, closed.kalteng())
    visitor = visit("reviewer")
    package, now = rebuilt(visitor, closed.FOURTH)
    _, before = rebuilt(visitor, EARLIER)
    page = rows(visitor, f"ukuran={measure}&urusan={urusan}&banding={EARLIER.code}&periode=2023-Q4")
    services = [service.code for service in package.catalogue.services if service.urusan_code == urusan]

    def value(result: Result) -> Fraction | None:
        return getattr(result, column)

    told = 0
    for district in package.districts:
        parts = [(Level.SERVICE, code) for code in services] or [(Level.URUSAN, code) for code in URUSAN]
        whole = (Level.URUSAN, urusan) if urusan else (Level.DISTRICT, district.code)
        expected: list[list[str]] = []
        for level, code in (whole, *parts):
            own, then = (value(each.by_key[district.code, level, code]) for each in (now, before))
            texts = [] if own is None else [number(shown(own, 2, package.method.bounds), 2)]
            if own is not None and then is not None:
                texts.append(signed(shown(own - then, 2, ()), 2))
            expected.append(texts)
        cells = page[district.name.removeprefix("Kabupaten ")]
        assert figures(cells) == expected, (district.name, cells)
        told += sum(map(len, expected))
    assert told > 50


@pytest.mark.parametrize(
    ("measure", "metrics", "decimals"),
    [
        ("keterisian", (Metric.COMPLETENESS,), 1),
        ("belum-terlayani", (Metric.NOT_SERVED_PEOPLE,), 0),
        ("anggaran", (Metric.SERAPAN, Metric.PORSI_APBD, Metric.PORSI_URUSAN, Metric.KECUKUPAN), 2),
        ("perubahan", (Metric.DELTA_QUARTER, Metric.DELTA_YEAR), 2),
    ],
)
def test_each_indicator_is_recomputed_from_the_package(
    app: Flask, visit: Visit, measure: str, metrics: tuple[Metric, ...], decimals: int
) -> None:
    closed.close(app, closed.kalteng())
    visitor = visit("district_leader")
    package, results = rebuilt(visitor, closed.FOURTH)
    page = rows(visitor, f"ukuran={measure}")
    write = signed if measure == "perubahan" else number
    told = 0
    for district in package.districts:
        cells = page[district.name.removeprefix("Kabupaten ")]
        for cell, metric in zip(cells, metrics, strict=True):
            value = results.indicator[district.code, metric]
            if value is not None and cell != "belum ada":
                bounds = bounds_for(metric, package.method)
                assert cell == write(shown(value, decimals, bounds), decimals), district.name
                told += 1
            else:
                assert cell in {"tidak dapat dihitung", "belum ada", "–"}
    assert told > 12


def test_no_figure_is_rounded_up_to_a_band_it_has_not_reached(app: Flask, visit: Visit) -> None:
    package = closed.kalteng()
    almost = Pair(CellState.FILLED, Fraction(100_000), Fraction(99_999))
    of = package.catalogue
    top, *others = package.districts
    top = replace(
        top, recipients={s.code: almost for s in of.services}, quality={i.code: almost for i in of.items}
    )
    closed.close(app, replace(package, districts=(top, *others)))
    assert rows(visit("reviewer"))["Kotawaringin Barat"] == ["99,99 Ut", *["Ut99,99"] * 6]


def test_timeliness_is_told_in_words(app: Flask, visit: Visit) -> None:
    closed.close(app, closed.kalteng())
    visitor = visit("reviewer")
    _, results = rebuilt(visitor, closed.FOURTH)
    page = rows(visitor, "ukuran=ketepatan-waktu")
    assert page["Kapuas"] == ["ya", "ya"]
    assert page["Murung Raya"] == ["belum dikirim"] * 2
    late = {code for (code, metric), value in results.indicator.items() if metric == "on_time" and not value}
    assert sum(cells == ["tidak", "tidak"] for cells in page.values()) == len(late - {closed.NONE}) > 0


def test_a_mean_counts_the_ranked_districts_and_stays_when_they_are_filtered(
    app: Flask, visit: Visit
) -> None:
    closed.close(app, closed.kalteng())
    visitor = visit("reviewer")
    package, results = rebuilt(visitor, closed.FOURTH)
    ranked = [d.code for d in package.districts if d.report_state is ReportState.ACCEPTED]
    reached = [results.by_key[code, Level.URUSAN, "1.02"].recipients_pct for code in ranked]
    mean = sum(filter(None, reached), Fraction(0)) / len(reached)
    for query in ("ukuran=penerima", "ukuran=penerima&jenis=kota"):
        foot = walk.text_of(visitor.get(f"/perbandingan?{query}")).partition("Rata-rata")[2]
        assert foot.startswith(f" {len(ranked)} daerah yang diperingkat")
        assert number(shown(mean, 2), 2) in foot


def test_a_running_quarter_shows_what_its_close_will_freeze(app: Flask, visit: Visit) -> None:
    for quarter, publish in ((Quarter(2023, 4), True), (Quarter(2024, 3), False)):
        closed.close(app, replace(closed.kalteng(), quarter=quarter), publish=publish)
    coordinator, admin = visit("coordinator"), visit("district_admin")
    walk.open_quarter(coordinator)
    walk.enter(admin, walk.fill)
    views = [
        f"periode={walk.QUARTER}&{more}"
        for more in (
            "banding=2024-Q3",
            "urusan=1.02&banding=2023-Q4",
            "ukuran=penerima",
            "ukuran=mutu",
            "ukuran=keterisian",
            "ukuran=ketepatan-waktu",
            "ukuran=belum-terlayani&banding=2023-Q4",
            "ukuran=anggaran",
            "ukuran=perubahan",
        )
    ]
    running = [rows(coordinator, view) for view in views]
    assert "Triwulan IV 2024, berjalan" in coordinator.get(f"/perbandingan?periode={walk.QUARTER}").text
    assert FIGURE.search(running[0]["Katingan"][0])
    assert coordinator.post(f"{walk.DESK}/tutup").status_code == 302
    assert [rows(coordinator, view) for view in views] == running
    assert "Triwulan IV 2024, berjalan" not in coordinator.get(f"/perbandingan?periode={walk.QUARTER}").text


def test_a_running_quarter_is_named_so_and_only_the_province_finds_it(app: Flask, visit: Visit) -> None:
    closed.close(app, closed.kalteng())
    closed.run(app, closed.kalteng(closed.FIRST))
    for name in ("coordinator", "reviewer", "province_leader"):
        page = visit(name).get("/perbandingan?periode=2024-Q1")
        assert page.status_code == 200, name
        assert "sementara, belum ditutup" in page.text
        assert "Tuntas Madya berjalan" in page.text
        assert "Unduh paket data" not in page.text
        assert ">Triwulan I 2024, berjalan</option>" in visit(name).get("/perbandingan").text
    for name in ("operator", "office_head", "district_admin", "district_leader", "rival_admin"):
        visitor = visit(name)
        for kind in ("", ".xlsx", ".csv"):
            assert visitor.get(f"/perbandingan{kind}?periode=2024-Q1").status_code == 404, name
        page = visitor.get("/perbandingan").text
        assert "2024-Q1" not in page
        assert "2024" not in re.sub(r"Januari 2024", "", page[page.index("<main") :])
    assert visit("foreign_coordinator").get("/perbandingan?periode=2024-Q1").status_code == 404


def test_before_anything_is_closed_the_province_sees_the_running_quarter(app: Flask, visit: Visit) -> None:
    closed.run(app, closed.kalteng(closed.FIRST))
    assert "Triwulan I 2024, berjalan" in visit("reviewer").get("/perbandingan").text
    assert "Provinsi belum menerbitkan hasil" in visit("rival_admin").get("/perbandingan").text


def test_a_district_cannot_compare_with_what_is_not_published(app: Flask, visit: Visit) -> None:
    closed.close(app, closed.kalteng(EARLIER), publish=False)
    closed.close(app, closed.kalteng())
    refused = "Periode pembanding itu tidak ada"
    page = visit("rival_admin").get(f"/perbandingan?banding={EARLIER.code}")
    assert refused in page.text
    assert "Baris kedua" not in page.text
    assert EARLIER.code not in page.text
    absent = visit("rival_admin").get("/perbandingan?banding=2019-Q1")
    assert walk.text_of(absent) == walk.text_of(page)
    assert refused not in visit("reviewer").get(f"/perbandingan?banding={EARLIER.code}").text


def test_districts_are_filtered_by_band_and_kind(app: Flask, visit: Visit) -> None:
    closed.close(app, closed.kalteng())
    visitor = visit("reviewer")
    every = rows(visitor)
    low = rows(visitor, "kategori=belum_tuntas")
    assert set(low) == {name for name, cells in every.items() if cells[0].endswith("BT")} != set()
    both = rows(visitor, "kategori=belum_tuntas&kategori=belum-dapat-dinilai")
    assert set(both) == set(low) | {"Murung Raya"}
    assert set(rows(visitor, "jenis=kota")) == {name for name in every if name.startswith("Kota ")} != set()
    assert set(rows(visitor, "jenis=kabupaten")) == {name for name in every if not name.startswith("Kota ")}
    budget = rows(visitor, "ukuran=anggaran&kategori=belum_tuntas")
    assert set(budget) == set(low)
    nobody = visitor.get("/perbandingan?kategori=tuntas_paripurna&jenis=kota&urut=1.02")
    assert "Tidak ada daerah dengan saringan kota; Tuntas Paripurna." in walk.text_of(nobody)
    assert "/perbandingan?periode=2023-Q4&ukuran=capaian&urut=1.02&arah=turun" in links(nobody.text)


@pytest.mark.parametrize(
    ("measure", "columns"),
    [("anggaran", 4), ("penerima", 7), ("perubahan", 2), ("belum-terlayani", 1)],
)
def test_each_column_sorts_both_ways_and_keeps_words_last(
    app: Flask, visit: Visit, measure: str, columns: int
) -> None:
    closed.close(app, closed.kalteng())
    visitor = visit("reviewer")
    page = visitor.get(f"/perbandingan?ukuran={measure}&urut=daerah").text
    heads = [link for link in links(page) if "urut=" in link and "daerah" not in link and ".xlsx" not in link]
    heads = [link for link in heads if ".csv" not in link]
    assert len(heads) == columns
    for place, head in enumerate(heads):
        for direction, order in (("turun", "descending"), ("naik", "ascending")):
            page = visitor.get(head.replace("arah=turun", f"arah={direction}")).text
            cells = [row[1 + place] for row in closed.rows_of(page, "heat")]
            known = [_as_number(cell) for cell in cells if FIGURE.search(cell)]
            assert known == sorted(known, reverse=direction == "turun")
            assert all(FIGURE.search(cell) for cell in cells[: len(known)])
            assert re.findall(r'aria-sort="(\w+)"', page) == [order]


def _as_number(cell: str) -> float:
    found = FIGURE.search(cell)
    assert found
    return float(found[0].replace(".", "").replace(",", ".").replace("\N{MINUS SIGN}", "-"))


def test_a_link_keeps_the_whole_view(app: Flask, visit: Visit) -> None:
    closed.close(app, earlier())
    closed.close(app, closed.kalteng())
    view = (
        "periode=2023-Q4&ukuran=penerima&urusan=1.06&banding=2023-Q3&jenis=kabupaten"
        "&kategori=belum_tuntas&kategori=tuntas_muda"
    )
    page = visit("reviewer").get(f"/perbandingan?{view}&urut=kab.1.06.02&arah=naik").text
    found = links(page)
    kept = f"{view}&urut=kab.1.06.02&arah=naik"
    assert f"/perbandingan.xlsx?{kept}" in found
    assert f"/perbandingan.csv?{kept}" in found
    assert f"/perbandingan?{view}&urut=kab.1.06.03&arah=turun" in found
    tree = html5lib.parse(page, namespaceHTMLElements=False)
    chosen = {
        select.get("name"): [o.get("value") for o in select.iter("option") if "selected" in o.attrib]
        for select in tree.iter("select")
    }
    assert chosen == {
        "periode": ["2023-Q4"],
        "ukuran": ["penerima"],
        "urusan": ["1.06"],
        "banding": ["2023-Q3"],
        "jenis": ["kabupaten"],
    }
    inputs = [each for each in tree.iter("input") if each.get("type") == "hidden" or "checked" in each.attrib]
    assert {(each.get("name"), each.get("value")) for each in inputs} == {
        ("kategori", "belum_tuntas"),
        ("kategori", "tuntas_muda"),
        ("urut", "kab.1.06.02"),
        ("arah", "naik"),
    }


def test_what_an_address_asks_in_vain_is_told_and_the_rest_is_shown(app: Flask, visit: Visit) -> None:
    closed.close(app, closed.kalteng())
    visitor = visit("reviewer")
    for query, told in {
        "ukuran=rata": "Ukuran “rata” tidak dikenal dan tidak dipakai.",
        "urusan=9.99": "Urusan “9.99” tidak dikenal dan tidak dipakai.",
        "jenis=desa": "Jenis daerah “desa” tidak dikenal dan tidak dipakai.",
        "arah=samping": "Arah urutan “samping” tidak dikenal dan tidak dipakai.",
        "banding=kapan": "Periode pembanding “kapan” tidak dikenal dan tidak dipakai.",
        "banding=2023-Q4": "Periode pembanding itu tidak ada; tabel ditampilkan tanpa pembanding.",
        "kategori=zona_hijau": "Kategori yang tidak ada dalam metode periode ini tidak dipakai.",
    }.items():
        page = visitor.get(f"/perbandingan?{query}")
        assert page.status_code == 200
        assert told in page.text
        assert list(rows(visitor, query)) == list(rows(visitor)), query
    whole = visitor.get("/perbandingan?ukuran=anggaran&urusan=1.02").text
    assert "Rasio anggaran hanya ada untuk daerah seluruhnya; pilihan urusan tidak dipakai." in whole
    script = visitor.get("/perbandingan?ukuran=<script>alert(1)</script>").text
    assert "<script>alert" not in script


@pytest.mark.parametrize(
    "query",
    [
        "urusan=1.05&banding=2023-Q3&urut=kab.1.05.02&arah=naik",
        "ukuran=anggaran&kategori=belum_tuntas&banding=2023-Q3",
        "ukuran=belum-terlayani&jenis=kota",
    ],
)
def test_the_files_hold_the_rows_and_figures_of_the_page(app: Flask, visit: Visit, query: str) -> None:
    closed.close(app, earlier())
    closed.close(app, closed.kalteng())
    visitor = visit("reviewer")
    page = rows(visitor, f"periode=2023-Q4&{query}")
    text = visitor.get(f"/perbandingan.csv?periode=2023-Q4&{query}").data.decode("utf-8-sig")
    heads, *lines = csv.reader(StringIO(text))
    first, facts = heads.index("Kategori capaian") + 1, heads.index("Periode")
    assert [line[1].removeprefix("Kabupaten ") for line in lines] == list(page)
    for line, cells in zip(lines, page.values(), strict=True):
        told = [each for cell in figures(cells) for each in cell]
        assert [_as_text(each) for each in line[first:facts] if re.match(r"-?\d", each)] == [
            each.removeprefix("+") for each in told
        ]
    answer = visitor.get(f"/perbandingan.xlsx?periode=2023-Q4&{query}")
    book = openpyxl.load_workbook(BytesIO(answer.data))
    same = [list(row) for row in book["Perbandingan"].values]
    assert [str(each) for each in same[0]] == heads[:facts]
    assert [row[1] for row in same[1:]] == [line[1] for line in lines]
    for row, line in zip(same[1:], lines, strict=True):
        numbers = [each for each in row[first:] if isinstance(each, int | float)]
        assert numbers == [float(each) for each in line[first:facts] if re.match(r"-?\d", each)]


def _as_text(plain: str) -> str:
    decimals = len(plain.partition(".")[2])
    return number(Fraction(plain), decimals)


def test_a_file_is_named_and_told_by_what_it_shows(app: Flask, visit: Visit) -> None:
    closed.close(app, earlier())
    closed.close(app, closed.kalteng())
    answer = visit("reviewer").get(
        "/perbandingan.xlsx?periode=2023-Q4&ukuran=penerima&urusan=1.02&banding=2023-Q3&jenis=kota&urutan=x&arah=?"
    )
    name = 'attachment; filename="perbandingan-2023-Q4-penerima-1.02.xlsx"'
    assert answer.headers["Content-Disposition"] == name
    facts = dict(openpyxl.load_workbook(BytesIO(answer.data))["Keterangan"].values)
    assert facts["Ukuran"] == "capaian penerima layanan, layanan urusan Kesehatan, dilaporkan"
    assert facts["Pembanding"] == "Triwulan III 2023"
    assert facts["Saringan"] == "kota"
    assert facts["Catatan"] == "Arah urutan “?” tidak dikenal dan tidak dipakai."
    assert facts["Rata-rata 11 daerah yang diperingkat"].startswith("Kesehatan ")


def test_no_name_becomes_a_formula_in_the_files(app: Flask, visit: Visit) -> None:
    closed.close(app, closed.kalteng())
    with app.app_context(), open_work(SYSTEM, None) as work:
        row = work.session.get(DistrictRow, DISTRICT)
        assert row
        row.name = '=HYPERLINK("http://contoh.test")'
    visitor = visit("reviewer")
    names = [line[1] for line in csv.reader(StringIO(visitor.get("/perbandingan.csv").text))]
    assert '\'=HYPERLINK("http://contoh.test")' in names
    book = openpyxl.load_workbook(BytesIO(visitor.get("/perbandingan.xlsx").data))
    cell = next(
        cell for row in book["Perbandingan"].iter_rows() for cell in row if "HYPER" in str(cell.value)
    )
    assert cell.data_type == "s"


def test_bars_stand_beside_their_number_on_the_scale_that_is_named(app: Flask, visit: Visit) -> None:
    closed.close(app, closed.kalteng())
    visitor = visit("reviewer")
    page = visitor.get("/perbandingan").text
    assert "Batang: 0 sampai 100 %." in page
    top = page[page.index("Kotawaringin Barat</a></th>") :][:2000]
    assert 'width="85.2%"' in top
    assert 'aria-hidden="true"' in top
    people = visitor.get("/perbandingan?ukuran=belum-terlayani").text
    assert "Batang: dibandingkan dengan yang terbanyak." in people
    assert 'width="100.0%"' in people


def test_services_have_the_names_of_the_catalogue_the_quarter_was_opened_with(
    app: Flask, visit: Visit, urls: Urls
) -> None:
    """The catalogue changes with the years; what was reported before keeps the names it was reported under."""
    year = 2039  # no other test reads this year's catalogue, which a process keeps
    columns = (
        "level, urusan_code, number, recipients, unit, numerator, denominator, usual_office, legal_basis"
    )
    with psycopg.connect(urls.owner, autocommit=True) as owner:
        owner.execute(
            f"insert into catalogue_service (first_year, code, name, certainty, {columns})"
            f" select {year}, code, name || ' baru', certainty, {columns} from catalogue_service"
        )
    closed.close(app, closed.kalteng(Quarter(year, 4)))
    closed.run(app, closed.kalteng(Quarter(year, 2)))
    for quarter in ("Q4", "Q2"):
        page = visit("reviewer").get(f"/perbandingan?urusan=1.04&periode={year}-{quarter}").text
        assert "rumah yang layak huni bagi korban bencana" in page
        assert "baru" not in page[page.index("<thead>") : page.index("</thead>")]
