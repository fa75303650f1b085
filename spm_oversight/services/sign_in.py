"""Sign in, choose a password; who a command or a job acts for."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import timedelta
from math import ceil
from uuid import UUID

from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerificationError

from spm_oversight.domain.access import Actor, Membership
from spm_oversight.domain.errors import Fault, Invalid, Missing, StepDue
from spm_oversight.persistence.accounts import Account
from spm_oversight.persistence.sessions import Place
from spm_oversight.persistence.work import Work
from spm_oversight.services.account_notice import PASSWORD, tell_owner
from spm_oversight.services.begin import begin_system
from spm_oversight.services.password_rules import check_password
from spm_oversight.services.throttle import count_try, take_back

_HASHER = PasswordHasher()
# Compared against when nobody has the address, so that the answer takes as long (threat: telling who exists).
_NOBODY = _HASHER.hash("tidak ada orang dengan alamat ini")
STEP_LASTS = timedelta(minutes=10)
"""So long a right password waits for its second step."""
WRONG = (
    "Surel atau kata sandi tidak cocok. Periksa penulisannya, atau minta kata sandi baru kepada admin Anda."
)


@dataclass(frozen=True)
class Visit:
    """From where somebody signs in, how long the session may last, and the token their browser had before."""

    place: Place = Place()  # noqa: RUF009 (frozen)
    lasts: timedelta = timedelta(hours=12)
    former: str = ""


def sign_in(*, email: str, password: str, visit: Visit = Visit()) -> tuple[Actor, str]:
    """The person with this address and password, and the token of a new session; ``Invalid`` otherwise.

    ``TooOften`` where too many were wrong before. ``StepDue`` where the password is right and the account signs in with
    two steps: ``second_step.finish`` goes on.
    """
    wait = count_try(email=email, place=visit.place)
    with begin_system() as work:
        account = work.accounts.by_email(email)
        good = _matches(account.password_hash if account else _NOBODY, password)
        if account is not None and good and _HASHER.check_needs_rehash(account.password_hash):
            account = _hashed_anew(work, account, password)
        if account is not None and good and (begun := _begun(work, account, visit)):
            take_back(work, email=email, place=visit.place)
            if not isinstance(begun, StepDue):
                work.record.add("sign_in", str(account.id), email=account.email, address=visit.place.address)
        else:
            # What was typed for an address that nobody has may be a password: it is not kept.
            whose = str(account.id) if account else ""
            told = {"address": visit.place.address, "wait": ceil(wait.total_seconds())}
            work.record.add("sign_in_refused", whose, **told)
            begun = None
    if begun is None:
        raise Invalid(WRONG)
    if isinstance(begun, StepDue):
        raise begun
    return begun


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
        return acting(account, own[:1] or memberships[:1], None)


def actor_by_membership(*, account: UUID, membership: UUID) -> Actor | None:
    """Who asked for a job, with no more right than now: None when the membership has ended."""
    with begin_system() as work:
        found = work.accounts.by_id(account)
        if found is None or found.disabled:
            return None
        for each in work.accounts.memberships_of(account):
            if each.id == membership:
                return acting(found, (each,), membership)
        return None


def memberships_of(*, account: UUID) -> tuple[Membership, ...]:
    """The living memberships a person may switch between."""
    with begin_system() as work:
        return work.accounts.memberships_of(account)


def change_password(*, actor: Actor, old: str, new: str, visit: Visit = Visit()) -> str:
    """Choose another password: every session of the person ends, and a new one begins, whose token is answered."""
    place = actor.membership
    check_password(new, actor.name, actor.email, *((place.place, place.office_name or "") if place else ()))
    if new == old:
        raise Invalid(
            "Kata sandi baru sama.", (Fault("new", "Tulis kata sandi yang berbeda dari yang lama."),)
        )
    count_try(email=actor.email, place=visit.place)
    with begin_system(actor) as work:
        account = work.accounts.by_id(actor.account)
        if account is None or not _matches(account.password_hash, old):
            raise Invalid(
                "Kata sandi lama tidak cocok.", (Fault("old", "Tulis kata sandi yang sekarang dipakai."),)
            )
        take_back(work, email=actor.email, place=visit.place)
        membership = actor.membership.id if actor.membership else None
        hashed = hash_password(new)
        work.accounts.set_password(actor.account, hashed)
        work.record.add("password_changed", str(actor.account))
        tell_owner(work, actor.account, PASSWORD, "Kata sandi akun Anda diganti.", place=visit.place)
        token = work.sessions.begin(
            actor.account, hashed, place=visit.place, lasts=visit.lasts, membership=membership
        )
    if token is None:
        raise Missing("Akun ini ditutup.")
    return token


def _hashed_anew(work: Work, account: Account, password: str) -> Account:
    """The account with its right password hashed by the parameters of today, here or by a sign-in at the same time."""
    stands = work.accounts.rehash(account.id, account.password_hash, hash_password(password))
    return replace(account, password_hash=stands) if _matches(stands, password) else account


def _begun(work: Work, account: Account, visit: Visit) -> tuple[Actor, str] | StepDue | None:
    """What a right password leads to: a session, or the wait for the second step; None when the account was shut."""
    if not work.second_steps.due(account.id):
        return begin_session(work, account, visit)
    token = work.second_steps.begin(account.id, account.password_hash, lasts=STEP_LASTS)
    return StepDue(token) if token else None


def begin_session(work: Work, account: Account, visit: Visit) -> tuple[Actor, str] | None:
    """A session of a person who has shown who they are; the browser's former one ends. None: the account was shut.

    Of a former one of theirs the membership stays that they chose.
    """
    former = work.sessions.end(visit.former) if visit.former else None
    memberships = work.accounts.memberships_of(account.id)
    chosen = former[1] if former and former[0] == account.id else None
    chosen = next((each.id for each in memberships if each.id == chosen), None)
    token = work.sessions.begin(
        account.id, account.password_hash, place=visit.place, lasts=visit.lasts, membership=chosen
    )
    if token is None:
        return None
    work.accounts.signed_in(account.id)
    return acting(account, memberships, chosen), token


def check_current_password(work: Work, actor: Actor, password: str, place: Place) -> Account:
    """The actor's account, when this is its password (counted by ``count_try`` before); ``Invalid`` otherwise."""
    account = work.accounts.by_id(actor.account)
    if account is None or not _matches(account.password_hash, password):
        fault = Fault("password", "Tulis kata sandi yang sekarang dipakai.")
        raise Invalid("Kata sandi tidak cocok.", (fault,))
    take_back(work, email=actor.email, place=place)
    return account


def hash_password(password: str) -> str:
    """Argon2id with the library's maintained parameters."""
    return _HASHER.hash(password)


def _matches(stored: str, password: str) -> bool:
    try:
        return _HASHER.verify(stored, password)
    except (VerificationError, InvalidHashError):
        return False


def acting(
    account: Account, memberships: tuple[Membership, ...], chosen: UUID | None, *, lacks_step: bool = False
) -> Actor:
    """Acting in the membership chosen, or in the first when none was; one that has ended gives way to no other.

    ``lacks_step``: the installation asks for a second step, and the account has none.
    """
    membership = next((each for each in memberships if chosen is None or each.id == chosen), None)
    return Actor(
        account=account.id,
        name=account.name,
        email=account.email,
        membership=membership,
        must_change_password=account.must_change_password,
        must_add_step=lacks_step and membership is not None and membership.role.reaches_many,
    )
