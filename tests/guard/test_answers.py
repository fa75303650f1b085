"""What every answer carries, word for word, whoever asks; and what is not answered at all."""

from __future__ import annotations

import re
from collections.abc import Callable

import pytest
from flask import Flask
from werkzeug.test import TestResponse

from spm_oversight.services.sign_in import sign_in
from tests.guard import tally
from tests.guard.test_matrix import doors, ids
from tests.web.cast import PASSWORD, Visitor, email_of
from tests.web.walk import HERE, open_quarter

ALWAYS = {
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "same-origin",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
}
OF_A_PAGE = (
    "default-src 'none'; script-src {}; style-src 'self'; img-src 'self' data:; font-src 'self';"
    " connect-src 'self'; form-action 'self'; frame-ancestors 'none'; base-uri 'none'"
)
HTTPS = {"X-Forwarded-Proto": "https"}


@pytest.mark.parametrize("name", ["nobody", "operator", "coordinator", "platform_admin"])
def test_every_answer_carries_the_headers(app: Flask, name: str) -> None:
    visitor = Visitor(app.test_client())
    actor = None
    if name != "nobody":
        visitor.sign_in(email_of(name))
        with app.app_context():
            actor = sign_in(email=email_of(name), password=PASSWORD)[0]
    for rule, method in doors(app):
        own = {argument: ids(app, rule.endpoint, argument, actor).own for argument in rule.arguments}
        path = app.url_map.bind("localhost").build(rule.endpoint, own, method=method)
        # A form without its token is turned away before it could end the session.
        answer = visitor.get(path) if method == "GET" else Visitor(app.test_client()).post(path)
        check(answer, f"{name}: {method} {path}")
        assert answer.headers["Cache-Control"] == "no-store", path
        assert "Cookie" in answer.headers["Vary"], path


@pytest.mark.parametrize(
    ("method", "path", "status"),
    [
        ("GET", "/tidak-ada", 404),
        ("GET", "/static/", 404),
        ("GET", "/bootstrap/static/", 404),
        ("GET", "/static/../app.py", 404),
        ("GET", "/.git/config", 404),
        ("GET", "/.env", 404),
        ("TRACE", "/masuk", 405),
        ("TRACK", "/masuk", 405),
        ("CONNECT", "/masuk", 405),
        ("PUT", "/masuk", 405),
        ("DELETE", "/akun", 405),
        ("PATCH", "/akun", 405),
    ],
)
def test_what_is_not_ours_to_answer_is_refused_alike(app: Flask, method: str, path: str, status: int) -> None:
    answer = app.test_client().open(path, method=method)
    assert answer.status_code == status
    check(answer, f"{method} {path}")


def test_files_of_ours_are_the_only_ones_a_cache_may_keep(app: Flask) -> None:
    for path in ("/static/spm.css", "/static/entry.js", "/bootstrap/static/css/bootstrap.min.css"):
        answer = app.test_client().get(path)
        assert answer.status_code == 200
        assert answer.headers["Cache-Control"] == "public, max-age=86400"
        assert "Set-Cookie" not in answer.headers
        check(answer, path)


def test_no_answer_invites_another_site_or_names_a_program(app: Flask) -> None:
    for origin in ("https://evil.test", "null"):
        answer = app.test_client().get("/masuk", headers={"Origin": origin})
        assert not [name for name, _ in answer.headers if name.lower().startswith("access-control-")]
        assert "X-Powered-By" not in answer.headers
    asked = {"Origin": "https://evil.test", "Access-Control-Request-Method": "POST"}
    assert "Access-Control-Allow-Origin" not in app.test_client().options("/masuk", headers=asked).headers


def test_over_https_every_answer_asks_for_it_for_a_year(made: Callable[..., Flask]) -> None:
    client = made(SPM_HTTPS="1").test_client()
    for path in ("/masuk", "/tidak-ada", "/static/spm.css", "/", "/kesehatan"):
        answer = client.get(path, headers=HTTPS)
        assert answer.headers["Strict-Transport-Security"] == "max-age=31536000; includeSubDomains", path


def test_no_setting_of_the_environment_shows_a_trace(
    made: Callable[..., Flask], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("FLASK_DEBUG", "1")
    app = made()

    def broken() -> str:
        raise ZeroDivisionError("a secret")

    assert not app.debug
    app.view_functions["sign_in.page"] = broken
    answer = app.test_client().get("/masuk")
    assert (answer.status_code, "Terjadi gangguan pada sistem" in answer.text) == (500, True)
    assert "secret" not in answer.text
    check(answer, "/masuk")


def test_scripts_are_named_anew_by_each_answer(visit: Callable[[str], Visitor]) -> None:
    open_quarter(visit("coordinator"))
    operator = visit("operator")
    entry = [operator.get(f"{HERE}/isian/1.02").headers["Content-Security-Policy"] for _ in range(2)]
    assert all("script-src 'nonce-" in policy for policy in entry)
    assert len(set(entry)) == 2
    assert "script-src 'none'" in operator.get("/tidak-ada").headers["Content-Security-Policy"]


def check(answer: TestResponse, told: str) -> None:
    """The headers of any answer, and that a text says how it is written."""
    tally.add(requests=1)
    assert {name: answer.headers.get(name) for name in ALWAYS} == ALWAYS, told
    nonces = set(re.findall(r'<script[^>]* nonce="([^"]+)"', answer.get_data(as_text=True)))
    scripts = f"'nonce-{nonces.pop()}'" if nonces else "'none'"
    assert answer.headers["Content-Security-Policy"] == OF_A_PAGE.format(scripts), told
    if answer.mimetype.startswith("text/") and answer.data:
        assert answer.mimetype_params.get("charset", "").lower() == "utf-8", told
