"""/perbandingan: districts x urusan of a closed period, its files, and who sees which period."""

from __future__ import annotations

import csv
import gzip
import re
from collections.abc import Callable
from io import BytesIO, StringIO

import openpyxl
from flask import Flask

from spm_oversight.domain.period import Quarter
from spm_oversight.domain.scope import SYSTEM
from spm_oversight.persistence.work import open_work
from spm_oversight.services.open_province import open_province
from spm_oversight.services.recompute import recompute
from spm_oversight.services.sign_in import hash_password
from tests.web import closed
from tests.web.cast import PASSWORD, Visitor, email_of, signed_in

READERS = (
    "coordinator",
    "reviewer",
    "province_leader",
    "operator",
    "office_head",
    "district_admin",
    "district_leader",
    "rival_admin",
)
Visit = Callable[[str], Visitor]


def heat(visitor: Visitor, query: str = "") -> dict[str, list[str]]:
    rows = closed.rows_of(visitor.get(f"/perbandingan{query}").text, "heat")
    return {row[0]: row[1:] for row in rows}


def test_every_reader_sees_all_districts_of_a_published_period(app: Flask, visit: Visit) -> None:
    closed.close(app, closed.kalteng())
    for reader in READERS:
        rows = heat(visit(reader))
        assert len(rows) == 14, reader
        assert rows["Kotawaringin Barat"][:2] == ["85,20 Ma", "Ma85,20"]
        assert rows["Kapuas"][0] == "14,90 BT"


def test_nil_and_missing_are_words_and_a_district_without_rank_says_so(app: Flask, visit: Visit) -> None:
    closed.close(app, closed.kalteng())
    rows = heat(visit("reviewer"))
    assert rows["Lamandau"][4] == "nihil"
    assert rows["Murung Raya"] == ["– BD", *["belum ada"] * 6]
    assert "Seruyan tanpa peringkat" in rows
    assert "Barito Selatan tanpa peringkat" in rows


def test_the_mean_is_the_packages_and_counts_the_ranked_districts(app: Flask, visit: Visit) -> None:
    closed.close(app, closed.kalteng())
    with closed.province_work(app) as work:
        snapshot = work.snapshots.of_quarter(closed.FOURTH)
        assert snapshot
        mean = work.snapshots.indicators(snapshot.id)["62", "province_mean"]
    page = visit("reviewer").get("/perbandingan").text
    assert "Rata-rata 11 daerah" in page
    assert f"{mean:.2f}".replace(".", ",") in page[page.index("<tfoot>") :]


def test_districts_see_a_period_only_once_it_is_published(app: Flask, visit: Visit) -> None:
    closed.close(app, closed.kalteng(closed.THIRD))
    closed.close(app, closed.kalteng(), publish=False)
    province, district = visit("reviewer"), visit("district_leader")
    assert "Hasil Triwulan IV 2023 belum diterbitkan" in province.get("/perbandingan").text
    page = district.get("/perbandingan").text
    assert "Triwulan III 2023" in page
    assert "Triwulan IV 2023" not in page
    hidden = [f"/perbandingan{kind}?periode=2023-Q4" for kind in ("", ".csv", ".xlsx")]
    for address in (*hidden, "/paket-data/2023-Q4.zip"):
        assert province.get(address).status_code == 200
        assert district.get(address).status_code == 404


def test_another_province_sees_nothing_of_it(app: Flask, visit: Visit) -> None:
    closed.close(app, closed.kalteng())
    for stranger in ("foreign_coordinator", "foreign_admin"):
        visitor = visit(stranger)
        page = visitor.get("/perbandingan")
        assert page.status_code == 200
        assert "Kotawaringin" not in page.text
        assert visitor.get("/perbandingan?periode=2023-Q4").status_code == 404
        assert visitor.get("/paket-data/2023-Q4.zip").status_code == 404
    assert visit("platform_admin").get("/perbandingan").status_code == 404


def test_a_period_that_is_none_is_no_page(app: Flask, visit: Visit) -> None:
    closed.close(app, closed.kalteng())
    visitor = visit("reviewer")
    for code in ("2022-Q1", "abc", "2023-Q5"):
        assert visitor.get(f"/perbandingan?periode={code}").status_code == 404


