"""Sign in, come back with a session, switch membership, choose a password."""

from __future__ import annotations

from uuid import UUID

from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerificationError

from spm_oversight.domain.access import Actor, Membership
from spm_oversight.domain.errors import Fault, Invalid, Missing
from spm_oversight.persistence.accounts import Account, known_person
from spm_oversight.services.begin import begin_system

_HASHER = PasswordHasher()
# Compared against when nobody has the address, so that the answer takes as long (threat: telling who exists).
_NOBODY = _HASHER.hash("tidak ada orang dengan alamat ini")
SHORTEST = 12
WRONG = (
    "Surel atau kata sandi tidak cocok. Periksa penulisannya, atau minta kata sandi baru kepada admin Anda."
)


def sign_in(*, email: str, password: str) -> tuple[Actor, int]:
    """The person with this address and password, and their session epoch; ``Invalid`` otherwise."""
    with begin_system() as work:
        account = work.accounts.by_email(email)
        good = _matches(account.password_hash if account else _NOBODY, password)
        if account is None or account.disabled or not good:
            raise Invalid(WRONG)
        memberships = work.accounts.memberships_of(account.id)
        work.record.add("sign_in", str(account.id), email=account.email)
        return _actor(account, memberships, None), account.epoch


def actor_of(*, account: UUID, epoch: int, membership: UUID | None) -> Actor | None:
    """Who a session speaks for now: None once the account is shut or its sessions ended.

    The membership is read anew with each request: a right ends with the next click after it was taken.
    """
    found = known_person(account)
    if found is None or found.account.disabled or found.account.epoch != epoch:
        return None
    return _actor(found.account, found.memberships, membership)


def actor_by_email(*, email: str, place: str | None = None) -> Actor:
    """The person a command is run ``--as``; ``Missing`` when there is none with a living account.

    Of several memberships the one whose own place is ``place`` (a district's or province's code) acts, else the first.
    """
    with begin_system() as work:
        account = work.accounts.by_email(email)
        if account is None or account.disabled:
            raise Missing(f"Tidak ada akun aktif dengan surel {email}. Periksa penulisannya.")
        memberships = work.accounts.memberships_of(account.id)
        own = tuple(each for each in memberships if place and place == (each.district or each.province))
        return _actor(account, own[:1] or memberships[:1], None)


def actor_by_membership(*, account: UUID, membership: UUID) -> Actor | None:
    """Who asked for a job, with no more right than now: None when the membership has ended."""
    with begin_system() as work:
        found = work.accounts.by_id(account)
        if found is None or found.disabled:
            return None
        for each in work.accounts.memberships_of(account):
            if each.id == membership:
                return _actor(found, (each,), membership)
        return None


def memberships_of(*, account: UUID) -> tuple[Membership, ...]:
    """The living memberships a person may switch between."""
    with begin_system() as work:
        return work.accounts.memberships_of(account)


def change_password(*, actor: Actor, old: str, new: str) -> int:
    """Choose another password; answers the new session epoch, all other sessions end."""
    with begin_system(actor) as work:
        account = work.accounts.by_id(actor.account)
        if account is None or not _matches(account.password_hash, old):
            raise Invalid(
                "Kata sandi lama tidak cocok.", (Fault("old", "Tulis kata sandi yang sekarang dipakai."),)
            )
        check_password(new)
        if new == old:
            raise Invalid(
                "Kata sandi baru sama.", (Fault("new", "Tulis kata sandi yang berbeda dari yang lama."),)
            )
        work.accounts.set_password(actor.account, hash_password(new))
        work.record.add("password_changed", str(actor.account))
        return account.epoch + 1


def check_password(new: str) -> None:
    """Length is what protects a password; the list of common ones comes with the sign-in hardening."""
    if len(new) < SHORTEST:
        fault = Fault("new", f"Tulis sedikitnya {SHORTEST} karakter, misalnya beberapa kata.")
        raise Invalid("Kata sandi terlalu pendek.", (fault,))


def hash_password(password: str) -> str:
    """Argon2id with the library's maintained parameters."""
    return _HASHER.hash(password)


def _matches(stored: str, password: str) -> bool:
    try:
        return _HASHER.verify(stored, password)
    except (VerificationError, InvalidHashError):
        return False


def _actor(account: Account, memberships: tuple[Membership, ...], chosen: UUID | None) -> Actor:
    """Acting in the membership chosen, or in the first when none was; one that has ended gives way to no other."""
    wanted = (each for each in memberships if chosen is None or each.id == chosen)
    return Actor(
        account=account.id,
        name=account.name,
        email=account.email,
        membership=next(wanted, None),
        must_change_password=account.must_change_password,
    )
