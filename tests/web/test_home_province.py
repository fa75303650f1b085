"""The province's first page: who reported, whose turn it is, what it comes to, who moved and who still waits."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta
from decimal import Decimal
from fractions import Fraction
from pathlib import Path

import html5lib
from flask import Flask
from openpyxl import Workbook

from spm_oversight.documents.words import badge_of
from spm_oversight.domain.calculation import calculate
from spm_oversight.domain.package import Package, Submission
from spm_oversight.domain.results import Level
from spm_oversight.domain.show import bounds_for, shown
from spm_oversight.domain.unserved import unserved
from spm_oversight.exchange.data_package import read_package
from tests.exchange.workbook_example import column_of, typed
from tests.papers.factory import CUT_OFF
from tests.papers.test_booklet_numbers import answers_of
from tests.web import closed
from tests.web.cast import DISTRICT, Visitor
from tests.web.test_home_office import next_step, primary
from tests.web.walk import DESK, HERE, enter, fill, open_quarter, text_of

Visit = Callable[[str], Visitor]
KATINGAN = "Kabupaten Katingan"
CLOSED = "/?triwulan=2023-Q4"


def in_page(value: str) -> Decimal:
    """A number as the page writes it."""
    return Decimal(value.replace(".", "").replace(",", ".").replace("−", "-").replace("+", ""))


def row_of(html: str, district: str) -> list[str]:
    return next(row for row in closed.rows_of(html, "gathering") if row[0] == district)


def figures_in(html: str) -> list[str]:
    tree = html5lib.parse(html, namespaceHTMLElements=False)
    keys = next(each for each in tree.iter("dl") if each.get("class") == "keys")
    return [" ".join("".join(each.itertext()).split()) for each in keys.iter("dd")]


def _moved(package: Package) -> Package:
    """Some districts have an earlier figure: two rose and one fell since a year before, one rose since the quarter.

    One reported after the deadline and within the time it was granted.
    """
    year, quarter = {closed.TOP: 70, closed.BOTTOM: 50, "62.02": 1}, {closed.TOP: 60, closed.DRAFT: 1}
    late = Submission(CUT_OFF, CUT_OFF + timedelta(days=2), CUT_OFF + timedelta(days=1))
    return replace(
        package,
        districts=tuple(
            replace(
                each,
                submission=late if each.code == closed.TOP else each.submission,
                previous_year=Fraction(year[each.code]) if each.code in year else None,
                previous_quarter=Fraction(quarter[each.code]) if each.code in quarter else None,
            )
            for each in package.districts
        ),
    )


def test_every_figure_of_a_closed_quarter_is_in_recomputes_answer_on_its_package(
    app: Flask, visit: Visit, tmp_path: Path
) -> None:
    closed.close(app, _moved(closed.kalteng()))
    coordinator = visit("coordinator")
    page = coordinator.get(CLOSED)
    assert page.status_code == 200
    target = tmp_path / "paket-data.zip"
    target.write_bytes(coordinator.get("/paket-data/2023-Q4.zip").data)
    answers, package = answers_of(target), read_package(target).package
    assert package is not None

    def same(text: str, key: str, decimals: int = 2) -> None:
        answer = answers[key]
        if answer is None:
            assert text in ("–", "tidak dapat dihitung"), key
        else:
            bounds = bounds_for(key.rsplit(" ", 1)[1], package.method)
            assert in_page(text) == shown(Fraction(answer), decimals, bounds), key

    names = {each.name: each.code for each in package.districts}
    rows = closed.rows_of(page.text, "gathering")
    assert {row[0] for row in rows} == set(names)
    for name, _, on_time, full, index in rows:
        code = names[name]
        same(full, f"{code} completeness", 1)
        same(index.split()[0], f"{code} district {code} index")
        assert on_time == {"1": "ya", "0": "tidak"}[answers[f"{code} on_time_extended"] or ""], name
    assert (answers[f"{closed.TOP} on_time"], answers[f"{closed.TOP} on_time_extended"]) == ("0", "1")
    mean, _, people = figures_in(page.text)
    same(mean.split()[0], "62 province_mean")
    waiting = sum(Decimal(answers[f"{code} not_served_people"] or 0) for code in names.values())
    assert in_page(people.split()[0]) == waiting
    told = re.findall(r"<b>([+−][\d,]+)</b>", page.text)
    moved = (
        "62.02 delta_year",
        f"{closed.TOP} delta_year",
        f"{closed.BOTTOM} delta_year",
        f"{closed.TOP} delta_quarter",
    )
    assert [in_page(each) for each in told] == [shown(Fraction(answers[key] or 0), 2, ()) for key in moved]
    assert told[1:] == ["+15,20", "−35,10", "+25,20"]
    services = [row for row in closed.rows_of(page.text, "waiting") if len(row) == 5]
    expected = unserved((each.recipients for each in package.districts), package.catalogue)
    assert [(in_page(row[1]), in_page(row[2])) for row in services] == [
        (each.to_serve, each.waiting) for each in expected
    ]
    assert all(str(each.filled) in row[4] for each, row in zip(expected, services, strict=True))


def test_bands_count_the_districts_that_are_ranked(app: Flask, visit: Visit) -> None:
    package = closed.kalteng()
    closed.close(app, package)
    page = visit("coordinator").get(CLOSED)
    counts = {
        label: int(count) for label, count in re.findall(r"</span> ([A-Z][\w ]+?) <b>(\d+)</b>", page.text)
    }
    ranked = [each for each in calculate(package).rows if each.rank and each.level is Level.DISTRICT]
    told = f"{len(ranked)} dari 14 daerah yang diperingkat"
    assert told in text_of(page)
    assert counts.pop("Belum dapat dinilai") == 14 - len(ranked)
    assert counts == {
        badge_of(band.name, running=False).label: sum(each.category == band.name for each in ranked)
        for band in package.method.bands
    }
    # What has an achievement and is not ranked stands without a band, as in the count.
    assert re.fullmatch(r"[\d,]+", row_of(page.text, "Kabupaten Seruyan")[4])


def _begin(book: Workbook) -> None:
    """Education has a quality item alone, social affairs a budget line alone: both have begun."""
    item = "kab.1.01.01.q01"
    typed({("Mutu", item, "Kebutuhan"): 3, ("Mutu", item, "Tersedia"): 2})(book)
    line = {"Kode": "kab.1.06.01", "Versi APBD": "Murni", "Sumber dana": "PAD", "Pagu (Rp)": 10**9}
    for title, value in line.items():
        book["Anggaran"].cell(2, column_of(book["Anggaran"], title)).value = value  # pyright: ignore


def test_the_running_quarter_tells_whose_turn_it_is_and_what_the_offices_did(visit: Visit) -> None:
    coordinator, operator, admin = visit("coordinator"), visit("operator"), visit("district_admin")
    open_quarter(coordinator)
    page = coordinator.get("/")
    assert "Triwulan IV 2024: 0 laporan sudah masuk, 14 belum" in text_of(page)
    assert next_step(page)[1:] == (
        "14 daerah belum mengirim laporannya. Ingatkan sebelum tenggat.",
        f"{DESK}/ingatkan",
    )
    assert primary(page) == ['class="btn btn-primary"']
    enter(operator, fill)
    operator.post(f"{HERE}/serahkan")
    row = row_of(coordinator.get("/").text, KATINGAN)
    assert row[1] == "Sedang diisi"
    assert row[2].startswith("7 perangkat daerah, sejak 1 Jan")
    assert row[3].startswith("1 dari 8 perangkat daerah")
    assert re.search("Belum mulai .*Dinas Pendidikan, .*Diserahkan Dinas Kesehatan [0-9]", row[3])
    assert row[5] == "– BD"
    enter(admin, _begin)
    begun = row_of(coordinator.get("/").text, KATINGAN)[3]
    told = re.search("Belum mulai (.*)Sedang diisi (.*)Diserahkan", begun)
    assert told, begun
    for name in ("Dinas Pendidikan", "Dinas Sosial"):
        assert name in told[2] and name not in told[1]
    enter(admin, fill)
    admin.post(f"{HERE}/kirim")
    page = coordinator.get("/")
    row = row_of(page.text, KATINGAN)
    assert row[1] == "Menunggu pemeriksaan"
    assert row[2].startswith("provinsi, sejak ")
    assert row[3].startswith("8 ikut terkirim")
    assert next_step(page)[2] == f"{DESK}/{DISTRICT}"
    assert "1 laporan menunggu pemeriksaan Anda. Paling lama: Kabupaten Katingan, dikirim" in text_of(page)
    # Not accepted yet: its figure stands there, and in no mean and no band.
    assert re.fullmatch(r"[\d,]+", row[5])
    assert figures_in(page.text)[0].startswith("tidak dapat dihitung 0 dari 14 daerah")
    coordinator.post(f"{DESK}/{DISTRICT}/terima")
    page = coordinator.get("/")
    row = row_of(page.text, KATINGAN)
    assert row[1:3] == ["Diterima", "tidak ada, sudah selesai"]
    assert next_step(page)[1].startswith("13 daerah belum mengirim laporannya.")
    assert figures_in(page.text)[0].startswith(row[5].split()[0])


def test_a_returned_report_is_with_the_offices_concerned(visit: Visit) -> None:
    coordinator, admin = visit("coordinator"), visit("district_admin")
    open_quarter(coordinator)
    enter(visit("operator"), fill)
    visit("operator").post(f"{HERE}/serahkan")
    enter(admin, fill)
    admin.post(f"{HERE}/kirim")
    coordinator.post(
        f"{DESK}/{DISTRICT}/kembalikan",
        {"reason": "Periksa lagi.", "komentar-kab.1.02.01": "Terlalu rendah."},
    )
    row = row_of(coordinator.get("/").text, KATINGAN)
    assert row[1] == "Dikembalikan"
    assert re.search(r"Dikembalikan Dinas Kesehatan \d+ \w+(?! ?,)", row[3])
    assert row[3].index("Belum mulai") < row[3].index("Dinas Pendidikan")


def test_added_time_and_a_missed_deadline_are_told(visit: Visit) -> None:
    coordinator = visit("coordinator")
    open_quarter(coordinator, deadline="2025-01-20")
    page = coordinator.get("/")
    assert "14 daerah lewat tenggat" in text_of(page)
    assert row_of(page.text, KATINGAN)[1] == "Belum mulai lewat tenggat 20 Jan"
    assert next_step(page)[1].startswith("Tenggat sudah lewat dan 14 daerah belum mengirim.")
    coordinator.post(
        f"{DESK}/{DISTRICT}/waktu",
        {"until": "2099-01-31", "hour": "23.59", "why": "Banjir.", "office": ""},
    )
    page = coordinator.get("/")
    assert "13 daerah lewat tenggat" in text_of(page)
    assert row_of(page.text, KATINGAN)[1] == "Belum mulai waktu ditambah sampai 31 Jan"
    assert next_step(page)[2] == f"{DESK}/ingatkan"


def test_a_leader_reads_the_finding_first_and_is_given_nothing_to_do_on_the_desk(
    app: Flask, visit: Visit
) -> None:
    closed.close(app, closed.kalteng())
    open_quarter(visit("coordinator"))
    leader = visit("province_leader").get(CLOSED)
    assert re.search(
        r"<h1>Triwulan IV 2023: rata-rata capaian [\d,]+.%, \d+ dari 14 daerah dinilai</h1>", leader.text
    )
    order = [
        leader.text.index(f">{each}") for each in ("Provinsi", "Keadaan laporan", "Yang belum terlayani")
    ]
    assert order == sorted(order)
    running = visit("province_leader").get("/")
    assert next_step(running)[2] == "/perbandingan?periode=2024-Q4"
    assert f"{DESK}/ingatkan" not in running.text and primary(running) == []
    reviewer = visit("reviewer").get("/")
    assert next_step(reviewer)[2] == DESK and primary(reviewer) == []
    assert reviewer.text.index(">Keadaan laporan") < reviewer.text.index(">Provinsi <")


def test_the_address_names_the_quarter_and_only_the_province_reaches_it(app: Flask, visit: Visit) -> None:
    closed.close(app, closed.kalteng())
    coordinator = visit("coordinator")
    assert "Triwulan IV 2023: rata-rata" in text_of(coordinator.get("/"))
    open_quarter(coordinator)
    assert "Triwulan IV 2024: 0 laporan" in text_of(coordinator.get("/"))
    assert '<option value="2023-Q4" selected>' in coordinator.get(CLOSED).text
    for wrong in ("2022-Q4", "2023-Q9", "kemarin"):
        assert coordinator.get(f"/?triwulan={wrong}").status_code == 404
    assert visit("foreign_coordinator").get(CLOSED).status_code == 404
    for district in ("district_admin", "district_leader", "operator", "platform_admin"):
        own = visit(district).get(CLOSED)
        assert own.status_code == 200 and "gathering" not in own.text
