"""/pengaturan: a method version is drafted, tried on a closed quarter, switched on; nothing published moves."""

from __future__ import annotations

import re
from collections.abc import Callable

import pytest
from flask import Flask

from spm_oversight.domain.scope import Scope
from spm_oversight.persistence.embedded import Urls
from spm_oversight.persistence.work import open_work
from tests.web import closed
from tests.web.cast import PROVINCE, Visitor
from tests.web.walk import everything, open_quarter, stored, text_of

Visit = Callable[[str], Visitor]
PAGE = "/pengaturan"
FORM = {
    "weight": "80",
    "aggregation": "mean_of_items",
    "empty": "count_100",
    "states": "accepted_sent",
    "why": "Kesepakatan rakor, surat 700/12",
    "band_1": "100",
    "band_2": "90",
    "band_3": "80",
    "band_4": "70",
    "band_5": "60",
    "jump": "3",
    "fall": "0",
    "slip": "5",
    "days": "20",
}


def token(visitor: Visitor) -> str:
    """The draft that stands on the page."""
    found = re.search(r'name="konsep" value="([^"]+)"', visitor.get(PAGE).text)
    assert found
    return found[1]


def preview(visitor: Visitor, query: str = "") -> dict[str, list[str]]:
    """The rows of the preview by district."""
    return {row[0]: row[1:] for row in closed.rows_of(visitor.get(f"{PAGE}{query}").text, "preview")}


def test_a_draft_shows_its_effect_and_moves_nothing_that_is_published(
    app: Flask, visit: Visit, urls: Urls
) -> None:
    closed.close(app, closed.kalteng())
    visitor = visit("coordinator")
    ranked, published = (
        visitor.get("/peringkat").text,
        stored(urls, "select * from snapshot_result order by 1, 2"),
    )
    assert visitor.post(PAGE, FORM).status_code == 302
    rows = preview(visitor)
    assert len(rows) == 14
    assert rows["Kabupaten Kotawaringin Barat"][:2] == ["85,20", "85,20"]
    moved = {name: row for name, row in rows.items() if row[-1] != "tetap"}
    assert any(row[4] == "–" and row[5] != "–" for row in moved.values())
    assert visitor.get("/peringkat").text == ranked
    assert stored(urls, "select * from snapshot_result order by 1, 2") == published


def test_what_is_switched_on_counts_for_quarters_opened_afterwards_alone(
    app: Flask, visit: Visit, urls: Urls
) -> None:
    visitor = visit("coordinator")
    open_quarter(visitor)
    visitor.post(PAGE, FORM)
    assert visitor.post(f"{PAGE}/berlakukan", {"konsep": token(visitor)}).status_code == 302
    page = text_of(visitor.get(PAGE))
    assert "Metode 2022.2 berlaku" in page
    assert "Kesepakatan rakor, surat 700/12" in page
    assert "Konsep yang belum berlaku" not in page
    assert stored(urls, "select method_version from period") == [("2022.1",)]
    visitor.post(
        "/periode",
        {"quarter": "2025-Q1", "opens": "1 April 2025", "deadline": "20 April 2099", "hour": "23.59"},
    )
    assert stored(urls, "select method_version from period order by year") == [("2022.1",), ("2022.2",)]
    with app.app_context(), open_work(Scope.of_province(PROVINCE, ()), None) as work:
        actions = [each.action for each in work.record.events()]
    assert actions.count("method_drafted") == 1
    assert actions.count("method_added") == 2


def test_only_the_draft_that_was_seen_is_switched_on(visit: Visit, urls: Urls) -> None:
    one, other = visit("coordinator"), visit("coordinator")
    one.post(PAGE, FORM)
    seen = token(one)
    other.post(PAGE, {**FORM, "weight": "70"})
    before = everything(urls)
    refused = one.post(f"{PAGE}/berlakukan", {"konsep": seen})
    assert refused.status_code == 409
    assert "Konsep metode baru saja diubah." in text_of(refused)
    assert one.post(f"{PAGE}/berlakukan", {"konsep": "x"}).status_code == 409
    assert everything(urls) == before
    assert one.post(f"{PAGE}/batal").status_code == 302
    assert one.post(f"{PAGE}/batal").status_code == 403
    assert stored(urls, "select count(*) from method_draft") == [(0,)]


@pytest.mark.parametrize(
    ("typed", "said"),
    [
        ({"weight": "101"}, "Tulis bobot penerima antara 0 dan 100"),
        ({"weight": "delapan"}, "“delapan” tidak dapat dibaca sebagai bilangan."),
        ({"band_2": "100"}, "Tulis batas di bawah batas kategori di atasnya"),
        ({"band_1": "100,5"}, "Tulis batas paling tinggi 100"),
        ({"band_5": "0"}, "di atas 0."),
        ({"why": " "}, "Tulis mengapa metode diubah"),
        ({"states": "draft"}, "Pilih salah satu dari daftar."),
        ({"empty": "exclude", "states": "accepted"}, "Konsep sama dengan metode yang berlaku."),
    ],
)
def test_a_wrong_draft_is_told_at_its_place_and_stays_typed(
    visit: Visit, urls: Urls, typed: dict[str, str], said: str
) -> None:
    answer = visit("coordinator").post(PAGE, {**FORM, **typed})
    assert answer.status_code == 422
    assert said in text_of(answer)
    for name, value in typed.items():
        if name in ("weight", "band_1", "band_2", "band_5"):
            assert f'name="{name}" type="text" value="{value}"' in answer.text
    assert stored(urls, "select count(*) from method_draft") == [(0,)]


def test_readers_see_the_versions_and_change_nothing(visit: Visit, urls: Urls) -> None:
    visit("coordinator").post(PAGE, FORM)
    before = everything(urls)
    for name in ("reviewer", "province_leader"):
        page = visit(name).get(PAGE)
        assert page.status_code == 200
        assert 'method="post"' not in page.text
        assert visit(name).post(PAGE, FORM).status_code == 404
        assert visit(name).post(f"{PAGE}/berlakukan").status_code == 404
    assert visit("district_admin").get(PAGE).status_code == 404
    foreigner = visit("foreign_coordinator")
    assert "700/12" not in foreigner.get(PAGE).text
    assert foreigner.post(f"{PAGE}/batal").status_code == 403
    assert stored(urls, "select count(*) from method_draft") == [(1,)]
    assert {name: rows for name, rows in everything(urls).items() if name.startswith("method")} == {
        name: rows for name, rows in before.items() if name.startswith("method")
    }
