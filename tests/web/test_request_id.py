"""One id from the request to its events, its answer, its log lines and the page of a failure."""

from __future__ import annotations

import logging
import re
from io import StringIO
from pathlib import Path

import pytest
from flask import Flask

from spm_oversight.domain.chain import Event
from spm_oversight.domain.scope import Scope
from spm_oversight.persistence.audit import REQUEST_ID
from spm_oversight.persistence.database import db
from spm_oversight.persistence.embedded import Urls
from spm_oversight.persistence.work import open_work
from spm_oversight.web.request_id import HEADER, Line
from tests.web.cast import DISTRICT, PROVINCE, signed_in
from tests.web.house import application

OUR_SCOPE = Scope.of_district(PROVINCE, DISTRICT)
GIVEN = "0123456789ABCDEF-0123456789abcdef"


def events(app: Flask, action: str) -> list[Event]:
    with app.app_context(), open_work(OUR_SCOPE, None) as work:
        return [each for each in work.record.events() if each.action == action]


def test_an_event_names_its_request_and_its_answer_too(app: Flask) -> None:
    visitor = signed_in(app, "district_admin")
    ids: list[str] = []
    for name in ("Dinas Satu", "Dinas Dua"):
        answer = visitor.post(
            "/perangkat-daerah/baru", {"name": name, "code": name.lower().replace(" ", "-")}
        )
        assert answer.status_code == 302, answer.text
        ids.append(answer.headers[HEADER])

    assert [each.detail["request"] for each in events(app, "office_added")] == ids
    assert len(set(ids)) == 2 and all(re.fullmatch("[0-9a-f]{32}", each) for each in ids)


def test_what_no_request_did_has_no_request(app: Flask) -> None:
    signed_in(app, "district_admin")
    with app.app_context(), open_work(OUR_SCOPE, None) as work:
        work.record.add("figures_saved", "62.06 2024-Q4")
    (event,) = events(app, "figures_saved")
    assert event.detail == {}


def test_a_browser_does_not_name_its_request(app: Flask) -> None:
    answer = app.test_client().get("/masuk", headers={HEADER: GIVEN})
    assert answer.headers[HEADER] != GIVEN.replace("-", "").lower()


@pytest.mark.parametrize(
    ("given", "taken"), [(GIVEN, True), ("x" * 32, False), ("ab\tcd", False), ("", False)]
)
def test_a_trusted_proxy_names_it_with_what_looks_like_a_name(
    urls: Urls, tmp_path: Path, given: str, taken: bool
) -> None:
    app = application(urls, tmp_path, SPM_PROXIES="1")
    answer = app.test_client().get("/masuk", headers={HEADER: given})
    assert (answer.headers[HEADER] == given.replace("-", "").lower()) is taken
    assert re.fullmatch("[0-9a-f]{32}", answer.headers[HEADER])
    with app.app_context():
        db.engine.dispose()


def test_the_page_of_a_failure_and_the_log_tell_the_same_code(
    urls: Urls, tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    app = application(urls, tmp_path)

    def broken() -> str:
        raise ZeroDivisionError("a secret")

    app.view_functions["health.page"] = broken
    lines: list[str] = []
    caplog.handler.emit = lambda record: lines.append(Line("%(name)s%(request)s: %(message)s").format(record))  # type: ignore[method-assign]
    with caplog.at_level(logging.ERROR):
        answer = app.test_client().get("/kesehatan")

    code = answer.headers[HEADER]
    assert answer.status_code == 500
    assert f'<code class="text-break">{code}</code>' in answer.text
    assert [line.split("\n")[0] for line in lines if "secret" in line] == [
        f"{app.name} [{code}]: Exception on /kesehatan [GET]"
    ]
    assert REQUEST_ID.get() == ""


def test_a_page_that_is_only_absent_has_no_code(app: Flask) -> None:
    visitor = signed_in(app, "district_admin")
    assert "sebutkan kode ini" not in visitor.get("/tidak-ada").text


def test_nobody_writes_a_line_into_the_log() -> None:
    said = "opened /a\nERROR root: all is lost\r\x1b[2K\u2028x"
    line = Line("%(levelname)s%(request)s: %(message)s").format(
        logging.LogRecord("x", logging.INFO, "", 0, "%s", (said,), None)
    )
    assert line == r"INFO: opened /a\x0aERROR root: all is lost\x0d\x1b[2K\x2028x"


def test_a_page_somebody_may_not_open_is_told_to_the_log(app: Flask) -> None:
    visitor, lines = signed_in(app, "operator"), StringIO()
    handler = logging.StreamHandler(lines)
    logging.getLogger("spm_oversight.web.guard").addHandler(handler)
    try:
        assert visitor.get("/provinsi").status_code == 404
        assert visitor.get("/tidak-ada").status_code == 404
    finally:
        logging.getLogger("spm_oversight.web.guard").removeHandler(handler)
    assert re.fullmatch(r"account [0-9a-f-]{36} may not open provinces\.page /provinsi\n", lines.getvalue())
