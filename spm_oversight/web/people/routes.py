"""/pengguna: who works here, in which role, until when."""

from __future__ import annotations

from uuid import UUID

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from spm_oversight.domain.access import Permission
from spm_oversight.domain.errors import Conflict, Invalid
from spm_oversight.persistence.work import Work
from spm_oversight.services.begin import require
from spm_oversight.services.hand_over import (
    Candidates,
    Handing,
    Unconfirmed,
    candidates,
    confirmation,
    hand_over,
    prepare,
)
from spm_oversight.services.invite import invites
from spm_oversight.services.manage_people import (
    appoint,
    appoint_again,
    end_membership,
    invite_again,
    openings,
    people,
    renew_password,
    set_disabled,
)
from spm_oversight.services.reset_second_step import reset_second_step, with_second_step
from spm_oversight.web.guard import allow
from spm_oversight.web.people.forms import AppointForm, HandOverForm, appoint_form
from spm_oversight.web.people.screens import confirm_screen, hand_over_screen, person_rows

INVITED = (
    "Undangan ditulis ke alamat itu: orang baru memilih kata sandinya lewat tautan yang berlaku 30 menit, dan yang "
    "sudah mempunyai akun tetap memakai kata sandinya sendiri."
)
KEEPS_THEIRS = "Orang yang sudah mempunyai akun tetap memakai kata sandinya sendiri."

blueprint = Blueprint("people", __name__, url_prefix="/pengguna")


@blueprint.get("")
@allow(Permission.MANAGE_PEOPLE)
def page(work: Work) -> ResponseReturnValue:
    """The people one manages, or those found by name or address."""
    search = request.args.get("cari", "")
    actor = require(work, Permission.MANAGE_PEOPLE)
    found = people(work, search=search)
    rows = person_rows(found, actor, invites=invites(work), two_steps=with_second_step(found))
    return render_template("people/people.html", rows=rows, search=search)


@blueprint.get("/baru")
@allow(Permission.MANAGE_PEOPLE)
def new_page(work: Work) -> ResponseReturnValue:
    """The form that appoints somebody."""
    return _form(appoint_form(openings(work)), 200)


@blueprint.post("/baru")
@allow(Permission.MANAGE_PEOPLE)
def new(work: Work) -> ResponseReturnValue:
    """Appoint somebody, with an account where there is none."""
    form = appoint_form(openings(work))
    if not form.validate():
        return _form(form, 422)
    appointment = form.appointment()
    try:
        password = appoint(work, appointment=appointment)
    except Invalid as error:
        form.refuse(error)
        return _form(form, 422)
    except Conflict as error:
        form.form_errors.append(str(error))
        return _form(form, 409)
    flash(f"Penugasan {appointment.email} tersimpan. {KEEPS_THEIRS if password else INVITED}")
    if password:
        flash(password, "password")
    return redirect(url_for("people.page"))


@blueprint.get("/<uuid:membership>/serah-terima")
@allow(Permission.MANAGE_PEOPLE)
def hand_over_page(work: Work, membership: UUID) -> ResponseReturnValue:
    """The form that hands a post of an office to its next holder."""
    found = candidates(work, membership=membership)
    return _hand_over(found, HandOverForm.offer(found)), 200


@blueprint.post("/<uuid:membership>/serah-terima/periksa")
@allow(Permission.MANAGE_PEOPLE)
def hand_over_check(work: Work, membership: UUID) -> ResponseReturnValue:
    """What the hand-over would do, to be confirmed; nothing is changed yet."""
    found = candidates(work, membership=membership)
    form = HandOverForm.offer(found)
    if not form.validate():
        return _hand_over(found, form), 422
    try:
        handing = prepare(
            work, membership=membership, successor=form.successor(), reason=form.reason.data or ""
        )
    except (Invalid, Conflict) as error:
        return _not_handed(found, form, error)
    return _to_confirm(work, handing, form)


@blueprint.post("/<uuid:membership>/serah-terima")
@allow(Permission.MANAGE_PEOPLE)
def hand_over_post(work: Work, membership: UUID) -> ResponseReturnValue:
    """Hand the post over: one membership ends, the next begins."""
    found = candidates(work, membership=membership)
    form = HandOverForm.offer(found)
    if not form.validate():
        return _hand_over(found, form), 422
    try:
        done = hand_over(
            work,
            membership=membership,
            successor=form.successor(),
            reason=form.reason.data or "",
            confirmed=form.confirmed.data or "",
        )
    except Unconfirmed as error:
        return _to_confirm(work, error.handing, form, str(error)), 409
    except (Invalid, Conflict) as error:
        return _not_handed(found, form, error)
    flash(f"Penugasan {done.old.name} beralih kepada {done.name}.")
    if done.invited:
        flash(INVITED)
    if done.password:
        flash(KEEPS_THEIRS)
        flash(done.password, "password")
    return redirect(url_for("people.page"))


