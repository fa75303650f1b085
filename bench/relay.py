"""A relay before PostgreSQL's socket that counts round trips: how often the server says that it is ready again."""

from __future__ import annotations

import selectors
import socket
from collections.abc import Iterator
from pathlib import Path
from threading import Thread
from typing import cast

NAME = ".s.PGSQL.5432"
READY = b"Z"


class Relay:
    """Listens in ``folder`` and passes everything on to ``behind``; ``trips`` counts the round trips of all clients.

    A client that waited for its answers, however many they were, is told ReadyForQuery once.
    """

    def __init__(self, folder: Path, behind: Path) -> None:
        self.trips = 0
        self._behind = behind / NAME
        self._door = socket.socket(socket.AF_UNIX)
        self._door.bind(str(folder / NAME))
        self._door.listen()
        Thread(target=self._receive, daemon=True).start()

    def _receive(self) -> None:
        while True:
            client, _ = self._door.accept()
            server = socket.socket(socket.AF_UNIX)
            server.connect(str(self._behind))
            Thread(target=self._pass_on, args=(client, server), daemon=True).start()

    def _pass_on(self, client: socket.socket, server: socket.socket) -> None:
        kinds = _Kinds()
        with selectors.DefaultSelector() as both, client, server:
            both.register(client, selectors.EVENT_READ, server)
            both.register(server, selectors.EVENT_READ, client)
            while True:
                for key, _ in both.select():
                    data = cast("socket.socket", key.fileobj).recv(1 << 16)
                    if not data:
                        return
                    if key.fileobj is server:
                        self.trips += sum(kind == READY for kind in kinds.of(data))
                    key.data.sendall(data)


class _Kinds:
    """Reads the kinds of the server's messages: a letter, then the length of the rest in four bytes."""

    def __init__(self) -> None:
        self._held = b""

    def of(self, data: bytes) -> Iterator[bytes]:
        """The kind of each message that is whole now."""
        self._held += data
        while len(self._held) >= 5:
            end = 1 + int.from_bytes(self._held[1:5], "big")
            if len(self._held) < end:
                return
            yield self._held[:1]
            self._held = self._held[end:]
