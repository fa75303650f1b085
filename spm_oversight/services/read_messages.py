"""Read messages: those to oneself, and those one's own place sent; and choose which come by mail."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from uuid import UUID

from spm_oversight.domain.access import Permission
from spm_oversight.domain.errors import Refused
from spm_oversight.domain.messages import KINDS, Kind, MessageState, is_mailed
from spm_oversight.persistence.messages import Message
from spm_oversight.persistence.work import Work
from spm_oversight.services.begin import require
from spm_oversight.services.tell import why_no_mail

PER_PAGE = 50
# The platform belongs to no province; its own times are told in the zone of the capital.
PLATFORM_ZONE = "Asia/Jakarta"


@dataclass(frozen=True)
class MessageList:
    """One page of messages, the newest first; ``more``: there are older ones. ``zone``: the reader's time zone."""

    messages: tuple[Message, ...]
    page: int
    more: bool
    zone: str


@dataclass(frozen=True)
class Choice:
    """A kind of message the person gets, and whether it comes by mail."""

    kind: Kind
    mailed: bool


@dataclass(frozen=True)
class TenantCount:
    """How many messages a sender has in each state, for the platform: no word of any of them."""

    code: str
    name: str
    states: Mapping[MessageState, int]


@dataclass(frozen=True)
class Outbox:
    """What one's own place sent. ``why_no_mail``: why nothing goes out at all; ``tenants``: for the platform only."""

    letters: MessageList
    states: Mapping[MessageState, int]
    why_no_mail: str
    tenants: tuple[TenantCount, ...]


def my_messages(work: Work, *, page: int = 1) -> MessageList:
    """What was written to the membership in which the person acts."""
    require(work, Permission.SEE_MESSAGES)
    found = work.messages.received(_membership(work), limit=PER_PAGE + 1, skip=_skip(page))
    return _list(work, found, page)


def my_choices(work: Work) -> tuple[Choice, ...]:
    """The kinds written to people of one's role, with what one chose for each."""
    actor = require(work, Permission.SEE_MESSAGES)
    chosen = work.preferences.choices(_membership(work))
    role = actor.membership.role.name if actor.membership else ""
    return tuple(
        Choice(kind, is_mailed(kind, chosen.get(kind.name)))
        for kind in KINDS.values()
        if kind.optional and role in kind.roles
    )


def choose(work: Work, *, mailed: Collection[str]) -> None:
    """Have the kinds named come by mail, and the others written to one's role not; unknown names change nothing."""
    before = {each.kind.name: each.mailed for each in my_choices(work)}
    chosen = {name: name in mailed for name in before}
    work.preferences.choose(_membership(work), chosen)
    if chosen != before:
        work.record.add("messages_chosen", str(_membership(work)), before=before, after=chosen)


def outbox(work: Work, *, page: int = 1) -> Outbox:
    """What one's own place sent, in full; the platform sees its own, and of its tenants only how many."""
    require(work, Permission.SEE_OUTBOX)
    found = work.messages.outgoing(limit=PER_PAGE + 1, skip=_skip(page))
    return Outbox(
        letters=_list(work, found, page),
        states=work.messages.outgoing_states(),
        why_no_mail=why_no_mail(work),
        tenants=_tenants(work) if work.scope.system else (),
    )


def _tenants(work: Work) -> tuple[TenantCount, ...]:
    names: dict[str, str] = {}
    for province in work.places.opened_provinces():
        names[province.id] = f"Provinsi {province.name}"
        names |= {district.id: district.name for district in work.places.districts(province.id)}
    counts = work.messages.counts()
    return tuple(TenantCount(code, name, counts[code]) for code, name in names.items() if code in counts)


def _list(work: Work, found: tuple[Message, ...], page: int) -> MessageList:
    return MessageList(found[:PER_PAGE], page, len(found) > PER_PAGE, reader_zone(work))


def reader_zone(work: Work) -> str:
    """The time zone in which this work's person reads their own times."""
    province = work.scope.province
    return work.places.province(province).time_zone if province else PLATFORM_ZONE


def _skip(page: int) -> int:
    return PER_PAGE * (page - 1)


def _membership(work: Work) -> UUID:
    if work.actor is None or work.actor.membership is None:
        raise Refused("Akun ini tidak mempunyai penugasan.")
    return work.actor.membership.id
