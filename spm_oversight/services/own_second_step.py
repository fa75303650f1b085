"""One's own second step: see, add, remove an authenticator app, have recovery codes. A change asks for the password."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from spm_oversight.domain.access import Actor
from spm_oversight.domain.errors import Fault, Invalid, Missing
from spm_oversight.persistence.passkeys import Passkey
from spm_oversight.persistence.sessions import Place
from spm_oversight.persistence.work import Work
from spm_oversight.services.account_notice import STEP, tell_owner
from spm_oversight.services.begin import begin_system
from spm_oversight.services.codes import Secret, new_recovery_codes, typed
from spm_oversight.services.sign_in import check_current_password
from spm_oversight.services.throttle import count_try


@dataclass(frozen=True)
class Here:
    """Who acts, by which session, and from where."""

    actor: Actor
    session: UUID
    place: Place


@dataclass(frozen=True)
class OwnSteps:
    """What an account has beside its password."""

    app_since: datetime | None
    passkeys: tuple[Passkey, ...]
    codes_left: int

    @property
    def any(self) -> bool:
        """Whether the account signs in with two steps."""
        return self.app_since is not None or bool(self.passkeys)


@dataclass(frozen=True)
class Offered:
    """An app's secret that is shown and not kept yet; ``sealed`` travels with the form."""

    secret: str
    address: str
    sealed: str


def own_steps(actor: Actor) -> OwnSteps:
    """What one has."""
    with begin_system(actor) as work:
        app = work.second_steps.app(actor.account)
        return OwnSteps(
            app.made if app else None,
            work.passkeys.of(actor.account),
            work.second_steps.codes_left(actor.account),
        )


def offer_app(actor: Actor, *, sealed: str = "") -> Offered:
    """A new secret for an app, or the one that was offered before in ``sealed``."""
    with begin_system(actor) as work:
        secret = Secret.opened(actor.account, sealed.encode(), work.now) or Secret.new(actor.account)
        return Offered(secret.text, secret.address(actor.email), secret.sealed(work.now).decode())


def add_app(here: Here, *, password: str, sealed: str, code: str) -> tuple[str, ...]:
    """Keep an app that has shown a right code, in place of the one before; new recovery codes where none are left.

    ``Invalid`` names ``password`` or ``code``.
    """
    with begin_system() as work:
        secret = Secret.opened(here.actor.account, sealed.encode(), work.now)
        step = secret.step_of(typed(code), work.now) if secret else None
    # Looked at before the password, whose count a mistyped code is not to raise.
    if secret is None or step is None:
        fault = Fault("code", "Kode tidak cocok. Tunggu kode berikutnya pada aplikasi, lalu tulis yang itu.")
        raise Invalid("Kode belum benar.", (fault,))
    with changing(here, password) as (work, account):
        work.second_steps.put_app(account, secret.sealed(work.now), step)
        added(work, here, "app")
        return codes_if_none(work, account)


def renew_codes(here: Here, *, password: str) -> tuple[str, ...]:
    """New recovery codes; those before are worth nothing."""
    with changing(here, password) as (work, account):
        if not work.second_steps.due(account):
            raise Missing("Belum ada langkah kedua.")
        what = "Kode cadangan baru dibuat untuk akun Anda; yang lama tidak berlaku lagi."
        tell_owner(work, account, STEP, what, place=here.place)
        return new_recovery_codes(work, account)


def remove_app(here: Here, *, password: str) -> None:
    """Sign in without the app from now on."""
    with changing(here, password) as (work, account):
        if not work.second_steps.remove_app(account):
            raise Missing("Aplikasi itu sudah dicabut.")
        removed(work, here, "app")


@contextmanager
def changing(here: Here, password: str) -> Iterator[tuple[Work, UUID]]:
    """A work in which the person changes how they sign in: the password was right, sessions elsewhere end."""
    count_try(email=here.actor.email, place=here.place)
    with begin_system(here.actor) as work:
        account = check_current_password(work, here.actor, password, here.place).id
        yield work, account
        work.sessions.end_others(account, here.session)


def codes_if_none(work: Work, account: UUID) -> tuple[str, ...]:
    """New recovery codes for who has none left; else none."""
    return () if work.second_steps.codes_left(account) else new_recovery_codes(work, account)


def added(work: Work, here: Here, step: str, **name: str) -> None:
    """Note that a step was added, and tell its owner."""
    account = here.actor.account
    work.record.add("second_step_added", str(account), step=step, **name)
    what = f"{_worded(step, **name)} ditambahkan sebagai langkah kedua akun Anda."
    tell_owner(work, account, STEP, what, place=here.place)


def removed(work: Work, here: Here, step: str, name: str = "") -> None:
    """Note that a step was removed, and tell its owner; with the last one the recovery codes go."""
    account = here.actor.account
    work.record.add("second_step_removed", str(account), step=step, name=name)
    what = f"{_worded(step, name)} dicabut dari akun Anda."
    tell_owner(work, account, STEP, what, place=here.place)
    if not work.second_steps.due(account):
        work.second_steps.remove_codes(account)


def _worded(step: str, name: str = "") -> str:
    return "Aplikasi autentikator" if step == "app" else f"Kunci sandi “{name}”"
