"""Every door with the ids of another tenant's rows: nothing of theirs comes out, and nothing of theirs changes.

Known to the matrix is who may open what; here every id is that of a row that is there, every text of theirs is a
canary, and each request asks in all the ways it could for their place (A1, A2, A5, A9, T1, T2).
"""

from __future__ import annotations

import logging
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from io import StringIO
from pathlib import Path

import psycopg
import pytest
from flask import Flask
from werkzeug.routing import Rule
from werkzeug.test import TestResponse

from spm_oversight.app import create_app
from spm_oversight.config.reading import read_settings
from spm_oversight.persistence.database import db
from spm_oversight.persistence.embedded import Urls
from spm_oversight.services.begin import begin_system
from spm_oversight.services.demonstration.people import COORDINATOR, PASSWORD, PLATFORM
from spm_oversight.services.open_province import open_province
from spm_oversight.services.sign_in import hash_password
from tests.guard import tally, world
from tests.guard.test_matrix import ABSENT, comparable, doors
from tests.guard.world import FOREIGN, FOREIGN_DISTRICT, OURS, PROVINCE, RIVAL, Canaries, Canary
from tests.web.cast import Visitor

QUARTER, SERVICE = "2024-Q4", "kab.1.02.01"
# Who is not of our district, with what is not theirs: our district's, or all of our province's.
STRANGERS = {
    "rival admin": ("district_admin", RIVAL),
    "rival leader": ("district_leader", RIVAL),
    "foreign admin": ("district_admin", FOREIGN_DISTRICT),
    "foreign coordinator": ("coordinator", FOREIGN),
    "foreign reviewer": ("reviewer", FOREIGN),
    "platform admin": ("platform_admin", None),
    "nobody": (None, None),
}
# Ways of asking for another place that no door takes.
TRICKS = {
    **dict.fromkeys(("district", "district_id", "daerah", "kabupaten", "tenant", "tenant_id", "code"), OURS),
    **dict.fromkeys(("province", "province_id", "provinsi"), PROVINCE),
    **dict.fromkeys(("quarter", "periode", "triwulan", "period"), QUARTER),
}
HEADERS = {
    "X-Tenant": OURS,
    "X-District": OURS,
    "X-Forwarded-User": world.OWNER,
    "X-Original-URL": f"/daerah/{OURS}",
}
# Ids of our rows; of the rest there is one example for everybody.
IDS = {
    "agreement": f"select id from agreement where district_id = '{OURS}' limit 1",
    "evidence": f"select id from evidence where district_id = '{OURS}' and link is null limit 1",
    "upload": f"select id from evidence_upload where district_id = '{OURS}' limit 1",
    "office": f"select id from office where district_id = '{OURS}' and code = 'dinas-kesehatan'",
    "membership": f"select id from membership where district_id = '{OURS}' and role = 'operator' limit 1",
    "session": f"select s.id from session s join account a on a.id = account_id where email = '{world.OWNER}' limit 1",
    "passkey": f"select p.id from passkey p join account a on a.id = account_id where email = '{world.OWNER}' limit 1",
    "paper": "select id from paper limit 1",
    "papers.own_file": f"select id from district_paper where district_id = '{OURS}' limit 1",
}
SAME = {
    **{
        "code": QUARTER,
        "quarter": QUARTER,
        "district": OURS,
        "service": SERVICE,
        "urusan": "1.02",
        "figure": SERVICE,
    },
    **{"year": "2026", "issuer": "district", "number": "1", "revision": "1", "token": "x" * 43, "job": "1"},
}


@dataclass
class Theirs:
    """What the strangers knock for."""

    app: Flask
    urls: Urls
    canaries: Canaries
    log: StringIO

    def ids(self, rule: Rule, *, absent: bool = False) -> dict[str, str]:
        """Of our rows, or of no row."""
        return {name: self._id(rule.endpoint, name, absent=absent) for name in rule.arguments}

    def _id(self, endpoint: str, name: str, *, absent: bool) -> str:
        asked = IDS.get(endpoint) or IDS.get(name)
        if absent:
            return ABSENT if asked else {"district": "99.99"}.get(name, SAME.get(name, ABSENT))
        if not asked:
            return SAME[name]
        with psycopg.connect(self.urls.superuser) as connection:
            found = connection.execute(asked.encode()).fetchone()
        return str(found[0]) if found else ABSENT


@pytest.fixture(scope="module")
def theirs(
    new_database: Callable[[str], Urls], demonstration_template: str, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Theirs]:
    """The demonstration, strangers in it, and a canary in each text of our district and its province."""
    urls = new_database(demonstration_template)
    log = StringIO()
    app = _application(urls, tmp_path_factory.mktemp("canaries"))
    with app.app_context():
        open_province(code=FOREIGN, actor=None)
        with begin_system() as work:
            for name, (role, place) in STRANGERS.items():
                if role and place:
                    account = work.accounts.create(
                        email=_email(name),
                        name=name,
                        password_hash=hash_password(PASSWORD),
                        must_change_password=False,
                    )
                    district = place if "." in place else None
                    work.accounts.appoint(account, role, province=place[:2], district=district)
    handler = logging.StreamHandler(log)
    logging.getLogger().addHandler(handler)
    yield Theirs(app, urls, world.fill(urls.superuser, seeds=False), log)
    logging.getLogger().removeHandler(handler)
    with app.app_context():
        db.engine.dispose()


