"""/platform: the state of the installation, and trying a failed job again."""

from __future__ import annotations

from flask import Blueprint, flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue

from spm_oversight.domain.access import Permission
from spm_oversight.persistence.work import Work
from spm_oversight.services.installation import installation, run_again
from spm_oversight.web.guard import allow
from spm_oversight.web.platform.jobs import named
from spm_oversight.web.platform.screens import platform_screen

blueprint = Blueprint("platform", __name__, url_prefix="/platform")


@blueprint.get("")
@allow(Permission.RUN_PLATFORM)
def page(work: Work) -> ResponseReturnValue:
    """Provinces, people, jobs, room, versions and backup, in numbers."""
    return render_template("platform/platform.html", screen=platform_screen(installation(work)))


@blueprint.post("/pekerjaan/<int:job>/ulang")
@allow(Permission.RUN_PLATFORM)
def again(work: Work, job: int) -> ResponseReturnValue:
    """Have a failed job tried again."""
    found = run_again(work, job=job)
    flash(f"{named(found.task)} (nomor {found.id}) masuk antrean lagi.")
    return redirect(url_for("platform.page"))
