"""A real mail server on a socket of this machine: it takes letters, refuses what a test wants refused, and tells."""

from __future__ import annotations

import socketserver
import ssl
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from email import message_from_bytes, policy
from email.message import EmailMessage
from pathlib import Path
from threading import Event, Lock, Thread


@dataclass
class MailServer:
    """What it has heard. ``answers``: other answers to a command (``RCPT``, ``DATA``, ``.``), one a time."""

    port: int = 0
    letters: list[EmailMessage] = field(default_factory=list)
    envelopes: list[tuple[str, str]] = field(default_factory=list)
    heard: list[str] = field(default_factory=list)
    answers: dict[str, list[str]] = field(default_factory=dict)
    tls: ssl.SSLContext | None = None
    # While not set, the server keeps the letter it just heard to itself.
    may_answer: Event = field(default_factory=Event)
    asked: Event = field(default_factory=Event)
    lock: Lock = field(default_factory=Lock)


class _Conversation(socketserver.StreamRequestHandler):
    timeout = 20
    server: _Sockets

    def handle(self) -> None:
        house, sender, to = self.server.house, "", ""
        self._say("220 ready")
        while line := self.rfile.readline().decode().rstrip("\r\n"):
            word = line.split(" ")[0].split(":")[0].upper()
            house.heard.append(word)
            usual = {"EHLO": "250 ok", "QUIT": "221 bye", "RSET": "250 ok", "AUTH": "235 ok"}.get(
                word, "250 ok"
            )
            if word == "MAIL":
                sender = line
            if word == "RCPT":
                to = line
            if word == "EHLO" and house.tls and not isinstance(self.request, ssl.SSLSocket):
                usual = "250-ok\r\n250 STARTTLS"
            elif word == "EHLO" and house.tls:
                usual = "250-ok\r\n250 AUTH PLAIN LOGIN"
            if word == "STARTTLS" and house.tls:
                self._say("220 go")
                self._seal(house.tls)
                continue
            if word == "DATA":
                usual = "354 go"
            answer = self._answer(word, usual)
            self._say(answer)
            if word == "DATA" and answer.startswith("354"):
                self._letter(sender, to)
            if word == "QUIT":
                return

    def _letter(self, sender: str, to: str) -> None:
        house, lines = self.server.house, list[bytes]()
        while (line := self.rfile.readline()) not in (b".\r\n", b""):
            lines.append(line.removeprefix(b"."))
        house.asked.set()
        house.may_answer.wait(20)
        answer = self._answer(".", "250 taken")
        if answer.startswith("250"):
            with house.lock:
                letter = message_from_bytes(b"".join(lines), policy=policy.default)
                assert isinstance(letter, EmailMessage)
                house.letters.append(letter)
                house.envelopes.append((sender, to))
        self._say(answer)

    def _answer(self, word: str, usual: str) -> str:
        with self.server.house.lock:
            others = self.server.house.answers.get(word, [])
            return others.pop(0) if others else usual

    def _say(self, text: str) -> None:
        self.wfile.write(f"{text}\r\n".encode())

    def _seal(self, context: ssl.SSLContext) -> None:
        self.request = context.wrap_socket(self.request, server_side=True)
        self.setup()

    def finish(self) -> None:
        super().finish()
        self.request.close()


class _Sockets(socketserver.ThreadingTCPServer):
    allow_reuse_address = True
    daemon_threads = False
    house: MailServer

    def handle_error(self, request: object, client_address: object) -> None:
        """A visitor who leaves in the middle (a seal that is not trusted) is no fault of the server's."""


@contextmanager
def mail_server(tls: ssl.SSLContext | None = None) -> Iterator[MailServer]:
    """A server on a free port of 127.0.0.1 until the block ends."""
    house = MailServer(tls=tls)
    house.may_answer.set()
    with _Sockets(("127.0.0.1", 0), _Conversation) as sockets:
        sockets.house = house
        house.port = sockets.server_address[1]
        thread = Thread(target=sockets.serve_forever, kwargs={"poll_interval": 0.01})
        thread.start()
        try:
            yield house
        finally:
            house.may_answer.set()
            sockets.shutdown()
            thread.join()


def certificate(folder: Path) -> tuple[Path, ssl.SSLContext]:
    """A certificate of 127.0.0.1 which nobody trusts who is not told to, and a server's context with it."""
    cert, key = folder / "cert.pem", folder / "key.pem"
    subprocess.run(
        [
            *(
                "openssl",
                "req",
                "-x509",
                "-newkey",
                "ec",
                "-pkeyopt",
                "ec_paramgen_curve:prime256v1",
                "-nodes",
            ),
            *("-keyout", str(key), "-out", str(cert), "-days", "2", "-subj", "/CN=mail"),
            *("-addext", "subjectAltName=IP:127.0.0.1"),
        ],
        check=True,
        capture_output=True,
    )
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(cert, key)
    return cert, context
