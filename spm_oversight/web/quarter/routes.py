"""GET and POST /triwulan: the district's quarter, and sending it."""

from __future__ import annotations

from flask import Blueprint, flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue

from spm_oversight.domain.access import Permission
from spm_oversight.domain.errors import Missing, Refused
from spm_oversight.domain.period import Quarter
from spm_oversight.persistence.work import Work
from spm_oversight.services.reports import my_quarter
from spm_oversight.services.send_quarter import send_quarter
from spm_oversight.web.address import quarter_in
from spm_oversight.web.errors import STATUS
from spm_oversight.web.guard import allow
from spm_oversight.web.quarter.page import quarter_page
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
    return quarter_page(work, my)


@blueprint.get("/<code>")
@allow(Permission.SEE_QUARTER)
def period(work: Work, code: str) -> ResponseReturnValue:
    """One period's page."""
    return quarter_page(work, my_quarter(work, quarter=quarter_in(code)))


@blueprint.post("/<code>/kirim")
@allow(Permission.SEND_QUARTER)
def send(work: Work, code: str) -> ResponseReturnValue:
    """Hand the quarter to the province."""
    quarter: Quarter = quarter_in(code)
    try:
        receipt = send_quarter(work, quarter=quarter)
    except Refused as refused:
        undone(quarter_page(work, my_quarter(work, quarter=quarter), refused=str(refused)), STATUS[Refused])
    sent = (
        "diajukan kepada pimpinan daerah"
        if receipt.step == "quarter_proposed"
        else f"dikirim ke provinsi sebagai kiriman ke-{receipt.facts['submission']}"
    )
    flash(f"{title_of(quarter)} sudah {sent}. Nomor tanda terima: {receipt.code}.")
    return redirect(url_for("quarter.period", code=quarter.code))
