"""GET /urusan/<code>: one urusan over all districts, for the province."""

from __future__ import annotations

from flask import Blueprint, render_template, request
from flask.typing import ResponseReturnValue

from spm_oversight.domain.access import Permission
from spm_oversight.domain.catalogue import URUSAN_BY_CODE
from spm_oversight.persistence.work import Work
from spm_oversight.services.urusan_page import urusan_page
from spm_oversight.web.address import quarter_in
from spm_oversight.web.guard import allow
from spm_oversight.web.urusan.screens import screen_of

blueprint = Blueprint("urusan", __name__)


@blueprint.get("/urusan/<urusan>")
@allow(Permission.SEE_DESK)
def page(work: Work, urusan: str) -> ResponseReturnValue:
    """The urusan in the newest closed period, or in the one that ``triwulan`` names."""
    code = request.args.get("triwulan", "")
    found = urusan_page(work, urusan=urusan, quarter=quarter_in(code) if code else None)
    if found is None:
        return render_template("components/no_results.html", title=f"Urusan {URUSAN_BY_CODE[urusan].name}")
    return render_template("urusan/urusan.html", screen=screen_of(found))
