"""People at work over HTTP, each in a thread of their own: what they ask, what they were told, and how long it took."""

from __future__ import annotations

import os
import random
import re
import socket
import subprocess
import sys
import time
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.client import HTTPConnection
from pathlib import Path
from threading import Event
from urllib.parse import urlencode
from uuid import uuid4

from spm_oversight.cli.serve import web_words
from spm_oversight.config.reading import read_settings
from spm_oversight.config.settings import PROJECT

FORM = "application/x-www-form-urlencoded"


@dataclass(frozen=True)
class Answer:
    """What came back. ``seconds``: from the question to the last byte, connecting included."""

    kind: str
    status: int
    body: bytes
    seconds: float

    @property
    def text(self) -> str:
        return self.body.decode(errors="replace")


@dataclass
class Browser:
    """Somebody who is signed in: the address, the cookie, what every form carries; and all answers they had."""

    port: int
    cookie: str
    form: Mapping[str, str]
    answers: list[Answer] = field(default_factory=list[Answer])

    def get(self, kind: str, path: str) -> Answer:
        """Open a page."""
        return self._ask(kind, "GET", path, b"", "")

    def post(self, kind: str, path: str, fields: Mapping[str, str]) -> Answer:
        """Send a form with a key of its own."""
        sent = urlencode({**self.form, "form_key": uuid4().hex, **fields}).encode()
        return self._ask(kind, "POST", path, sent, FORM)

    def send_file(self, kind: str, path: str, fields: Mapping[str, str], name: str, data: bytes) -> Answer:
        """Send a form with a file in its field ``file``."""
        edge = uuid4().hex
        texts = {**self.form, "form_key": uuid4().hex, **fields}
        parts = [
            f'--{edge}\r\nContent-Disposition: form-data; name="{key}"\r\n\r\n{value}\r\n'.encode()
            for key, value in texts.items()
        ]
        file = f'--{edge}\r\nContent-Disposition: form-data; name="file"; filename="{name}"\r\n\r\n'.encode()
        body = b"".join([*parts, file, data, f"\r\n--{edge}--\r\n".encode()])
        return self._ask(kind, "POST", path, body, f"multipart/form-data; boundary={edge}")

    def _ask(self, kind: str, method: str, path: str, body: bytes, content: str) -> Answer:
        headers = {"Cookie": f"spm={self.cookie}", **({"Content-Type": content} if content else {})}
        line = HTTPConnection("127.0.0.1", self.port, timeout=60)
        start = time.perf_counter()
        try:
            line.request(method, path, body or None, headers)
            came = line.getresponse()
            answer = Answer(kind, came.status, came.read(), time.perf_counter() - start)
        finally:
            line.close()
        self.answers.append(answer)
        return answer


@dataclass(frozen=True)
class Site:
    """gunicorn at work."""

    port: int
    process: int

    def memory(self) -> int:
        """Bytes that its worker processes have for themselves, and their part of what they share."""
        children = Path(f"/proc/{self.process}/task/{self.process}/children").read_text().split()
        rollups = [Path(f"/proc/{child}/smaps_rollup").read_text() for child in children]
        return sum(1024 * int(found[1]) for text in rollups if (found := re.search(r"Pss: +(\d+)", text)))


@contextmanager
def served(environment: Mapping[str, str], log: Path) -> Iterator[Site]:
    """The site behind gunicorn, called as ``make run`` calls it, until the block ends."""
    with socket.create_server(("127.0.0.1", 0), backlog=1024) as door:
        port = door.getsockname()[1]
        told = {**environment, "PORT": str(port), "SPM_LOG_LEVEL": "ERROR"}
        words = web_words(read_settings(told))
        words[words.index("--bind") + 1] = f"fd://{door.fileno()}"
        with log.open("wb") as out:
            site = subprocess.Popen(
                words,
                cwd=PROJECT,
                env={**os.environ, **told},
                stdout=out,
                stderr=out,
                pass_fds=(door.fileno(),),
            )
        try:
            _wait_until_well(port, log)
            yield Site(port, site.pid)
        finally:
            site.terminate()
            site.wait()


def _wait_until_well(port: int, log: Path) -> None:
    """The door is open before anybody stands behind it: who knocks waits."""
    if Browser(port, "", {}).get("health", "/kesehatan").status != 200:
        raise AssertionError(log.read_text()[-2000:])


def at_once(acts: Sequence[Callable[[], None]]) -> None:
    """Do all of them at the same time; an exception of one is raised here."""
    usual = sys.getswitchinterval()
    sys.setswitchinterval(0.0002)  # one person's time is not another's: they share an interpreter only here
    try:
        with ThreadPoolExecutor(len(acts)) as pool:
            for act in [pool.submit(each) for each in acts]:
                act.result()
    finally:
        sys.setswitchinterval(usual)


def think(chance: random.Random, seconds: tuple[float, float]) -> None:
    """Wait as a person does between two acts; not at all where ``seconds`` are none."""
    if seconds[1]:
        Event().wait(chance.uniform(*seconds))


def slowest(answers: Iterable[Answer], kind: str, share: float = 0.95) -> float:
    """The time within which this share of the answers of a kind came, in milliseconds."""
    times = sorted(answer.seconds for answer in answers if answer.kind == kind)
    return 1000 * times[min(len(times) - 1, int(share * len(times)))]
