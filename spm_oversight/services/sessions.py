"""Sessions: come back with one, switch membership, see where one is signed in, end what is open elsewhere."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from uuid import UUID

from spm_oversight.domain.access import Actor, Membership
from spm_oversight.domain.errors import Missing
from spm_oversight.persistence.sessions import Session, present
from spm_oversight.services.begin import begin_system
from spm_oversight.services.sign_in import acting
from spm_oversight.services.throttle import forget_tries

# A session that ended is kept so long: whoever signs in again in its browser goes on in the membership chosen there.
_KEPT = timedelta(days=1)


@dataclass(frozen=True)
class Here:
    """Who a token speaks for, and by which session."""

    actor: Actor
    session: UUID


def here(*, token: str, idle: timedelta, by_person: bool, two_steps: bool) -> Here | None:
    """Who a session speaks for now: None once it has ended, was ended, or the account is shut.

    ``two_steps``: the installation asks those who reach many districts for a second step.

    The membership is read anew with each request: a right ends with the next click after it was taken.
    """
    found = present(token, idle=idle, by_person=by_person)
    if found is None:
        return None
    lacks_step = two_steps and not found.two_steps
    actor = acting(found.person.account, found.person.memberships, found.chosen, lacks_step=lacks_step)
    return Here(actor, found.session)


def switch(*, actor: Actor, token: str, membership: UUID) -> tuple[Membership, str]:
    """Go on in another of one's own memberships, under a new token; the old one is worth nothing then."""
    with begin_system(actor) as work:
        for each in work.accounts.memberships_of(actor.account):
            if each.id == membership and (new := work.sessions.rotate(token, membership)):
                return each, new
    raise Missing("Penugasan itu tidak ada.")


def my_sessions(*, actor: Actor, idle: timedelta) -> tuple[Session, ...]:
    """Where one is signed in, the place last used first."""
    with begin_system(actor) as work:
        return work.sessions.living(actor.account, idle)


def end_session(*, actor: Actor, session: UUID) -> None:
    """Sign out in one of one's own places."""
    with begin_system(actor) as work:
        if not work.sessions.end_of(actor.account, session):
            raise Missing("Sesi itu sudah berakhir.")
        work.record.add("session_ended", str(actor.account), sessions=1)


def end_other_sessions(*, actor: Actor, keep: UUID) -> int:
    """Sign out everywhere but here; in how many places."""
    with begin_system(actor) as work:
        if count := work.sessions.end_others(actor.account, keep):
            work.record.add("session_ended", str(actor.account), sessions=count)
        return count


def sign_out(*, token: str) -> None:
    """End the session of this token, if it has not ended."""
    with begin_system() as work:
        if ended := work.sessions.end(token):
            work.record.add("sign_out", str(ended[0]))


def forget_ended() -> int:
    """Forget sessions and sign-ins that ended, and counts of wrong tries that begin anew anyway; how many."""
    with begin_system() as work:
        ended = work.sessions.forget(work.now - _KEPT) + work.second_steps.forget(work.now - _KEPT)
        return ended + forget_tries(work)
