"""The record: appended with the change, chained, never altered."""

from __future__ import annotations

from datetime import UTC, datetime
from uuid import UUID

import pytest
from flask import Flask
from sqlalchemy import text
from sqlalchemy.exc import ProgrammingError

from spm_oversight.domain.access import Actor
from spm_oversight.domain.chain import link_hash
from spm_oversight.persistence.work import open_work
from tests.persistence.places import OUR_SCOPE, OURS, PROVINCE_SCOPE, RIVAL_SCOPE


def test_each_event_is_linked_to_the_one_before(app: Flask) -> None:
    for number in range(2):
        with open_work(OUR_SCOPE, None) as work:
            work.record.add("figures_saved", OURS, number=number)
            work.record.add("quarter_sent", OURS, number=number)

    with open_work(OUR_SCOPE, None) as work:
        events = work.record.events()
    previous = "0" * 64
    for event in events:
        assert event.previous_hash == previous
        body = (
            event.number,
            event.at,
            event.actor_id,
            event.actor,
            event.action,
            event.subject,
            event.detail,
        )
        assert event.hash == link_hash(previous, OURS, *body)
        previous = event.hash
    assert [event.number for event in events] == [1, 2, 3, 4]


def test_the_link_says_who_it_was_and_when(app: Flask) -> None:
    at = datetime(2024, 10, 20, 9, tzinfo=UTC)
    ani, other = UUID(int=1), UUID(int=2)
    with open_work(OUR_SCOPE, Actor(ani, "Ani", "ani@contoh.go.id"), now=at) as work:
        work.record.add("figures_saved", OURS)
        (event,) = work.record.events()

    def link(who: UUID) -> str:
        return link_hash("0" * 64, OURS, 1, at, who, "Ani", "figures_saved", OURS, {})

    assert (event.at, event.actor_id) == (at, ani)
    assert event.hash == link(ani) != link(other)


def test_an_event_goes_with_its_change(app: Flask) -> None:
    with pytest.raises(RuntimeError), open_work(OUR_SCOPE, None) as work:
        work.record.add("figures_saved", OURS)
        raise RuntimeError("the change failed")

    with open_work(OUR_SCOPE, None) as work:
        assert work.record.events() == ()


@pytest.mark.parametrize(
    "statement",
    ["update audit_event set actor = 'x'", "delete from audit_event", "truncate audit_event"],
    ids=["update", "delete", "truncate"],
)
def test_the_application_cannot_alter_the_record(app: Flask, statement: str) -> None:
    with open_work(OUR_SCOPE, None) as work:
        work.record.add("figures_saved", OURS)

    with pytest.raises(ProgrammingError, match="permission denied"), open_work(OUR_SCOPE, None) as work:
        work.session.execute(text(statement))


def test_a_rival_does_not_read_our_record_and_the_province_does(app: Flask) -> None:
    with open_work(OUR_SCOPE, None) as work:
        work.record.add("figures_saved", OURS)
    count = text("select count(*) from audit_event where tenant = :ours")

    with open_work(RIVAL_SCOPE, None) as work:
        assert work.session.scalar(count, {"ours": OURS}) == 0
    with open_work(PROVINCE_SCOPE, None) as work:
        assert work.session.scalar(count, {"ours": OURS}) == 1
