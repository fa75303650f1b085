"""Who the browser speaks for, from one request to the next (flask-login)."""

from __future__ import annotations

from contextlib import suppress
from uuid import UUID

from flask import Flask, session
from flask_login import LoginManager, UserMixin, login_user  # pyright: ignore

from spm_oversight.domain.access import Actor
from spm_oversight.services.sign_in import actor_of


class SignedIn(UserMixin):
    """The person signed in; the id in the session is account and epoch, so a raised epoch ends it."""

    def __init__(self, actor: Actor, epoch: int) -> None:
        self.actor, self.epoch = actor, epoch

    def get_id(self) -> str:
        """What the session keeps."""
        return f"{self.actor.account}|{self.epoch}"


def enter(actor: Actor, epoch: int) -> None:
    """Begin a session of this person anew; of an older one of theirs, only the membership they chose stays."""
    theirs = str(session.get("_user_id", "")).startswith(f"{actor.account}|")
    membership = session.get("membership") if theirs else None
    session.clear()
    if membership:
        session["membership"] = membership
    login_user(SignedIn(actor, epoch))


def keep_sessions(app: Flask) -> None:
    """Let flask-login find the person of each request."""
    manager = LoginManager()
    # Templates get the person from screen.py, which knows how to do without the database.
    manager.init_app(app, add_context_processor=False)
    # "basic": a phone changes its address on a bad line, and that must not end the session.
    manager.session_protection = "basic"

    @manager.user_loader  # pyright: ignore
    def _load(key: str) -> SignedIn | None:  # pyright: ignore[reportUnusedFunction]
        with suppress(ValueError):
            account, epoch = key.split("|")
            chosen = session.get("membership")
            actor = actor_of(
                account=UUID(account), epoch=int(epoch), membership=UUID(chosen) if chosen else None
            )
            return SignedIn(actor, int(epoch)) if actor else None
        return None
