"""GET /arsip, one quarter of it, and the package of each revision."""

from __future__ import annotations

from flask import Blueprint, Response, flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue

from spm_oversight import formats
from spm_oversight.domain.access import Permission
from spm_oversight.domain.errors import Fault, Invalid, Refused
from spm_oversight.domain.period import Quarter
from spm_oversight.persistence.work import Work
from spm_oversight.services.packages import revision_package
from spm_oversight.services.reopen_quarter import reopen_quarter
from spm_oversight.services.revisions import archive, revisions
from spm_oversight.web.address import quarter_in
from spm_oversight.web.archive.forms import ReopenForm
from spm_oversight.web.archive.screens import archive_screen, revisions_screen
from spm_oversight.web.errors import STATUS
from spm_oversight.web.frozen import ZIP, download
from spm_oversight.web.guard import allow
from spm_oversight.web.told import title_of
from spm_oversight.web.undo import undone

# The places of the service's faults, as fields of its form.
_FIELD = {"reason": "why"}

blueprint = Blueprint("archive", __name__, url_prefix="/arsip")


@blueprint.get("")
@allow(Permission.SEE_RESULTS)
def page(work: Work) -> ResponseReturnValue:
    """Every closed quarter (for districts: published) with its revisions."""
    screen = archive_screen(archive(work))
    if not screen.lines:
        return render_template("components/no_results.html", title="Arsip hasil")
    return render_template("archive/archive.html", screen=screen)


@blueprint.get("/<code>")
@allow(Permission.SEE_RESULTS)
def quarter(work: Work, code: str) -> ResponseReturnValue:
    """What each revision of a quarter changed."""
    return _quarter(work, quarter_in(code))


@blueprint.post("/<code>/buka-kembali")
@allow(Permission.MANAGE_PERIOD)
def reopen(work: Work, code: str) -> ResponseReturnValue:
    """Let one district correct a closed quarter; closing it anew makes the next revision."""
    quarter, form = quarter_in(code), ReopenForm()
    zone = revisions(work, quarter=quarter).province.time_zone
    if not form.validate():
        undone(_quarter(work, quarter, form), 422)
    until = form.end(zone)
    try:
        reopen_quarter(
            work,
            quarter=quarter,
            district=form.district.data or "",
            until=until,
            reason=form.why.data or "",
        )
    except Invalid as error:
        faults = (Fault(_FIELD.get(f.place, f.place), f.message) for f in error.faults)
        form.refuse(Invalid(str(error), tuple(faults)))
        undone(_quarter(work, quarter, form), 422)
    except Refused as refused:
        undone(_quarter(work, quarter, form, str(refused)), STATUS[Refused])
    flash(f"{title_of(quarter)} dibuka kembali sampai {formats.moment(until, zone)}.")
    return redirect(url_for("desk.period", code=quarter.code))


def _quarter(work: Work, quarter: Quarter, form: ReopenForm | None = None, refused: str = "") -> str:
    found = revisions(work, quarter=quarter)
    offered = [(each.id, each.name) for each in found.districts]
    return render_template(
        "archive/quarter.html",
        screen=revisions_screen(found),
        form=(form or ReopenForm(formdata=None)).to(offered),
        refused=refused,
    )


@blueprint.get("/<code>/revisi-<int:revision>.zip")
@allow(Permission.EXPORT_PACKAGE)
def package(work: Work, code: str, revision: int) -> Response:
    """The open data package of one revision, as it was frozen."""
    found = revision_package(work, quarter=quarter_in(code), revision=revision)
    return download(found.data, found.name, ZIP)
