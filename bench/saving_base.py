"""The base: a plain Flask view that makes the same durable writes with plain SQL, one statement after the other.

It stands where any view that writes stands: behind a sign-in (flask-login, the person and their posts read from the
database with each request) and a form token (flask-wtf). It stores the cell, the results and the indicator that change
with it, and a link of the audit chain, as the application's role behind the same wall, with fsync on. It asks nothing
else, checks nothing, and computes nothing.
"""

from __future__ import annotations

import hashlib
import json
import os
from typing import Any
from uuid import UUID

import psycopg
from flask import Flask, jsonify, request
from flask_login import LoginManager, UserMixin, current_user, login_required, login_user  # pyright: ignore
from flask_wtf import CSRFProtect
from flask_wtf.csrf import generate_csrf

CELL = """
insert into recipients (province_id, district_id, year, quarter, code, state, base, part, note, entered_at, entered_by,
    version)
values ('62', %(district)s, %(year)s, %(quarter)s, %(code)s, 'filled', %(base)s, %(part)s, '', now(), %(by)s,
    nextval('cell_version'))
on conflict (province_id, district_id, year, quarter, code) do update
set base = excluded.base, part = excluded.part, entered_at = excluded.entered_at, version = excluded.version
returning version
"""
RESULT = """
update result set recipients_pct = %(share)s, index = %(share)s
where province_id = '62' and district_id = %(district)s and year = %(year)s and quarter = %(quarter)s
    and (level, code) in (('service', %(code)s), ('urusan', '1.02'), ('district', %(district)s))
"""
INDICATOR = """
update indicator set value = %(base)s::numeric - %(part)s::numeric
where province_id = '62' and district_id = %(district)s and year = %(year)s and quarter = %(quarter)s
    and metric = 'not_served_people'
"""
HEAD = "select number, hash from audit_head where tenant = %(district)s for update"
EVENT = """
insert into audit_event (tenant, number, at, actor_id, actor, action, subject, detail, previous_hash, hash)
values (%(district)s, %(number)s, now(), %(account)s, %(by)s, 'figures_saved', %(code)s, %(detail)s, %(before)s,
    %(hash)s)
"""
MOVE = "update audit_head set number = %(number)s, hash = %(hash)s where tenant = %(district)s"
SCOPE = """
select set_config('app.province', '62', true), set_config('app.districts', %(district)s, true),
    set_config('app.write_district', %(district)s, true)
"""


PERSON = """
select a.name from account a left join membership m on m.account_id = a.id and m.ended_at is null where a.id = %s
"""


class Person(UserMixin):
    """Who is signed in."""

    def __init__(self, account: str, name: str) -> None:
        self.id, self.name = account, name


def plain_app(url: str, secret: str) -> Flask:
    """The view at ``/save`` on a connection of its own; ``/enter/<account>`` signs in and answers the form token."""
    app = Flask(__name__)
    app.secret_key = secret
    connection = psycopg.connect(url, autocommit=True)
    CSRFProtect(app)
    manager = LoginManager(app)

    @manager.user_loader  # pyright: ignore
    def person(account: str) -> Person | None:  # pyright: ignore[reportUnusedFunction]
        with connection.transaction(), connection.cursor() as cursor:
            cursor.execute("select set_config('app.system', 'on', true)")
            cursor.execute(PERSON, [UUID(account)])
            found = cursor.fetchone()
        return Person(account, found[0]) if found else None

    @app.post("/save")
    @login_required
    def save() -> Any:  # pyright: ignore[reportUnusedFunction]
        typed = request.form
        said: dict[str, Any] = {
            "district": "62.01",
            "year": int(typed["year"]),
            "quarter": int(typed["quarter"]),
            "code": typed["code"],
            "base": typed["base"],
            "part": typed["part"],
            "share": 100 * int(typed["part"]) / int(typed["base"]),
            "by": current_user.name,
            "account": UUID(current_user.id),
        }
        with connection.transaction(), connection.cursor() as cursor:
            cursor.execute(SCOPE, said)
            cursor.execute(CELL, said)
            (version,) = cursor.fetchone() or (0,)
            cursor.execute(RESULT, said)
            cursor.execute(INDICATOR, said)
            cursor.execute(HEAD, said)
            number, before = cursor.fetchone() or (0, "")
            detail = json.dumps({"base": typed["base"], "part": typed["part"]})
            link = hashlib.sha256(f"{before}{detail}".encode()).hexdigest()
            said |= {"number": number + 1, "before": before, "detail": detail, "hash": link}
            cursor.execute(EVENT, said)
            cursor.execute(MOVE, said)
        return jsonify(version=version)

    @app.get("/enter/<account>")
    def enter(account: str) -> str:  # pyright: ignore[reportUnusedFunction]
        login_user(Person(account, ""))
        return generate_csrf()

    return app


def app_from_environment() -> Flask:
    """What gunicorn serves."""
    return plain_app(os.environ["BENCH_URL"], os.environ["BENCH_SECRET"])
