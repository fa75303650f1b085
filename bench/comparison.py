"""The comparison page against its own SQL and bare Jinja on the same rows: at most twice as long.

On the demonstration province's newest closed quarter. The base runs the statements that the request ran, one after the
other on one connection: in a transaction of its own who it is that asks, in another the page's, whose rows it writes
into tables. Both are called in this process, in turns, with no browser between.
"""

from __future__ import annotations

import gc
import re
import statistics
import sys
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from typing import Any

import psycopg
from flask import Flask
from flask.testing import FlaskClient
from jinja2 import Environment
from sqlalchemy import event
from werkzeug.test import run_wsgi_app

from bench.province import Province, province
from spm_oversight.persistence import scoped_session
from spm_oversight.persistence.asking import Statement
from spm_oversight.persistence.database import db
from spm_oversight.services.demonstration.people import PASSWORD

PAGE, SITE = "/perbandingan", "http://localhost"
COORDINATOR = "koordinator@contoh.test"
MOST, ROUNDS, WARM = 2.0, 220, 20
BARE = Environment(autoescape=True).from_string(
    "<!doctype html><title>Perbandingan</title>{% for rows in tables %}<table>{% for row in rows %}<tr>"
    "{% for value in row %}<td>{{ value }}</td>{% endfor %}</tr>{% endfor %}</table>{% endfor %}"
)
# How a transaction begins and ends is asked for by every page, and by the base too.
FRAME = re.compile(r"\s*(begin|commit|select now\(\))", re.IGNORECASE)


def signed_in(made: Province) -> FlaskClient:
    """The coordinator at their desk."""
    client = made.app().test_client()
    token = re.findall(r'name="csrf_token"[^>]* value="([^"]+)"', client.get("/masuk", base_url=SITE).text)[0]
    form = {"csrf_token": token, "email": COORDINATOR, "password": PASSWORD}
    if client.post("/masuk", data=form, base_url=SITE).status_code != 302:
        raise SystemExit("not signed in")
    return client


@contextmanager
def noted(client: FlaskClient) -> Iterator[list[Statement]]:
    """Every statement sent while it lasts."""
    sent: list[Statement] = []
    really = scoped_session.exchange

    def exchange(connection: Any, statements: Sequence[Statement], **how: bool) -> list[Sequence[Any]]:
        sent.extend(statements)
        return really(connection, statements, **how)

    def executed(_: Any, __: Any, text: str, values: Any, *___: Any) -> None:
        sent.append((text, values))

    with client.application.app_context():
        engine = db.engine
    scoped_session.exchange = exchange
    event.listen(engine, "before_cursor_execute", executed)
    try:
        yield sent
    finally:
        event.remove(engine, "before_cursor_execute", executed)
        scoped_session.exchange = really


def bare(connection: psycopg.Connection[Any], who: Sequence[Statement], page: Sequence[Statement]) -> str:
    """The base's page."""
    _rows(connection, who)
    return BARE.render(tables=_rows(connection, page)[1:])


def _rows(connection: psycopg.Connection[Any], statements: Sequence[Statement]) -> list[list[Any]]:
    with connection.transaction(), connection.cursor() as cursor:
        return [
            cursor.execute(text, values).fetchall()  # pyright: ignore[reportArgumentType, reportCallIssue]
            for text, values in statements
        ]


def request_of(client: FlaskClient) -> dict[str, Any]:
    """The page asked for by this browser, as the server hands it to the application."""
    return client.get(PAGE, base_url=SITE).request.environ


def answer(app: Flask, request: dict[str, Any]) -> str:
    """What the application answers to it."""
    chunks, status, _ = run_wsgi_app(app, {**request, "werkzeug.request": None})
    text = b"".join(chunks).decode()
    if not status.startswith("200") or "Capaian di 14" not in text:
        raise SystemExit(f"no comparison: {status}")
    return text


def seconds(page: Callable[[], object]) -> float:
    """How long it takes by the clock."""
    start = time.perf_counter()
    page()
    return time.perf_counter() - start


def measured(made: Province) -> int:
    """Note, then race."""
    client = signed_in(made)
    app, request = client.application, request_of(client)

    def ours() -> str:
        return answer(app, request)

    with noted(client) as sent:
        ours()
    # The guard tells a scope and asks who it is; then a scope is told again, and the page begins.
    told = max(place for place, (text, _) in enumerate(sent) if "app.districts" in text)
    who, page = sent[:told], [sent[told], *(each for each in sent[told + 1 :] if not FRAME.match(each[0]))]
    # As wsgi.py does, for both sides.
    gc.collect()
    gc.freeze()
    gc.set_threshold(20_000, 50, 100)
    with psycopg.connect(made.urls.app, autocommit=True) as connection:
        size = len(bare(connection, who, page))
        pairs = [(seconds(lambda: bare(connection, who, page)), seconds(ours)) for _ in range(ROUNDS)]
    base_time, own_time = (statistics.median(column) for column in zip(*pairs[WARM:], strict=True))
    ratio = own_time / base_time
    sys.stdout.write(
        f"comparison page: {len(page) - 1} questions (at most 8); its SQL and bare Jinja {1000 * base_time:.1f} ms"
        f" ({size // 1000} kB), product {1000 * own_time:.1f} ms, ratio {ratio:.2f} (at most {MOST})\n"
    )
    return int(ratio > MOST or len(page) > 9)


def main() -> int:
    """Print the ratio; 1 when a target is missed."""
    with province() as made:
        return measured(made)


if __name__ == "__main__":
    raise SystemExit(main())
