"""/catatan: who did what, filtered, the newest first; and the same as files with the chain's end."""

from __future__ import annotations

from flask import Blueprint, render_template, request
from flask.typing import ResponseReturnValue

from spm_oversight.domain.access import Permission
from spm_oversight.domain.errors import Missing
from spm_oversight.persistence.work import Work
from spm_oversight.services.read_record import Asked, export_record, read_record
from spm_oversight.web.frozen import ZIP, download
from spm_oversight.web.guard import allow
from spm_oversight.web.record.forms import RecordForm
from spm_oversight.web.record.screens import record_screen
from spm_oversight.web.told import title_of

blueprint = Blueprint("record", __name__, url_prefix="/catatan")


@blueprint.get("")
@allow(Permission.SEE_RECORD)
def page(work: Work) -> ResponseReturnValue:
    """A page of the own chain, or of one of the own districts'."""
    form = RecordForm(request.args)
    good = form.validate()
    return _page(
        work, form, form.asked() if good else Asked(tenant=form.daerah.data or ""), 200 if good else 422
    )


@blueprint.post("/unduh")
@allow(Permission.SEE_RECORD)
def export(work: Work) -> ResponseReturnValue:
    """What the page shows, all of it, as a ZIP file; each handing out is an event."""
    form = RecordForm(request.form)
    if not form.validate():
        return _page(work, form, Asked(tenant=form.daerah.data or ""), 422)
    found = export_record(work, asked=form.asked())
    return download(found.data, found.name, ZIP)


def _page(work: Work, form: RecordForm, asked: Asked, status: int) -> ResponseReturnValue:
    found = read_record(work, asked=asked, before=_before())
    form.daerah.choices = dict(found.tenants)
    form.daerah.data = found.tenant
    form.triwulan.choices = {"": "Semua triwulan", **{each.code: title_of(each) for each in found.quarters}}
    sent = request.args if request.method == "GET" else request.form
    kept = {name: value for name, value in sent.items() if name in form.data and value}
    return render_template("record/record.html", form=form, kept=kept, screen=record_screen(found)), status


def _before() -> int | None:
    """``?sebelum=120``; a number that is none of ours is no page."""
    text = request.args.get("sebelum", "")
    if text and not (text.isascii() and text.isdigit() and len(text) < 16):
        raise Missing("Halaman itu tidak ada.")
    return int(text) if text else None
