"""Actor in, work out: the one way web, worker and command line reach storage."""

from __future__ import annotations

from contextlib import AbstractContextManager
from datetime import datetime

from spm_oversight.domain.access import Actor, Permission, decide
from spm_oversight.domain.errors import Refused
from spm_oversight.domain.scope import SYSTEM
from spm_oversight.persistence.work import Work, open_work


def begin(actor: Actor, *, now: datetime | None = None) -> AbstractContextManager[Work]:
    """A unit of work in the scope of the actor's membership; committed once, at the end of the block."""
    return open_work(actor.scope, actor, now=now)


def begin_system(actor: Actor | None = None, *, now: datetime | None = None) -> AbstractContextManager[Work]:
    """A unit of work before a tenant is known: signing in, claiming a job, opening a province.

    It reaches people, memberships and tenants; no policy on figures mentions it.
    """
    return open_work(SYSTEM, actor, now=now)


def require(work: Work, permission: Permission) -> Actor:
    """The work's actor, who must hold ``permission``; the guard has asked already, the command line has not."""
    if work.actor is not None and work.actor.must_change_password:
        raise Refused(
            "Akun ini masih memakai kata sandi pertama. Masuk pada halaman web dan pilih kata sandi sendiri."
        )
    if work.actor is not None and work.actor.must_add_step:
        raise Refused("Peran ini memerlukan masuk dengan dua langkah. Pasang dahulu pada halaman Akun.")
    if work.actor is None or not decide(work.actor, permission):
        raise Refused("Akun ini tidak berwenang untuk tindakan itu. Minta penugasan kepada admin Anda.")
    return work.actor


def own_province(work: Work) -> str:
    """The province of the work's scope."""
    if work.scope.province is None:
        raise Refused("Penugasan ini tidak terikat pada satu provinsi.")
    return work.scope.province


def own_district(work: Work) -> tuple[str, str]:
    """Province and district of the work's scope."""
    if work.scope.province is None or work.scope.write_district is None:
        raise Refused("Penugasan ini tidak terikat pada satu kabupaten/kota.")
    return work.scope.province, work.scope.write_district
