"""One's own passkeys: add one under a name, remove one. Both ask for the password."""

from __future__ import annotations

from uuid import UUID

from spm_oversight.domain.access import Actor
from spm_oversight.domain.errors import Conflict, Fault, Invalid, Missing
from spm_oversight.persistence.passkeys import Passkey
from spm_oversight.services.begin import begin_system
from spm_oversight.services.own_second_step import Here, added, changing, codes_if_none, removed
from spm_oversight.services.passkeys import Asker, keep, new_options

LONGEST_NAME, MOST = 60, 10


def passkey_to_add(actor: Actor, asker: Asker) -> str:
    """What a browser is asked to make (JSON)."""
    with begin_system(actor) as work:
        return new_options(asker, actor, work.now, work.passkeys.of(actor.account))


def add_passkey(here: Here, asker: Asker, *, password: str, name: str, answer: str) -> tuple[str, ...]:
    """Keep the passkey a browser has made; new recovery codes where none are left. ``Invalid`` names what is wrong."""
    name = " ".join(name.split())
    if not name or len(name) > LONGEST_NAME:
        fault = Fault(
            "name", f"Tulis nama kunci, paling panjang {LONGEST_NAME} huruf, misalnya Laptop kantor."
        )
        raise Invalid("Isian belum benar.", (fault,))
    if not answer:
        raise Invalid("Kunci sandi belum dibuat: peramban belum menjawab. Coba sekali lagi.")
    with changing(here, password) as (work, account):
        if len(work.passkeys.of(account)) >= MOST:
            raise Conflict(f"Sudah ada {MOST} kunci sandi. Cabut satu yang tidak dipakai lagi.")
        keep(work, asker, account, answer=answer, name=name)
        added(work, here, "passkey", name=name)
        return codes_if_none(work, account)


def own_passkey(actor: Actor, passkey: UUID) -> Passkey:
    """One of one's own passkeys; ``Missing`` for any other."""
    with begin_system(actor) as work:
        for each in work.passkeys.of(actor.account):
            if each.id == passkey:
                return each
    raise Missing("Kunci sandi itu tidak ada.")


def remove_passkey(here: Here, *, password: str, passkey: UUID) -> None:
    """Sign in without this passkey from now on."""
    with changing(here, password) as (work, account):
        name = work.passkeys.remove(account, passkey)
        if name is None:
            raise Missing("Kunci sandi itu tidak ada.")
        removed(work, here, "passkey", name)
