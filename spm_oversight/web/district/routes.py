"""GET /daerah/<district>: one district taken apart; and where each of its figures comes from."""

from __future__ import annotations

from flask import Blueprint, render_template, request
from flask.typing import ResponseReturnValue

from spm_oversight.domain.access import Permission
from spm_oversight.domain.period import Quarter
from spm_oversight.persistence.work import Work
from spm_oversight.services.district_page import district_page
from spm_oversight.services.provenance import provenance
from spm_oversight.web.address import quarter_in
from spm_oversight.web.district.origin import origin_of
from spm_oversight.web.district.screens import screen_of
from spm_oversight.web.guard import allow

blueprint = Blueprint("district", __name__, url_prefix="/daerah")


@blueprint.get("/<district>")
@allow(Permission.SEE_RESULTS)
def page(work: Work, district: str) -> ResponseReturnValue:
    """A district in the newest closed quarter, unless ``?triwulan=`` names one; ``?urut=``: of what lifts most."""
    found = district_page(work, district=district, quarter=_asked())
    if found is None:
        return render_template("components/no_results.html", title="Capaian daerah")
    return render_template(
        "district/district.html", screen=screen_of(found, order=request.args.get("urut", ""))
    )


@blueprint.get("/<district>/angka/<figure>")
@allow(Permission.SEE_EVIDENCE)
def origin(work: Work, district: str, figure: str) -> ResponseReturnValue:
    """What a cell of recipients or of a quality item says, and who entered it when."""
    found = provenance(work, district=district, code=figure, quarter=_asked())
    return render_template("district/origin.html", screen=origin_of(found))


def _asked() -> Quarter | None:
    code = request.args.get("triwulan", "")
    return quarter_in(code) if code else None
