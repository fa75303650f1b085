"""/daerah/<code>: a district taken apart: who sees it, its weights, peers and origins, and what leads to it."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime, timedelta
from fractions import Fraction

from flask import Flask

from spm_oversight.domain.catalogue import URUSAN_BY_CODE
from spm_oversight.domain.figures import CellState, Pair
from spm_oversight.domain.form import ChangeSet, PairCell
from spm_oversight.domain.period import Quarter
from spm_oversight.formats import moment
from spm_oversight.services.begin import begin
from spm_oversight.services.forms import save_changes
from spm_oversight.services.sign_in import sign_in
from tests.web import closed, walk
from tests.web.cast import DISTRICT, PASSWORD, RIVAL, Visitor, email_of

Visit = Callable[[str], Visitor]
OUR_PEOPLE = ("operator", "office_head", "district_admin", "district_leader")
PROVINCE_PEOPLE = ("coordinator", "reviewer", "province_leader")


def test_the_weights_are_the_ones_of_the_method(app: Flask, visit: Visit) -> None:
    closed.close(app, closed.kalteng())
    page = visit("coordinator").get(f"/daerah/{closed.TOP}").text
    assert "Bobot 1/72 (1,39\u00a0%); 80\u00a0% × penerima + 20\u00a0% × mutu" in page
    assert "Bobot 1/12 (8,33\u00a0%)" in page
    nil = visit("coordinator").get(f"/daerah/{closed.NIL}").text
    assert "Bobot tidak dihitung, biasanya 1/12 (8,33\u00a0%)" in nil


def test_a_district_sees_itself_and_no_other(app: Flask, visit: Visit) -> None:
    closed.close(app, closed.kalteng())
    for reader in (*OUR_PEOPLE, *PROVINCE_PEOPLE):
        assert visit(reader).get(f"/daerah/{DISTRICT}").status_code == 200, reader
    for reader in PROVINCE_PEOPLE:
        assert visit(reader).get(f"/daerah/{RIVAL}").status_code == 200, reader
    for reader in OUR_PEOPLE:
        assert visit(reader).get(f"/daerah/{RIVAL}").status_code == 404, reader
        other = closed.BOTTOM if closed.BOTTOM != DISTRICT else closed.TOP
        assert visit(reader).get(f"/daerah/{other}").status_code == 404, reader
    assert visit("foreign_admin").get(f"/daerah/{DISTRICT}").status_code == 404


def test_no_other_district_is_named(app: Flask, visit: Visit) -> None:
    closed.close(app, closed.kalteng())
    page = visit("district_leader").get(f"/daerah/{DISTRICT}").text
    with closed.province_work(app) as work:
        others = [each.short for each in work.places.whole("62")[1] if each.id != DISTRICT]
    assert len(others) == 13
    assert not [name for name in others if name in page]


def test_a_group_of_the_province_is_the_mean_of_its_ranked_districts(app: Flask, visit: Visit) -> None:
    closed.close(app, closed.kalteng())
    coordinator = visit("coordinator")
    members = [closed.TOP, closed.BOTTOM, closed.DRAFT]
    coordinator.post("/kelompok-daerah", {"name": "Pesisir", "districts": members})
    page = coordinator.get(f"/daerah/{closed.TOP}").text
    # 85,20 and 14,90; the one whose report is a draft is not ranked.
    assert closed.rows_of(page, "against")[1] == ["Rata-rata kelompok Pesisir, 2 daerah", "50,05", "+35,15"]
    assert "Pesisir" not in coordinator.get(f"/daerah/{closed.TIED[0]}").text
    assert "Pesisir" not in visit("district_leader").get(f"/daerah/{DISTRICT}").text


def test_a_quarter_not_published_is_the_provinces_alone(app: Flask, visit: Visit) -> None:
    closed.close(app, closed.kalteng(), publish=False)
    path = f"/daerah/{DISTRICT}?triwulan={closed.FOURTH.code}"
    assert visit("coordinator").get(path).status_code == 200
    assert visit("district_leader").get(path).status_code == 404


def test_a_figure_tells_who_entered_it_when_how_and_what_it_said_before(app: Flask, visit: Visit) -> None:
    quarter, cell = Quarter(2024, 4), "kab.1.02.01"
    walk.open_quarter(visit("coordinator"))
    written: list[list[str]] = []
    now: datetime | None = None
    for person, source, base, part in (
        ("operator", "form", 100, 40),
        ("district_admin", "workbook", 120, 60),
    ):
        with app.app_context(), begin(sign_in(email=email_of(person), password=PASSWORD)[0], now=now) as work:
            version = work.figures.cells(quarter, (DISTRICT,))[DISTRICT].recipients
            pair = Pair(CellState.FILLED, Fraction(base), Fraction(part))
            before = version[cell].version if cell in version else 0
            changes = ChangeSet(recipients={cell: PairCell(pair, f"sensus {base}", before)})
            save_changes(work, quarter=quarter, changes=changes, source=source)
            assert work.actor
            written.insert(0, [moment(work.now, "Asia/Jakarta"), work.actor.name])
            now = work.now + timedelta(minutes=7)
    path = f"/daerah/{DISTRICT}/angka/{cell}?triwulan={quarter.code}"
    for reader in OUR_PEOPLE:
        page = visit(reader).get(path).text
        assert closed.rows_of(page, "versions") == [
            [*written[0], "lembar kerja", "120", "60", "sensus 120"],
            [*written[1], "formulir", "100", "40", "sensus 100"],
        ]
        assert "<h1>Ibu hamil: 60 dari 120 orang</h1>" in page
    last = closed.rows_of(visit("coordinator").get(path).text, "versions")
    assert last == [[*written[0], "120", "60", "sensus 120"]]
    assert f'href="/daerah/{DISTRICT}/angka/{cell}?triwulan={quarter.code}"' in (
        visit("operator").get(f"/daerah/{DISTRICT}?triwulan={quarter.code}").text
    )
    for reader, district in (
        ("rival_admin", DISTRICT),
        ("foreign_admin", DISTRICT),
        ("district_admin", RIVAL),
    ):
        assert visit(reader).get(path.replace(DISTRICT, district)).status_code == 404, reader


def test_other_pages_lead_to_the_pages_that_open(app: Flask, visit: Visit) -> None:
    closed.close(app, closed.kalteng())
    walk.open_quarter(visit("coordinator"))
    running = f"/daerah/{DISTRICT}?triwulan=2024-Q4"
    assert f'href="{running}"' in visit("coordinator").get(f"/periode/2024-Q4/{DISTRICT}").text
    home = visit("district_leader").get("/").text
    taken_apart = visit("district_leader").get(running).text
    for urusan in ("", *URUSAN_BY_CODE):
        address = f"urusan-{urusan}" if urusan else ""
        assert f'href="{running}{f"#{address}" if urusan else ""}"' in home
        assert not urusan or f'id="{address}"' in taken_apart
    for path in ("/perbandingan", "/peringkat"):
        assert f'href="/daerah/{closed.TOP}?triwulan=' in visit("coordinator").get(path).text
        led = visit("district_admin").get(path).text
        assert f'href="/daerah/{closed.TOP}' not in led
        assert f'href="/daerah/{DISTRICT}' in led
