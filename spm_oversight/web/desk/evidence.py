"""A district's evidence as the province examines it: /periode/<quarter>/<district>/bukti, and its files."""

from __future__ import annotations

from uuid import UUID

from flask import Blueprint, render_template
from flask.typing import ResponseReturnValue

from spm_oversight.domain.access import Permission
from spm_oversight.persistence.work import Work
from spm_oversight.services.evidence import evidence_file, examined_evidence
from spm_oversight.web.address import quarter_in
from spm_oversight.web.evidence.routes import attachment
from spm_oversight.web.evidence.screens import examined_screen
from spm_oversight.web.guard import allow

blueprint = Blueprint("desk_evidence", __name__, url_prefix="/periode/<code>/<district>/bukti")


@blueprint.get("")
@allow(Permission.SEE_DESK)
def page(work: Work, code: str, district: str) -> ResponseReturnValue:
    """All of it, service by service."""
    found = examined_evidence(work, quarter=quarter_in(code), district=district)
    return render_template("desk/evidence.html", screen=examined_screen(found))


@blueprint.get("/<uuid:evidence>")
@allow(Permission.SEE_DESK)
def file(work: Work, code: str, district: str, evidence: UUID) -> ResponseReturnValue:
    """One file."""
    return attachment(evidence_file(work, quarter=quarter_in(code), evidence=evidence, district=district))
