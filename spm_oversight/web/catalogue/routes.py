"""GET /katalog: what is owed, where it is written, how sure we are."""

from __future__ import annotations

from flask import Blueprint, render_template
from flask.typing import ResponseReturnValue

from spm_oversight.domain.access import Permission
from spm_oversight.persistence.work import Work
from spm_oversight.web.guard import allow

blueprint = Blueprint("catalogue", __name__)


@blueprint.get("/katalog")
@allow(Permission.SEE_CATALOGUE)
def page(work: Work) -> ResponseReturnValue:
    """The catalogue in force."""
    return render_template("home/home.html", title="Katalog")
