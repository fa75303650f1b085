"""Where one is signed in, as the page shows it."""

from __future__ import annotations

from dataclasses import dataclass
from uuid import UUID

from spm_oversight import formats
from spm_oversight.persistence.sessions import Session


@dataclass(frozen=True)
class PlaceRow:
    """One living session in words; ``here``: the one this page is shown in."""

    id: UUID
    browser: str
    address: str
    since: str
    seen: str
    ends: str
    here: bool


def place_rows(found: tuple[Session, ...], here: UUID, zone: str) -> tuple[PlaceRow, ...]:
    """The list, the session in use first; times in ``zone``."""
    return tuple(
        PlaceRow(
            id=each.id,
            browser=each.place.browser or "Peramban yang tidak dikenali",
            address=each.place.address or "tidak diketahui",
            since=formats.moment(each.begun, zone),
            seen=formats.moment(each.seen, zone),
            ends=formats.moment(each.ends, zone),
            here=each.id == here,
        )
        for each in sorted(found, key=lambda each: each.id != here)
    )
