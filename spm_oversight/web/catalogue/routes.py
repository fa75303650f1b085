"""GET /katalog: what is owed, where it is written, how sure we are."""

from __future__ import annotations

from flask import Blueprint, render_template
from flask.typing import ResponseReturnValue

from spm_oversight.domain.access import Permission
from spm_oversight.persistence.work import Work
from spm_oversight.services.read_catalogue import catalogue_in_force
from spm_oversight.web.catalogue.screens import catalogue_screen
from spm_oversight.web.guard import allow

blueprint = Blueprint("catalogue", __name__)


@blueprint.get("/katalog")
@allow(Permission.SEE_CATALOGUE)
def page(work: Work) -> ResponseReturnValue:
    """The catalogue in force."""
    return render_template("catalogue/catalogue.html", screen=catalogue_screen(catalogue_in_force(work)))
