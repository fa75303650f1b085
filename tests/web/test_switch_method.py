"""A running quarter is counted by the newest method, saves at once, the rest by a job; closed ones keep theirs."""

from __future__ import annotations

from collections.abc import Callable
from decimal import Decimal
from typing import Any

from flask import Flask

from spm_oversight.domain.scope import Scope
from spm_oversight.persistence.embedded import Urls
from spm_oversight.persistence.work import open_work
from tests.web.cast import DISTRICT, PROVINCE, RIVAL, Visitor
from tests.web.test_entry import BIRTHS, CELLS, ITEM, MOTHERS, pair, sent
from tests.web.test_paper_jobs import empty_queue
from tests.web.test_settings import FORM, PAGE, token
from tests.web.walk import DESK, HERE, open_quarter, stored, text_of

Visit = Callable[[str], Visitor]
# Weighted 80 to 20, and 60 to 40: 45 of 100 served; of eleven items one is there for 9 of 10.
OLD_INDEX, NEW_INDEX = Decimal("37.636363636364"), Decimal("30.272727272727")
EARLIER = CELLS.replace("2024-Q4", "2024-Q3")
NEW = {**FORM, "empty": "exclude", "states": "accepted", "weight": "60", "fall": "20", "days": "15"}

TABLE = "/perbandingan?periode=2024-Q4"


def entered(
    visitor: Visitor, kind: str, key: str, fields: object, version: int = 0, path: str = CELLS
) -> int:
    """A row saved on screen; its version."""
    answer = sent(visitor, kind, key, fields, version, path)
    cell = answer.json["cells"][0] if answer.json else {}
    assert cell.get("outcome") == "saved", answer.text
    return cell["version"]


def results(urls: Urls, district: str) -> list[tuple[Any, ...]]:
    """All that is stored of a district's fourth quarter."""
    return stored(
        urls,
        "select level, code, recipients_pct, quality_pct, index, category, exact from result"
        f" where district_id = '{district}' and quarter = 4 order by 1, 2",
    )


def index_of(urls: Urls, district: str) -> Decimal:
    """The stored index of the one service that has quality."""
    return next(row[4] for row in results(urls, district) if row[1] == MOTHERS)


def prepare(visitor: Visitor) -> None:
    """Draft the new method and switch it on for quarters to come."""
    assert visitor.post(PAGE, NEW).status_code == 302
    page = text_of(visitor.get(PAGE))
    assert "Bobot penerima 80 %, mutu 20 % penerima 60 %, mutu 40 %" in page.replace(
        "\N{NO-BREAK SPACE}", " "
    )
    assert "turun lebih dari 0 persen" in page and "turun lebih dari 20 persen" in page
    assert "Konsep ini tidak mengubah capaian" not in page
    assert visitor.post(f"{PAGE}/berlakukan", {"konsep": token(visitor)}).status_code == 302


