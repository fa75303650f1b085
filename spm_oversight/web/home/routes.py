"""GET /: where am I, what is the state, what next."""

from __future__ import annotations

from flask import Blueprint, render_template
from flask.typing import ResponseReturnValue

from spm_oversight.domain.access import Permission
from spm_oversight.domain.errors import Missing
from spm_oversight.persistence.work import Work
from spm_oversight.services.open_province import provinces
from spm_oversight.services.period_list import period_list
from spm_oversight.services.reports import my_quarter
from spm_oversight.web.guard import allow, may
from spm_oversight.web.home.screens import HomeScreen, district_home, empty_home, platform_home, province_home

blueprint = Blueprint("home", __name__)


@blueprint.get("/")
@allow(Permission.SEE_HOME)
def page(work: Work) -> ResponseReturnValue:
    """The first page of whoever is signed in."""
    return render_template("home/home.html", screen=_screen(work))


def _screen(work: Work) -> HomeScreen:
    if may(Permission.SEE_QUARTER):
        try:
            return district_home(my_quarter(work), work.now)
        except Missing:
            return empty_home()
    if may(Permission.SEE_DESK):
        return province_home(period_list(work), work.now)
    return platform_home(provinces(work))
