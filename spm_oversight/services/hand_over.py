"""A post in an office goes from one person to the next: the old membership ends and the new one begins in one act.

Nobody does it unasked: who hands over was shown what would happen, and the act names what was shown (``confirmation``).
What was entered, typed or proven stays where it is, with the office; what the person chose about messages does not go
along, since it hangs on the membership.
"""

from __future__ import annotations

import json
from dataclasses import dataclass
from uuid import UUID

from spm_oversight.domain.access import ROLES
from spm_oversight.domain.errors import Conflict, Fault, Invalid, Refused
from spm_oversight.persistence.accounts import Person
from spm_oversight.persistence.seal import seal
from spm_oversight.persistence.work import Work
from spm_oversight.services.invite import invite, newcomer
from spm_oversight.services.manage_people import check_person, manageable, refuse_twice

LONGEST_REASON = 500
_PURPOSE = "handover"


@dataclass(frozen=True, kw_only=True)
class Successor:
    """Who comes next: somebody who works here already (``account``), or an address with a name."""

    account: str = ""
    email: str = ""
    name: str = ""


@dataclass(frozen=True)
class Candidates:
    """The post with who holds it, and the people of the same place who could take it, each once."""

    post: Person
    people: tuple[Person, ...]


@dataclass(frozen=True)
class Handing:
    """A hand-over that can be done now: the post, who comes; ``account`` None: a new person."""

    post: Person
    account: UUID | None
    name: str
    email: str
    reason: str


class Unconfirmed(Conflict):
    """Nobody confirmed what would happen now; ``handing`` is what is to be shown and asked."""

    def __init__(self, message: str, handing: Handing) -> None:
        super().__init__(message)
        self.handing = handing


@dataclass(frozen=True)
class HandedOver:
    """Who went and who came; ``password``: the first one, empty for somebody who works here or was ``invited``."""

    old: Person
    name: str
    password: str
    invited: bool


def candidates(work: Work, *, membership: UUID) -> Candidates:
    """Who could take a post; ``Refused`` and ``Conflict`` where it cannot be handed over."""
    post = _post(work, membership)
    found: dict[UUID, Person] = {}
    for person in work.accounts.people(district=post.district):
        if person.ended_at is None and person.account != post.account:
            found.setdefault(person.account, person)
    return Candidates(post, tuple(found.values()))


def prepare(work: Work, *, membership: UUID, successor: Successor, reason: str) -> Handing:
    """What a hand-over would do, for whoever is to confirm it; nothing is changed.

    ``Invalid`` names each wrong field (``account``, ``email``, ``name``, ``reason``); ``Conflict`` when the post was
    handed on or ended meanwhile, or the successor holds it already; ``Missing`` for a post of another place.
    """
    known = candidates(work, membership=membership)
    post, reason = known.post, reason.strip()
    chosen = _checked(known, successor, reason)
    email = chosen.email if chosen else successor.email.strip().lower()
    name = chosen.name if chosen else successor.name.strip()
    refuse_twice(work, email, (post.role, post.province, post.district, post.office))
    return Handing(post, chosen.account if chosen else None, name, email, reason)


def confirmation(work: Work, handing: Handing) -> str:
    """What the page that shows ``handing`` gives its reader to send back: nobody else can make it, or change it."""
    return seal.close(_PURPOSE, _told(work, handing), work.now).decode()


def hand_over(
    work: Work, *, membership: UUID, successor: Successor, reason: str, confirmed: str
) -> HandedOver:
    """Hand a post of an office to its next holder, from this moment on; refused as ``prepare`` says.

    ``confirmed``: the ``confirmation`` of this hand-over; ``Unconfirmed`` without it, or when it was of another one.
    A new person is invited, or gets a first password, as for an appointment (``manage_people.appoint``).
    """
    handing = prepare(work, membership=membership, successor=successor, reason=reason)
    _ask(work, handing, confirmed)
    post, name, email = handing.post, handing.name, handing.email
    if not work.accounts.end_living(membership):
        raise Conflict("Penugasan ini sudah berakhir.")
    known = handing.account
    account, password = (known, "") if known else newcomer(work, email=email, name=name)
    new = work.accounts.appoint(
        account,
        post.role,
        province=post.province,
        district=post.district,
        office=post.office,
        name=name,
    )
    work.record.add(
        "membership_handed_over",
        str(membership),
        before={"name": post.name, "email": post.email},
        after={"name": name, "email": email, "membership": str(new)},
        role=post.role,
        office=post.office_name,
        reason=handing.reason,
    )
    invited = not known and not password
    if invited:
        invite(work, account=account, membership=new)
    return HandedOver(post, name, password, invited)


def _ask(work: Work, handing: Handing, confirmed: str) -> None:
    if not confirmed:
        raise Unconfirmed("Belum diserahkan: periksa dahulu yang tertulis di sini, lalu setujui.", handing)
    if seal.open(_PURPOSE, confirmed.encode(), work.now) != _told(work, handing):
        raise Unconfirmed(
            "Belum diserahkan: yang disetujui tadi tidak sama dengan yang akan terjadi sekarang. Periksa sekali lagi "
            "yang tertulis di sini, lalu setujui.",
            handing,
        )


def _told(work: Work, handing: Handing) -> bytes:
    """All that the page says, and to whom."""
    post, asked = handing.post, work.actor.account if work.actor else None
    told = (post.membership, post.name, post.email, post.role, post.office_name, post.since)
    comes = (handing.account, handing.name, handing.email, handing.reason)
    return json.dumps([*told, *comes, asked], default=str).encode()


def _post(work: Work, membership: UUID) -> Person:
    post = manageable(work, membership)
    if not ROLES[post.role].bound_to_office:
        raise Refused("Hanya penugasan operator dan kepala perangkat daerah yang dapat diserahterimakan.")
    if post.ended_at is not None:
        raise Conflict("Penugasan ini sudah berakhir.")
    return post


def _checked(known: Candidates, successor: Successor, reason: str) -> Person | None:
    """The chosen person, or None for an address; every fault at once."""
    faults = list[Fault]()
    chosen = next((p for p in known.people if str(p.account) == successor.account), None)
    if successor.account and chosen is None:
        faults.append(Fault("account", "Pilih salah satu orang, atau tulis surel dan nama orang baru."))
    if not successor.account:
        check_person(successor.email, successor.name, faults)
    elif successor.email.strip():
        faults.append(Fault("email", "Kosongkan surel bila memilih orang yang sudah bertugas."))
    here = next((p for p in known.people if p.email == successor.email.strip().lower()), None)
    if here and not successor.account:
        faults.append(Fault("email", f"Surel ini milik {here.name}. Pilih namanya pada daftar orang."))
    if successor.email.strip().lower() == known.post.email:
        faults.append(Fault("email", "Penerus harus orang lain."))
    if not reason:
        faults.append(Fault("reason", "Tulis alasannya, misalnya mutasi atau pensiun."))
    if len(reason) > LONGEST_REASON:
        faults.append(Fault("reason", f"Alasan paling panjang {LONGEST_REASON} huruf."))
    if faults:
        raise Invalid("Isian belum benar.", tuple(faults))
    return chosen
