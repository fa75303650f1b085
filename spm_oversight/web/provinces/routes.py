"""/provinsi: the 38 provinces, and opening one as a tenant."""

from __future__ import annotations

from flask import Blueprint, flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue

from spm_oversight.domain.access import Permission
from spm_oversight.persistence.work import Work
from spm_oversight.services.open_province import open_province, provinces
from spm_oversight.web.guard import allow

blueprint = Blueprint("provinces", __name__, url_prefix="/provinsi")


@blueprint.get("")
@allow(Permission.MANAGE_PROVINCES)
def page(work: Work) -> ResponseReturnValue:
    """Every province of the register, and which ones work here."""
    return render_template("provinces/provinces.html", rows=provinces(work))


@blueprint.post("/<code>/buka")
@allow(Permission.MANAGE_PROVINCES)
def begin(work: Work, code: str) -> ResponseReturnValue:
    """Open a province."""
    province = open_province(code=code, actor=work.actor, now=work.now)
    flash(
        f"{province.name} dibuka dengan {province.districts} kabupaten/kota. Tunjuk koordinatornya di Pengguna."
    )
    return redirect(url_for("provinces.page"))
