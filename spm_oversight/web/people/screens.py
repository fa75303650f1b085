"""What the people page shows."""

from __future__ import annotations

from dataclasses import dataclass
from uuid import UUID

from spm_oversight import formats
from spm_oversight.domain.access import ROLES, Actor, Level
from spm_oversight.persistence.accounts import Person
from spm_oversight.services.hand_over import Candidates, Handing


@dataclass(frozen=True)
class PersonRow:
    """One membership, and what the reader may do about it."""

    membership: UUID
    name: str
    email: str
    role: str
    place: str
    since: str
    ended: bool
    disabled: bool
    may_end: bool
    may_hand_over: bool
    may_return: bool
    may_shut: bool
    may_reset_step: bool
    invited: bool
    may_invite: bool


@dataclass(frozen=True)
class HandOverScreen:
    """Whose post goes over: the holder, and the post in words."""

    title: str
    facts: tuple[tuple[str, str], ...]


def hand_over_screen(found: Candidates) -> HandOverScreen:
    """The head of the page that hands a post over."""
    post = found.post
    return HandOverScreen(
        title=f"Serah terima penugasan {post.name}",
        facts=(
            ("Peran", ROLES[post.role].label),
            ("Perangkat daerah", post.office_name or formats.EMPTY),
            ("Surel", post.email),
            ("Sejak", formats.long_date(post.since.date())),
        ),
    )


@dataclass(frozen=True)
class ConfirmScreen:
    """A hand-over before it acts: ``ends`` and ``begins`` name the person and say what happens to them."""

    title: str
    facts: tuple[tuple[str, str], ...]
    ends: tuple[str, str]
    begins: tuple[str, str]


def confirm_screen(handing: Handing) -> ConfirmScreen:
    """The page that asks once more."""
    post = handing.post
    what = f"{ROLES[post.role].label} {post.office_name}"
    new = "akun yang sudah ada" if handing.account else "orang baru"
    return ConfirmScreen(
        title=f"Serahkan penugasan {post.name} kepada {handing.name}?",
        facts=(
            ("Peran", ROLES[post.role].label),
            ("Perangkat daerah", post.office_name or formats.EMPTY),
            ("Alasan", handing.reason),
        ),
        ends=(
            f"{post.name} ({post.email})",
            f"Penugasan {what} sejak {formats.long_date(post.since.date())} berakhir saat itu juga; haknya pada "
            "halaman yang sedang terbuka pun berakhir. Penugasannya yang lain, bila ada, tetap.",
        ),
        begins=(
            f"{handing.name} ({handing.email}), {new}",
            f"Penugasan {what} mulai saat itu juga. Isian, isian yang belum dihitung, dan bukti tetap pada perangkat "
            "daerah dan menjadi tanggungannya. Pilihan pesan pemegang lama tidak ikut beralih.",
        ),
    )


def person_rows(
    people: tuple[Person, ...], actor: Actor, *, invites: bool, two_steps: frozenset[UUID]
) -> tuple[PersonRow, ...]:
    """The list as ``actor`` sees it; ``invites``: letters reach people; ``two_steps``: whose account has both."""
    return tuple(_row(person, actor, invites, person.account in two_steps) for person in people)


def _row(person: Person, actor: Actor, invites: bool, two_steps: bool) -> PersonRow:
    mine = actor.membership.role if actor.membership else None
    platform = mine is not None and mine.level is Level.PLATFORM
    manageable = mine is not None and person.role in mine.appoints and person.account != actor.account
    return PersonRow(
        membership=person.membership,
        name=person.name,
        email=person.email,
        role=ROLES[person.role].label,
        place=f"{person.office_name}, {person.place}" if person.office_name else person.place,
        since=formats.long_date(person.since.date()),
        ended=person.ended_at is not None,
        # A shut account reaches beyond one's own place: only the platform, which shuts it, is told.
        disabled=platform and person.disabled,
        may_end=manageable and person.ended_at is None,
        may_hand_over=manageable and person.ended_at is None and ROLES[person.role].bound_to_office,
        may_return=manageable and person.ended_at is not None,
        may_shut=platform and person.account != actor.account,
        may_reset_step=two_steps and (manageable or (platform and person.account != actor.account)),
        invited=person.invited,
        may_invite=manageable and person.invited and person.ended_at is None and invites,
    )
