"""A period ends at one moment: by the database's clock, after the lock, half-open, told in the province's own time."""

from __future__ import annotations

import csv
import io
import json
import zipfile
from collections.abc import Callable, Iterator, Mapping
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from http.client import HTTPConnection
from threading import Thread

import psycopg
import pytest
import time_machine
from flask import Flask
from openpyxl import Workbook
from werkzeug.serving import make_server
from werkzeug.test import TestResponse

from spm_oversight.domain.access import ROLES, Actor, Membership
from spm_oversight.domain.errors import Refused
from spm_oversight.domain.period import Quarter
from spm_oversight.exchange.data_package.table import moment
from spm_oversight.persistence.embedded import Urls
from spm_oversight.persistence.work import open_work
from spm_oversight.services.save_rows import Outcome, TypedCell, save_cells
from tests.exchange.workbook_example import Edit, column_of, edited
from tests.web.cast import DISTRICT, RIVAL, Visitor, membership_of, signed_in
from tests.web.test_entry import BIRTHS, CELLS, MOTHERS, pair, posted, saved, sent
from tests.web.test_once import wait_for
from tests.web.walk import DESK, HERE, WINDOW, download, open_quarter, stored, text_of, upload

Visit = Callable[[str], Visitor]
PAST = "Tenggat periode ini sudah lewat. Minta perpanjangan kepada koordinator provinsi."
ZONES = {
    "Asia/Jakarta": ("2024-Q4", "WIB (UTC+7)", 16),
    "Asia/Makassar": ("2024-Q3", "WITA (UTC+8)", 15),
    "Asia/Jayapura": ("2024-Q2", "WIT (UTC+9)", 14),
}
WORDS = ("WIT", "WITA", "WIB", "waktu setempat")
MILLISECOND = timedelta(milliseconds=1)


def change(urls: Urls, statement: str, *values: object) -> None:
    """As the server's owner."""
    with psycopg.connect(urls.superuser) as connection:
        connection.execute(statement, values)  # pyright: ignore[reportArgumentType, reportCallIssue]


@pytest.fixture
def coordinator(visit: Visit) -> Visitor:
    """Who has opened the quarter."""
    found = visit("coordinator")
    open_quarter(found)
    return found


@pytest.mark.parametrize("zone", ZONES)
def test_a_save_counts_until_the_deadline_in_the_provinces_zone_and_not_at_it(
    app: Flask, visit: Visit, urls: Urls, zone: str
) -> None:
    code, told, hour = ZONES[zone]
    change(urls, "update province set time_zone = %s where id = '62'", zone)
    open_quarter(visit("coordinator"), quarter=code)
    ((deadline,),) = stored(urls, "select deadline from period")
    assert deadline == datetime(2099, 1, 20, hour, 59, 59, tzinfo=UTC)
    membership = Membership(
        membership_of(app, "district_admin"), ROLES["district_admin"], "", "62", district=DISTRICT
    )
    admin = Actor(membership.id, "District Admin", "", membership)
    taken: list[bool] = []
    for number, late in enumerate((-MILLISECOND, timedelta(), MILLISECOND), start=1):
        row = TypedCell("recipients", f"kab.1.02.{number:02}", pair("10", "1"), 0)
        with app.app_context(), open_work(admin.scope, admin, now=deadline + late) as work:
            try:
                (answer,) = save_cells(work, quarter=Quarter.parse(code), urusan="1.02", rows=[row]).answers
                taken.append(answer.outcome is Outcome.SAVED)
            except Refused as refused:
                assert str(refused) == PAST
                taken.append(False)
    assert taken == [True, False, False]
    assert stored(urls, "select code from recipients") == [(MOTHERS,)]
    here, desk = HERE.replace("2024-Q4", code), DESK.replace("2024-Q4", code)
    for name, path in (("operator", here), ("operator", f"{here}/isian/1.02"), ("coordinator", desk)):
        assert f"20 Januari 2099 pukul 23.59 {told}, " in text_of(visit(name).get(path))


