"""Keeps the embedded server up: whoever started it starts it again when it was killed or had no room to go on."""

from __future__ import annotations

import logging
from collections.abc import Generator
from contextlib import contextmanager
from threading import Event, Thread

from spm_oversight.config.settings import Settings
from spm_oversight.domain.errors import Refused
from spm_oversight.persistence.embedded import Embedded, Urls, database_urls

EVERY = 0.5
"""Seconds between two looks; a look is one connection to a socket."""
_log = logging.getLogger(__name__)


@contextmanager
def kept_up(settings: Settings) -> Generator[Urls]:
    """As ``embedded.database``, for whoever serves for long: a server that dies meanwhile comes back."""
    if not settings.embedded:
        yield database_urls(settings)
        return
    embedded = Embedded(settings.data_folder)
    with embedded.ensure() as urls, watched(embedded):
        yield urls


@contextmanager
def watched(embedded: Embedded) -> Generator[None]:
    """While the block lasts, the running server is started again whenever it is gone."""
    over = Event()
    Thread(target=_watch, args=(embedded, over), daemon=True).start()
    try:
        yield
    finally:
        over.set()


def _watch(embedded: Embedded, over: Event) -> None:
    told = ""
    while not over.wait(EVERY):
        try:
            if embedded.revive():
                _log.warning("PostgreSQL bawaan mati dan sudah dijalankan lagi.")
                told = ""
        except Refused as error:
            # The same again and again, until there is room: said once.
            if str(error) != told:
                _log.error("%s", error)
            told = str(error)
