"""One's own account: who am I, in which membership, with which password."""

from __future__ import annotations

from uuid import UUID

from flask import Blueprint, flash, redirect, render_template, session, url_for
from flask.typing import ResponseReturnValue

from spm_oversight.domain.access import Actor, Permission
from spm_oversight.domain.errors import Invalid, Missing
from spm_oversight.persistence.work import Work
from spm_oversight.services.sign_in import SHORTEST, change_password, memberships_of
from spm_oversight.web.account.forms import PasswordForm
from spm_oversight.web.guard import allow
from spm_oversight.web.session import enter

blueprint = Blueprint("account", __name__, url_prefix="/akun")


@blueprint.get("")
@allow(Permission.OWN_ACCOUNT)
def page(work: Work) -> ResponseReturnValue:
    """Name, memberships, ways on."""
    return render_template("account/account.html", memberships=memberships_of(account=_me(work).account))


@blueprint.post("/penugasan/<uuid:membership>")
@allow(Permission.OWN_ACCOUNT)
def switch(work: Work, membership: UUID) -> ResponseReturnValue:
    """Go on in another of one's own memberships."""
    for each in memberships_of(account=_me(work).account):
        if each.id == membership:
            session["membership"] = str(each.id)
            flash(f"Anda sekarang bekerja sebagai {each.role.label}, {each.place}.")
            return redirect(url_for("home.page"))
    raise Missing("Penugasan itu tidak ada.")


@blueprint.get("/kata-sandi")
@allow(Permission.OWN_ACCOUNT)
def password_page(work: Work) -> ResponseReturnValue:
    """The form for another password."""
    return _form(work, PasswordForm(), 200)


@blueprint.post("/kata-sandi")
@allow(Permission.OWN_ACCOUNT)
def change(work: Work) -> ResponseReturnValue:
    """Choose another password; sessions elsewhere end."""
    form = PasswordForm()
    if not form.validate():
        return _form(work, form, 422)
    me = _me(work)
    try:
        epoch = change_password(actor=me, old=form.old.data or "", new=form.new.data or "")
    except Invalid as error:
        form.refuse(error)
        return _form(work, form, 422)
    enter(me, epoch)
    flash("Kata sandi baru sudah berlaku. Sesi Anda di perangkat lain sudah berakhir.")
    return redirect(url_for("account.page" if me.membership is None else "home.page"))


def _form(work: Work, form: PasswordForm, status: int) -> tuple[str, int]:
    return (
        render_template(
            "account/password.html", form=form, first=_me(work).must_change_password, shortest=SHORTEST
        ),
        status,
    )


def _me(work: Work) -> Actor:
    assert work.actor is not None  # noqa: S101 (the guard lets nobody else in)
    return work.actor
