"""The record's chain of hashes: how a link is made, and how a whole chain is walked and held against anchors.

An anchor is what a chain was once (its number of events and the hash of the last), written down outside the database:
on a paper, in a backup's manifest. Whoever may write the database can make any chain consistent; not the anchors.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any
from uuid import UUID

START = "0" * 64
# So many digits of a hash are enough to name it: papers print it by the piece.
SHORTEST_ROOT, PRINTED_ROOT = 12, 16


@dataclass(frozen=True)
class Event:
    """What happened, as read back from the record."""

    number: int
    at: datetime
    actor_id: UUID | None
    actor: str
    action: str
    subject: str
    detail: Mapping[str, Any]
    previous_hash: str
    hash: str


@dataclass(frozen=True)
class Anchor:
    """A tenant's chain at a moment: ``number`` events, the last with the hash ``root`` (hex, perhaps its beginning)."""

    tenant: str
    number: int
    root: str

    @property
    def short(self) -> str:
        """As papers print it: ``62.06:231:1f3a9c0044d1beef``."""
        return f"{self.tenant}:{self.number}:{self.root[:PRINTED_ROOT]}"


@dataclass(frozen=True)
class Walked:
    """A chain as found: its true end, and the faults in Indonesian; none: it is whole."""

    end: Anchor
    faults: tuple[str, ...]


def link_hash(
    previous: str,
    tenant: str,
    number: int,
    at: datetime,
    actor_id: UUID | None,
    actor: str,
    action: str,
    subject: str,
    detail: Mapping[str, Any],
) -> str:
    """SHA-256 over the link before and this event in canonical JSON: a changed event breaks every later hash."""
    who = str(actor_id) if actor_id else None
    body = [previous, tenant, number, at.astimezone(UTC).isoformat(), who, actor, action, subject, detail]
    text = json.dumps(body, sort_keys=True, ensure_ascii=False, separators=(",", ":"))
    return hashlib.sha256(text.encode()).hexdigest()


def walk(tenant: str, events: Iterable[Event], head: Anchor | None, anchors: Sequence[Anchor] = ()) -> Walked:
    """Walk a chain from its first event; ``head``: what the database says of its end; ``anchors``: others outside."""
    number, previous, faults = 0, START, list[str]()
    before: dict[str, int] = {}  # each link's predecessor, to tell a fork from a gap
    at_anchor = dict.fromkeys((each.number for each in anchors), "")
    for event in events:
        faults += _joint(event, number, previous, before)
        if event.hash != _own_hash(tenant, event):
            faults.append(f"peristiwa {event.number}: isinya tidak cocok dengan sidiknya (diubah)")
        before.setdefault(event.previous_hash, event.number)
        number, previous = event.number, event.hash
        if number in at_anchor:
            at_anchor[number] = previous
    end = Anchor(tenant, number, previous)
    faults += _held_against_head(end, head)
    for anchor in anchors:
        faults += _held_against(anchor, end, at_anchor[anchor.number])
    return Walked(end, tuple(faults))


def _joint(event: Event, number: int, previous: str, before: Mapping[str, int]) -> list[str]:
    faults: list[str] = []
    if event.number != number + 1:
        faults.append(f"peristiwa {number + 1} sampai {event.number - 1}: tidak ada (dihapus)")
    if event.previous_hash != previous:
        if fork := before.get(event.previous_hash):
            faults.append(
                f"peristiwa {event.number}: bercabang dari tempat yang sama dengan peristiwa {fork}"
            )
        elif event.number == number + 1:
            faults.append(f"peristiwa {event.number}: tidak tersambung dengan peristiwa sebelumnya")
    return faults


def _own_hash(tenant: str, event: Event) -> str:
    who = (event.at, event.actor_id, event.actor)
    return link_hash(
        event.previous_hash, tenant, event.number, *who, event.action, event.subject, event.detail
    )


def _held_against_head(end: Anchor, head: Anchor | None) -> list[str]:
    if head is None:
        return ["catatan ujung rantai tidak ada"] if end.number else []
    if head.number > end.number:
        return [f"ujung rantai hilang: tercatat {head.number} peristiwa, ditemukan {end.number}"]
    if head != end and (head.number, end.number) != (0, 0):
        return [f"catatan ujung rantai ({head.number}) tidak cocok dengan peristiwa terakhir ({end.number})"]
    return []


def _held_against(anchor: Anchor, end: Anchor, root: str) -> list[str]:
    if anchor.number > end.number:
        return [f"ujung rantai hilang: jangkar menyebut {anchor.number} peristiwa, ditemukan {end.number}"]
    if anchor.number and not (len(anchor.root) >= SHORTEST_ROOT and root.startswith(anchor.root)):
        return [f"sampai peristiwa {anchor.number}: tidak cocok dengan jangkar (ditulis ulang)"]
    return []
