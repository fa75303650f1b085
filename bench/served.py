"""A site that gunicorn serves on a port of its own, and a browser that keeps its connection and its cookies."""

from __future__ import annotations

import os
import socket
import subprocess
import sys
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from http.client import HTTPConnection
from http.cookies import SimpleCookie
from urllib.parse import urlencode

FORM = "application/x-www-form-urlencoded"


class Browser:
    """Asks one site, one page after the other, on one connection."""

    def __init__(self, port: int) -> None:
        self._line = HTTPConnection("localhost", port, timeout=30)
        self._cookies = SimpleCookie()

    def get(self, path: str) -> str:
        """The text of a page."""
        return self._ask("GET", path)

    def post(self, path: str, fields: Mapping[str, object]) -> str:
        """The answer to a form."""
        return self._ask("POST", path, urlencode(fields))

    def _ask(self, method: str, path: str, body: str | None = None) -> str:
        told = {"Cookie": "; ".join(f"{one.key}={one.value}" for one in self._cookies.values())}
        self._line.request(method, path, body, {**told, **({"Content-Type": FORM} if body else {})})
        answer = self._line.getresponse()
        text = answer.read().decode()
        for cookie in answer.headers.get_all("Set-Cookie", []):
            self._cookies.load(cookie)
        if answer.status >= 400:
            raise SystemExit(f"{method} {path}: {answer.status} {text[:200]}")
        return text


@contextmanager
def served(module: str, settings: Mapping[str, str]) -> Iterator[Browser]:
    """The application behind one gunicorn worker, as ``make run`` starts its workers."""
    with socket.socket() as door:
        # As gunicorn sets it on a socket that it opens itself.
        door.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        door.bind(("127.0.0.1", 0))
        door.listen()
        words = [sys.executable, "-m", "gunicorn", module, "--bind", f"fd://{door.fileno()}"]
        words += ["--worker-class", "gthread", "--threads", "2", "--keep-alive", "60", "--no-control-socket"]
        site = subprocess.Popen(
            [*words, "--log-level", "warning"], env={**os.environ, **settings}, pass_fds=[door.fileno()]
        )
        try:
            yield Browser(door.getsockname()[1])
        finally:
            site.terminate()
            site.wait()
