"""/perangkat-daerah: the district's offices and who carries which service."""

from __future__ import annotations

from uuid import UUID

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from spm_oversight.domain.access import Permission
from spm_oversight.domain.errors import Invalid
from spm_oversight.persistence.work import Work
from spm_oversight.services.manage_offices import (
    add_office,
    assign_services,
    district_offices,
    join_duties,
    office_of,
    rename_office,
)
from spm_oversight.web.guard import allow
from spm_oversight.web.offices.forms import DutiesForm, OfficeForm
from spm_oversight.web.offices.screens import offices_screen

blueprint = Blueprint("offices", __name__, url_prefix="/perangkat-daerah")


@blueprint.get("")
@allow(Permission.MANAGE_OFFICES)
def page(work: Work) -> ResponseReturnValue:
    """The offices, and the services with their office."""
    return render_template("offices/offices.html", screen=offices_screen(district_offices(work)))


@blueprint.post("/pelayanan")
@allow(Permission.MANAGE_OFFICES)
def assign(work: Work) -> ResponseReturnValue:
    """Store which office carries each service."""
    typed = request.form.to_dict()
    try:
        assign_services(work, carried_by=typed)
    except Invalid as error:
        faults = {fault.place: fault.message for fault in error.faults}
        screen = offices_screen(district_offices(work), typed, faults)
        return render_template("offices/offices.html", screen=screen), 422
    flash("Pengampu setiap pelayanan sudah tersimpan.")
    return redirect(url_for("offices.page"))


@blueprint.get("/baru")
@allow(Permission.MANAGE_OFFICES)
def new_page(work: Work) -> ResponseReturnValue:
    """The form of a new office."""
    return _form(OfficeForm(), "Tambah perangkat daerah", 200)


@blueprint.post("/baru")
@allow(Permission.MANAGE_OFFICES)
def new(work: Work) -> ResponseReturnValue:
    """Add an office."""
    form = OfficeForm()
    try:
        if form.validate():
            add_office(work, name=form.name.data or "")
            flash(f"{form.name.data} ditambahkan. Pilih pelayanan yang diampunya di bawah.")
            return redirect(url_for("offices.page"))
    except Invalid as error:
        form.refuse(error)
    return _form(form, "Tambah perangkat daerah", 422)


@blueprint.get("/<uuid:office>/nama")
@allow(Permission.MANAGE_OFFICES)
def rename_page(work: Work, office: UUID) -> ResponseReturnValue:
    """The form of another name."""
    return _form(OfficeForm(name=office_of(work, office=office).name), "Ubah nama perangkat daerah", 200)


@blueprint.post("/<uuid:office>/nama")
@allow(Permission.MANAGE_OFFICES)
def rename(work: Work, office: UUID) -> ResponseReturnValue:
    """Give an office another name."""
    office_of(work, office=office)
    form = OfficeForm()
    try:
        if form.validate():
            rename_office(work, office=office, name=form.name.data or "")
            flash("Nama baru sudah tersimpan.")
            return redirect(url_for("offices.page"))
    except Invalid as error:
        form.refuse(error)
    return _form(form, "Ubah nama perangkat daerah", 422)


@blueprint.get("/<uuid:office>/persetujuan")
@allow(Permission.MANAGE_OFFICES)
def duties_page(work: Work, office: UUID) -> ResponseReturnValue:
    """Whether one person may enter and approve in this office."""
    found = office_of(work, office=office)
    form = DutiesForm(joined=bool(found.joined_duties), reason=found.joined_duties)
    return render_template("offices/duties.html", form=form, office=found)


@blueprint.post("/<uuid:office>/persetujuan")
@allow(Permission.MANAGE_OFFICES)
def duties(work: Work, office: UUID) -> ResponseReturnValue:
    """Store the exception, or take it back."""
    found, form = office_of(work, office=office), DutiesForm()
    try:
        join_duties(work, office=office, joined=form.joined.data, reason=form.reason.data or "")
    except Invalid as error:
        form.refuse(error)
        return render_template("offices/duties.html", form=form, office=found), 422
    told = "dikecualikan" if form.joined.data else "berlaku"
    flash(f"Pemisahan pengisi dan penyetuju di {found.name} kini {told}.")
    return redirect(url_for("offices.page"))


def _form(form: OfficeForm, title: str, status: int) -> tuple[str, int]:
    return render_template("offices/office.html", form=form, title=title), status
