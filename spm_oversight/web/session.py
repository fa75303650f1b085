"""Who the browser speaks for, from one request to the next (flask-login); what the session is stands in the database.

The browser's cookie carries a token and nothing that says who or what one may: ADR 0031.
"""

from __future__ import annotations

import logging
from datetime import timedelta
from uuid import UUID

from flask import Flask, Response, after_this_request, current_app, g, request, session
from flask.sessions import SecureCookieSessionInterface
from flask_login import LoginManager, UserMixin, current_user, login_user, logout_user  # pyright: ignore
from ua_parser import parse

from spm_oversight.config.secret import new_secret
from spm_oversight.config.settings import Settings
from spm_oversight.domain.access import Actor
from spm_oversight.persistence.sessions import Place
from spm_oversight.services.sessions import here, sign_out
from spm_oversight.services.sign_in import Visit
from spm_oversight.services.throttle import PLACE_KNOWN

_log = logging.getLogger(__name__)
_TOKEN = "_user_id"  # noqa: S105 (where flask-login keeps what get_id answers)
_STEP = "step"
# What a page does by itself says so, in a header or in its address: it keeps nobody signed in who has gone away.
BY_ITSELF_HEADER, BY_ITSELF = "X-Segar", "sendiri"
_LONGEST_AGENT = 256


class SignedIn(UserMixin):
    """The person signed in, by which session; what the browser keeps of it is the token."""

    def __init__(self, actor: Actor, token: str, session: UUID | None = None) -> None:
        self.actor, self.token, self.session = actor, token, session

    def get_id(self) -> str:
        """What the browser keeps."""
        return self.token


def visit() -> Visit:
    """From where this request signs somebody in, and the token it came with."""
    return Visit(place(), timedelta(hours=_settings().session_hours), token())


def place() -> Place:
    """From where this request comes."""
    return Place(request.remote_addr or "", _browser(request.user_agent.string), _mark())


def keep_mark() -> None:
    """The password was right, or chosen: let the browser keep its mark, by which it is known at the next sign-in."""

    @after_this_request
    def _keep(answer: Response) -> Response:  # pyright: ignore[reportUnusedFunction]
        secure = _settings().https
        answer.set_cookie(_mark_name(), _mark(), PLACE_KNOWN, secure=secure, httponly=True, samesite="Lax")
        return answer


def token() -> str:
    """The token this request came with; empty where it has none. It may have ended."""
    return str(session.get(_TOKEN, ""))


def this_session() -> UUID:
    """The session this request speaks for; behind the guard there is one."""
    return current_user.session  # pyright: ignore


def idle() -> timedelta:
    """How long nobody may act in a session without ending it."""
    return timedelta(minutes=_settings().idle_minutes)


def enter(actor: Actor, token: str) -> None:
    """Let the browser speak for this person from now on; of what it had nothing stays, the form token included."""
    session.clear()
    login_user(SignedIn(actor, token))
    keep_mark()


def wait_for_step(token: str) -> None:
    """The password was right; the browser has the token of the sign-in that waits, and is signed in as before."""
    session[_STEP] = token
    keep_mark()


def waiting_step() -> str:
    """The token of the sign-in that waits for its second step; empty where none does."""
    return str(session.get(_STEP, ""))


def go_on(token: str) -> None:
    """The same person goes on under another token; pages that are open stay good."""
    session[_TOKEN] = token


def leave() -> None:
    """End the session and forget its token."""
    if ending := token():
        sign_out(token=ending)
        logout_user()
        session.clear()


def keep_sessions(app: Flask) -> None:
    """Let flask-login find the person of each request."""
    manager = LoginManager()
    # Templates get the person from screen.py, which knows how to do without the database.
    manager.init_app(app, add_context_processor=False)
    signer = SecureCookieSessionInterface().get_signing_serializer(app)

    @app.before_request
    def _tell_of_forgery() -> None:  # pyright: ignore[reportUnusedFunction]
        given = request.cookies.get(app.config["SESSION_COOKIE_NAME"])
        # One of ours that has only ended is no attempt.
        if given and not session and signer and not signer.loads_unsafe(given)[0]:
            _log.warning("a session cookie that is not of our making, from %s", request.remote_addr)

    # A phone changes its address on a bad line, and that must not end the session.
    manager.session_protection = None  # pyright: ignore[reportAttributeAccessIssue]

    @manager.user_loader  # pyright: ignore
    def _load(token: str) -> SignedIn | None:  # pyright: ignore[reportUnusedFunction]
        found = here(token=token, idle=idle(), by_person=not _by_itself(), two_steps=_settings().two_steps)
        return SignedIn(found.actor, token, found.session) if found else None


def _by_itself() -> bool:
    return BY_ITSELF in (request.headers.get(BY_ITSELF_HEADER), request.args.get("segar"))


def _mark() -> str:
    """The mark of this browser, a new one where it has none."""
    if "mark" not in g:
        g.mark = request.cookies.get(_mark_name()) or new_secret()
    return g.mark


def _mark_name() -> str:
    return f"{current_app.config['SESSION_COOKIE_NAME']}-kenal"


def _browser(agent: str) -> str:
    """A browser and its system by name, such as ``Chrome di Windows``; empty where neither is known."""
    found = parse(agent[:_LONGEST_AGENT])
    return " di ".join(each.family for each in (found.user_agent, found.os) if each)


def _settings() -> Settings:
    return current_app.config["SETTINGS"]
