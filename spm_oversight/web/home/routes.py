"""GET /: where am I, what is the state, what next."""

from __future__ import annotations

from flask import Blueprint, render_template
from flask.typing import ResponseReturnValue

from spm_oversight.domain.access import Permission
from spm_oversight.persistence.work import Work
from spm_oversight.web.guard import allow

blueprint = Blueprint("home", __name__)


@blueprint.get("/")
@allow(Permission.SEE_HOME)
def page(work: Work) -> ResponseReturnValue:
    """The first page of whoever is signed in."""
    return render_template("home/home.html", title="Beranda")
