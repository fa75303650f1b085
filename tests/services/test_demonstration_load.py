"""The demonstration province as it stands in a database: written through the services, reached through their doors."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import date, datetime, timedelta
from decimal import Decimal
from pathlib import Path

import pytest
from flask import Flask

from spm_oversight.app import create_app
from spm_oversight.domain.access import ROLES, Actor
from spm_oversight.domain.errors import Refused
from spm_oversight.domain.method import ReportState
from spm_oversight.domain.period import Quarter
from spm_oversight.domain.results import Level
from spm_oversight.domain.show import shown
from spm_oversight.persistence.database import db
from spm_oversight.persistence.embedded import Urls
from spm_oversight.persistence.work import Work
from spm_oversight.services.begin import begin, begin_system
from spm_oversight.services.demonstration.load import QuarterWriter, is_empty, is_unfinished, load
from spm_oversight.services.demonstration.people import COORDINATOR, PASSWORD, SIGN_INS, add_people, admin_of
from spm_oversight.services.demonstration.profile import CLOSED_QUARTERS, PUBLISHED, PUBLISHED_QUARTER
from spm_oversight.services.demonstration.schedule import (
    ZONE,
    closed_course,
    reporting_quarter,
    running_course,
)
from spm_oversight.services.open_province import open_province
from spm_oversight.services.periods import desk, list_periods
from spm_oversight.services.ranking import ranking
from spm_oversight.services.recompute import recompute
from spm_oversight.services.reports import my_quarter
from spm_oversight.services.sign_in import actor_by_email, memberships_of, sign_in
from tests.demonstration import settings_on

FIRST, LAST = CLOSED_QUARTERS[0], CLOSED_QUARTERS[-1]


@pytest.fixture
def loaded(demonstration: Urls, tmp_path: Path) -> Iterator[Flask]:
    with create_app(settings_on(demonstration, tmp_path)).app_context() as context:
        yield context.app
        db.engine.dispose()


@pytest.fixture
def empty(database: Urls, tmp_path: Path) -> Iterator[Flask]:
    with create_app(settings_on(database, tmp_path)).app_context() as context:
        yield context.app
        db.engine.dispose()


def coordinator() -> Actor:
    return actor_by_email(email=COORDINATOR)


def hash_of(work: Work, quarter: Quarter) -> str:
    snapshot = work.snapshots.of_quarter(quarter)
    assert snapshot is not None
    return snapshot.sha256


@pytest.mark.usefixtures("loaded")
def test_the_published_figures_come_out_of_the_frozen_package() -> None:
    with begin(coordinator()) as work:
        snapshot = work.snapshots.of_quarter(PUBLISHED_QUARTER)
        assert snapshot is not None
        found = recompute(source=work.snapshots.package(snapshot.id))
    assert (
        found.results is not None and found.faults == () and found.differences == () and found.compared > 500
    )
    whole = {row.district_code: row for row in found.results.rows if row.level is Level.DISTRICT}
    by_rank = sorted(whole.values(), key=lambda row: row.rank or 0)
    assert [row.rank for row in by_rank] == list(range(1, 15))
    assert (by_rank[0].district_code, shown(by_rank[0].index or 0)) == ("62.01", Decimal("85.20"))
    assert (by_rank[-1].district_code, shown(by_rank[-1].index or 0)) == ("62.03", Decimal("14.90"))
    share = {code: found.results.indicator[code, "porsi_urusan"] or 0 for code in whole}
    assert max(share, key=lambda code: share[code]) == "62.08"
    assert shown(share["62.08"]) == Decimal("71.57")


@pytest.mark.usefixtures("loaded")
def test_nothing_but_the_published_figures_is_called_published() -> None:
    with begin(coordinator()) as work:
        assert work.places.province("62").sample
        listed = {q: work.snapshots.published_figures(q) for q in (p.quarter for p in list_periods(work))}
    assert listed.pop(PUBLISHED_QUARTER) == PUBLISHED
    assert set(listed.values()) == {()}


@pytest.mark.usefixtures("loaded")
def test_eight_quarters_are_closed_and_published_and_a_ninth_runs_for_two_more_weeks() -> None:
    with begin(coordinator()) as work:
        today = work.now.astimezone(ZONE).date()
        running, *closed = list_periods(work)
        assert {row.report.state for row in desk(work, quarter=running.quarter).rows} == set(ReportState)
    assert [period.quarter for period in closed] == list(reversed(CLOSED_QUARTERS))
    assert all(period.closed_at and period.published_at for period in closed)
    assert running.quarter == reporting_quarter(today)
    assert running.closed_at is None and running.published_at is None
    # midnight may pass between the load and this line
    assert (running.window.closes.astimezone(ZONE).date() - today).days in (13, 14)


@pytest.mark.usefixtures("loaded")
def test_every_state_is_seen_in_closed_quarters_and_no_report_is_no_rank() -> None:
    with begin(coordinator()) as work:
        rankings = [found for quarter in CLOSED_QUARTERS if (found := ranking(work, quarter=quarter))]
    assert len(rankings) == 8
    states = {
        each.report_state
        for found in rankings
        for each in (*found.ranked, *found.unranked, *found.unassessable)
    }
    assert states == set(ReportState)
    last = rankings[-1]
    assert [(each.district.id, each.rank) for each in last.ranked if each.tied] == [
        ("62.05", 6),
        ("62.13", 6),
    ]
    assert [each.district.id for each in last.unassessable] == ["62.12"]
    assert [each.district.id for each in last.unranked] == ["62.07"]


@pytest.mark.usefixtures("loaded")
def test_every_tenants_record_tells_its_past_in_the_order_of_time() -> None:
    for email in (COORDINATOR, admin_of("62.01"), admin_of("62.09")):
        with begin(actor_by_email(email=email)) as work:
            events = work.record.events()
            moments = [event.at for event in events]
            assert moments == sorted(moments) and moments[-1] < work.now
            assert {"figures_saved", "quarter_sent"} <= {e.action for e in events} or email == COORDINATOR


@pytest.mark.usefixtures("loaded")
def test_every_role_can_sign_in_and_one_person_holds_two_places() -> None:
    assert {person.role for person in SIGN_INS} == set(ROLES)
    for person in {person.role: person for person in SIGN_INS}.values():
        actor, _ = sign_in(email=person.email, password=PASSWORD)
        assert actor.name == person.name and not actor.must_change_password
        held = [(m.role.name, m.district) for m in memberships_of(account=actor.account)]
        assert held == [(p.role, p.district) for p in SIGN_INS if p.email == person.email]
    assert len(memberships_of(account=actor_by_email(email="operator.sosial@contoh.test").account)) == 2


@pytest.mark.usefixtures("loaded")
def test_the_operators_find_their_own_forms_open_and_empty() -> None:
    with begin(actor_by_email(email=admin_of("62.01"))) as work:
        mine = my_quarter(work)
    assert mine.report.state is ReportState.DRAFT and mine.may_enter and mine.may_send
    filled = {line.service.urusan_code for line in mine.services if line.has_budget}
    assert filled == {"1.03", "1.04", "1.06"}


@pytest.mark.usefixtures("loaded")
def test_a_loaded_database_is_refused_and_left_as_it_was() -> None:
    with begin_system() as work:
        before = len(work.record.events())
    with pytest.raises(Refused, match="sudah berisi data"):
        load()
    with begin_system() as work:
        assert len(work.record.events()) == before
    assert not is_unfinished()


def test_the_command_refuses_a_loaded_database(loaded: Flask, monkeypatch: pytest.MonkeyPatch) -> None:
    settings = loaded.config["SETTINGS"]
    for name, value in (
        ("DATABASE_URL", settings.database_url),
        ("DATABASE_OWNER_URL", settings.database_owner_url),
        ("SECRET_KEY", settings.secret_key),
        ("SPM_TRUSTED_HOSTS", "localhost"),
        ("SPM_DATA", str(settings.data_folder)),
    ):
        monkeypatch.setenv(name, value)
    answer = loaded.test_cli_runner().invoke(args=["spm", "demo"])
    assert answer.exit_code == 2
    assert "hanya dimuat ke basis data kosong" in answer.output


@pytest.mark.usefixtures("empty")
def test_a_database_with_somebody_elses_province_is_refused() -> None:
    assert is_empty()
    open_province(code="63", actor=None)
    assert not is_empty()
    with pytest.raises(Refused, match="basis data kosong"):
        load()


@pytest.mark.usefixtures("empty")
def test_a_load_cut_short_before_the_first_account_can_be_finished() -> None:
    open_province(code="62", actor=None, sample=True)
    assert not is_empty() and is_unfinished()


def test_a_quarter_written_again_elsewhere_has_the_same_hash(
    demonstration: Urls, database: Urls, tmp_path: Path
) -> None:
    """Also where the first attempt was cut short: the second one finishes it."""
    with create_app(settings_on(demonstration, tmp_path)).app_context():
        with begin(coordinator()) as work:
            wanted = hash_of(work, FIRST)
        db.engine.dispose()
    course = closed_course(FIRST)
    cut_short = replace(course, steps=course.steps[:9], closes=None, publishes=None)
    with create_app(settings_on(database, tmp_path)).app_context():
        for _ in ("first", "again"):
            open_province(code="62", actor=None, sample=True, now=course.opens)
            add_people(now=course.opens)
        assert is_unfinished()
        with begin(coordinator(), now=course.opens) as work:
            catalogue = work.catalogues.of_year(FIRST.year)
        for each in (cut_short, course, course):
            QuarterWriter(catalogue).run(each)
        with begin(coordinator()) as work:
            assert hash_of(work, FIRST) == wanted
            assert len(work.snapshots.all()) == 1
        db.engine.dispose()


@pytest.mark.parametrize(
    ("day", "quarter"),
    [
        (date(2026, 1, 20), Quarter(2025, 4)),
        (date(2026, 1, 21), Quarter(2026, 1)),
        (date(2026, 4, 20), Quarter(2026, 1)),
        (date(2026, 4, 21), Quarter(2026, 2)),
        (date(2026, 10, 21), Quarter(2026, 4)),
        (date(2026, 12, 31), Quarter(2026, 4)),
    ],
)
def test_the_reporting_quarter_is_the_one_whose_deadline_comes_next(day: date, quarter: Quarter) -> None:
    assert reporting_quarter(day) == quarter


@pytest.mark.parametrize("quarter", CLOSED_QUARTERS, ids=lambda quarter: quarter.code)
def test_steps_of_a_closed_quarter_fit_its_window(quarter: Quarter) -> None:
    course = closed_course(quarter)
    assert course.closes and course.publishes
    assert (
        course.opens
        < course.registered
        < course.steps[0].at
        <= course.steps[-1].at
        < course.closes
        < course.publishes
    )
    for step in course.steps:
        if step.act.name.startswith(("ENTER", "SEND", "CORRECT")):
            assert step.at < course.deadline
    assert [step.at for step in course.steps] == sorted(step.at for step in course.steps)


@pytest.mark.parametrize("after_opening", [timedelta(seconds=1), timedelta(days=1), timedelta(days=89)])
def test_steps_of_the_running_quarter_lie_between_its_opening_and_now(after_opening: timedelta) -> None:
    now = datetime(2026, 4, 21, tzinfo=ZONE) + after_opening
    course = running_course(now)
    assert (course.quarter, course.closes) == (Quarter(2026, 2), None)
    assert all(course.opens < step.at < now for step in course.steps)
    assert course.deadline.date() == now.date() + timedelta(days=14)


def test_a_clock_before_the_last_closed_quarter_is_refused() -> None:
    with pytest.raises(Refused, match="Betulkan jamnya"):
        running_course(datetime(2025, 1, 20, 12, tzinfo=ZONE))
