"""Every (route, method) as everybody, with own, foreign and absent ids: what the permission table says, and no more."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import timedelta

import psycopg
import pytest
from flask import Flask
from werkzeug.routing import Rule
from werkzeug.test import TestResponse

from spm_oversight.domain.access import Actor, Level, decide
from spm_oversight.domain.period import Quarter
from spm_oversight.persistence.embedded import Urls
from spm_oversight.services.begin import begin
from spm_oversight.services.periods import close_period, open_period, publish_period
from spm_oversight.services.sign_in import sign_in
from spm_oversight.web.guard import STATIC, permission_of
from tests.guard import tally
from tests.web.cast import (
    CAST,
    DISTRICT,
    FOREIGN,
    FOREIGN_DISTRICT,
    PASSWORD,
    PROVINCE,
    RIVAL,
    Visitor,
    email_of,
    membership_of,
    office_of,
    signed_in,
)

ABSENT = "00000000-0000-4000-8000-000000000000"
OUR_QUARTER, THEIR_QUARTER, NO_QUARTER = "2024-Q4", "2023-Q1", "2031-Q3"
OUR_CLOSED, THEIR_CLOSED = "2024-Q3", "2022-Q4"
# What a person who may knock at a door can be answered: never an absence, never a fault of ours.
OPEN = {200, 302, 403, 409, 422}
# Doors to what this cast does not have: a finished paper, a checked upload, evidence, a failed job
# (their own tests have them).
NOT_THERE = {
    "papers.file",
    "papers.own_file",
    "papers.withdraw_page",
    "papers.withdraw",
    "letters.together",
    "workbook.save",
    "workbook.offered",
    "walk.receipt",
    "walk.print_",
    "evidence.file",
    "evidence.remove",
    "evidence_uploads.state",
    "evidence_uploads.piece",
    "evidence_uploads.finish",
    "desk_evidence.file",
    "evaluation.agreement",
    "evaluation.step",
    "platform.again",
    "sessions.end",
    "passkeys.remove_page",
    "passkeys.remove",
    "links.open_",
    "links.choose_page",
    "links.choose",
}


@dataclass(frozen=True)
class Ids:
    """A route's argument: one's own, somebody else's, nobody's."""

    own: str
    foreign: str
    absent: str


# Arguments whose examples are the same for everybody.
SAME = {
    "agreement": Ids(ABSENT, ABSENT, ABSENT),
    "paper": Ids(ABSENT, ABSENT, ABSENT),
    "session": Ids(ABSENT, ABSENT, ABSENT),
    "passkey": Ids(ABSENT, ABSENT, ABSENT),
    "upload": Ids(ABSENT, ABSENT, ABSENT),
    "evidence": Ids(ABSENT, ABSENT, ABSENT),
    "issuer": Ids("district", "province", "nobody"),
    "token": Ids("x" * 43, "y" * 43, "z" * 43),
    "job": Ids("1", "999999999", "999999999"),
    "number": Ids("1", "2", "999"),
    "revision": Ids("1", "1", "9"),
    "year": Ids("2024", "1999", "2100"),
}


def ids(app: Flask, endpoint: str, argument: str, actor: Actor | None) -> Ids:
    """Examples for an argument, seen from the actor's province; a new kind of argument needs its line here."""
    away = bool(actor and actor.membership and actor.membership.province == FOREIGN)
    match endpoint.split(".")[0], argument:
        case "account", "membership":
            own = actor.membership.id if actor and actor.membership else ABSENT
            other = "teacher" if actor and actor.email == email_of("rival_admin") else "rival_admin"
            return Ids(str(own), str(membership_of(app, other)), ABSENT)
        case "people", "membership":
            return _people(app, actor)
        case _, "office":
            own = actor.membership.district if actor and actor.membership else None
            foreign = DISTRICT if own not in (None, DISTRICT) else RIVAL
            return Ids(str(office_of(app, own or DISTRICT)), str(office_of(app, foreign)), ABSENT)
        case "provinces", "code":
            found = Ids(PROVINCE, "99", "99")
        case ("comparison", "quarter") | ("archive", "code"):
            found = Ids(OUR_CLOSED, THEIR_CLOSED, NO_QUARTER)
        case _, "code" | "quarter":
            found = Ids(OUR_QUARTER, THEIR_QUARTER, NO_QUARTER)
        case _, "district":
            found = Ids(DISTRICT, FOREIGN_DISTRICT, "99.99")
        case _, "service" | "urusan" | "figure":
            return _of_catalogue(argument, actor)
        case _, name if name in SAME:
            return SAME[name]
        case _:
            raise AssertionError(f"{endpoint} takes {argument}: say here what is own, foreign and absent")
    return Ids(found.foreign, found.own, found.absent) if away else found


