"""/masuk: by password, by the second step after it, or by a passkey alone; /keluar."""

from __future__ import annotations

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from spm_oversight.domain.access import Actor, Permission
from spm_oversight.domain.errors import Invalid, Missing, StepDue, TooOften
from spm_oversight.services.passkeys import REFUSED
from spm_oversight.services.second_step import enter_by_passkey, finish, second_passkey_offer
from spm_oversight.services.sign_in import sign_in
from spm_oversight.web.errors import retry_after
from spm_oversight.web.guard import allow
from spm_oversight.web.passkey import asker
from spm_oversight.web.session import enter, leave, visit, wait_for_step, waiting_step
from spm_oversight.web.signed_out import AnswerForm, CodeForm, SignInForm, read_kept

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
        actor, token = sign_in(email=form.email.data or "", password=form.password.data or "", visit=visit())
    except Invalid as error:
        form.refuse(error)
        return _form(form, 422)
    except TooOften as error:
        page = render_template("sign_in/sign_in.html", form=form, slowed=str(error))
        return page, 429, retry_after(error)
    except StepDue as due:
        wait_for_step(due.token)
        return _code(CodeForm(formdata=None, kept=form.kept.data), 200)
    return _entered(actor, token, form.kept.data or "")


@blueprint.post("/masuk/kode")
@allow(Permission.PUBLIC)
def second() -> ResponseReturnValue:
    """The second step, then go where the person wanted to."""
    form = CodeForm()
    if not form.validate():
        return _code(form, 422)
    try:
        actor, token = finish(token=waiting_step(), code=form.code.data or "", visit=visit())
    except Invalid as error:
        form.refuse(error)
        return _code(form, 422)
    except TooOften as error:
        return *_code(form, 429, str(error)), retry_after(error)
    except Missing as error:
        return _again(form.kept.data, error)
    return _entered(actor, token, form.kept.data or "")


@blueprint.post("/masuk/kode/kunci")
@allow(Permission.PUBLIC)
def second_by_passkey() -> ResponseReturnValue:
    """The second step by a passkey of the person whose password was right."""
    form = AnswerForm()
    try:
        actor, token = _by_passkey(form, waiting_step())
    except Invalid as error:
        code = CodeForm(formdata=None, kept=form.kept.data)
        code.refuse(error)
        return _code(code, 422)
    except Missing as error:
        return _again(form.kept.data, error)
    return _entered(actor, token, form.kept.data or "")


@blueprint.post("/masuk/kunci")
@allow(Permission.PUBLIC)
def by_passkey() -> ResponseReturnValue:
    """A passkey alone: who it is, and both steps."""
    form = AnswerForm()
    try:
        actor, token = _by_passkey(form, None)
    except Invalid as error:
        return _again(form.kept.data, error)
    return _entered(actor, token, form.kept.data or "")


@blueprint.post("/keluar")
@allow(Permission.PUBLIC)
def end() -> ResponseReturnValue:
    """Sign out; also right for who is out already."""
    leave()
    flash("Anda sudah keluar.")
    return redirect(url_for("sign_in.page"))


def _entered(actor: Actor, token: str, kept: str) -> ResponseReturnValue:
    """What follows a sign-in: what was typed before it, or the page asked for."""
    enter(actor, token)
    if found := read_kept(kept):
        return render_template("sign_in/kept.html", kept=found)
    return redirect(_wanted())


def _by_passkey(form: AnswerForm, waiting: str | None) -> tuple[Actor, str]:
    """Who a browser's answer signs in; after a right password, the one who waits."""
    found = asker()
    if found is None:
        raise Invalid(REFUSED)
    return enter_by_passkey(asker=found, answer=form.answer.data or "", visit=visit(), token=waiting)


def _again(kept: str | None, error: Exception) -> tuple[str, int]:
    form = SignInForm(formdata=None, kept=kept)
    form.form_errors.append(str(error))
    return _form(form, 422)


def _code(form: CodeForm, status: int, slowed: str = "") -> tuple[str, int]:
    found = asker()
    wanted = second_passkey_offer(found, token=waiting_step()) if found else ""
    return render_template("sign_in/code.html", form=form, slowed=slowed, wanted=wanted), status


def _form(form: SignInForm, status: int) -> tuple[str, int]:
    return render_template("sign_in/sign_in.html", form=form), status


def _wanted() -> str:
    """The page asked for before signing in; only an address of our own (no foreign host after // or /\\)."""
    wanted = request.args.get("next", "")
    ours = wanted.startswith("/") and not wanted.startswith(("//", "/\\")) and wanted.isprintable()
    return wanted if ours else url_for("home.page")
