"""A relay before PostgreSQL's socket that counts round trips: each time a client speaks after it was answered."""

from __future__ import annotations

import selectors
import socket
from pathlib import Path
from threading import Thread
from typing import cast

NAME = ".s.PGSQL.5432"


class Relay:
    """Listens in ``folder`` and passes everything on to ``behind``; ``turns`` counts the round trips of all clients."""

    def __init__(self, folder: Path, behind: Path) -> None:
        self.turns = 0
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
        answered = True
        with selectors.DefaultSelector() as both, client, server:
            both.register(client, selectors.EVENT_READ, server)
            both.register(server, selectors.EVENT_READ, client)
            while True:
                for key, _ in both.select():
                    data = cast("socket.socket", key.fileobj).recv(1 << 16)
                    if not data:
                        return
                    if key.fileobj is client:
                        self.turns += answered
                        answered = False
                    else:
                        answered = True
                    key.data.sendall(data)
