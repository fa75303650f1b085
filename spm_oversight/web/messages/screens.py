"""Messages as pages: to oneself, and sent by one's own place."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from spm_oversight import formats
from spm_oversight.domain.messages import KINDS, MessageState
from spm_oversight.persistence.messages import Message
from spm_oversight.services.read_messages import Choice, MessageList, Outbox
from spm_oversight.web.told import State

STATES: Mapping[MessageState, State] = {
    MessageState.WAITING: State("Menunggu dikirim", "send", "sent"),
    MessageState.SENT: State("Terkirim", "check2-circle", "accepted"),
    MessageState.FAILED: State("Gagal dikirim", "exclamation-triangle", "returned"),
    MessageState.KEPT: State("Hanya di halaman", "file-earmark-text", "none"),
}


@dataclass(frozen=True)
class MessageLine:
    """A message in a list; ``why`` tells why it was kept or given up, ``tries`` how often it was tried."""

    subject: str
    body: str
    kind: str
    when: str
    name: str
    address: str
    state: State
    why: str
    tries: str


@dataclass(frozen=True)
class Paging:
    """The pages beside this one; 0 where there is none."""

    newer: int
    older: int


@dataclass(frozen=True)
class InboxScreen:
    """Messages to oneself, with one's choices."""

    title: str
    lines: tuple[MessageLine, ...]
    paging: Paging
    choices: tuple[Choice, ...]


@dataclass(frozen=True)
class TenantRow:
    """A sender and its counts, in the order of ``STATES``."""

    name: str
    counts: tuple[int, ...]


@dataclass(frozen=True)
class OutboxScreen:
    """Messages one's own place sent; ``tenants`` and their ``heads`` for the platform."""

    title: str
    facts: tuple[tuple[str, str], ...]
    lines: tuple[MessageLine, ...]
    paging: Paging
    why_no_mail: str
    heads: tuple[str, ...]
    tenants: tuple[TenantRow, ...]


def inbox_screen(found: MessageList, choices: tuple[Choice, ...]) -> InboxScreen:
    """The page of messages to oneself."""
    lines = tuple(line_of(each, found.zone) for each in found.messages)
    if not lines:
        title = "Belum ada pesan untuk Anda"
    elif found.page > 1:
        title = f"Pesan untuk Anda, halaman {formats.number(found.page)}"
    else:
        title = f"Pesan untuk Anda, terakhir {lines[0].when}"
    return InboxScreen(title, lines, _paging(found), choices)


def outbox_screen(found: Outbox) -> OutboxScreen:
    """The page of what was sent."""
    failed, waiting = found.states.get(MessageState.FAILED, 0), found.states.get(MessageState.WAITING, 0)
    if failed:
        state = f"{formats.number(failed)} pesan gagal dikirim"
    elif waiting:
        state = f"{formats.number(waiting)} pesan menunggu dikirim"
    elif found.states:
        state = "tidak ada pesan yang tertunda"
    else:
        state = "belum ada pesan"
    return OutboxScreen(
        title=f"Kotak keluar: {state}",
        facts=tuple((each.word, formats.number(found.states.get(key, 0))) for key, each in STATES.items()),
        lines=tuple(
            line_of(each, found.letters.zone, known=found.why_no_mail) for each in found.letters.messages
        ),
        paging=_paging(found.letters),
        why_no_mail=found.why_no_mail,
        heads=tuple(each.word for each in STATES.values()),
        tenants=tuple(
            TenantRow(each.name, tuple(each.states.get(key, 0) for key in STATES)) for each in found.tenants
        ),
    )


def line_of(message: Message, zone: str, *, known: str = "") -> MessageLine:
    """A message as a line; times in ``zone``. A reason that the page tells of all (``known``) is not repeated."""
    tries = f"{formats.number(message.tries)} kali dicoba" if message.tries > 1 else ""
    return MessageLine(
        subject=message.subject,
        body=message.body,
        kind=KINDS[message.kind].label,
        when=formats.moment(message.created_at, zone),
        name=message.name,
        address=message.address,
        state=STATES[message.state],
        why="" if message.why == known else message.why,
        tries=tries,
    )


def _paging(found: MessageList) -> Paging:
    return Paging(newer=found.page - 1, older=found.page + 1 if found.more else 0)