def test_before_any_period_is_closed_the_page_says_why(visit: Visit) -> None:
    assert "Belum ada periode yang ditutup" in visit("coordinator").get("/perbandingan").text
    assert "Provinsi belum menerbitkan hasil" in visit("district_admin").get("/perbandingan").text
    assert visit("coordinator").get("/perbandingan.csv").status_code == 404


def test_a_column_sorts_both_ways_and_keeps_the_empty_ones_last(app: Flask, visit: Visit) -> None:
    closed.close(app, closed.kalteng())
    visitor = visit("reviewer")
    housing = [row[4] for row in heat(visitor, "?urut=1.04&arah=naik").values()]
    figures = [float(cell[2:].replace(",", ".")) for cell in housing[:-2]]
    assert figures == sorted(figures)
    assert set(housing[-2:]) == {"nihil", "belum ada"}
    page = visitor.get("/perbandingan?urut=1.04&arah=naik").text
    assert re.findall(r'aria-sort="(\w+)"', page) == ["ascending"]
    assert next(iter(heat(visitor, "?urut=daerah"))) == "Barito Selatan tanpa peringkat"
    assert list(heat(visitor, "?urut=apa&arah=saja")) == list(heat(visitor))


def test_the_fact_line_travels_and_a_running_year_says_so(app: Flask, visit: Visit) -> None:
    snapshot = closed.close(app, closed.kalteng(closed.THIRD))
    page = visit("reviewer").get("/perbandingan").text
    assert "Triwulan III 2023, berjalan" in page
    assert "Tuntas Madya berjalan" in page
    assert "20 Januari 2024 pukul 23.59 WIB" in page
    assert "IPSPM 2022.1" in page
    assert f"{snapshot.sha256[:4]} {snapshot.sha256[4:8]} {snapshot.sha256[8:12]}" in page


def test_examples_are_marked_and_real_figures_are_named_with_their_source(app: Flask, visit: Visit) -> None:
    closed.close(app, closed.kalteng())
    visitor = visit("reviewer")
    before = visitor.get("/perbandingan").text
    closed.make_sample(app, closed.SUKAMARA)
    after = visitor.get("/perbandingan").text
    mark = '<span class="sample">data contoh</span>'
    assert after.count(mark) == before.count(mark) + 2
    assert "Sukamara, porsi urusan 71,57\N{NO-BREAK SPACE}%" in after
    assert "Sukamara, porsi urusan 71,57" in visitor.get("/perbandingan?jenis=kota").text
    assert "Sumber: Laporan A. Catatan: laporan lain menyebut angka yang sama realisasi" in after


def test_the_workbook_holds_the_pages_figures_as_numbers(app: Flask, visit: Visit) -> None:
    closed.close(app, closed.kalteng())
    answer = visit("province_leader").get("/perbandingan.xlsx?periode=2023-Q4")
    assert answer.headers["Content-Disposition"] == 'attachment; filename="perbandingan-2023-Q4-capaian.xlsx"'
    book = openpyxl.load_workbook(BytesIO(answer.data))
    heads, *rows = book["Perbandingan"].values
    table = {row[1]: dict(zip(heads, row, strict=True)) for row in rows}
    assert table["Kabupaten Kotawaringin Barat"]["Seluruh urusan (rata-rata urusan, %)"] == 85.2
    assert table["Kabupaten Kotawaringin Barat"]["Peringkat"] == 1
    assert table["Kabupaten Kotawaringin Barat"]["Kategori capaian"] == "Tuntas Madya"
    assert table["Kabupaten Lamandau"]["Perumahan Rakyat (%)"] == "nihil"
    assert table["Kabupaten Murung Raya"]["Seluruh urusan (rata-rata urusan, %)"] is None
    assert dict(book["Keterangan"].values)["Periode"] == "Triwulan IV 2023"


def test_each_line_of_the_csv_carries_its_period_and_hash(app: Flask, visit: Visit) -> None:
    snapshot = closed.close(app, closed.kalteng())
    answer = visit("district_admin").get("/perbandingan.csv")
    assert answer.mimetype == "text/csv"
    rows = list(csv.DictReader(StringIO(answer.data.decode("utf-8-sig"))))
    assert len(rows) == 14
    assert {row["Periode"] for row in rows} == {"Triwulan IV 2023"}
    assert {row["Ukuran"] for row in rows} == {"capaian (IPSPM), dilaporkan"}
    assert {row["Sidik data"].replace(" ", "") for row in rows} == {snapshot.sha256}
    last = next(row for row in rows if row["Kode"] == closed.BOTTOM)
    assert last["Seluruh urusan (rata-rata urusan, %)"] == "14.90"


