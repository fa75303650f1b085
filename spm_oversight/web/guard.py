"""The one door: who is it, may they, and one unit of work in their scope, which a form sent twice enters once.

Every route declares a permission with ``@allow``; ``close`` refuses to start the application when one does not, or
when one function answers both safe and unsafe methods.
"""

from __future__ import annotations

import logging
from collections.abc import Callable
from functools import wraps
from typing import Any, TypeVar

from flask import Flask, Response, flash, g, make_response, redirect, request, url_for
from flask_login import current_user  # pyright: ignore[reportUnknownVariableType]
from werkzeug.exceptions import HTTPException, NotFound
from werkzeug.routing import Rule

from spm_oversight.domain.access import Actor, Permission, decide
from spm_oversight.domain.errors import Conflict, Refused
from spm_oversight.persistence.work import Work
from spm_oversight.services.begin import begin
from spm_oversight.services.refusals import record_refusal
from spm_oversight.web.once import note_messages, once
from spm_oversight.web.signed_out import ask_to_come_back, keep_for_later, kept_now

_log = logging.getLogger(__name__)
View = TypeVar("View", bound=Callable[..., Any])
SAFE = frozenset({"GET", "HEAD", "OPTIONS"})
# Files of ours and of Bootstrap-Flask: the same for everybody, no data in them.
STATIC = frozenset({"static", "bootstrap.static"})


def allow(permission: Permission) -> Callable[[View], View]:
    """Declare what a route asks for. Unless it is PUBLIC, the view receives the open ``work`` as first argument."""

    def declare(view: View) -> View:
        view.permission = permission  # pyright: ignore[reportFunctionMemberAccess]
        return view

    return declare


def actor() -> Actor | None:
    """Who is signed in; nobody on the page that tells of a failure, since the database itself may be gone."""
    if g.get("failed"):
        return None
    return getattr(current_user, "actor", None)


def me(work: Work) -> Actor:
    """Who acts, behind a guard that lets nobody else in."""
    assert work.actor is not None  # noqa: S101
    return work.actor


def may(permission: Permission) -> bool:
    """Whether the person signed in holds a permission: menu and buttons ask what the door asks."""
    return decide(actor(), permission)


def acting_membership() -> str:
    """The membership a page is made in, which each form on it carries back; empty without one."""
    who = actor()
    return str(who.membership.id) if who and who.membership else ""


def permission_of(app: Flask, rule: Rule) -> Permission:
    """The permission a rule asks for; a route without a declaration is an error."""
    if rule.endpoint in STATIC:
        return Permission.PUBLIC
    permission = getattr(app.view_functions[rule.endpoint], "permission", None)
    if not isinstance(permission, Permission):
        raise RuntimeError(f"the route {rule.rule} ({rule.endpoint}) declares no permission: add @allow(...)")
    return permission


def close(app: Flask) -> None:
    """Check every route's declaration and put the guard before each view; call once, after all blueprints."""
    for rule in app.url_map.iter_rules():
        permission_of(app, rule)
        methods = frozenset(rule.methods or ())
        if methods & SAFE - {"OPTIONS"} and methods - SAFE:
            raise RuntimeError(f"the route {rule.rule} answers safe and unsafe methods: split the function")
    for endpoint, view in list(app.view_functions.items()):
        if endpoint not in STATIC and view.permission is not Permission.PUBLIC:  # pyright: ignore
            app.view_functions[endpoint] = _guarded(view, view.permission)  # pyright: ignore
    note_messages(app)


def _guarded(view: Callable[..., Any], permission: Permission) -> Callable[..., Any]:
    @wraps(view)
    def answer(**arguments: Any) -> Response:
        who = actor()
        if who is None:
            if request.method in SAFE:
                return _go("sign_in.page", next=request.full_path.rstrip("?"))
            # Passwords are not carried about.
            kept = kept_now() if permission is not Permission.OWN_ACCOUNT else None
            return ask_to_come_back(kept) if kept else _go("sign_in.page")
        # One's own account is the person's in every membership.
        if permission is not Permission.OWN_ACCOUNT and who.membership:
            _refuse_other_membership()
        if not decide(who, permission):
            return _turned_away(who)
        try:
            return _in_work(who, lambda work: make_response(view(work, **arguments)))
        except (Refused, HTTPException) as error:
            # A page that tells of a refusal ends the work while the refusal is being handled (web/undo.py).
            refused = error.__context__ if isinstance(error, HTTPException) else error
            if isinstance(refused, Refused):
                _on_record(who, str(refused))
            raise

    return answer


def _turned_away(who: Actor) -> Response:
    """Where who may not goes: to what is asked of them first, else nowhere."""
    if who.must_change_password:
        return _go("account.password_page")
    if who.must_add_step:
        kept = None if request.method in SAFE else kept_now()
        return keep_for_later(kept) if kept else _go("second_step.page")
    if who.membership is None:
        return _go("account.page")
    if request.method in SAFE:
        # A page that was not opened changed nothing: the log is told, not the record.
        _log.warning("account %s may not open %s %s", who.account, request.endpoint, request.path)
    _on_record(who, "tidak berwenang")
    # A page of another office is absent, not forbidden: its existence is nobody's business.
    raise NotFound


def _in_work(who: Actor, view: Callable[[Work], Response]) -> Response:
    with begin(who) as work:
        return view(work) if request.method in SAFE else once(work, lambda: view(work))


def _on_record(who: Actor, reason: str) -> None:
    """A change that was refused stays known; a page that was not opened changed nothing."""
    if request.method not in SAFE:
        record_refusal(who, tried=request.endpoint or "", reason=reason)


def _refuse_other_membership() -> None:
    """``Conflict`` when the form was made in another membership than the one the person acts in now."""
    if (
        request.method not in SAFE
        and request.form.get("membership", acting_membership()) != acting_membership()
    ):
        raise Conflict(
            "Penugasan Anda berganti di jendela lain sejak halaman ini dibuka, sehingga tidak ada yang disimpan. "
            "Pilih penugasan yang benar di halaman Akun, lalu buka halaman itu lagi."
        )


def _go(endpoint: str, **values: Any) -> Response:
    if endpoint == "sign_in.page" and values.get("next") not in (None, "/"):
        flash("Masuk dahulu untuk membuka halaman itu.")
    return make_response(redirect(url_for(endpoint, **values)))