def _application(urls: Urls, folder: Path) -> Flask:
    return create_app(
        read_settings(
            {
                "DATABASE_URL": urls.app,
                "DATABASE_OWNER_URL": urls.owner,
                "SECRET_KEY": "s" * 40,
                "SPM_TRUSTED_HOSTS": "localhost",
                "SPM_HTTPS": "0",
                "SPM_DATA": str(folder),
                "SPM_TWO_STEPS": "0",
                "SPM_DEMONSTRATION": "1",
            }
        )
    )


def _email(name: str) -> str:
    return PLATFORM if name == "platform admin" else f"{name.replace(' ', '.')}@contoh.go.id"


def _browser(app: Flask, email: str | None) -> Visitor:
    client = app.test_client()
    visitor = Visitor(client)
    if email is None:
        visitor.take_token("/masuk")
        return visitor
    visitor.take_token("/masuk")
    answer = visitor.post("/masuk", {"email": email, "password": PASSWORD})
    assert answer.status_code == 302, answer.text
    visitor.take_token("/akun")
    return visitor


def test_whose_they_are_sees_them(theirs: Theirs) -> None:
    """The canaries can be seen at all: what strangers do not see is not hidden by chance."""
    seen: set[Canary] = set()
    for email in (world.OWNER, COORDINATOR):
        visitor = _browser(theirs.app, email)
        for rule, method in doors(theirs.app):
            if method == "GET":
                answer = visitor.get(_path(theirs.app, rule, method, theirs.ids(rule)))
                tally.add(requests=1)
                assert answer.status_code < 500, rule
                seen |= theirs.canaries.in_(_all_of(answer))
    tally.add(canaries=len(theirs.canaries.planted))
    unseen = {f"{c.table}.{c.column}" for c in theirs.canaries.planted} - {
        f"{c.table}.{c.column}" for c in seen
    }
    assert len(seen) >= 20, sorted(unseen)


@pytest.mark.parametrize("name", STRANGERS)
def test_strangers_see_none_and_change_none(theirs: Theirs, name: str) -> None:
    _, place = STRANGERS[name]
    forbidden = {OURS, world.OWNER} if place == RIVAL else {OURS, PROVINCE, world.OWNER}
    visitor = _browser(theirs.app, _email(name) if name != "nobody" else None)
    theirs.canaries = world.fill(theirs.urls.superuser)
    before = world.ours(theirs.urls.superuser)
    leaks: list[str] = []
    for rule, method in doors(theirs.app):
        if name == "platform admin" and "membership" in rule.arguments:
            continue  # whoever runs the installation keeps the register of its people
        visitor.get("/tidak-ada")  # takes the message that a success left for the next page
        there, nowhere = theirs.ids(rule), theirs.ids(rule, absent=True)
        answers = [_knock(theirs.app, visitor, rule, method, there)]
        leaks += [
            f"{method} {rule.rule}: {c.table}.{c.column} of {c.owner}"
            for c in theirs.canaries.in_(_all_of(answers[0]))
            if c.owner in forbidden
        ]
        if there != nowhere:
            answers.append(_knock(theirs.app, visitor, rule, method, nowhere))
            if comparable(answers[0]) != comparable(answers[1]):
                told = [answer.status for answer in answers]
                leaks.append(f"{method} {rule.rule}: {told} where it is and where none is")
        if rule.endpoint == "sign_in.end" and name != "nobody":
            visitor = _browser(theirs.app, _email(name))
    assert not leaks, "\n".join(leaks)
    assert not theirs.canaries.in_(theirs.log.getvalue().encode())
    assert world.ours(theirs.urls.superuser) == before


def _knock(app: Flask, visitor: Visitor, rule: Rule, method: str, ids: dict[str, str]) -> TestResponse:
    path = _path(app, rule, method, ids)
    tally.add(requests=1)
    if method == "GET":
        return visitor.get(path, query_string=TRICKS, headers=HEADERS)
    return visitor.post(path, dict(TRICKS), headers=HEADERS)


def _path(app: Flask, rule: Rule, method: str, arguments: dict[str, str]) -> str:
    return app.url_map.bind("localhost").build(rule.endpoint, arguments, method=method)


def _all_of(answer: TestResponse) -> bytes:
    """Body and headers: file names, redirects, cookies."""
    data = answer.get_data()
    head = "\n".join(f"{name}: {value}" for name, value in answer.headers).encode()
    return data if data.startswith(b"PK") and not world.WORD.search(head) else data + head
