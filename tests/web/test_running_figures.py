"""A quarter that still runs: the pages tell of the stored cells what a package made at this moment would hold."""

from __future__ import annotations

import re
from fractions import Fraction
from pathlib import Path

from flask import Flask

from spm_oversight.domain.figures import CellState
from spm_oversight.domain.indicators import Metric, latest_version, summed_indicators
from spm_oversight.domain.package import DistrictFigures
from spm_oversight.domain.results import Level
from spm_oversight.domain.show import shown
from spm_oversight.formats import number, rupiah_short
from spm_oversight.persistence.database import db
from spm_oversight.persistence.embedded import Urls
from spm_oversight.services.demonstration.people import COORDINATOR, PASSWORD
from spm_oversight.services.freeze import freeze
from spm_oversight.services.recompute import recompute
from tests.web import closed
from tests.web.cast import Visitor
from tests.web.house import application
from tests.web.test_urusan import STATES, of_urusan, short, two

URUSAN = "1.02"


def signed_in(app: Flask) -> Visitor:
    visitor = Visitor(app.test_client())
    visitor.take_token("/masuk")
    assert visitor.post("/masuk", {"email": COORDINATOR, "password": PASSWORD}).status_code == 302
    return visitor


def rows(page: str, style: str) -> dict[str, list[str]]:
    return {STATES.sub("", row[0]): row[1:] for row in closed.rows_of(page, style)}


def per_person(district: DistrictFigures, services: list[str]) -> Fraction | None:
    """Thousands of rupiah of the latest version, over those owed, of the services that tell both."""
    version = latest_version(district.budget)
    money, owed = 0, Fraction(0)
    for code in services:
        lines = [b for b in district.budget if b.service_code == code and b.version is version]
        pair = district.recipients.get(code)
        if lines and pair and pair.state is CellState.FILLED and pair.base:
            money, owed = money + sum(line.allocation for line in lines), owed + pair.base
    return Fraction(money) / owed / 1000 if owed else None


def test_figures_are_those_of_a_package_made_now(demonstration: Urls, tmp_path: Path) -> None:
    app = application(demonstration, tmp_path)
    with closed.province_work(app) as work:
        ((period, _),) = work.quarters.running("62")
        data, problems = work.snapshots.content(freeze(work, quarter=period.quarter, draft=True).id)
    again = recompute(source=data)
    package, results = again.package, again.results
    assert package
    assert results
    visitor, quarter = signed_in(app), period.quarter.code
    money = visitor.get(f"/anggaran?triwulan={quarter}").text
    health = visitor.get(f"/anggaran?triwulan={quarter}&urusan={URUSAN}").text
    urusan = visitor.get(f"/urusan/{URUSAN}?triwulan={quarter}").text
    assert all("berjalan" in page and "angka dapat berubah" in page for page in (money, health, urusan))
    own = of_urusan(package.catalogue, URUSAN)
    codes, told = [service.code for service in own.services], 0
    for each in package.districts:
        whole = results.by_key[each.code, Level.DISTRICT, each.code].index
        share = results.indicator[each.code, Metric.PORSI_URUSAN]
        part = per_person(each, codes)
        cells = rows(money, "placing")[short(each)]
        assert cells[1] == ("tidak dapat dihitung" if share is None else two(share))
        assert cells[2].split()[0] == ("–" if whole is None else two(whole))
        version = latest_version(each.budget)
        ratios = rows(money, "ratios")[short(each)]
        assert ratios[4] == (version.value.title() if version else "–")
        bases = [one.six_urusan_spending for one in each.totals if one.version is version]
        over = "" if share is None else f" dari {rupiah_short(bases[0])}".replace("\N{NO-BREAK SPACE}", " ")
        assert ratios[2] == f"{cells[1]}{over}"
        cells = rows(health, "placing")[short(each)]
        assert cells[1] == ("tidak dapat dihitung" if part is None else number(part, 2))
        sums = summed_indicators(each, own)
        index = results.by_key[each.code, Level.URUSAN, URUSAN].index
        full = sums[Metric.COMPLETENESS] or Fraction(0)
        cells = rows(urusan, "standings")[short(each)]
        assert cells[0].split()[0] == ("–" if index is None else two(index))
        assert cells[2] == number(shown(full, 1), 1)
        assert cells[3] == (number(sums[Metric.NOT_SERVED_PEOPLE]) if full else "–")
        raised = [one for one in problems.get(each.code, ()) if one["urusan"] == URUSAN]
        assert cells[4] == number(len(raised))
        told += (share is not None) + (part is not None) + bool(full) + bool(raised)
    assert told > 20
    assert "daerah yang ditampilkan, termasuk yang laporannya belum diterima:" in money
    assert re.search(r'<svg class="chart"', money)
    with app.app_context():
        db.engine.dispose()
