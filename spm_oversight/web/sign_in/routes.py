"""GET /masuk, POST /masuk, POST /keluar."""

from __future__ import annotations

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_login import logout_user

from spm_oversight.domain.access import Permission
from spm_oversight.domain.errors import Invalid
from spm_oversight.services.sign_in import sign_in
from spm_oversight.web.guard import allow
from spm_oversight.web.session import enter
from spm_oversight.web.sign_in.forms import SignInForm

blueprint = Blueprint("sign_in", __name__)


@blueprint.get("/masuk")
@allow(Permission.PUBLIC)
def page() -> ResponseReturnValue:
    """The sign-in form."""
    return _form(SignInForm(), 200)


@blueprint.post("/masuk")
@allow(Permission.PUBLIC)
def begin() -> ResponseReturnValue:
    """Sign in, then go where the person wanted to."""
    form = SignInForm()
    if not form.validate():
        return _form(form, 422)
    try:
        actor, epoch = sign_in(email=form.email.data or "", password=form.password.data or "")
    except Invalid as error:
        form.refuse(error)
        return _form(form, 422)
    enter(actor, epoch)
    return redirect(_wanted())


@blueprint.post("/keluar")
@allow(Permission.PUBLIC)
def end() -> ResponseReturnValue:
    """Sign out; also right for who is out already."""
    logout_user()
    flash("Anda sudah keluar.")
    return redirect(url_for("sign_in.page"))


def _form(form: SignInForm, status: int) -> tuple[str, int]:
    return render_template("sign_in/sign_in.html", form=form), status


def _wanted() -> str:
    """The page asked for before signing in; only an address of our own (no foreign host after // or /\\)."""
    wanted = request.args.get("next", "")
    ours = wanted.startswith("/") and not wanted.startswith(("//", "/\\")) and wanted.isprintable()
    return wanted if ours else url_for("home.page")
