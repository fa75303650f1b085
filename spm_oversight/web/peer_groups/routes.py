"""/kelompok-daerah: the province's own groups of districts."""

from __future__ import annotations

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from spm_oversight.domain.access import Permission
from spm_oversight.domain.errors import Invalid
from spm_oversight.persistence.work import Work
from spm_oversight.services.peer_groups import districts_to_group, drop_group, keep_group, members
from spm_oversight.web.guard import allow
from spm_oversight.web.peer_groups.forms import GroupForm

blueprint = Blueprint("peer_groups", __name__, url_prefix="/kelompok-daerah")


@blueprint.get("")
@allow(Permission.KEEP_GROUPS)
def page(work: Work) -> ResponseReturnValue:
    """The groups, and the form of a new one or of the one that ``?nama=`` names."""
    name = request.args.get("nama", "")
    chosen = members(districts_to_group(work)).get(name, ())
    form = GroupForm(
        formdata=None, data={"name": name if chosen else "", "districts": [each.id for each in chosen]}
    )
    return _page(work, form)


@blueprint.post("")
@allow(Permission.KEEP_GROUPS)
def keep(work: Work) -> ResponseReturnValue:
    """Store a group, over the one of the same name."""
    form = GroupForm()
    try:
        name = keep_group(work, name=form.name.data or "", districts=request.form.getlist("districts"))
    except Invalid as error:
        form.refuse(error)
        return _page(work, form), 422
    flash(f"Kelompok {name} tersimpan.")
    return redirect(url_for("peer_groups.page"))


@blueprint.post("/hapus")
@allow(Permission.KEEP_GROUPS)
def drop(work: Work) -> ResponseReturnValue:
    """Forget a group."""
    name = request.form.get("name", "")
    if drop_group(work, name=name):
        flash(f"Kelompok {name} dihapus. Angka daerah tidak berubah.")
    else:
        flash("Kelompok itu sudah tidak ada.")
    return redirect(url_for("peer_groups.page"))


def _page(work: Work, form: GroupForm) -> str:
    districts = districts_to_group(work)
    return render_template(
        "peer_groups/peer_groups.html", groups=members(districts), form=form.offer(districts)
    )
