"""One's own account: who am I, in which membership, with which password."""

from __future__ import annotations

from uuid import UUID

from flask import Blueprint, flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue

from spm_oversight.domain.access import Permission
from spm_oversight.domain.errors import Invalid
from spm_oversight.domain.password import SHORTEST
from spm_oversight.persistence.work import Work
from spm_oversight.services.account_letters import account_letters
from spm_oversight.services.read_messages import reader_zone
from spm_oversight.services.sessions import switch as switch_to
from spm_oversight.services.sign_in import change_password, memberships_of
from spm_oversight.web.account.forms import PasswordForm
from spm_oversight.web.account.screens import letter_rows
from spm_oversight.web.guard import allow, me
from spm_oversight.web.session import enter, go_on, token, visit

blueprint = Blueprint("account", __name__, url_prefix="/akun")


@blueprint.get("")
@allow(Permission.OWN_ACCOUNT)
def page(work: Work) -> ResponseReturnValue:
    """Name, memberships, ways on, and what was written about the account."""
    person = me(work)
    return render_template(
        "account/account.html",
        memberships=memberships_of(account=person.account),
        letters=letter_rows(account_letters(actor=person), reader_zone(work)),
    )


@blueprint.post("/penugasan/<uuid:membership>")
@allow(Permission.OWN_ACCOUNT)
def switch(work: Work, membership: UUID) -> ResponseReturnValue:
    """Go on in another of one's own memberships."""
    chosen, new = switch_to(actor=me(work), token=token(), membership=membership)
    go_on(new)
    flash(f"Anda sekarang bekerja sebagai {chosen.role.label}, {chosen.place}.")
    return redirect(url_for("home.page"))


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
    person = me(work)
    try:
        new = change_password(actor=person, old=form.old.data or "", new=form.new.data or "", visit=visit())
    except Invalid as error:
        form.refuse(error)
        return _form(work, form, 422)
    enter(person, new)
    flash("Kata sandi baru sudah berlaku. Sesi Anda di perangkat lain sudah berakhir.")
    return redirect(url_for("account.page" if person.membership is None else "home.page"))


def _form(work: Work, form: PasswordForm, status: int) -> tuple[str, int]:
    return (
        render_template(
            "account/password.html", form=form, first=me(work).must_change_password, shortest=SHORTEST
        ),
        status,
    )
