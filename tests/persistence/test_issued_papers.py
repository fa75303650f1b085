"""The numbers of papers: 1 to n without a gap, whoever issues at once and whatever is given up or killed."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import date
from uuid import uuid4

import psycopg
import pytest
from flask import Flask
from sqlalchemy import text
from sqlalchemy.exc import DBAPIError, ProgrammingError

from spm_oversight.domain.scope import Scope
from spm_oversight.persistence.embedded import Urls
from spm_oversight.persistence.issued_papers import Issued, Withdrawal
from spm_oversight.persistence.work import Work, open_work
from tests.persistence.places import FOREIGN_PROVINCE_SCOPE, OUR_SCOPE, PROVINCE_SCOPE, QUARTER, RIVAL_SCOPE

SERIES = "BK/62/2024"
CLERKS, GIVEN_UP, KILLED = 50, 5, 5


def issue(work: Work, series: str = SERIES, tenant: str = "") -> int:
    """One paper with the next number; of ``tenant``, where it is not the work's own."""
    number = work.issued_papers.next_number(series)
    told = Issued(
        province="62",
        code=f"{series}/{number:04}",
        title="Buku rakor",
        issuer="Provinsi",
        day=date(2025, 1, 2),
        quarter=QUARTER,
    )
    work.record.add("paper_requested", told.code)
    anchor = replace(work.record.end, tenant=tenant or work.record.end.tenant)
    work.issued_papers.add(uuid4(), told, anchor, series=series, number=number)
    return number


def test_fifty_clerks_at_once_leave_no_gap_and_no_number_twice(app: Flask, database: Urls) -> None:
    def clerk(turn: int) -> None:
        with app.app_context(), open_work(PROVINCE_SCOPE, None) as work:
            issue(work)
            if turn % 10 == 3:
                raise ZeroDivisionError
            if turn % 10 == 7:
                (pid,) = work.session.execute(text("select pg_backend_pid()")).one()
                with psycopg.connect(database.superuser, autocommit=True) as other:
                    other.execute("select pg_terminate_backend(%s)", [pid])

    def went_wrong(turn: int) -> bool:
        try:
            clerk(turn)
        except (ZeroDivisionError, DBAPIError):
            return True
        return False

    with ThreadPoolExecutor(10) as pool:
        assert sum(pool.map(went_wrong, range(CLERKS))) == GIVEN_UP + KILLED
    with psycopg.connect(database.superuser) as connection:
        kept = connection.execute("select number, code from issued_paper order by number").fetchall()
    left = CLERKS - GIVEN_UP - KILLED
    assert kept == [(number, f"{SERIES}/{number:04}") for number in range(1, left + 1)]


def test_each_series_counts_for_itself(app: Flask) -> None:
    with open_work(PROVINCE_SCOPE, None) as work:
        assert [issue(work), issue(work, "KD/62/2024"), issue(work), issue(work, "BK/62/2025")] == [
            1,
            1,
            2,
            1,
        ]


def test_a_paper_is_read_by_exactly_its_number_in_any_scope_and_never_listed(app: Flask) -> None:
    with open_work(PROVINCE_SCOPE, None) as work:
        issue(work), issue(work)
    for scope in (Scope(), RIVAL_SCOPE, OUR_SCOPE):
        with open_work(scope, None) as work:
            listed = work.session.execute(text("select code from issued_paper")).all()
            assert listed == []
            for unknown in ("BK/62/2024/0003", "BK/62/2024/%", "", "bk/62/2024/0001"):
                assert work.issued_papers.by_code(unknown) == ()
            (found,) = work.issued_papers.by_code("BK/62/2024/0002")
            assert (found.code, found.sha256) == ("BK/62/2024/0002", None)
            assert len(work.session.execute(text("select code from issued_paper")).all()) == 1


@pytest.mark.parametrize(
    "statement",
    [
        "update issued_paper set title = 'x'",
        "update issued_paper set number = 7",
        "update issued_paper set withdrawn_on = now(), day = now()",
        "update issued_paper set audit_root = 'x'",
        "delete from issued_paper",
    ],
)
def test_what_was_issued_is_not_altered(app: Flask, statement: str) -> None:
    with pytest.raises(ProgrammingError, match="permission denied"), open_work(PROVINCE_SCOPE, None) as work:
        work.session.execute(text(statement))


def test_nobody_issues_in_the_name_of_another(app: Flask) -> None:
    with pytest.raises(ProgrammingError, match="row-level security"), open_work(RIVAL_SCOPE, None) as work:
        issue(work, tenant="62")


def test_a_withdrawn_one_is_listed_in_its_own_province_alone(app: Flask) -> None:
    withdrawal = Withdrawal(date(2025, 1, 3), "Penanda tangan keliru.")
    with open_work(PROVINCE_SCOPE, None) as work:
        issue(work), issue(work)
        holds, gone = work.session.execute(
            text("select paper_id from issued_paper order by number")
        ).scalars()
    with open_work(RIVAL_SCOPE, None) as work:
        assert not work.issued_papers.withdraw(gone, withdrawal), (
            "a district withdraws nothing of its province"
        )
    with open_work(PROVINCE_SCOPE, None) as work:
        assert work.issued_papers.withdraw(gone, withdrawal)
        assert not work.issued_papers.withdraw(gone, withdrawal), "once"
    own = {holds: (f"{SERIES}/0001", None), gone: (f"{SERIES}/0002", withdrawal)}
    told = {gone: own[gone]}
    for scope, seen in (
        (PROVINCE_SCOPE, own),
        (RIVAL_SCOPE, told),
        (FOREIGN_PROVINCE_SCOPE, {}),
        (Scope(), {}),
    ):
        with open_work(scope, None) as work:
            assert work.issued_papers.listed([holds, gone]) == seen