def test_a_zone_is_read_from_no_text(visit: Visit, urls: Urls) -> None:
    coordinator, operator = visit("coordinator"), visit("operator")
    for word in WORDS:
        for changed in ({"hour": f"23.59 {word}"}, {"deadline": f"20 Januari 2099 {word}"}):
            answer = coordinator.post("/periode", {**WINDOW, **changed})
            assert answer.status_code == 422 and f'value="{next(iter(changed.values()))}"' in answer.text
    open_quarter(coordinator)
    book = download(operator)
    for word in WORDS:
        late = {"until": "20 Januari 2099", "hour": f"12.00 {word}", "why": "Banjir."}
        assert coordinator.post(f"{DESK}/{DISTRICT}/waktu", late).status_code == 422
        problem = {"problem": "x", "due": f"21 Mei 2099 {word}"}
        assert saved(operator, "problems", "1.02", {"rows": [problem]})["outcome"] == "kept"
        answer = upload(operator, edited(problem_due(problem["due"]), book))
        assert answer.status_code == 422 and "1 sel keliru" in text_of(answer)
        with pytest.raises(ValueError, match="bukan waktu ISO 8601"):
            moment(f"2025-01-20T23:59:59 {word}")
    assert stored(urls, "select 1 from problem union all select 1 from extension") == []


def problem_due(due: str) -> Edit:
    """A problem of the health office, to be solved by then."""

    def write(book: Workbook) -> None:
        sheet = book["Permasalahan"]
        for column, value in (("Urusan", "Kesehatan"), ("Permasalahan", "x"), ("Tenggat", due)):
            sheet.cell(2, column_of(sheet, column)).value = value

    return write


@pytest.mark.parametrize("days", [1, -1])
def test_the_clock_of_the_web_decides_nothing(app: Flask, urls: Urls, days: int) -> None:
    with time_machine.travel(datetime.now(UTC) + timedelta(days=days)):
        coordinator, operator = signed_in(app, "coordinator"), signed_in(app, "operator")
        open_quarter(coordinator)
        # Half a day is left, or half a day has passed: by the web's clock it would be the other way round.
        window = "opens_at = now() - interval '2 days', deadline = now() + make_interval(hours => %s)"
        change(urls, f"update period set {window}", 12 * days)
        answer = sent(operator, "recipients", MOTHERS, pair("10", "8"))
        assert answer.status_code == (200 if days > 0 else 403)
        assert ("sudah lewat" in text_of(operator.get(HERE))) is (days < 0)
        assert coordinator.post(f"{DESK}/tutup").status_code == 302
    moments = "select cut_off as at from snapshot union select closed_at from period union select at from audit_event"
    near = f"select bool_and(at between now() - interval '10 minutes' and now()) from ({moments}) as every"
    assert stored(urls, near) == [(True,)]


def frozen(answer: TestResponse) -> dict[str, int]:
    """How many a package says the district served, by service."""
    with zipfile.ZipFile(io.BytesIO(answer.data)) as package:
        name = next(each for each in package.namelist() if each.endswith("recipients.csv"))
        rows = list(csv.DictReader(io.StringIO(package.read(name).decode("utf-8-sig"))))
    return {
        r["service_code"]: int(r["served"]) for r in rows if r["district_code"] == DISTRICT and r["served"]
    }


