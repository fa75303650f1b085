"""/akun/dua-langkah: an authenticator app and recovery codes beside one's password."""

from __future__ import annotations

from flask import Blueprint, flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue

from spm_oversight.domain.access import Actor, Permission
from spm_oversight.domain.errors import Invalid
from spm_oversight.persistence.work import Work
from spm_oversight.services.own_second_step import (
    Here,
    add_app,
    offer_app,
    own_steps,
    remove_app,
    renew_codes,
)
from spm_oversight.services.read_messages import reader_zone
from spm_oversight.web.guard import allow, me
from spm_oversight.web.passkey import asker, passkey_origin
from spm_oversight.web.second_step.forms import AppForm, ConfirmForm
from spm_oversight.web.second_step.screens import app_screen, steps_screen
from spm_oversight.web.session import place, this_session

blueprint = Blueprint("second_step", __name__, url_prefix="/akun/dua-langkah")

CODES, REMOVE_APP = (
    {
        "heading": "Buat kode cadangan baru",
        "told": "Sepuluh kode baru ditampilkan satu kali. Kode yang lama tidak berlaku lagi.",
        "button": "Buat kode baru",
    },
    {
        "heading": "Cabut aplikasi autentikator",
        "told": "Sesudah ini kode dari aplikasi tidak diminta dan tidak berlaku lagi, dan tempat lain dikeluarkan.",
        "button": "Cabut aplikasi",
    },
)


@blueprint.get("")
@allow(Permission.OWN_ACCOUNT)
def page(work: Work) -> ResponseReturnValue:
    """What one has beside the password."""
    who = me(work)
    screen = steps_screen(own_steps(who), reader_zone(work))
    return render_template(
        "second_step/second_step.html",
        screen=screen,
        must=who.must_add_step,
        here=asker() is not None,
        elsewhere=passkey_origin(),
    )


@blueprint.get("/aplikasi")
@allow(Permission.OWN_ACCOUNT)
def app_page(work: Work) -> ResponseReturnValue:
    """A new secret for an app, kept nowhere until a code of it was right."""
    return _app(work, AppForm(), 200)


@blueprint.post("/aplikasi")
@allow(Permission.OWN_ACCOUNT)
def add(work: Work) -> ResponseReturnValue:
    """Keep the app."""
    form = AppForm()
    if not form.validate():
        return _app(work, form, 422)
    try:
        codes = add_app(
            here_now(work),
            password=form.password.data or "",
            sealed=form.sealed.data or "",
            code=form.code.data or "",
        )
    except Invalid as error:
        form.refuse(error)
        return _app(work, form, 422)
    return shown_once(
        me(work), codes, "Aplikasi autentikator terpasang. Mulai sekarang kodenya diminta setiap kali masuk."
    )


@blueprint.get("/aplikasi/cabut")
@allow(Permission.OWN_ACCOUNT)
def remove_page(work: Work) -> ResponseReturnValue:
    """Ask for the password before the app is removed."""
    return confirm(ConfirmForm(), 200, REMOVE_APP)


@blueprint.post("/aplikasi/cabut")
@allow(Permission.OWN_ACCOUNT)
def remove(work: Work) -> ResponseReturnValue:
    """Sign in without the app from now on."""
    form = ConfirmForm()
    try:
        if not form.validate():
            return confirm(form, 422, REMOVE_APP)
        remove_app(here_now(work), password=form.password.data or "")
    except Invalid as error:
        form.refuse(error)
        return confirm(form, 422, REMOVE_APP)
    return shown_once(me(work), (), "Aplikasi autentikator dicabut.")


@blueprint.get("/kode")
@allow(Permission.OWN_ACCOUNT)
def codes_page(work: Work) -> ResponseReturnValue:
    """Ask for the password before the recovery codes change."""
    return confirm(ConfirmForm(), 200, CODES)


@blueprint.post("/kode")
@allow(Permission.OWN_ACCOUNT)
def codes(work: Work) -> ResponseReturnValue:
    """New recovery codes, shown on this answer alone."""
    form = ConfirmForm()
    try:
        if not form.validate():
            return confirm(form, 422, CODES)
        made = renew_codes(here_now(work), password=form.password.data or "")
    except Invalid as error:
        form.refuse(error)
        return confirm(form, 422, CODES)
    return shown_once(me(work), made, "Kode cadangan yang lama tidak berlaku lagi.")


def here_now(work: Work) -> Here:
    """Who acts, by which session and from where."""
    return Here(me(work), this_session(), place())


def shown_once(who: Actor, codes: tuple[str, ...], done: str) -> ResponseReturnValue:
    """What was done; recovery codes in the answer itself, as they stand nowhere else."""
    if codes:
        return render_template("second_step/codes.html", codes=codes, done=done)
    flash(done)
    if own_steps(who).codes_left:
        flash("Kode cadangan Anda tetap berlaku. Buat yang baru bila tidak tersimpan.")
    return redirect(url_for("second_step.page"))


def confirm(form: ConfirmForm, status: int, what: dict[str, str]) -> tuple[str, int]:
    """The page that asks for the password."""
    return render_template("second_step/confirm.html", form=form, **what), status


def _app(work: Work, form: AppForm, status: int) -> tuple[str, int]:
    # The same secret as long as the page is the same: the app has it already.
    offered = offer_app(me(work), sealed=form.sealed.data or "")
    form.sealed.data = offered.sealed
    return render_template("second_step/app.html", form=form, screen=app_screen(offered)), status
