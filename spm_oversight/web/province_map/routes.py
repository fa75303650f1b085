"""/peta: the province as a map, and how it is kept."""

from __future__ import annotations

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from werkzeug.datastructures import FileStorage

from spm_oversight import formats
from spm_oversight.domain.access import Permission
from spm_oversight.domain.errors import Conflict, Invalid, Refused
from spm_oversight.persistence.work import Work
from spm_oversight.services.boundaries import LARGEST, drop_boundaries, keep_boundaries
from spm_oversight.services.comparison import comparison
from spm_oversight.services.tile_map import keep_tiles, map_to_keep, tile_map
from spm_oversight.web.comparison.address import view_in
from spm_oversight.web.guard import allow
from spm_oversight.web.province_map.forms import BoundaryForm, TilesForm, VersionForm, tiles_form
from spm_oversight.web.province_map.screens import BY_REGION, screen_of
from spm_oversight.web.undo import undone

blueprint = Blueprint("province_map", __name__, url_prefix="/peta")


@blueprint.get("")
@allow(Permission.SEE_RESULTS)
def page(work: Work) -> ResponseReturnValue:
    """One column of the comparison that the address asks for, drawn as a map."""
    view, remarks = view_in(request.args)
    found = comparison(work, view=view)
    if found is None:
        return render_template("components/no_results.html", title="Peta capaian daerah")
    drawn = tile_map(work, districts=found.districts)
    screen = screen_of(found, drawn, remarks, by_region=request.args.get("bentuk") == BY_REGION)
    return render_template("province_map/map.html", screen=screen)


@blueprint.get("/atur")
@allow(Permission.KEEP_MAP)
def settings(work: Work) -> ResponseReturnValue:
    """Where each square stands, and the boundaries."""
    return _settings(work)


@blueprint.post("/atur")
@allow(Permission.KEEP_MAP)
def keep(work: Work) -> ResponseReturnValue:
    """Store where each square stands."""
    form = tiles_form(map_to_keep(work)[0])()
    try:
        keep_tiles(work, places=form.typed, version=form.seen)
    except Invalid as error:
        form.refuse(error)
        undone(_settings(work, form), 422)
    except Conflict as error:
        undone(_settings(work, form, refused=str(error)), 409)
    flash("Letak petak tersimpan.")
    return redirect(url_for("province_map.page"))


@blueprint.post("/batas")
@allow(Permission.KEEP_MAP)
def boundaries(work: Work) -> ResponseReturnValue:
    """Take the boundaries from a file."""
    form = BoundaryForm()
    if not form.validate():
        undone(_settings(work, boundary=form), 422)
    file: FileStorage = form.file.data
    name, data, points = file.filename or "tanpa nama", file.read(LARGEST + 1), 0
    file.close()
    try:
        points = keep_boundaries(work, data=data, name=name, version=form.seen)
    except Refused as error:
        form.file.errors = (str(error),)
        undone(_settings(work, boundary=form), 422)
    except Conflict as error:
        undone(_settings(work, refused=str(error)), 409)
    flash(f"Batas wilayah tersimpan, disederhanakan menjadi {formats.number(points)} titik.")
    return redirect(url_for("province_map.page", bentuk=BY_REGION))


@blueprint.post("/batas/hapus")
@allow(Permission.KEEP_MAP)
def drop(work: Work) -> ResponseReturnValue:
    """Forget the boundaries."""
    dropped = False
    try:
        dropped = drop_boundaries(work, version=VersionForm().seen)
    except Conflict as error:
        undone(_settings(work, refused=str(error)), 409)
    flash("Batas wilayah dihapus; peta petak tetap ada." if dropped else "Batas wilayah itu sudah tidak ada.")
    return redirect(url_for("province_map.settings"))


def _settings(
    work: Work, form: TilesForm | None = None, *, boundary: BoundaryForm | None = None, refused: str = ""
) -> str:
    districts, kept = map_to_keep(work)
    if form is None:
        form = tiles_form(districts)(formdata=None)
        form.show(kept.tiles, kept.version)
    return render_template(
        "province_map/settings.html",
        form=form,
        boundary=boundary or BoundaryForm(formdata=None),
        version=kept.version,
        largest=formats.megabytes(LARGEST),
        source=kept.source if kept.outlines else "",
        refused=refused,
    )