def test_what_was_acknowledged_before_the_closing_is_frozen_and_nothing_after(
    app: Flask, coordinator: Visitor, urls: Urls
) -> None:
    services = [f"kab.1.02.{number:02}" for number in range(1, 5)]
    people = ("operator", "operator", "district_admin", "district_admin")
    writers = [signed_in(app, name) for name in people]

    def write(place: int) -> tuple[int, TestResponse]:
        """One writer, until refused: what was acknowledged last, and the refusal."""
        version, done = 0, 0
        while True:
            answer = sent(writers[place], "recipients", services[place], pair("9999", str(done + 1)), version)
            if answer.status_code != 200:
                return done, answer
            version, done = answer.json["cells"][0]["version"], done + 1

    with ThreadPoolExecutor(len(people)) as pool:
        writing = [pool.submit(write, place) for place in range(len(people))]
        while stored(urls, "select count(*) from recipients where part > 1") != [(len(people),)]:
            assert not any(each.done() for each in writing), [each.result() for each in writing]
        assert coordinator.post(f"{DESK}/tutup").status_code == 302
        ended = [each.result(timeout=60) for each in writing]
    acknowledged = {service: done for service, (done, _) in zip(services, ended, strict=True)}
    assert frozen(coordinator.get("/arsip/2024-Q4/revisi-1.zip")) == acknowledged
    assert {s: int(p) for s, p in stored(urls, "select code, part from recipients")} == acknowledged
    for _, refusal in ended:
        assert refusal.status_code == 403 and "Periode ini sudah ditutup." in refusal.json["refused"]
    note, problem = f"recipients/{BIRTHS}/note", "problems/1.02/0.problem"
    page = posted(writers[2], {note: "kalimat yang panjang", problem: "Banjir"})
    assert page.status_code == 403
    told = text_of(page)
    assert "Periode ini sudah ditutup." in told and "belum tersimpan" in told
    assert "kalimat yang panjang" in told and "Banjir" in told


@contextmanager
def district_held(urls: Urls) -> Iterator[psycopg.Connection]:
    """While the connection holds the district's quarter, as a save does."""
    with psycopg.connect(urls.superuser) as holding:
        name = f"figures {DISTRICT} 2024-Q4"
        holding.execute("select pg_advisory_xact_lock(hashtextextended(%s, 0))", [name])
        yield holding


@contextmanager
def served(app: Flask) -> Iterator[int]:
    """The application behind a real server with a thread for each request; its port."""
    server = make_server("127.0.0.1", 0, app, threaded=True)
    thread = Thread(target=server.serve_forever)
    thread.start()
    try:
        yield server.server_port
    finally:
        server.shutdown()
        thread.join()
        server.server_close()


def test_of_saves_under_way_at_the_deadline_the_acknowledged_are_frozen_and_no_other(
    app: Flask, coordinator: Visitor, urls: Urls
) -> None:
    """The deadline is a moment of the database's clock which nobody waits for: the writers write until refused."""
    services = [f"kab.1.02.{number:02}" for number in range(1, 5)]
    people = ("operator", "operator", "district_admin", "district_admin")
    writers = [signed_in(app, name) for name in people]

    def write(port: int, place: int) -> tuple[list[int], int, str]:
        """What was acknowledged, each once, and the first answer that was no acknowledgement."""
        version, done = 0, list[int]()
        connection = HTTPConnection("127.0.0.1", port)
        while len(done) < 5000:  # far more than fit before the deadline
            fields = pair("9999", str(len(done) + 1))
            cell = {"kind": "recipients", "key": services[place], "fields": fields, "version": version}
            body, headers = writers[place].as_sent({"rows": json.dumps({"cells": [cell]})})
            connection.request("POST", CELLS, body, {**headers, "Host": "localhost"})
            answer = connection.getresponse()
            told = json.loads(answer.read())
            if answer.status != 200:
                return done, answer.status, told.get("refused", "")
            version = told["cells"][0]["version"]
            done.append(version)
        return done, 200, "never refused"

    with served(app) as port, ThreadPoolExecutor(len(people)) as pool:
        writing = [pool.submit(write, port, place) for place in range(len(people))]
        while stored(urls, "select count(*) from recipients where part > 1") != [(len(people),)]:
            assert not any(each.done() for each in writing), [each.result() for each in writing]
        change(urls, "update period set deadline = clock_timestamp() + interval '700 milliseconds'")
        ended = [each.result(timeout=60) for each in writing]
    assert [each[1:] for each in ended] == [(403, PAST)] * len(people)
    assert coordinator.post(f"{DESK}/tutup").status_code == 302
    acknowledged = {service: len(done) for service, (done, *_) in zip(services, ended, strict=True)}
    assert frozen(coordinator.get("/arsip/2024-Q4/revisi-1.zip")) == acknowledged
    assert {s: int(p) for s, p in stored(urls, "select code, part from recipients")} == acknowledged
    events = "select count(*) from audit_event where action = 'figures_saved'"
    assert stored(urls, events) == [(sum(acknowledged.values()),)], (
        "one event for each, none for a refused one"
    )
    late = "select count(*) from audit_event, period where action = 'figures_saved' and at >= deadline"
    assert stored(urls, late) == [(0,)]


