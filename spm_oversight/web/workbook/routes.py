"""The workbook of a quarter: GET it pre-filled, POST it filled, see what would change, save."""

from __future__ import annotations

from io import BytesIO
from typing import NoReturn
from uuid import UUID

from flask import Blueprint, flash, redirect, render_template, request, send_file, url_for
from flask.typing import ResponseReturnValue
from werkzeug.datastructures import FileStorage

from spm_oversight import formats
from spm_oversight.domain.access import Permission
from spm_oversight.domain.errors import Conflict, Missing, Refused, SpmError
from spm_oversight.persistence.work import Work
from spm_oversight.services.deadlines import until
from spm_oversight.services.reports import MyQuarter, my_quarter
from spm_oversight.services.workbooks import (
    Check,
    NewFileOffered,
    check_workbook,
    export_workbook,
    offered_workbook,
    save_upload,
)
from spm_oversight.web.address import quarter_in
from spm_oversight.web.errors import STATUS
from spm_oversight.web.guard import allow
from spm_oversight.web.told import title_of
from spm_oversight.web.undo import undone
from spm_oversight.web.workbook.forms import SaveForm, UploadForm
from spm_oversight.web.workbook.screens import check_screen

blueprint = Blueprint("workbook", __name__, url_prefix="/triwulan/<code>")

XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


@blueprint.get("/lembar-kerja.xlsx")
@allow(Permission.DOWNLOAD_WORKBOOK)
def download(work: Work, code: str) -> ResponseReturnValue:
    """The pre-filled file; ``?perangkat=`` narrows a district's file to one office."""
    file = export_workbook(work, quarter=quarter_in(code), office=_office())
    return send_file(BytesIO(file.data), mimetype=XLSX, as_attachment=True, download_name=file.name)


@blueprint.get("/lembar-kerja-baru/<uuid:upload>.xlsx")
@allow(Permission.ENTER_FIGURES)
def offered(work: Work, code: str, upload: UUID) -> ResponseReturnValue:
    """The new file with the values typed into one of an older form version."""
    my_quarter(work, quarter=quarter_in(code))
    file = offered_workbook(work, upload=upload)
    return send_file(BytesIO(file.data), mimetype=XLSX, as_attachment=True, download_name=file.name)


@blueprint.get("/unggah")
@allow(Permission.ENTER_FIGURES)
def page(work: Work, code: str) -> ResponseReturnValue:
    """Choose the filled file."""
    return _choose(work, my_quarter(work, quarter=quarter_in(code)))


@blueprint.post("/unggah")
@allow(Permission.ENTER_FIGURES)
def check(work: Work, code: str) -> ResponseReturnValue:
    """Say what the file would change; nothing is saved."""
    my = my_quarter(work, quarter=quarter_in(code))
    form = UploadForm()
    if not form.validate():
        undone(_choose(work, my, form=form), 422)
    file: FileStorage = form.file.data
    name, data = file.filename or "tanpa nama", file.read()
    file.close()
    try:
        found = check_workbook(work, data=data)
        _check_period(found, my)
    except NewFileOffered as older:
        undone(_choose(work, my, problem=str(older), file_name=name, offer=older), 422)
    except (Refused, Missing) as error:
        undone(_choose(work, my, problem=str(error), file_name=name), 422)
    screen = check_screen(found, my, file_name=name, now=work.now)
    status = 422 if screen.wrong else 409 if screen.conflicts else 200
    return render_template("workbook/check.html", screen=screen), status


@blueprint.post("/unggah/simpan")
@allow(Permission.ENTER_FIGURES)
def save(work: Work, code: str) -> ResponseReturnValue:
    """Save the checked file."""
    my = my_quarter(work, quarter=quarter_in(code))
    try:
        saved = save_upload(work, upload=_upload())
    except (Refused, Conflict, Missing) as error:
        _not_saved(work, my, error)
    title, count = title_of(saved.quarter), formats.number(saved.changed)
    flash(
        f"{count} sel disimpan pada {title}."
        if saved.changed
        else f"Isian {title} sudah sama, tidak ada yang berubah."
    )
    return redirect(url_for("quarter.period", code=saved.quarter.code))


def _check_period(found: Check, my: MyQuarter) -> None:
    if found.quarter != my.period.quarter:
        raise Refused(
            f"Berkas ini untuk {title_of(found.quarter)}, bukan {title_of(my.period.quarter)}. Buka halaman triwulan "
            "itu, lalu unggah di sana."
        )


def _not_saved(work: Work, my: MyQuarter, error: SpmError) -> NoReturn:
    undone(_choose(work, my, problem=str(error)), STATUS.get(type(error), STATUS[Refused]))


def _choose(
    work: Work,
    my: MyQuarter,
    *,
    form: UploadForm | None = None,
    problem: str = "",
    file_name: str = "",
    offer: NewFileOffered | None = None,
) -> str:
    return render_template(
        "workbook/upload.html",
        form=form or UploadForm(formdata=None),
        my=my,
        title=title_of(my.period.quarter),
        deadline=until(my.closes, my.zone, work.now),
        problem=problem,
        file_name=file_name,
        offer=offer,
    )


def _office() -> UUID | None:
    asked = request.args.get("perangkat")
    try:
        return UUID(asked) if asked else None
    except ValueError as error:
        raise Missing("Perangkat daerah itu tidak ada.") from error


def _upload() -> UUID:
    form = SaveForm()
    try:
        return UUID(form.upload.data or "")
    except ValueError as error:
        raise Missing("Berkas itu tidak ada lagi. Unggah sekali lagi.") from error
