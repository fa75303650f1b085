"""/pengaturan: the settings of the calculation, a draft, its effect on a closed quarter, and switching it on."""

from __future__ import annotations

from uuid import UUID

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from spm_oversight.domain.access import Permission
from spm_oversight.domain.errors import Conflict, Invalid, Refused
from spm_oversight.persistence.work import Work
from spm_oversight.services.method_versions import (
    adopt_method,
    drop_method_draft,
    keep_method_draft,
    preview_method,
    settings,
)
from spm_oversight.services.switch_method import switch_method
from spm_oversight.web.address import quarter_in
from spm_oversight.web.errors import STATUS
from spm_oversight.web.guard import allow
from spm_oversight.web.settings.forms import MethodForm
from spm_oversight.web.settings.screens import preview_screen, settings_screen
from spm_oversight.web.told import title_of
from spm_oversight.web.undo import undone

blueprint = Blueprint("settings", __name__, url_prefix="/pengaturan")


@blueprint.get("")
@allow(Permission.SEE_DESK)
def page(work: Work) -> ResponseReturnValue:
    """The versions, the draft, and what it would do to the chosen quarter."""
    return _page(work)


@blueprint.post("")
@allow(Permission.MANAGE_METHOD)
def keep(work: Work) -> ResponseReturnValue:
    """Keep the draft; it is tried on the page that follows and changes no figure."""
    form = MethodForm()
    if not form.validate():
        undone(_page(work, form), 422)
    try:
        keep_method_draft(work, typed=form.typed(), why=form.why.data or "")
    except Invalid as error:
        form.refuse(error)
        undone(_page(work, form), 422)
    flash("Konsep metode disimpan. Lihat pratinjaunya; belum ada angka yang berubah.")
    return redirect(url_for("settings.page"))


@blueprint.post("/batal")
@allow(Permission.MANAGE_METHOD)
def drop(work: Work) -> ResponseReturnValue:
    """Forget the draft."""
    try:
        drop_method_draft(work)
    except Refused as refused:
        undone(_page(work, refused=str(refused)), STATUS[Refused])
    flash("Konsep metode dihapus.")
    return redirect(url_for("settings.page"))


@blueprint.post("/berlakukan")
@allow(Permission.MANAGE_METHOD)
def adopt(work: Work) -> ResponseReturnValue:
    """Switch on the draft that stood on the page."""
    try:
        version = adopt_method(work, draft=_token())
    except (Refused, Conflict) as error:
        undone(_page(work, refused=str(error)), STATUS[type(error)])
    flash(f"Metode {version} berlaku bagi setiap periode yang dibuka mulai sekarang.")
    return redirect(url_for("settings.page"))


@blueprint.post("/<code>/pakai")
@allow(Permission.MANAGE_METHOD)
def switch(work: Work, code: str) -> ResponseReturnValue:
    """Count a running quarter by the newest version."""
    quarter = quarter_in(code)
    try:
        period = switch_method(work, quarter=quarter, version=request.form.get("versi", ""))
    except (Refused, Conflict) as error:
        undone(_page(work, refused=str(error)), STATUS[type(error)])
    after = "hasilnya sedang dihitung ulang" if period.recalculating else "tidak ada hasil yang berubah"
    flash(f"{title_of(quarter)} kini memakai metode {period.method_version}; {after}.")
    return redirect(url_for("settings.page"))


def _token() -> UUID | None:
    try:
        return UUID(request.form.get("konsep", ""))
    except ValueError:
        return None


def _page(work: Work, form: MethodForm | None = None, *, refused: str = "") -> str:
    found = settings(work)
    code = request.args.get("periode", "")
    preview = preview_method(work, quarter=quarter_in(code) if code else None)
    if form is None:
        form = MethodForm(formdata=None)
        form.show(
            found.draft.method if found.draft else found.current, found.draft.why if found.draft else ""
        )
    return render_template(
        "settings/settings.html",
        screen=settings_screen(found),
        preview=preview_screen(preview, found) if preview else None,
        form=form,
        refused=refused,
    )
