"""The own district's evidence: /triwulan/<quarter>/bukti, one service of it, its files."""

from __future__ import annotations

from typing import NoReturn
from uuid import UUID

from flask import Blueprint, Response, flash, redirect, render_template, request, send_file, url_for
from flask.typing import ResponseReturnValue
from werkzeug.datastructures import FileStorage

from spm_oversight.domain.access import Permission
from spm_oversight.domain.errors import Invalid, Refused
from spm_oversight.domain.period import Quarter
from spm_oversight.persistence.work import Work
from spm_oversight.services.add_evidence import Added, add_file, add_link, own_items, remove_evidence
from spm_oversight.services.evidence import EvidenceFile, MyEvidence, evidence_file, my_evidence
from spm_oversight.web.address import quarter_in
from spm_oversight.web.errors import STATUS
from spm_oversight.web.evidence.forms import NIL, FileForm, LinkForm, PlaceForm
from spm_oversight.web.evidence.screens import list_screen, service_screen
from spm_oversight.web.guard import allow, may
from spm_oversight.web.undo import undone

blueprint = Blueprint("evidence", __name__, url_prefix="/triwulan/<code>/bukti")

# An opened attachment does nothing and reaches nobody, whatever it holds.
INERT = "default-src 'none'; sandbox; frame-ancestors 'none'; base-uri 'none'; form-action 'none'"


@blueprint.get("")
@allow(Permission.SEE_EVIDENCE)
def page(work: Work, code: str) -> ResponseReturnValue:
    """Per service what is there, and what is missing."""
    found = my_evidence(work, quarter=quarter_in(code))
    screen = list_screen(found, may_add=may(Permission.ADD_EVIDENCE), now=work.now)
    return render_template("evidence/list.html", screen=screen)


@blueprint.get("/<service>")
@allow(Permission.SEE_EVIDENCE)
def service(work: Work, code: str, service: str) -> ResponseReturnValue:
    """One service's evidence; ``?untuk=`` an item's code or ``nihil`` chooses it in the forms."""
    return _page(work, my_evidence(work, quarter=quarter_in(code), service=service))


@blueprint.post("/<service>")
@allow(Permission.ADD_EVIDENCE)
def add(work: Work, code: str, service: str) -> ResponseReturnValue:
    """Add a file, sent whole."""
    quarter, form = quarter_in(code), FileForm()
    form.offer(own_items(work, quarter=quarter, service=service), nil=True)
    if not form.validate():
        _again(work, quarter, service, 422, form=form)
    sent: FileStorage = form.file.data
    name, data = sent.filename or "", sent.read()
    sent.close()
    try:
        added = add_file(
            work,
            quarter=quarter,
            place=form.place_of(service),
            name=name,
            data=data,
            page=form.page.data or "",
            note=form.note.data or "",
        )
    except Invalid as error:
        form.refuse(error)
        _again(work, quarter, service, 422, form=form)
    except Refused as refused:
        _again(work, quarter, service, STATUS[Refused], form=form, refused=str(refused))
    flash(told_added(added))
    return redirect(url_for("evidence.service", code=code, service=service))


@blueprint.post("/<service>/tautan")
@allow(Permission.ADD_EVIDENCE)
def link(work: Work, code: str, service: str) -> ResponseReturnValue:
    """Add a link."""
    quarter, form = quarter_in(code), LinkForm.of_page()
    form.offer(own_items(work, quarter=quarter, service=service), nil=True)
    if not form.validate():
        _again(work, quarter, service, 422, form=form)
    try:
        add_link(
            work,
            quarter=quarter,
            place=form.place_of(service),
            link=form.link.data or "",
            page=form.page.data or "",
            note=form.note.data or "",
        )
    except Invalid as error:
        form.refuse(error)
        _again(work, quarter, service, 422, form=form)
    except Refused as refused:
        _again(work, quarter, service, STATUS[Refused], form=form, refused=str(refused))
    flash("Tautan ditambahkan.")
    return redirect(url_for("evidence.service", code=code, service=service))


@blueprint.post("/<service>/<uuid:evidence>/hapus")
@allow(Permission.ADD_EVIDENCE)
def remove(work: Work, code: str, service: str, evidence: UUID) -> ResponseReturnValue:
    """Take a piece back."""
    quarter = quarter_in(code)
    try:
        removed = remove_evidence(work, quarter=quarter, service=service, evidence=evidence)
    except Refused as refused:
        _again(work, quarter, service, STATUS[Refused], refused=str(refused))
    kept = " Provinsi tetap dapat membacanya, karena laporan sudah dikirim dengan bukti ini."
    name = removed.evidence.name or removed.evidence.link
    flash(f"Bukti “{name}” dihapus.{kept if removed.kept else ''}")
    return redirect(url_for("evidence.service", code=code, service=service))


@blueprint.get("/berkas/<uuid:evidence>")
@allow(Permission.SEE_EVIDENCE)
def file(work: Work, code: str, evidence: UUID) -> ResponseReturnValue:
    """A file of the own district's."""
    return attachment(evidence_file(work, quarter=quarter_in(code), evidence=evidence))


def attachment(found: EvidenceFile) -> Response:
    """A file to be saved, never to be shown by the browser in our name."""
    response = send_file(
        found.path, mimetype=found.mimetype, as_attachment=True, download_name=found.name, conditional=False
    )
    response.headers["Content-Security-Policy"] = INERT
    return response


def told_added(added: Added) -> str:
    """What is said of a file that was added."""
    told = f"Berkas “{added.evidence.name}” ditambahkan."
    if added.alike:
        told += f" Isinya sama dengan “{added.alike[0].name}” pada layanan ini, jadi tidak disimpan dua kali."
    return told


def _again(
    work: Work,
    quarter: Quarter,
    service: str,
    status: int,
    *,
    form: PlaceForm | None = None,
    refused: str = "",
) -> NoReturn:
    """The page again, with what was sent: nothing was added."""
    found = my_evidence(work, quarter=quarter, service=service)
    undone(_page(work, found, form=form, refused=refused), status)


def _page(work: Work, found: MyEvidence, *, form: PlaceForm | None = None, refused: str = "") -> str:
    """One service's page; ``form``: the one of its two that was sent."""
    file_form = form if isinstance(form, FileForm) else FileForm(formdata=None)
    link_form = form if isinstance(form, LinkForm) else LinkForm.of_page(empty=True)
    for each in (file_form, link_form):
        _offer(each, found)
    return render_template(
        "evidence/service.html",
        screen=service_screen(found, may_add=may(Permission.ADD_EVIDENCE), now=work.now),
        file_form=file_form,
        link_form=link_form,
        refused=refused,
    )


def _offer(form: PlaceForm, found: MyEvidence) -> None:
    """Let it choose among the places of the one service in ``found``."""
    (each,) = found.services
    chosen = request.args.get("untuk", "")
    form.offer(each.items, nil=each.line.nil or each.has_nil_statement or chosen == NIL, chosen=chosen)
