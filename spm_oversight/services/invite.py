"""Invite people: the account of somebody who is appointed, and the letter by which they choose a password (ADR 0034).

Where no letter reaches them, a first password is shown to who appoints.
"""

from __future__ import annotations

from uuid import UUID

from spm_oversight.config.secret import new_secret
from spm_oversight.domain.access import ROLES
from spm_oversight.domain.links import LinkKind
from spm_oversight.domain.messages import INVITATION
from spm_oversight.exchange.post import post
from spm_oversight.persistence.work import Work
from spm_oversight.services.begin import begin_system
from spm_oversight.services.first_password import account_for, first_password, opens_only
from spm_oversight.services.links import PRIVATE, SIGN_IN, address_of
from spm_oversight.services.sign_in import hash_password
from spm_oversight.services.tell import link_to, tell, why_no_mail

_TEXT = (
    "{by} menunjuk Anda sebagai {role}, {place}. Buka tautan di bawah untuk mulai: orang baru memilih kata sandinya "
    "di sana, dan yang sudah mempunyai akun masuk dengan kata sandinya sendiri.\n\n"
    "Tautan untuk memilih kata sandi berlaku 30 menit dan hanya sekali. Sudah lewat? Minta tautan baru lewat "
    "Lupa kata sandi pada halaman masuk."
)


def invites(work: Work) -> bool:
    """Whether who is appointed here gets a letter: by mail, or in the outbox of a demonstration."""
    return post.demonstrates or not why_no_mail(work)


def newcomer(work: Work, *, email: str, name: str) -> tuple[UUID, str]:
    """The account of an address, and its first password; empty where an invitation is to follow.

    Then nobody knows a password to it, not even one that was given out before.
    """
    password = "" if invites(work) else first_password()
    with begin_system(work.actor, now=work.now) as register:
        hashed = hash_password(password or new_secret())
        return account_for(register, email, name, hashed, work.scope), password


def invite(work: Work, *, account: UUID, membership: UUID) -> None:
    """Write the invitation to a post. It reads the same for somebody who has an account already."""
    person = work.accounts.person(membership)
    place = f"{person.office_name}, {person.place}" if person.office_name else person.place
    text = _TEXT.format(
        by=work.actor.name if work.actor else "Admin platform", role=ROLES[person.role].label, place=place
    )
    mailed = not why_no_mail(work)
    token = "" if mailed else _shown(work, account)
    told = tell(
        work,
        kind=INVITATION,
        to=[membership],
        subject=f"Undangan: {ROLES[person.role].label}, {person.place}",
        text=text,
        link=PRIVATE if mailed else address_of(token) if token else link_to(SIGN_IN),
    )
    with begin_system(work.actor, now=work.now) as register:
        for letter in told:  # none to a shut account
            link = register.links.ask(LinkKind.INVITATION, email=person.email)
            register.links.give(link, account=account, message=letter.message)
            if token:
                register.links.arm(link, token)


def _shown(work: Work, account: UUID) -> str:
    """A token to be shown in the outbox of a demonstration, to whom a first password would be shown; empty if none."""
    with begin_system(work.actor, now=work.now) as register:
        known = register.accounts.by_id(account)
        fit = known and known.must_change_password and opens_only(register, account, work.scope)
        return new_secret() if fit else ""
