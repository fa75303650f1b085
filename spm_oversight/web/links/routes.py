"""/lupa-kata-sandi: ask for a link; /tautan/…: open it; /kata-sandi-baru: choose a password by it.

The token leaves the address at once for the browser's own signed session: no history, no page's address, no referrer
keeps it. Opening changes nothing, since programs that look through mail open links too; choosing uses it up.
"""

from __future__ import annotations

from flask import Blueprint, abort, flash, redirect, render_template, request, session, url_for
from flask.typing import ResponseReturnValue

from spm_oversight.domain.access import Permission
from spm_oversight.domain.errors import Invalid, Missing, Refused
from spm_oversight.domain.password import SHORTEST
from spm_oversight.services.links import (
    NO_MAIL,
    Choosing,
    ask_reset,
    choose_password,
    links_shown,
    opened_by,
    resets_work,
)
from spm_oversight.web.guard import allow
from spm_oversight.web.links.forms import AskForm, ChooseForm
from spm_oversight.web.session import keep_mark, place

blueprint = Blueprint("links", __name__)

ASKED = (
    "Permintaan diterima. Bila surel itu milik akun di sini, tautan untuk memilih kata sandi segera sampai di sana dan "
    "berlaku 30 menit. Belum sampai? Periksa juga folder spam."
)
CHOSEN = "Kata sandi baru berlaku, dan semua sesi lama berakhir. Masuk dengan kata sandi itu."
# Where the browser keeps the token while its person chooses.
KEPT = "link"


@blueprint.get("/lupa-kata-sandi")
@allow(Permission.PUBLIC)
def ask_page() -> ResponseReturnValue:
    """The form that asks for a link."""
    return _ask(AskForm(), 200)


@blueprint.post("/lupa-kata-sandi")
@allow(Permission.PUBLIC)
def ask() -> ResponseReturnValue:
    """Have a link sent; the answer is the same whoever's address it is."""
    typed = request.form.getlist("email")
    if len(typed) > 1 or not "".join(typed).isprintable():
        # Which address is meant, and who would get the link? No guess.
        abort(400)
    form = AskForm()
    if not form.validate():
        return _ask(form, 422)
    try:
        ask_reset(email=form.email.data or "", asked_from=request.remote_addr or "")
    except Refused as error:
        form.form_errors.append(str(error))
        return _ask(form, 403)
    except Invalid as error:
        form.refuse(error)
        return _ask(form, 422)
    flash(ASKED)
    return redirect(url_for("sign_in.page"))


@blueprint.get("/tautan/<token>")
@allow(Permission.PUBLIC)
def open_(token: str) -> ResponseReturnValue:
    """Take the token out of the address."""
    try:
        opened_by(token=token)
    except Missing:
        return _dead()
    session[KEPT] = token
    return redirect(url_for("links.choose_page"))


@blueprint.get("/kata-sandi-baru")
@allow(Permission.PUBLIC)
def choose_page() -> ResponseReturnValue:
    """The form for a new password."""
    try:
        return _choose(opened_by(token=session.get(KEPT, "")), ChooseForm(), 200)
    except Missing:
        return _dead()


@blueprint.post("/kata-sandi-baru")
@allow(Permission.PUBLIC)
def choose() -> ResponseReturnValue:
    """Choose the password; the person signs in with it next."""
    token, form = session.get(KEPT, ""), ChooseForm()
    try:
        who = opened_by(token=token)
        if not form.validate():
            return _choose(who, form, 422)
        try:
            choose_password(token=token, new=form.new.data or "", place=place())
        except Invalid as error:
            form.refuse(error)
            return _choose(who, form, 422)
    except Missing:
        return _dead()
    session.pop(KEPT, None)
    keep_mark()
    flash(CHOSEN)
    return redirect(url_for("sign_in.page"))


def _ask(form: AskForm, status: int) -> tuple[str, int]:
    why_not = "" if resets_work() else NO_MAIL
    return render_template("links/ask.html", form=form, why_not=why_not, shown=links_shown()), status


def _choose(who: Choosing, form: ChooseForm, status: int) -> tuple[str, int]:
    return render_template("links/choose.html", who=who, form=form, shortest=SHORTEST), status


def _dead() -> tuple[str, int]:
    """One page for a link that was used, ran out, or never was."""
    session.pop(KEPT, None)
    return render_template("links/dead.html"), 404
