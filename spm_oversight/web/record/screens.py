"""The record as a page."""

from __future__ import annotations

from dataclasses import dataclass

from spm_oversight import formats
from spm_oversight.services.read_record import RecordPage
from spm_oversight.services.record_words import told

_ROOT_SHOWN = 16


@dataclass(frozen=True)
class RecordRow:
    """An event as the page tells it."""

    number: str
    when: str
    who: str
    what: str
    quarter: str
    details: str
    kind: str


@dataclass(frozen=True)
class RecordScreen:
    """A piece of a chain; ``older``: the number the next piece comes before, None at the end."""

    title: str
    place: str
    facts: tuple[tuple[str, str], ...]
    rows: tuple[RecordRow, ...]
    older: int | None


def record_screen(found: RecordPage) -> RecordScreen:
    """The page of what was found."""
    count = formats.number(found.end.number)
    return RecordScreen(
        title=f"Catatan: {count} peristiwa",
        place=found.tenants[found.tenant],
        facts=(("Akar rantai", found.end.root[:_ROOT_SHOWN] or formats.EMPTY),),
        rows=tuple(_rows(found)),
        older=found.older,
    )


def _rows(found: RecordPage) -> list[RecordRow]:
    rows: list[RecordRow] = []
    for event in found.events:
        said = told(event, found.words)
        when, who = formats.moment(event.at, found.zone), "Sistem" if event.actor == "system" else event.actor
        number = formats.number(event.number)
        rows.append(RecordRow(number, when, who, said.what, said.quarter, said.details, said.kind))
    return rows
