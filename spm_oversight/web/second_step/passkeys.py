"""/akun/dua-langkah/kunci: add and remove passkeys."""

from __future__ import annotations

from uuid import UUID

from flask import Blueprint, render_template
from flask.typing import ResponseReturnValue

from spm_oversight.domain.access import Permission
from spm_oversight.domain.errors import Conflict, Invalid, Refused
from spm_oversight.persistence.work import Work
from spm_oversight.services.own_passkeys import (
    LONGEST_NAME,
    add_passkey,
    own_passkey,
    passkey_to_add,
    remove_passkey,
)
from spm_oversight.services.passkeys import Asker
from spm_oversight.web.guard import allow, me
from spm_oversight.web.passkey import asker
from spm_oversight.web.second_step.forms import ConfirmForm, PasskeyForm
from spm_oversight.web.second_step.routes import confirm, here_now, shown_once

blueprint = Blueprint("passkeys", __name__, url_prefix="/akun/dua-langkah/kunci")


@blueprint.get("")
@allow(Permission.OWN_ACCOUNT)
def page(work: Work) -> ResponseReturnValue:
    """Ask the browser for a new passkey."""
    return _form(work, PasskeyForm(), 200)


@blueprint.post("")
@allow(Permission.OWN_ACCOUNT)
def add(work: Work) -> ResponseReturnValue:
    """Keep the passkey the browser has made."""
    form = PasskeyForm()
    if not form.validate():
        return _form(work, form, 422)
    try:
        codes = add_passkey(
            here_now(work),
            _asker(),
            password=form.password.data or "",
            name=form.name.data or "",
            answer=form.answer.data or "",
        )
    except Invalid as error:
        form.refuse(error)
        return _form(work, form, 422)
    except Conflict as error:
        form.form_errors.append(str(error))
        return _form(work, form, 409)
    return shown_once(
        me(work), codes, "Kunci sandi terpasang. Masuklah dengannya; kata sandi saja tidak cukup lagi."
    )


@blueprint.get("/<uuid:passkey>/cabut")
@allow(Permission.OWN_ACCOUNT)
def remove_page(work: Work, passkey: UUID) -> ResponseReturnValue:
    """Ask for the password before a passkey is removed."""
    return _removing(work, passkey, ConfirmForm(), 200)


@blueprint.post("/<uuid:passkey>/cabut")
@allow(Permission.OWN_ACCOUNT)
def remove(work: Work, passkey: UUID) -> ResponseReturnValue:
    """Sign in without this passkey from now on."""
    form = ConfirmForm()
    own_passkey(me(work), passkey)
    try:
        if not form.validate():
            return _removing(work, passkey, form, 422)
        remove_passkey(here_now(work), password=form.password.data or "", passkey=passkey)
    except Invalid as error:
        form.refuse(error)
        return _removing(work, passkey, form, 422)
    return shown_once(
        me(work), (), "Kunci sandi dicabut. Hapus juga dari pengelola sandi pada perangkat Anda."
    )


def _asker() -> Asker:
    found = asker()
    if found is None:
        raise Refused("Kunci sandi tidak dapat dipasang pada alamat ini. Buka situs dengan alamat resminya.")
    return found


def _form(work: Work, form: PasskeyForm, status: int) -> tuple[str, int]:
    options = passkey_to_add(me(work), _asker())
    return render_template(
        "second_step/passkey.html", form=form, options=options, longest=LONGEST_NAME
    ), status


def _removing(work: Work, passkey: UUID, form: ConfirmForm, status: int) -> tuple[str, int]:
    what = {
        "heading": f"Cabut kunci sandi {own_passkey(me(work), passkey).name}",
        "told": "Sesudah ini kunci sandi itu tidak dapat dipakai untuk masuk, dan tempat lain dikeluarkan.",
        "button": "Cabut kunci sandi",
    }
    return confirm(form, status, what)
