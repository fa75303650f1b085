"""One's own account as its pages show it: the letters about it, and where one is signed in."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from uuid import UUID

from spm_oversight import formats
from spm_oversight.domain.messages import MessageState
from spm_oversight.persistence.sessions import Session
from spm_oversight.services.account_letters import AccountLetter
from spm_oversight.web.told import State

LETTER_STATES: Mapping[MessageState, State] = {
    MessageState.WAITING: State("Menunggu dikirim", "send", "sent"),
    MessageState.SENT: State("Terkirim", "check2-circle", "accepted"),
    MessageState.FAILED: State("Tidak terkirim", "exclamation-triangle", "returned"),
    MessageState.KEPT: State("Tidak dikirim", "file-earmark-text", "none"),
}


@dataclass(frozen=True)
class LetterRow:
    """One letter about the account; ``more``: when it went out, or why it did not."""

    subject: str
    written: str
    state: State
    more: str


def letter_rows(found: tuple[AccountLetter, ...], zone: str) -> tuple[LetterRow, ...]:
    """The letters in words; times in ``zone``."""
    return tuple(
        LetterRow(
            subject=each.subject,
            written=formats.moment(each.written, zone),
            state=LETTER_STATES[each.state],
            more=formats.moment(each.sent, zone) if each.sent else each.why,
        )
        for each in found
    )


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