@blueprint.post("/<uuid:membership>/akhiri")
@allow(Permission.MANAGE_PEOPLE)
def end(work: Work, membership: UUID) -> ResponseReturnValue:
    """End a membership."""
    person = end_membership(work, membership=membership)
    flash(f"Penugasan {person.name} sudah berakhir.")
    return redirect(url_for("people.page"))


@blueprint.post("/<uuid:membership>/tunjuk-kembali")
@allow(Permission.MANAGE_PEOPLE)
def again(work: Work, membership: UUID) -> ResponseReturnValue:
    """Give a former member the same role and place."""
    person = appoint_again(work, membership=membership)
    flash(f"{person.name} ditunjuk kembali.")
    return redirect(url_for("people.page"))


@blueprint.post("/<uuid:membership>/undang")
@allow(Permission.MANAGE_PEOPLE)
def invite(work: Work, membership: UUID) -> ResponseReturnValue:
    """Send the invitation once more."""
    person = invite_again(work, membership=membership)
    flash(
        f"Undangan untuk {person.name} ditulis sekali lagi. Yang sebelumnya tetap berlaku sampai waktunya habis."
    )
    return redirect(url_for("people.page"))


@blueprint.post("/<uuid:membership>/tutup-akun")
@allow(Permission.MANAGE_PEOPLE)
def shut(work: Work, membership: UUID) -> ResponseReturnValue:
    """Shut the person's account."""
    person = set_disabled(work, membership=membership, disabled=True)
    flash(f"Akun {person.name} ditutup; sesinya berakhir.")
    return redirect(url_for("people.page", cari=person.email))


@blueprint.post("/<uuid:membership>/buka-akun")
@allow(Permission.MANAGE_PEOPLE)
def reopen(work: Work, membership: UUID) -> ResponseReturnValue:
    """Open the person's account again."""
    person = set_disabled(work, membership=membership, disabled=False)
    flash(f"Akun {person.name} dibuka kembali.")
    return redirect(url_for("people.page", cari=person.email))


@blueprint.post("/<uuid:membership>/kata-sandi-pertama")
@allow(Permission.MANAGE_PEOPLE)
def renew(work: Work, membership: UUID) -> ResponseReturnValue:
    """A new first password for somebody who forgot theirs."""
    password = renew_password(work, membership=membership)
    flash("Kata sandi lama tidak berlaku lagi.")
    flash(password, "password")
    return redirect(url_for("people.page"))


@blueprint.post("/<uuid:membership>/langkah-kedua")
@allow(Permission.MANAGE_PEOPLE)
def reset_step(work: Work, membership: UUID) -> ResponseReturnValue:
    """Take off a second step that was lost."""
    person = reset_second_step(work, membership=membership)
    flash(
        f"Langkah kedua {person.name} sudah dilepas dan sesinya berakhir. Orangnya masuk dengan kata sandi."
    )
    return redirect(url_for("people.page"))


def _form(form: AppointForm, status: int) -> tuple[str, int]:
    return render_template("people/new.html", form=form), status


def _hand_over(found: Candidates, form: HandOverForm) -> str:
    return render_template(
        "people/hand_over.html", screen=hand_over_screen(found), form=form, membership=found.post.membership
    )


def _to_confirm(work: Work, handing: Handing, form: HandOverForm, said: str = "") -> str:
    """The page that says what would happen and asks once more; its form carries what it says."""
    form.confirmed.data = confirmation(work, handing)
    return render_template(
        "people/hand_over_confirm.html",
        screen=confirm_screen(handing),
        form=form,
        membership=handing.post.membership,
        said=said,
    )


def _not_handed(found: Candidates, form: HandOverForm, error: Invalid | Conflict) -> ResponseReturnValue:
    """The form as it was filled, with why the post was not handed over."""
    if isinstance(error, Conflict):
        form.form_errors.append(str(error))
        return _hand_over(found, form), 409
    form.refuse(error)
    return _hand_over(found, form), 422
