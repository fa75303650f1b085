"""GET /kesehatan: for the load balancer and the supervisor."""

from __future__ import annotations

from flask import Blueprint
from flask.typing import ResponseReturnValue

from spm_oversight.domain.access import Permission
from spm_oversight.services.begin import begin_system
from spm_oversight.web.guard import allow

blueprint = Blueprint("health", __name__)


@blueprint.get("/kesehatan")
@allow(Permission.PUBLIC)
def page() -> ResponseReturnValue:
    """``ok`` when the database says what time it is."""
    with begin_system() as work:
        work.clock()
    return "ok", {"Content-Type": "text/plain; charset=utf-8"}