def test_a_running_quarter_is_switched_and_every_district_computed_anew(
    app: Flask, visit: Visit, urls: Urls
) -> None:
    coordinator, admin, rival = visit("coordinator"), visit("district_admin"), visit("rival_admin")
    open_quarter(coordinator, quarter="2024-Q3")
    open_quarter(coordinator)
    entered(admin, "recipients", MOTHERS, pair("100", "50"), path=EARLIER)
    mothers = entered(admin, "recipients", MOTHERS, pair("100", "45"))
    for visitor in (admin, rival):
        entered(visitor, "quality", ITEM, pair("10", "9"))
    entered(rival, "recipients", MOTHERS, pair("100", "45"))
    births = entered(rival, "recipients", BIRTHS, pair("100", "80"))
    assert coordinator.post("/periode/2024-Q3/tutup").status_code == 302
    old = results(urls, DISTRICT)
    assert index_of(urls, DISTRICT) == OLD_INDEX
    asked = text_of(admin.get(HERE))
    assert "Peringatan 1 belum dijelaskan" in asked
    form, report = CELLS.removesuffix("/sel"), f"{DESK}/{DISTRICT}"
    places = ((admin, form, "Turun dari"), (coordinator, report, "1 belum dijelaskan"))
    assert all(told in text_of(visitor.get(path)) for visitor, path, told in places)

    prepare(coordinator)
    assert (
        "15 April 2025" in coordinator.get("/periode").text
        or "2025-04-15" in coordinator.get("/periode").text
    )
    assert (results(urls, DISTRICT), text_of(admin.get(HERE))) == (old, asked)  # nothing moves by itself
    switch = {"versi": "2022.2"}
    refused = coordinator.post(f"{PAGE}/2024-Q3/pakai", switch)
    assert refused.status_code == 403 and "tetap memakai metode 2022.1" in text_of(refused)
    answer = coordinator.post(f"{PAGE}/2024-Q4/pakai", switch, follow=True)
    assert "Triwulan IV 2024 kini memakai metode 2022.2; hasilnya sedang dihitung ulang." in text_of(answer)
    assert "Sedang dihitung ulang" in text_of(answer) and "Pakai metode 2022.2" not in text_of(answer)
    assert "versi 2022.2, sedang dihitung ulang" in text_of(coordinator.get(DESK))
    assert "Metode IPSPM 2022.2, sedang dihitung ulang" in text_of(coordinator.get(TABLE))
    assert coordinator.post(f"{PAGE}/2024-Q4/pakai", switch).status_code == 409
    assert "Peringatan tidak ada" in text_of(admin.get(HERE))
    assert not any(told in text_of(visitor.get(path)) for visitor, path, told in places)
    assert "Turun dari" not in sent(admin, "recipients", MOTHERS, pair("100", "45"), mothers).text
    assert results(urls, DISTRICT) == old

    entered(
        rival, "recipients", BIRTHS, pair("100", "90"), births
    )  # a save computes all of its district meanwhile
    saved = results(urls, RIVAL)
    assert index_of(urls, RIVAL) == NEW_INDEX

    empty_queue(app, urls)
    assert index_of(urls, DISTRICT) == NEW_INDEX and results(urls, RIVAL) == saved
    assert "Sedang dihitung ulang" not in coordinator.get(PAGE).text
    assert "Sesuai metode 2022.2" in text_of(coordinator.get(PAGE))
    assert not any("dihitung ulang" in text_of(coordinator.get(each)) for each in (DESK, TABLE))
    versions = "select quarter, method_version, recalculating_since from period order by 1"
    assert stored(urls, versions) == [(3, "2022.1", None), (4, "2022.2", None)]
    assert stored(urls, "select count(distinct district_id) from result where quarter = 4") == [(2,)]
    assert "Triwulan IV 2024 dihitung dengan metode 2022.2" in text_of(admin.get("/pesan"))
    with app.app_context(), open_work(Scope.of_province(PROVINCE, ()), None) as work:
        events = {each.action: each for each in work.record.events("2024-Q4")}
    told = {"before": "2022.1", "after": "2022.2", "recalculated": True}
    assert told.items() <= events["method_switched"].detail.items()
    assert events["method_switched"].actor == "Coordinator"
    assert events["results_recalculated"].detail == {"method": "2022.2", "districts": 2}


def test_what_asks_entry_alone_moves_no_result_and_wants_no_job(visit: Visit, urls: Urls) -> None:
    coordinator = visit("coordinator")
    open_quarter(coordinator)
    coordinator.post(PAGE, {**NEW, "weight": "80"})
    assert "Konsep ini tidak mengubah capaian, kategori, atau peringkat." in text_of(coordinator.get(PAGE))
    coordinator.post(f"{PAGE}/berlakukan", {"konsep": token(coordinator)})
    answer = coordinator.post(f"{PAGE}/2024-Q4/pakai", {"versi": "2022.2"}, follow=True)
    assert "tidak ada hasil yang berubah" in text_of(answer)
    assert stored(urls, "select count(*) from procrastinate_jobs where task_name = 'recalculate'") == [(0,)]
    assert stored(urls, "select method_version, recalculating_since from period") == [("2022.2", None)]
    for name, value in (("jump", "1"), ("fall", "100"), ("slip", "51"), ("days", "0")):
        wrong = coordinator.post(PAGE, {**NEW, name: value})
        assert wrong.status_code == 422 and f'name="{name}" type="text" value="{value}"' in wrong.text