@pytest.mark.parametrize("passes", [True, False])
def test_a_save_that_waited_over_the_deadline_is_refused(
    coordinator: Visitor, visit: Visit, urls: Urls, passes: bool
) -> None:
    operator = visit("operator")
    with ThreadPoolExecutor(1) as pool, district_held(urls) as holding:
        saving: Future[TestResponse] = pool.submit(sent, operator, "recipients", MOTHERS, pair("10", "8"))
        wait_for(urls, 1)
        if passes:  # later than the save began, earlier than it has the lock
            holding.execute("update period set deadline = clock_timestamp()")
        holding.commit()
        answer = saving.result(timeout=30)
    assert answer.status_code == (403 if passes else 200)
    assert stored(urls, "select count(*) from recipients") == [(0 if passes else 1,)]
    if passes:
        assert answer.json["refused"] == PAST


def snapshot_rows(urls: Urls) -> Mapping[str, list[str]]:
    """Everything that is frozen as revision 1."""
    rows = {"snapshot": "select to_jsonb(s) - 'published_at' from snapshot s where revision = 1"}
    for name in ("snapshot_report", "snapshot_result", "snapshot_indicator"):
        rows[name] = (
            f"select to_jsonb(t) from {name} t join snapshot s on s.id = t.snapshot_id where s.revision = 1"
        )
    return {name: sorted(str(row) for (row,) in stored(urls, question)) for name, question in rows.items()}


def test_more_time_and_a_reopening_are_one_districts_alone_and_leave_what_was_frozen(
    coordinator: Visitor, visit: Visit, urls: Urls
) -> None:
    operator, rival = visit("operator"), visit("rival_admin")
    change(
        urls, "update period set opens_at = now() - interval '9 days', deadline = now() - interval '1 hour'"
    )
    more = {"until": "20 Januari 2090", "hour": "23.59", "why": "Banjir bandang."}
    assert coordinator.post(f"{DESK}/{DISTRICT}/waktu", more).status_code == 302
    version = saved(operator, "recipients", MOTHERS, pair("10", "8"))["version"]
    assert sent(rival, "recipients", MOTHERS, pair("10", "8")).json == {"refused": PAST}

    coordinator.post(f"{DESK}/tutup")
    before, package = snapshot_rows(urls), coordinator.get("/arsip/2024-Q4/revisi-1.zip").data
    again = {"district": RIVAL, "until": "1 Februari 2099", "hour": "23.59", "why": "Rekonsiliasi."}
    assert coordinator.post("/arsip/2024-Q4/buka-kembali", again).status_code == 302
    assert sent(rival, "recipients", MOTHERS, pair("10", "7")).status_code == 200
    assert (
        saved(operator, "recipients", MOTHERS, pair("10", "9"), version)["outcome"] == "saved"
    )  # until 2090
    coordinator.post(f"{DESK}/tutup")
    assert snapshot_rows(urls) == before
    assert coordinator.get("/arsip/2024-Q4/revisi-1.zip").data == package
    record = stored(
        urls,
        "select action, subject, actor, detail ->> 'reason' from audit_event"
        " where action in ('time_granted', 'report_reopened', 'period_reopened') order by number",
    )
    assert record == [
        ("time_granted", f"{DISTRICT} 2024-Q4", "Coordinator", "Banjir bandang."),
        ("period_reopened", "2024-Q4", "Coordinator", "Rekonsiliasi."),
        ("time_granted", f"{RIVAL} 2024-Q4", "Coordinator", "Rekonsiliasi."),
    ]
