"""Evidence in pieces, for our script: begin, ask how far it is, send a piece, finish. Answers are JSON.

Another membership's upload is absent, like any foreign object; the rest of what can go wrong is ``message``.
"""

from __future__ import annotations

from typing import NoReturn
from uuid import UUID

from flask import Blueprint, abort, flash, jsonify, make_response, request, url_for
from flask.typing import ResponseReturnValue

from spm_oversight.domain.access import Permission
from spm_oversight.domain.errors import Conflict, Invalid, Refused, SpmError
from spm_oversight.persistence.work import Work
from spm_oversight.services.add_evidence import own_items
from spm_oversight.services.evidence_uploads import (
    CHUNK,
    Progress,
    append_piece,
    begin_upload,
    finish_upload,
    upload_progress,
)
from spm_oversight.web.address import quarter_in
from spm_oversight.web.errors import STATUS
from spm_oversight.web.evidence.forms import PlaceForm
from spm_oversight.web.evidence.routes import told_added
from spm_oversight.web.guard import allow

blueprint = Blueprint("evidence_uploads", __name__, url_prefix="/triwulan/<code>/bukti/<service>/unggahan")

OFFSET = "Upload-Offset"


@blueprint.post("")
@allow(Permission.ADD_EVIDENCE)
def begin(work: Work, code: str, service: str) -> ResponseReturnValue:
    """Announce a file: ``name``, ``size``, ``mark``, perhaps ``sha256``; the same one goes on where it stopped."""
    quarter = quarter_in(code)
    form = PlaceForm()
    form.offer(own_items(work, quarter=quarter, service=service), nil=True)
    if not form.validate():
        _refused(Invalid("Pilih untuk apa bukti ini."))
    try:
        progress = begin_upload(
            work,
            quarter=quarter,
            place=form.place_of(service),
            name=request.form.get("name", ""),
            size=request.form.get("size", 0, type=int),
            mark=request.form.get("mark", ""),
            sha256=request.form.get("sha256", ""),
        )
    except (Invalid, Refused) as error:
        _refused(error)
    upload = progress.upload
    return jsonify(
        **_told(progress),
        piece=CHUNK,
        address=url_for("evidence_uploads.piece", code=code, service=service, upload=upload),
        finish=url_for("evidence_uploads.finish", code=code, service=service, upload=upload),
    )


@blueprint.get("/<uuid:upload>")
@allow(Permission.ADD_EVIDENCE)
def state(work: Work, code: str, service: str, upload: UUID) -> ResponseReturnValue:
    """How far it is."""
    return jsonify(_told(upload_progress(work, quarter=quarter_in(code), service=service, upload=upload)))


@blueprint.post("/<uuid:upload>")
@allow(Permission.ADD_EVIDENCE)
def piece(work: Work, code: str, service: str, upload: UUID) -> ResponseReturnValue:
    """A piece as the body, its place in the header ``Upload-Offset``; 409 tells the place that is due."""
    try:
        progress = append_piece(
            work,
            quarter=quarter_in(code),
            service=service,
            upload=upload,
            offset=request.headers.get(OFFSET, -1, type=int),
            data=request.stream.read(CHUNK + 1),
        )
    except Invalid as error:
        _refused(error)
    return jsonify(_told(progress)), 200 if progress.taken else STATUS[Conflict]


@blueprint.post("/<uuid:upload>/selesai")
@allow(Permission.ADD_EVIDENCE)
def finish(work: Work, code: str, service: str, upload: UUID) -> ResponseReturnValue:
    """Make it evidence, with ``page`` and ``note``."""
    try:
        added = finish_upload(
            work,
            quarter=quarter_in(code),
            service=service,
            upload=upload,
            page=request.form.get("page", ""),
            note=request.form.get("note", ""),
        )
    except (Invalid, Refused, Conflict) as error:
        _refused(error)
    flash(told_added(added))
    return jsonify(address=url_for("evidence.service", code=code, service=service))


def _told(progress: Progress) -> dict[str, str | int]:
    return {"upload": str(progress.upload), "offset": progress.offset, "size": progress.size}


def _refused(error: SpmError) -> NoReturn:
    """The sentence as JSON, with the unit of work rolled back."""
    faults = error.faults if isinstance(error, Invalid) else ()
    message = " ".join(fault.message for fault in faults) or str(error)
    abort(make_response(jsonify(message=message), STATUS[type(error)]))
