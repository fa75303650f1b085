"""The schedule of reminders at given moments: who is written to, on which days, once; and nobody elsewhere."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from fractions import Fraction
from zoneinfo import ZoneInfo

import psycopg
import pytest
from flask import Flask
from hypothesis import given
from hypothesis import strategies as st

from spm_oversight.domain.figures import BudgetVersion, CellState, Pair
from spm_oversight.domain.form import BudgetCell, ChangeSet, PairCell
from spm_oversight.domain.messages import REMINDER
from spm_oversight.domain.period import Quarter
from spm_oversight.domain.reminders import DAYS_BEFORE, due_day
from spm_oversight.domain.scope import Scope
from spm_oversight.persistence.embedded import Urls
from spm_oversight.persistence.messages import Message
from spm_oversight.persistence.quarters import Period
from spm_oversight.persistence.work import Work, open_work
from spm_oversight.services import remind_on_schedule as schedule
from spm_oversight.services.begin import begin
from spm_oversight.services.deadlines import time_left
from spm_oversight.services.needs import DistrictNeeds
from spm_oversight.services.periods import close_period, open_period
from spm_oversight.services.remind_on_schedule import remind_on_schedule
from spm_oversight.services.sign_in import actor_by_email
from tests.web.cast import DISTRICT, PROVINCE, RIVAL, email_of, membership_of

QUARTER = Quarter(2024, 4)
WIB = ZoneInfo("Asia/Jakarta")
OPENS = datetime(2025, 1, 1, tzinfo=WIB)
CLOSES = datetime(2025, 1, 20, 23, 59, 59, tzinfo=WIB)
MORNING = datetime(2025, 1, 13, 9, tzinfo=WIB)  # seven days before
OUR_SCOPE = Scope.of_district(PROVINCE, DISTRICT)
# Of our district; the newcomer and the traveller work for the office of health too.
BEHIND = {"Operator", "Teacher", "Office Head", "District Admin", "Newcomer", "Traveller"}


@pytest.fixture
def opened(app: Flask) -> Iterator[Flask]:
    """Our province has opened the quarter; the other province has not."""
    with app.app_context():
        with begin(actor_by_email(email=email_of("coordinator")), now=OPENS) as work:
            open_period(work, quarter=QUARTER, opens=OPENS, deadline=CLOSES)
        yield app


def reminders(scope: Scope = OUR_SCOPE) -> tuple[Message, ...]:
    with open_work(scope, None) as work:
        return work.messages.about(REMINDER, QUARTER)


def names(scope: Scope = OUR_SCOPE) -> set[str]:
    return {each.name for each in reminders(scope)}


def test_whoever_is_behind_is_reminded_once_a_day_of_the_schedule(opened: Flask) -> None:
    assert remind_on_schedule(now=MORNING) == len(BEHIND) + 1  # and the rival's admin
    assert names() == BEHIND
    for hours in (0, 1, 7):
        assert remind_on_schedule(now=MORNING + timedelta(hours=hours)) == 0
    assert remind_on_schedule(now=MORNING + timedelta(days=4)) == len(BEHIND) + 1
    assert len(reminders()) == 2 * len(BEHIND)


@pytest.mark.parametrize(
    ("day", "hour", "due"),
    [
        (6, 8, 14),
        (13, 8, 7),
        (13, 16, 7),
        (17, 9, 3),
        (19, 9, 1),
        (13, 7, None),
        (13, 17, None),
        (12, 9, None),
        (14, 9, None),
        (20, 9, None),
        (21, 9, None),
    ],
)
def test_the_days_and_hours_are_the_provinces_own(
    opened: Flask, day: int, hour: int, due: int | None
) -> None:
    now = datetime(2025, 1, day, hour, 30, tzinfo=WIB).astimezone(UTC)
    assert due_day(now, CLOSES, "Asia/Jakarta") == due
    assert bool(remind_on_schedule(now=now)) is (due is not None)


@given(st.integers(0, 43 * 24 * 60))
def test_a_reminder_is_due_in_working_hours_of_its_days_only(minutes: int) -> None:
    now = datetime(2024, 12, 20, tzinfo=UTC) + timedelta(minutes=minutes)
    for zone in ("Asia/Jakarta", "Asia/Makassar", "Asia/Jayapura"):
        day = due_day(now, CLOSES, zone)
        local, last = now.astimezone(ZoneInfo(zone)), CLOSES.astimezone(ZoneInfo(zone))
        if day is None:
            continue
        assert day in DAYS_BEFORE
        assert local.date() + timedelta(days=day) == last.date()
        assert 8 <= local.hour < 17


def test_the_text_tells_what_is_missing_and_how_long_it_is_still_time(opened: Flask) -> None:
    remind_on_schedule(now=MORNING)
    told = {each.name: each for each in reminders()}
    operator = told["Operator"]
    assert operator.subject == "Pengingat: isian SPM Triwulan IV 2024, Dinas Kesehatan"
    assert "Tenggat: 20 Januari 2025 pukul 23.59 WIB, 7 hari 14 jam lagi." in operator.body
    assert "Keadaan: 0 dari 12 layanan lengkap; belum ada: penerima 12 layanan, " in operator.body
    assert "/triwulan/2024-Q4" in operator.body
    assert "Dinas Pendidikan" not in operator.body
    admin = told["District Admin"]
    assert "- Dinas Pendidikan: 0 dari 3 layanan lengkap;" in admin.body
    assert "Kotawaringin Timur" not in "".join(each.body for each in told.values())


def test_an_office_that_is_done_is_left_alone(opened: Flask) -> None:
    _fill_education()
    remind_on_schedule(now=MORNING)
    assert names() == BEHIND - {"Teacher"}


def test_a_report_that_was_sent_ends_the_reminders(opened: Flask) -> None:
    with open_work(OUR_SCOPE, None, now=MORNING - timedelta(days=1)) as work:
        work.reports.send(QUARTER, DISTRICT, 1, "Admin")
    remind_on_schedule(now=MORNING)
    assert names() == set()
    assert names(Scope.of_district(PROVINCE, RIVAL)) == {"Rival Admin"}


def test_a_period_that_was_closed_or_is_not_open_yet_reminds_nobody(opened: Flask) -> None:
    assert remind_on_schedule(now=datetime(2024, 12, 31, 9, tzinfo=WIB)) == 0
    with begin(actor_by_email(email=email_of("coordinator")), now=MORNING) as work:
        close_period(work, quarter=QUARTER)
    assert remind_on_schedule(now=MORNING) == 0


def test_other_tenants_are_untouched(opened: Flask, urls: Urls) -> None:
    remind_on_schedule(now=MORNING)
    with psycopg.connect(urls.superuser) as connection:
        found = connection.execute(
            "select distinct province_id, district_id, to_district_id from message where kind = 'reminder'"
        ).fetchall()
    assert sorted(found) == [(PROVINCE, RIVAL, RIVAL), (PROVINCE, DISTRICT, DISTRICT)]


def test_who_wants_no_mail_finds_it_on_the_page_alone(opened: Flask) -> None:
    with open_work(OUR_SCOPE, None) as work:
        work.preferences.choose(membership_of(opened, "teacher"), {REMINDER.name: False})
    remind_on_schedule(now=MORNING)
    why = {each.name: each.why for each in reminders()}
    assert why["Teacher"] == "Penerima memilih tanpa surel untuk pesan ini."
    assert why["Operator"] == "Server surel tidak diatur pada pemasangan ini."


def test_a_fault_in_one_district_stops_no_other(
    opened: Flask, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    whole = schedule.needs_of

    def broken(work: Work, *, period: Period, district: str) -> DistrictNeeds:
        if district == RIVAL:
            raise ZeroDivisionError("a fault")
        return whole(work, period=period, district=district)

    monkeypatch.setattr(schedule, "needs_of", broken)
    assert remind_on_schedule(now=MORNING) == len(BEHIND)
    assert f"the reminders of district {RIVAL} were not written" in caplog.text


def test_a_deadline_that_was_moved_is_reminded_of_anew(opened: Flask, urls: Urls) -> None:
    remind_on_schedule(now=MORNING)
    with psycopg.connect(urls.superuser) as connection:
        connection.execute("update period set deadline = deadline + interval '5 days'")
    assert remind_on_schedule(now=MORNING + timedelta(days=5)) == len(BEHIND) + 1


@pytest.mark.parametrize(
    ("left", "words"),
    [
        (timedelta(days=3, hours=4, minutes=59), "3 hari 4 jam lagi"),
        (timedelta(days=1), "1 hari lagi"),
        (timedelta(hours=5), "5 jam lagi"),
        (timedelta(minutes=59), "kurang dari 1 jam lagi"),
        (timedelta(0), "sudah lewat"),
        (timedelta(days=-1), "sudah lewat"),
    ],
)
def test_the_time_left_is_never_rounded_up(left: timedelta, words: str) -> None:
    assert time_left(CLOSES, CLOSES - left) == words


def _fill_education() -> None:
    """Every entry of the services of education."""
    with open_work(OUR_SCOPE, None, now=OPENS + timedelta(days=1)) as work:
        office = next(o for o in work.offices.of_district(DISTRICT) if o.code == "dinas-pendidikan")
        items = work.catalogues.of_year(2024).items_of
        pair = PairCell(Pair(CellState.FILLED, Fraction(10), Fraction(7)), "")
        changes = ChangeSet(
            recipients=dict.fromkeys(office.services, pair),
            quality={item.code: pair for service in office.services for item in items[service]},
            budget={
                (service, BudgetVersion.MURNI, "PAD"): BudgetCell(10, 7, "") for service in office.services
            },
        )
        nothing = work.figures.cells(QUARTER, (DISTRICT,))[DISTRICT]
        work.figures.apply(DISTRICT, QUARTER, changes, "Ani", nothing)