def test_the_data_package_rebuilds_the_page(app: Flask, visit: Visit) -> None:
    closed.close(app, closed.kalteng())
    answer = visit("operator").get("/paket-data/2023-Q4.zip")
    assert answer.headers["Content-Disposition"] == 'attachment; filename="paket-data-62-2023-Q4.zip"'
    again = recompute(source=answer.data)
    assert again.compared > 0
    assert not again.differences
    assert visit("operator").get("/paket-data/kapan.zip").status_code == 404


SMALL, BIG = "93", "35"
VIEWS = (
    "/peringkat?",
    "/perbandingan?",
    "/perbandingan?urusan=1.02&banding=2023-Q1",
    "/perbandingan?ukuran=anggaran&banding=2023-Q1&kategori=belum_tuntas&jenis=kota",
    "/perbandingan?ukuran=perubahan",
    "/peta?",
)
MANY = ("/anggaran?urusan=1.02&jenis=kota", "/anggaran?", "/urusan/1.02?")
"""Pages that ask for what was reported by service too."""


OVERVIEWS = tuple(f"/?triwulan={quarter.code}" for quarter in (closed.FOURTH, closed.FIRST))


DISTRICT_PAGES = tuple(f"/daerah/{{}}?triwulan={quarter.code}" for quarter in (closed.FOURTH, closed.FIRST))
"""Of the province's first district."""
DESK_PAGES = ("/periode/2024-Q1", "/periode/2024-Q1/surat", "/pengaturan")


def test_a_page_asks_as_little_for_38_districts_as_for_4(app: Flask) -> None:
    """At most 8 questions for any table, 9 for its map, 10 for the overview, the desk and with figures by service,
    12 for a district with its history, 13 with the letters there are already, 15 while its figures are still in
    cells; closed and running.
    """
    counts = {province: _counted(app, province) for province in (SMALL, BIG)}
    assert counts[SMALL] == counts[BIG]
    more = dict.fromkeys(("/", "/anggaran", "/urusan/1.02", *DESK_PAGES), 10)
    more |= {"/peta": 9, "/periode/2024-Q1/surat": 13}
    more |= dict(zip(DISTRICT_PAGES, (12, 15), strict=True))
    most = {address: more.get(address, more.get(address.partition("?")[0], 8)) for address in counts[BIG]}
    assert {address: count for address, count in counts[BIG].items() if count > most[address]} == {}


def _counted(app: Flask, province: str) -> dict[str, int]:
    with app.app_context():
        open_province(code=province, actor=None, sample=True)
        with open_work(SYSTEM, None) as work:
            codes = tuple(each.id for each in work.places.districts(province))
            account = work.accounts.create(
                email=email_of(f"big{province}"),
                name="Besar",
                password_hash=hash_password(PASSWORD),
                must_change_password=False,
            )
            work.accounts.appoint(account, "coordinator", province=province)
    assert len(codes) == {SMALL: 4, BIG: 38}[province]
    package = closed.elsewhere(province, codes)
    for quarter in (Quarter(2023, 1), closed.THIRD, closed.FOURTH):
        closed.close(app, closed.replace(package, quarter=quarter))
    closed.run(app, closed.replace(package, quarter=closed.FIRST))
    visitor = signed_in(app, f"big{province}")
    for quarter in (closed.FOURTH, closed.FIRST):  # a process reads the catalogue of each year once
        visitor.get(f"/perbandingan?urusan=1.02&periode={quarter.code}")
    counts: dict[str, int] = {}
    views = (
        f"{view}&{'triwulan' if view in MANY else 'periode'}={quarter.code}"
        for view in (*VIEWS, *MANY)
        for quarter in (closed.FOURTH, closed.FIRST)[: 1 if "peringkat" in view else 2]
    )
    for address in (*views, *OVERVIEWS, *DESK_PAGES, *DISTRICT_PAGES):
        with closed.statements(app) as asked:
            page = visitor.get(address.format(codes[0]))
        assert page.status_code == 200
        assert len(gzip.compress(page.data)) < 100_000, address
        counts[address] = len(asked)
    return counts