def _of_catalogue(argument: str, actor: Actor | None) -> Ids:
    """The catalogue is everybody's; what another office carries is as absent as what nobody does."""
    urusan = "1.01" if actor and actor.email == email_of("teacher") else "1.02"
    return (
        Ids(urusan, "9.99", "9.98")
        if argument == "urusan"
        else Ids(f"kab.{urusan}.01", "kab.9.99.99", "kab.9.98.99")
    )


def _people(app: Flask, actor: Actor | None) -> Ids:
    """Somebody the actor appoints, and somebody of another tenant (the platform has no other)."""
    level = actor.membership.role.level if actor and actor.membership else Level.DISTRICT
    own = {Level.DISTRICT: "teacher", Level.PROVINCE: "reviewer", Level.PLATFORM: "coordinator"}[level]
    foreign = "foreign_admin"
    if actor and actor.membership and actor.membership.province == FOREIGN:
        own, foreign = foreign, own
    return Ids(
        str(membership_of(app, own)),
        ABSENT if level is Level.PLATFORM else str(membership_of(app, foreign)),
        ABSENT,
    )


def doors(app: Flask) -> Iterator[tuple[Rule, str]]:
    """Every route with every method of its own, in one order."""
    for rule in sorted(app.url_map.iter_rules(), key=lambda rule: (rule.rule, rule.endpoint)):
        if rule.endpoint not in STATIC:
            for method in sorted((rule.methods or set()) - {"HEAD", "OPTIONS"}):
                yield rule, method


@pytest.fixture
def periods(app: Flask) -> None:
    """In each province a period closed and published, and one that is open, none of which the other has."""
    with app.app_context():
        for name, closed, running in (
            ("coordinator", OUR_CLOSED, OUR_QUARTER),
            ("foreign_coordinator", THEIR_CLOSED, THEIR_QUARTER),
        ):
            with begin(sign_in(email=email_of(name), password=PASSWORD)[0]) as work:
                for code in (closed, running):
                    opens, deadline = work.now - timedelta(days=9), work.now + timedelta(days=9)
                    open_period(work, quarter=Quarter.parse(code), opens=opens, deadline=deadline)
                close_period(work, quarter=Quarter.parse(closed))
                publish_period(work, quarter=Quarter.parse(closed))


@pytest.mark.usefixtures("periods")
@pytest.mark.parametrize("name", ["nobody", *CAST])
def test_every_door_opens_to_whom_the_table_names(app: Flask, nobody: Visitor, name: str) -> None:
    hold_doors(app, nobody, name, doors(app))


