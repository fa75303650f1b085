"""What follows a right password, a code or a passkey; or a passkey alone (ADR 0040, 0041)."""

from __future__ import annotations

from math import ceil
from uuid import UUID

from spm_oversight.domain.access import Actor
from spm_oversight.domain.errors import Fault, Invalid, Missing
from spm_oversight.persistence.work import Work
from spm_oversight.services.account_notice import RECOVERY, tell_owner
from spm_oversight.services.begin import begin_system
from spm_oversight.services.codes import take
from spm_oversight.services.passkeys import REFUSED, Asker, shown, sign_in_options
from spm_oversight.services.sign_in import Visit, begin_session
from spm_oversight.services.throttle import count_code, take_back_code

WRONG = (
    "Kode tidak cocok, atau sudah pernah dipakai. Tulis kode yang sekarang tampak pada aplikasi, atau satu "
    "kode cadangan."
)


def finish(*, token: str, code: str, visit: Visit) -> tuple[Actor, str]:
    """The person whose sign-in waits under ``token``, and the token of a new session.

    ``Invalid`` for a wrong or used code, ``TooOften`` after several, ``Missing`` once the sign-in waits no more.
    """
    with begin_system() as work:
        waiting = _waiting(work, token)
    wait = count_code(waiting)
    with begin_system() as work:
        account = work.accounts.by_id(waiting)
        kind = take(work, waiting, code)
        # The one who ends the wait goes on: a password that was changed meanwhile has ended it too.
        if (
            kind
            and account
            and work.second_steps.end(token)
            and (begun := begin_session(work, account, visit))
        ):
            take_back_code(work, waiting)
            told = {"email": account.email, "address": visit.place.address, "step": kind}
            work.record.add("sign_in", str(waiting), **told)
            if kind == "recovery":
                left = work.second_steps.codes_left(waiting)
                what = f"Satu kode cadangan dipakai untuk masuk ke akun Anda. Tersisa {left} kode."
                tell_owner(work, waiting, RECOVERY, what, place=visit.place)
            return begun
        told = {"address": visit.place.address, "wait": ceil(wait.total_seconds())}
        work.record.add("second_step_refused", str(waiting), **told)
    raise Invalid("Kode belum benar.", (Fault("code", WRONG),))


def passkey_offer(asker: Asker) -> str:
    """What a browser is asked for on the sign-in page (JSON)."""
    with begin_system() as work:
        return sign_in_options(asker, work.now)


def second_passkey_offer(asker: Asker, *, token: str) -> str:
    """What a browser is asked for after the password; empty where the person has no passkey."""
    with begin_system() as work:
        account = work.second_steps.account_of(token)
        mine = work.passkeys.of(account) if account else ()
        return sign_in_options(asker, work.now, mine) if mine else ""


def enter_by_passkey(
    *, asker: Asker, answer: str, visit: Visit, token: str | None = None
) -> tuple[Actor, str]:
    """The owner of a passkey, and the token of a new session. Finger, face or PIN were shown: it counts as both steps.

    ``token``: of a sign-in whose password was right; the passkey must be the same person's. ``Missing`` once it waits
    no more; ``Invalid`` for an answer that is wrong, stale, or was given before.
    """
    with begin_system() as work:
        waiting = None if token is None else _waiting(work, token)
    try:
        with begin_system() as work:
            passkey = shown(work, asker, answer=answer)
            # Of a sign-in that waits, the one who ends the wait goes on.
            if token is None or (waiting == passkey.account and work.second_steps.end(token)):
                return _entered(work, passkey.account, visit)
    except Invalid:
        _refuse_passkey(waiting, visit)
        raise
    _refuse_passkey(waiting, visit)
    raise Invalid(REFUSED)


def _entered(work: Work, owner: UUID, visit: Visit) -> tuple[Actor, str]:
    account = work.accounts.by_id(owner)
    begun = begin_session(work, account, visit) if account else None
    if account is None or begun is None:
        raise Invalid(REFUSED)
    told = {"email": account.email, "address": visit.place.address, "step": "passkey"}
    work.record.add("sign_in", str(owner), **told)
    return begun


def _refuse_passkey(waiting: UUID | None, visit: Visit) -> None:
    """Note it after a right password alone: else anybody could fill the record."""
    if waiting:
        with begin_system() as work:
            told = {"address": visit.place.address, "step": "passkey"}
            work.record.add("second_step_refused", str(waiting), **told)


def _waiting(work: Work, token: str) -> UUID:
    waiting = work.second_steps.account_of(token)
    if waiting is None:
        raise Missing("Waktu untuk langkah kedua habis. Masuk sekali lagi.")
    return waiting
