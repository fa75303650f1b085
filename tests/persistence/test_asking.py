"""Questions in one round trip, what is remembered of them, and writes that wait."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import suppress
from typing import Any

import psycopg
import pytest
from flask import Flask
from sqlalchemy import select, text, update
from sqlalchemy.exc import PendingRollbackError, ProgrammingError

from spm_oversight.domain.errors import Conflict
from spm_oversight.domain.form import ChangeSet
from spm_oversight.domain.scope import SYSTEM
from spm_oversight.persistence import locks, scoped_session
from spm_oversight.persistence.asking import Asked, Question, Statement, Write
from spm_oversight.persistence.database import db
from spm_oversight.persistence.embedded import Urls
from spm_oversight.persistence.place_tables import DistrictRow, OfficeRow
from spm_oversight.persistence.scoped_session import ScopedSession
from spm_oversight.persistence.work import Work, open_work
from tests.persistence.places import OUR_SCOPE, OURS, PROVINCE_SCOPE, QUARTER, RIVAL, SERVICE

NOTE = Question("select note from recipients where district_id = %(district)s", lambda rows: rows[0].note)
NAMES = Question("select name from office where district_id = %(district)s order by name", tuple)


@pytest.fixture
def trips(monkeypatch: pytest.MonkeyPatch) -> Iterator[list[int]]:
    """How many statements went with each round trip."""
    gone: list[int] = []
    really = scoped_session.exchange

    def counted(connection: Any, statements: Sequence[Statement], **how: bool) -> list[Sequence[Any]]:
        gone.append(len(statements))
        return really(connection, statements, **how)

    monkeypatch.setattr(scoped_session, "exchange", counted)
    yield gone


def _note(text_: str) -> Write:
    return Write(("update recipients set note = %(note)s", {"note": text_}), "recipients")


def _ours(question: Question[Any]) -> Asked[Any]:
    return question(district=OURS)


def test_what_is_asked_ahead_goes_in_one_round_trip_and_is_not_asked_again(
    filled: Flask, trips: list[int]
) -> None:
    with open_work(OUR_SCOPE, None) as work:
        trips.clear()
        work.session.ahead(_ours(NOTE), _ours(NAMES), _ours(NOTE))
        answers = (work.session.ask(_ours(NOTE)), [row.name for row in work.session.ask(_ours(NAMES))])

        assert answers == ("catatan", ["Dinas Kesehatan"])
        assert trips == [3]  # the scope goes with the first


SEEN = "select current_setting('app.districts', true) as seen"


def _in_savepoint(work: Work) -> str:
    with work.session.begin_nested():
        return work.session.ask(Question(SEEN, lambda rows: rows[0].seen)())


@pytest.mark.parametrize(
    "first",
    [
        lambda w: w.session.ask(Question(SEEN, lambda rows: rows[0].seen)()),
        lambda w: w.session.execute(text(SEEN)).scalar(),
        lambda w: w.session.connection().execute(text(SEEN)).scalar(),
        lambda w: w.now and w.session.connection().execute(text(SEEN)).scalar(),
        _in_savepoint,
    ],
    ids=["question", "statement", "connection", "time", "savepoint"],
)
def test_however_a_work_begins_it_begins_in_its_scope(app: Flask, first: Any) -> None:
    with open_work(OUR_SCOPE, None) as work:
        assert first(work) == OURS
        assert work.now.tzinfo


def test_a_write_waits_for_the_next_question_and_only_its_table_is_asked_anew(
    filled: Flask, trips: list[int]
) -> None:
    with pytest.raises(RuntimeError, match="not kept"), open_work(OUR_SCOPE, None) as work:
        work.session.ahead(_ours(NOTE), _ours(NAMES))
        trips.clear()
        work.session.later(_note("baru"))
        assert trips == []
        work.session.ask(_ours(NAMES))
        assert trips == []  # no office was written
        assert work.session.ask(_ours(NOTE)) == "baru"
        assert trips == [2]  # the write and the question
        raise RuntimeError("not kept")

    with open_work(OUR_SCOPE, None) as work:
        assert work.session.ask(_ours(NOTE)) == "catatan"


def test_what_waits_at_the_end_goes_with_the_commit(app: Flask, trips: list[int]) -> None:
    with open_work(OUR_SCOPE, None) as work:
        work.offices.add("62", OURS, code="a", name="Lama")
    with open_work(OUR_SCOPE, None) as work:
        trips.clear()
        work.session.later(Write(("update office set name = 'Baru'", {}), "office"))

    assert trips == [3]  # the scope, the write and the commit
    with open_work(OUR_SCOPE, None) as work:
        assert work.session.ask(_ours(NAMES))[0].name == "Baru"


@pytest.mark.parametrize(
    "change",
    [
        lambda w: w.session.execute(update(OfficeRow).values(name="Lain")),
        lambda w: w.session.execute(text("update office set name = 'Lain'")),
        lambda w: setattr(w.session.scalars(select(OfficeRow)).one(), "name", "Lain"),
    ],
    ids=["orm update", "text", "changed row"],
)
def test_what_the_orm_writes_is_asked_anew(filled: Flask, change: Any) -> None:
    with pytest.raises(RuntimeError, match="not kept"), open_work(OUR_SCOPE, None) as work:
        assert work.session.ask(_ours(NAMES))[0].name == "Dinas Kesehatan"
        change(work)
        assert work.session.ask(_ours(NAMES))[0].name == "Lain"
        raise RuntimeError("not kept")


def test_the_end_keeps_what_the_orm_has_not_written_yet(filled: Flask) -> None:
    for name in ("Lain", "Dinas Kesehatan"):
        with open_work(OUR_SCOPE, None) as work:
            work.session.scalars(select(OfficeRow)).one().name = name
        with open_work(OUR_SCOPE, None) as work:
            assert work.session.ask(_ours(NAMES))[0].name == name


def test_the_orm_sees_what_still_waits(filled: Flask) -> None:
    with pytest.raises(RuntimeError, match="not kept"), open_work(OUR_SCOPE, None) as work:
        work.session.later(Write(("update office set name = 'Lain'", {}), "office"))
        assert work.session.scalars(select(OfficeRow.name)).all() == ["Lain"]
        raise RuntimeError("not kept")


def test_after_a_lock_nothing_is_taken_for_granted(filled: Flask) -> None:
    with open_work(OUR_SCOPE, None) as work:
        assert work.session.ask(_ours(NOTE)) == "catatan"
        began = work.clock()
        _elsewhere("catatan orang lain")
        try:
            assert work.session.ask(_ours(NOTE)) == "catatan"
            work.figures.hold("62", OURS, QUARTER)
            assert work.session.ask(_ours(NOTE)) == "catatan orang lain"
            assert work.clock() > began
        finally:
            _elsewhere("catatan")


def test_a_failing_statement_is_an_error_of_sqlalchemy_and_keeps_nothing(app: Flask) -> None:
    with pytest.raises(ProgrammingError), open_work(OUR_SCOPE, None) as work:
        work.session.later(Write(("update kantor set name = 'x'", {}), "kantor"))
        work.session.ask(_ours(NAMES))


def test_a_key_that_is_taken_is_a_conflict(app: Flask) -> None:
    once = Write(("insert into audit_head (tenant, number, hash) values ('62.01', 0, '')", {}), "audit_head")
    with open_work(OUR_SCOPE, None) as work:
        work.session.later(once)
    with pytest.raises(Conflict), open_work(OUR_SCOPE, None) as work:
        work.session.later(once)


def test_a_connection_that_the_server_ended_is_replaced_without_anybody_noticing(
    app: Flask, database: Urls
) -> None:
    with open_work(OUR_SCOPE, None) as work:
        before = _process(work)
    with psycopg.connect(database.app) as other:
        (ended,) = other.execute("select pg_terminate_backend(%s, 5000)", [before]).fetchone() or (False,)
    assert ended

    with open_work(OUR_SCOPE, None) as work:
        assert _process(work) != before


def test_a_question_that_fails_alone_spoils_nothing(app: Flask) -> None:
    nowhere = Question("select 1 as one from nowhere where %(district)s <> ''", tuple)
    for _ in range(3):
        with pytest.raises(ProgrammingError, match="nowhere"):
            scoped_session.ask_once(db.engine, SYSTEM, nowhere(district=OURS))
        with open_work(PROVINCE_SCOPE, None) as work:
            assert work.places.district(OURS).id == OURS
            assert work.places.district(RIVAL).id == RIVAL


def test_a_line_that_died_in_silence_is_asked_again_on_another(
    app: Flask, database: Urls, monkeypatch: pytest.MonkeyPatch
) -> None:
    with open_work(OUR_SCOPE, None) as work:
        before = _process(work)
    with psycopg.connect(database.app) as other:
        other.execute("select pg_terminate_backend(%s, 5000)", [before])
    # As if nothing had come over the line.
    monkeypatch.setattr("spm_oversight.persistence.database.select.poll", _Deaf)
    asked = Question(select(DistrictRow.id), lambda rows: {row.id for row in rows})()

    assert OURS in scoped_session.ask_once(db.engine, SYSTEM, asked)


class _Deaf:
    """Hears nothing."""

    def register(self, *_: object) -> None:
        """Listen to nobody."""

    def poll(self, _: int) -> list[object]:
        """Never anything to read."""
        return []


def test_a_savepoint_commits_nothing_but_itself(app: Flask) -> None:
    with pytest.raises(RuntimeError, match="not kept"), open_work(OUR_SCOPE, None) as work:
        work.offices.add("62", OURS, code="a", name="Lama")
        with work.session.begin_nested():
            work.session.later(Write(("update office set name = 'Baru'", {}), "office"))
        raise RuntimeError("not kept")

    with open_work(OUR_SCOPE, None) as work:
        assert work.session.ask(_ours(NAMES)) == ()


def test_a_rollback_takes_along_what_waits(app: Flask) -> None:
    with ScopedSession(OUR_SCOPE, engine=db.engine) as session:
        session.add(OfficeRow(province_id="62", district_id=OURS, code="a", name="Lama"))
        session.commit()
        assert session.ask(_ours(NAMES))[0].name == "Lama"
        session.later(Write(("update office set name = 'Baru'", {}), "office"))
        session.rollback()
        session.commit()
        assert session.ask(_ours(NAMES))[0].name == "Lama"


def test_what_was_written_past_the_orm_alone_is_rolled_back_too(filled: Flask) -> None:
    with ScopedSession(OUR_SCOPE, engine=db.engine) as session:
        session.later(_note("tidak disimpan"))
        assert session.ask(_ours(NOTE)) == "tidak disimpan"
        session.rollback()
        assert session.ask(_ours(NOTE)) == "catatan"


def test_a_connection_goes_back_though_the_failure_is_still_looked_at(app: Flask) -> None:
    with pytest.raises(RuntimeError), open_work(OUR_SCOPE, None) as work:
        work.session.ask(_ours(NAMES))
        raise RuntimeError
    assert work.session.scope == OUR_SCOPE
    assert db.engine.pool.status().endswith("Current Checked out connections: 0")


def test_a_failure_that_somebody_swallowed_is_no_success(app: Flask) -> None:
    with pytest.raises(PendingRollbackError), open_work(OUR_SCOPE, None) as work:
        work.session.later(Write(("update kantor set name = 'x'", {}), "kantor"))
        with suppress(ProgrammingError):
            work.session.ask(_ours(NAMES))


def test_a_save_shares_its_period_with_others_and_keeps_it_from_closing(filled: Flask) -> None:
    alone, shared = (
        f"select pg_try_advisory_xact_lock{how}(hashtextextended(:name, 0))" for how in ("", "_shared")
    )
    period, own = locks.of_period("62", QUARTER), locks.of_figures(OURS, QUARTER)
    with open_work(OUR_SCOPE, None) as work:
        work.figures.hold("62", OURS, QUARTER)
        with db.engine.connect() as other:
            had = [
                other.execute(text(question), {"name": name}).scalar()
                for question, name in ((alone, period), (shared, period), (alone, own))
            ]
    assert had == [False, True, False]


def test_after_the_chains_lock_nothing_is_taken_for_granted(filled: Flask, trips: list[int]) -> None:
    with open_work(OUR_SCOPE, None) as work:
        work.record.add("the chain", "begins")
    with pytest.raises(RuntimeError, match="not kept"), open_work(OUR_SCOPE, None) as work:
        work.session.ask(_ours(NAMES))
        work.record.add("x", "y")
        trips.clear()
        work.session.ask(_ours(NAMES))
        assert trips == [2]  # the event and the question
        raise RuntimeError("not kept")


@pytest.mark.parametrize("whole", [True, False])
def test_what_a_save_wants_to_know_is_asked_in_one_round_trip(
    filled: Flask, trips: list[int], whole: bool
) -> None:
    with open_work(OUR_SCOPE, None) as work:
        work.record.add("the chain", "begins")
    trips.clear()
    with open_work(OUR_SCOPE, None) as work:
        work.hold_for_a_save("62", OURS, QUARTER, (SERVICE,), whole=whole)
        assert len(trips) == 1  # with the scope and the locks
        trips.clear()
        work.reports.for_a_save(QUARTER, OURS)
        work.quarters.method_of("62", QUARTER)
        work.walk.part_steps(OURS, QUARTER)
        work.walk.proposals(OURS, QUARTER)
        work.offices.of_district(OURS)
        cells, _ = work.figures.cells_for_a_save(OURS, QUARTER, (SERVICE,), whole=whole)
        work.figures.apply(OURS, QUARTER, ChangeSet(), "Ani", cells)
        work.denominators.of_year(OURS, QUARTER.year)
        if whole:
            work.figures.results(QUARTER, (OURS,))
            work.figures.indicators(QUARTER, (OURS,))
            work.places.district(OURS)
        else:
            work.figures.exact_results(OURS, QUARTER, (SERVICE,))
        work.record.add("x", "y")

    assert trips == [2]  # the event and the commit


def test_one_question_alone_is_a_transaction_of_its_own(app: Flask, trips: list[int]) -> None:
    asked = Question(select(DistrictRow.id), lambda rows: {row.id for row in rows})()

    assert OURS in scoped_session.ask_once(db.engine, SYSTEM, asked)
    assert trips == [2]
    with db.engine.connect() as connection:
        assert not connection.execute(text("select current_setting('app.system', true)")).scalar()


def _process(work: Work) -> int:
    return work.session.ask(Question("select pg_backend_pid() as pid", lambda rows: rows[0].pid)())


def _elsewhere(note: str) -> None:
    with open_work(OUR_SCOPE, None) as work:
        work.session.later(_note(note))
