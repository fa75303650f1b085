"""An admin takes a lost second step off an account, whose person then signs in by password and adds another."""

from __future__ import annotations

from collections.abc import Iterable
from uuid import UUID

from spm_oversight.domain.access import Level, Permission
from spm_oversight.domain.errors import Conflict, Missing, Refused
from spm_oversight.persistence.accounts import Account, Person
from spm_oversight.persistence.work import Work
from spm_oversight.services.account_notice import STEP, tell_owner
from spm_oversight.services.begin import begin_system, require
from spm_oversight.services.first_password import opens_only
from spm_oversight.services.manage_people import manageable


def with_second_step(people: Iterable[Person]) -> frozenset[UUID]:
    """The accounts among these people's that sign in with two steps."""
    with begin_system() as work:
        return work.second_steps.among({person.account for person in people})


def reset_second_step(work: Work, *, membership: UUID) -> Person:
    """Take the second step off somebody one manages; their sessions end. ``Conflict`` where there is none.

    Who holds a place beyond the admin's own is the platform's matter: the step guards that place too.
    """
    actor = require(work, Permission.MANAGE_PEOPLE)
    assert actor.membership is not None  # noqa: S101 (no permission without a membership)
    if actor.membership.role.level is Level.PLATFORM:
        person = work.accounts.person(membership)
    else:
        person = manageable(work, membership)
    if person.account == actor.account:
        raise Refused("Langkah kedua Anda sendiri diatur pada halaman Akun.")
    with begin_system(actor, now=work.now) as register:
        if not opens_only(register, person.account, work.scope):
            raise Refused("Orang ini juga bertugas di tempat lain. Minta admin platform yang melakukannya.")
        if not _taken_off(register, person.account, person.email):
            raise Conflict("Orang ini tidak memakai langkah kedua.")
    return person


def reset_by_owner(*, email: str) -> None:
    """The same in the name of the machine's owner (the command line), for the last platform admin."""
    with begin_system() as work:
        account: Account | None = work.accounts.by_email(email)
        if account is None or not _taken_off(work, account.id, account.email):
            raise Missing(f"Tidak ada akun dengan langkah kedua pada surel {email}. Periksa penulisannya.")


def _taken_off(work: Work, account: UUID, email: str) -> bool:
    if not work.second_steps.due(account):
        return False
    work.second_steps.remove_all(account)
    work.accounts.end_sessions(account)
    work.record.add("second_step_reset", str(account), email=email)
    by = work.actor.name if work.actor else "Pengelola server"
    what = (
        f"{by} melepas langkah kedua akun Anda. Masuk dengan kata sandi, lalu pasang langkah kedua yang baru."
    )
    tell_owner(work, account, STEP, what)
    return True