def hold_doors(app: Flask, nobody: Visitor, name: str, knocked: Iterable[tuple[Rule, str]]) -> None:
    """Knock at each door as this person, with own, foreign and absent ids; nobody's browser is given."""
    with app.app_context():
        actor = None if name == "nobody" else sign_in(email=email_of(name), password=PASSWORD)[0]
    visitor = nobody if actor is None else signed_in(app, name)
    for rule, method in knocked:
        permission = permission_of(app, rule)
        kinds = ("foreign", "absent", "own") if rule.arguments else ("own",)
        answers = {which: _knock(app, visitor, rule, method, actor, which) for which in kinds}
        told = f"{name}: {method} {rule.rule}: {[a.status for a in answers.values()]}"
        visitor.get("/tidak-ada")  # takes the message that a success left for the next page
        if rule.endpoint == "sign_in.end" and actor:
            visitor = signed_in(app, name)
        own = answers["own"]
        if decide(actor, permission):
            allowed = OPEN if rule.endpoint not in NOT_THERE and _reaches(actor) else OPEN | {404}
            assert own.status_code in allowed, told
            assert "/masuk" not in own.headers.get("Location", "") or rule.endpoint == "sign_in.end", told
        else:
            assert {_turned_away(answer) for answer in answers.values()} == {_expected(actor)}, told
        if rule.arguments:
            foreign, absent = answers["foreign"], answers["absent"]
            assert foreign.status_code in (302, 403, 404), told
            assert foreign.status_code != 302 or not decide(actor, permission), told
            assert comparable(foreign) == comparable(absent), told


@pytest.mark.usefixtures("periods")
@pytest.mark.parametrize("name", ["district_admin", "coordinator"])
def test_reading_changes_nothing(app: Flask, urls: Urls, name: str) -> None:
    """GET, and HEAD and OPTIONS, which open the same doors."""
    with app.app_context():
        actor = sign_in(email=email_of(name), password=PASSWORD)[0]
    visitor, before = signed_in(app, name), _kept(urls)
    for rule, method in doors(app):
        if method == "GET":
            answer = _knock(app, visitor, rule, method, actor, "own")
            head, options = (
                visitor._client.open(answer.request.path, method=each)  # pyright: ignore[reportPrivateUsage]
                for each in ("HEAD", "OPTIONS")
            )
            assert head.status_code == answer.status_code, rule.rule
            assert not options.data, rule.rule
    assert _kept(urls) == before


def _kept(urls: Urls) -> dict[str, list[tuple[object, ...]]]:
    """Every row, by its table."""
    with psycopg.connect(urls.superuser) as connection:
        tables = connection.execute("select tablename from pg_tables where schemaname = 'public'").fetchall()
        rows = "select t::text from {} t order by 1"
        return {name: connection.execute(rows.format(name).encode()).fetchall() for (name,) in tables}


def _knock(
    app: Flask, visitor: Visitor, rule: Rule, method: str, actor: Actor | None, which: str
) -> TestResponse:
    arguments = {name: getattr(ids(app, rule.endpoint, name, actor), which) for name in rule.arguments}
    path = app.url_map.bind("localhost").build(rule.endpoint, arguments, method=method)
    tally.add(requests=1)
    return visitor.get(path) if method == "GET" else visitor.post(path)


def _reaches(actor: Actor | None) -> bool:
    """Whether every example called own is this actor's: not so for people without a place, and the rival's."""
    return bool(actor and actor.membership and actor.membership.district != RIVAL)


def _expected(actor: Actor | None) -> tuple[int, str]:
    if actor is None:
        return 302, "/masuk"
    if actor.must_change_password:
        return 302, "/akun/kata-sandi"
    return (404, "") if actor.membership else (302, "/akun")


def _turned_away(answer: TestResponse) -> tuple[int, str]:
    return answer.status_code, answer.headers.get("Location", "").split("?")[0]


def comparable(answer: TestResponse) -> tuple[int, str, list[tuple[str, str]]]:
    """Status, body and headers, without what differs between any two requests."""
    body = re.sub(
        r'name="(csrf_token|form_key)" value="[^"]+"', "", answer.get_data().decode(errors="replace")
    )
    location = re.sub(r"next=.*", "", answer.headers.get("Location", ""))
    headers = [
        (k, v)
        for k, v in answer.headers
        if k not in ("Set-Cookie", "Location", "Content-Length", "X-Request-ID")
    ]
    return answer.status_code, "" if location else body, [*headers, ("Location", location)]
