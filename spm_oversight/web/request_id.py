"""Each request has an id: on its events in the record, in its log lines, in its answer and on the page of a failure."""

from __future__ import annotations

import logging
import re
from uuid import uuid4

from flask import Flask, Response, request

from spm_oversight.persistence.audit import REQUEST_ID

HEADER = "X-Request-ID"
# Signs that end a line or move about in it, written out.
_UNSEEN = {sign: f"\\x{sign:02x}" for sign in (*range(32), *range(127, 160), 0x2028, 0x2029)}
_SHAPE = re.compile(r"[0-9a-f]{32}")


class Line(logging.Formatter):
    """A log line that names the request it belongs to, if any."""

    def format(self, record: logging.LogRecord) -> str:
        """The line; a failure's trace follows below it as usual."""
        request = REQUEST_ID.get()
        record.request = f" [{request}]" if request else ""
        return super().format(record)

    def formatMessage(self, record: logging.LogRecord) -> str:
        """The message on one line, whatever a person put into it: nobody writes a second line for us."""
        record.message = record.message.translate(_UNSEEN)
        return super().formatMessage(record)


def name_requests(app: Flask, *, behind_proxy: bool) -> None:
    """Name each request before anything else sees it; a proxy that is trusted may have named it already."""

    @app.before_request
    def _name() -> None:  # pyright: ignore[reportUnusedFunction]
        REQUEST_ID.set((_given() if behind_proxy else "") or uuid4().hex)

    @app.after_request
    def _tell(response: Response) -> Response:  # pyright: ignore[reportUnusedFunction]
        response.headers[HEADER] = REQUEST_ID.get()
        return response

    @app.teardown_request
    def _forget(_error: BaseException | None) -> None:  # pyright: ignore[reportUnusedFunction]
        # The thread goes on to other work.
        REQUEST_ID.set("")


def _given() -> str:
    """What the proxy calls the request: 32 hexadecimal digits, perhaps with hyphens; else nothing."""
    given = request.headers.get(HEADER, "").replace("-", "").lower()
    return given if _SHAPE.fullmatch(given) else ""
