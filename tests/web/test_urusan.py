"""/urusan/<code>: the spread of each service, its ends, who waits, the districts, what the problems have in common."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import replace
from fractions import Fraction
from html import unescape

import pytest
from flask import Flask

from spm_oversight.domain.catalogue import Catalogue
from spm_oversight.domain.figures import CellState, Pair
from spm_oversight.domain.indicators import Metric, summed_indicators
from spm_oversight.domain.package import DistrictFigures, Package
from spm_oversight.domain.period import Quarter
from spm_oversight.domain.results import Level, Results
from spm_oversight.domain.show import shown
from spm_oversight.formats import number, signed
from spm_oversight.services.recompute import recompute
from tests.web import closed
from tests.web.cast import Visitor

Visit = Callable[[str], Visitor]
LAST_YEAR = Quarter(2022, 4)
STATES = re.compile(r" (menunggu pemeriksaan|sedang diisi|belum mulai|dikembalikan)$")


def earlier() -> Package:
    """A year before, in which a fifth fewer were served."""
    package = closed.kalteng(LAST_YEAR)

    def fewer(district: DistrictFigures) -> DistrictFigures:
        served = {
            code: replace(pair, part=None if pair.part is None else pair.part * Fraction(4, 5))
            for code, pair in district.recipients.items()
        }
        return replace(district, recipients=served)

    return replace(package, districts=tuple(map(fewer, package.districts)))


def rebuilt(visitor: Visitor, quarter: Quarter) -> tuple[Package, Results]:
    again = recompute(source=visitor.get(f"/paket-data/{quarter.code}.zip").data)
    assert again.package
    assert again.results
    assert not again.differences
    return again.package, again.results


def short(district: DistrictFigures) -> str:
    return district.name.removeprefix("Kabupaten ")


def two(value: Fraction) -> str:
    return number(shown(value, 2), 2)


def of_urusan(catalogue: Catalogue, urusan: str) -> Catalogue:
    services = catalogue.services_of[urusan]
    codes = {each.code for each in services}
    return Catalogue(2022, services, tuple(item for item in catalogue.items if item.service_code in codes))


@pytest.mark.parametrize("urusan", ["1.02", "1.04"])
def test_each_figure_is_recomputed_from_the_packages(app: Flask, visit: Visit, urusan: str) -> None:
    closed.close(app, earlier())
    closed.close(app, closed.kalteng())
    visitor = visit("reviewer")
    package, now = rebuilt(visitor, closed.FOURTH)
    _, before = rebuilt(visitor, LAST_YEAR)
    own = of_urusan(package.catalogue, urusan)
    page = visitor.get(f"/urusan/{urusan}?triwulan=2023-Q4").text
    assert "Perubahan dari Triwulan IV 2022." in page
    standings = {STATES.sub("", row[0]): row[1:] for row in closed.rows_of(page, "standings")}
    assert len(standings) == 14
    changed = 0
    for each in package.districts:
        index = now.by_key[each.code, Level.URUSAN, urusan].index
        then = before.by_key[each.code, Level.URUSAN, urusan].index
        sums = summed_indicators(each, own)
        cells = standings[short(each)]
        word = "nihil" if now.by_key[each.code, Level.DISTRICT, each.code].index is not None else "–"
        assert cells[0].split()[0] == (word if index is None else two(index)), each.name
        change = "–" if index is None or then is None else signed(shown(index - then, 2, ()), 2)
        assert cells[1] == change
        changed += change != "–"
        full = sums[Metric.COMPLETENESS]
        assert full is not None
        assert cells[2] == number(shown(full, 1), 1)
        if urusan == "1.02":
            assert cells[3] == (number(sums[Metric.NOT_SERVED_PEOPLE]) if full else "–")
        assert len(cells) == (5 if urusan == "1.02" else 4)  # no people in housing
    assert changed > 10
    check_services(page, package, now, own)


def check_services(page: str, package: Package, results: Results, own: Catalogue) -> None:
    """The mean, the two ends with their districts, and who waits, of each service."""
    ends = {row[0]: row[1:] for row in closed.rows_of(page, "ends")}
    assert list(ends) == [service.name for service in own.services]
    ranked = [each for each in package.districts if each.report_state in package.method.ranked_states]
    for service in own.services:
        values = {
            short(each): index
            for each in ranked
            if (index := results.by_key[each.code, Level.SERVICE, service.code].index) is not None
        }
        cells = ends[service.name]
        assert cells[0] == f"{two(sum(values.values(), Fraction(0)) / len(values))} {len(values)} daerah"
        for cell, end in zip(cells[1:3], (max(values.values()), min(values.values())), strict=True):
            at_end = [name for name, value in values.items() if value == end]
            assert cell == f"{two(end)} {', '.join(sorted(at_end))}"
        pairs = [
            (pair.base, pair.part)
            for each in package.districts
            if (pair := each.recipients.get(service.code))
            and pair.state is CellState.FILLED
            and pair.base is not None
            and pair.part is not None
        ]
        assert cells[3] == f"{number(sum(base for base, _ in pairs))} {service.unit}"
        assert cells[4] == f"{number(sum(max(base - part, 0) for base, part in pairs))} {service.unit}"


def test_the_title_names_both_ends_and_each_service_is_drawn(app: Flask, visit: Visit) -> None:
    closed.close(app, closed.kalteng())
    page = visit("province_leader").get("/urusan/1.01").text
    names = r"<h1>Pendidikan: rata-rata [\d,]+\s%, tertinggi [\w, ]+, terendah [\w, ]+</h1>"
    assert re.search(names, page)
    assert "Triwulan yang sama tahun lalu belum ada." in page
    drawings = re.findall(r'<svg class="chart".*?</svg>', page, re.DOTALL)
    assert len(drawings) == 1 + 3
    rings = [re.findall(r'<path d="([^"]*Z)"', drawing) for drawing in drawings]
    assert [len("".join(each).split("Z")) - 1 for each in rings] == [11] * 4
    for title in ("Seluruh Pendidikan", "Anak Usia Dini", "Dasar", "Kesetaraan"):
        assert any(
            f">{title}</text>" in drawing or f"Pendidikan {title}<" in drawing for drawing in drawings
        ), title


def test_districts_that_share_an_end_are_all_named(app: Flask, visit: Visit) -> None:
    package = closed.kalteng()
    full = Pair(CellState.FILLED, Fraction(10), Fraction(10))
    tied = ("62.02", "62.06")
    districts = tuple(
        replace(
            each, recipients=dict.fromkeys(each.recipients, full), quality=dict.fromkeys(each.quality, full)
        )
        if each.code in tied
        else each
        for each in package.districts
    )
    closed.close(app, replace(package, districts=districts))
    page = visit("reviewer").get("/urusan/1.01").text
    assert "tertinggi Kotawaringin Timur, Katingan, terendah" in page
    cells = [row[2] for row in closed.rows_of(page, "ends")]
    assert cells == ["100,00 Kotawaringin Timur, Katingan"] * 3


def problem(text: str, urusan: str = "1.02") -> dict[str, object]:
    return {"urusan": urusan, "problem": text, "solution": "", "owner": "", "due": None}


def test_problems_with_words_in_common_stand_together_and_each_is_quoted_once(
    app: Flask, visit: Visit
) -> None:
    told = {
        closed.TOP: [problem("Dokter belum ada di <b>hulu</b>"), problem("Jalan rusak", "1.03")],
        closed.BOTTOM: [problem("Dokter belum ada di <b>hulu</b>"), problem("Alat Hb habis")],
        closed.DRAFT: [problem("Tenaga dokter kurang"), problem("Listrik padam")],
    }
    closed.close(app, closed.kalteng(), problems=told)
    page = visit("reviewer").get("/urusan/1.02").text
    assert "Yang sama dalam permasalahan: 3 dari 14 daerah melaporkan" in page
    part = page[page.index('id="permasalahan"') :]
    said = re.sub(r"\s+", " ", unescape(re.sub(r"<[^>]+>", " ", part)))
    assert "3 daerah : dokter" in said
    first, second = said.index("“Dokter belum ada"), said.index("“Tenaga dokter kurang” Barito Selatan")
    assert first < second < said.index("Tidak sama dengan daerah lain")
    assert "hulu</b>” Kotawaringin Barat, Kapuas" in said
    assert said.count("Dokter belum ada") == 1
    assert "Jalan rusak" not in page
    assert (
        "Tidak ada permasalahan yang dilaporkan untuk urusan ini."
        in visit("reviewer").get("/urusan/1.05").text
    )


def test_it_is_the_provinces_page_and_the_comparison_leads_to_it(app: Flask, visit: Visit) -> None:
    closed.close(app, closed.kalteng(closed.THIRD))
    closed.close(app, closed.kalteng(), publish=False)
    for role in ("coordinator", "reviewer", "province_leader"):
        page = visit(role).get("/perbandingan?periode=2023-Q3").text
        assert page.count("Buka urusan<") == 6, role
        assert "/urusan/1.05?triwulan=2023-Q3" in page
        assert "/anggaran?triwulan=2023-Q3" in page
        assert visit(role).get("/urusan/1.05?triwulan=2023-Q3").status_code == 200
    for role in ("district_admin", "district_leader", "operator"):
        page = visit(role).get("/perbandingan?periode=2023-Q3").text
        assert "Buka urusan" not in page
        assert "/anggaran" not in page
        assert visit(role).get("/urusan/1.05").status_code == 404
    visitor = visit("reviewer")
    assert "Hasil Triwulan IV 2023 belum diterbitkan" in visitor.get("/urusan/1.02").text
    assert visitor.get("/urusan/1.07").status_code == 404
    assert visitor.get("/urusan/1.02?triwulan=2020-Q1").status_code == 404
    assert "Kotawaringin" not in visit("foreign_coordinator").get("/urusan/1.02").text
