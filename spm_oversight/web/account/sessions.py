"""/akun/tempat-masuk: where one is signed in, and ending it there."""

from __future__ import annotations

from uuid import UUID

from flask import Blueprint, flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue

from spm_oversight import formats
from spm_oversight.domain.access import Permission
from spm_oversight.persistence.work import Work
from spm_oversight.services.read_messages import reader_zone
from spm_oversight.services.sessions import end_other_sessions, end_session, my_sessions
from spm_oversight.web.account.screens import place_rows
from spm_oversight.web.guard import allow, me
from spm_oversight.web.session import idle, this_session

blueprint = Blueprint("sessions", __name__, url_prefix="/akun/tempat-masuk")


@blueprint.get("")
@allow(Permission.OWN_ACCOUNT)
def page(work: Work) -> ResponseReturnValue:
    """Every place where one is signed in now."""
    found = my_sessions(actor=me(work), idle=idle())
    return render_template("account/sessions.html", rows=place_rows(found, this_session(), reader_zone(work)))


@blueprint.post("/<uuid:session>/keluar")
@allow(Permission.OWN_ACCOUNT)
def end(work: Work, session: UUID) -> ResponseReturnValue:
    """Sign out in one place."""
    end_session(actor=me(work), session=session)
    flash("Tempat itu sudah dikeluarkan.")
    return redirect(url_for("sessions.page"))


@blueprint.post("/lain/keluar")
@allow(Permission.OWN_ACCOUNT)
def end_others(work: Work) -> ResponseReturnValue:
    """Sign out everywhere but here."""
    count = end_other_sessions(actor=me(work), keep=this_session())
    flash(f"{formats.number(count)} tempat lain sudah dikeluarkan." if count else "Tidak ada tempat lain.")
    return redirect(url_for("sessions.page"))
