"""GET and POST /triwulan: the district's quarter, and sending it."""

from __future__ import annotations

from flask import Blueprint, flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue

from spm_oversight.domain.access import Permission
from spm_oversight.domain.errors import Missing, Refused
from spm_oversight.domain.period import Quarter
from spm_oversight.persistence.work import Work
from spm_oversight.services.reports import MyQuarter, my_quarter, send_quarter
from spm_oversight.web.address import quarter_in
from spm_oversight.web.errors import STATUS
from spm_oversight.web.guard import allow, may
from spm_oversight.web.quarter.screens import quarter_screen
from spm_oversight.web.told import title_of
from spm_oversight.web.undo import undone

blueprint = Blueprint("quarter", __name__, url_prefix="/triwulan")


@blueprint.get("")
@allow(Permission.SEE_QUARTER)
def page(work: Work) -> ResponseReturnValue:
    """The newest period's page; before the province opened any, a page that says so."""
    try:
        my = my_quarter(work)
    except Missing:
        return render_template("quarter/none.html")
    return _page(work, my)


@blueprint.get("/<code>")
@allow(Permission.SEE_QUARTER)
def period(work: Work, code: str) -> ResponseReturnValue:
    """One period's page."""
    return _page(work, my_quarter(work, quarter=quarter_in(code)))


@blueprint.post("/<code>/kirim")
@allow(Permission.SEND_QUARTER)
def send(work: Work, code: str) -> ResponseReturnValue:
    """Hand the quarter to the province."""
    quarter: Quarter = quarter_in(code)
    try:
        report = send_quarter(work, quarter=quarter)
    except Refused as refused:
        undone(_page(work, my_quarter(work, quarter=quarter), refused=str(refused)), STATUS[Refused])
    flash(f"{title_of(quarter)} sudah dikirim ke provinsi sebagai kiriman ke-{report.number}.")
    return redirect(url_for("quarter.period", code=quarter.code))


def _page(work: Work, my: MyQuarter, *, refused: str = "") -> str:
    screen = quarter_screen(
        my,
        now=work.now,
        may_upload=may(Permission.UPLOAD_WORKBOOK),
        may_send=may(Permission.SEND_QUARTER),
    )
    return render_template("quarter/quarter.html", screen=screen, refused=refused)
