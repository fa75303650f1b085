"""POST the steps of a quarter's walk; GET its receipts, its history, and what changed since the last approval."""

from __future__ import annotations

from collections.abc import Callable
from uuid import UUID

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from spm_oversight.domain.access import Permission
from spm_oversight.domain.errors import Conflict, Invalid, Refused
from spm_oversight.domain.period import Quarter
from spm_oversight.persistence.receipts import Receipt
from spm_oversight.persistence.work import Work
from spm_oversight.services import parts, send_quarter
from spm_oversight.services.changes import changes_since_approval
from spm_oversight.services.history import own_history
from spm_oversight.services.receipts import print_receipt, printed_receipt, receipt_of, receipts_of
from spm_oversight.services.reports import my_quarter
from spm_oversight.web.address import quarter_in
from spm_oversight.web.errors import STATUS
from spm_oversight.web.guard import allow, may
from spm_oversight.web.quarter.forms import ReasonForm, comments
from spm_oversight.web.quarter.page import quarter_page
from spm_oversight.web.told import STEPS
from spm_oversight.web.undo import undone
from spm_oversight.web.walk.changes import changes_screen
from spm_oversight.web.walk.history import history_rows
from spm_oversight.web.walk.part import part_screen
from spm_oversight.web.walk.receipts import receipt_screen, receipts_screen

blueprint = Blueprint("walk", __name__, url_prefix="/triwulan/<code>")


@blueprint.post("/serahkan")
@allow(Permission.HAND_IN_PART)
def hand_in(work: Work, code: str) -> ResponseReturnValue:
    """Hand the own office's part in."""
    return _step(work, code, lambda quarter: parts.hand_in_part(work, quarter=quarter))


@blueprint.post("/tarik-bagian")
@allow(Permission.HAND_IN_PART)
def withdraw_part(work: Work, code: str) -> ResponseReturnValue:
    """Take the own office's part back."""
    return _step(work, code, lambda quarter: parts.withdraw_part(work, quarter=quarter))


@blueprint.post("/setujui-bagian")
@allow(Permission.APPROVE_PART)
def approve_part(work: Work, code: str) -> ResponseReturnValue:
    """Approve the own office's part as its head."""
    return _step(work, code, lambda quarter: parts.approve_part(work, quarter=quarter, number=_number()))


@blueprint.post("/tarik-persetujuan")
@allow(Permission.APPROVE_PART)
def take_back(work: Work, code: str) -> ResponseReturnValue:
    """Take the approval of the own office's part back."""
    return _step(work, code, lambda quarter: parts.take_back_approval(work, quarter=quarter))


@blueprint.post("/kembalikan-bagian")
@allow(Permission.APPROVE_PART)
def give_back_own(work: Work, code: str) -> ResponseReturnValue:
    """Give the own office's part back to its operators."""

    def act(quarter: Quarter, reason: str) -> Receipt:
        office = my_quarter(work, quarter=quarter).office
        if office is None:
            raise Refused("Penugasan ini tidak terikat pada satu perangkat daerah.")
        return parts.return_part(work, quarter=quarter, office=office.id, reason=reason, comments=comments())

    return _reasoned(work, code, act)


@blueprint.get("/bagian/<uuid:office>")
@allow(Permission.RETURN_PART)
def part(work: Work, code: str, office: UUID) -> ResponseReturnValue:
    """An office's part, to look into and to give back with comments per service and item."""
    return _part(work, quarter_in(code), office)


@blueprint.post("/bagian/<uuid:office>/kembalikan")
@allow(Permission.RETURN_PART)
def give_back(work: Work, code: str, office: UUID) -> ResponseReturnValue:
    """Give an office's part back."""
    quarter, form = quarter_in(code), ReasonForm()
    if not form.validate():
        undone(_part(work, quarter, office, form=form), 422)
    try:
        receipt = parts.return_part(
            work, quarter=quarter, office=office, reason=form.reason.data or "", comments=comments()
        )
    except Invalid as error:
        form.refuse(error)
        undone(_part(work, quarter, office, form=form), 422)
    except Refused as refused:
        undone(_part(work, quarter, office, form=form, refused=str(refused)), STATUS[Refused])
    return _done(quarter, receipt)


@blueprint.post("/setujui")
@allow(Permission.APPROVE_QUARTER)
def approve_quarter(work: Work, code: str) -> ResponseReturnValue:
    """Approve the quarter as the district's leader, which sends it to the province."""
    return _step(
        work, code, lambda quarter: send_quarter.approve_quarter(work, quarter=quarter, number=_number())
    )


@blueprint.post("/kembalikan")
@allow(Permission.APPROVE_QUARTER)
def give_back_quarter(work: Work, code: str) -> ResponseReturnValue:
    """Give the quarter back to the district's admin."""
    return _reasoned(
        work,
        code,
        lambda quarter, reason: send_quarter.return_to_admin(
            work, quarter=quarter, reason=reason, number=_number()
        ),
    )


@blueprint.post("/tarik")
@allow(Permission.SEND_QUARTER)
def withdraw_quarter(work: Work, code: str) -> ResponseReturnValue:
    """Take the quarter back from the leader or the province."""
    return _step(work, code, lambda quarter: send_quarter.withdraw_quarter(work, quarter=quarter))


@blueprint.get("/perubahan")
@allow(Permission.SEE_QUARTER)
def changes(work: Work, code: str) -> ResponseReturnValue:
    """What changed since the last approval."""
    quarter = quarter_in(code)
    my, found = my_quarter(work, quarter=quarter), changes_since_approval(work, quarter=quarter)
    return render_template("walk/changes.html", screen=changes_screen(my, found))


@blueprint.get("/riwayat")
@allow(Permission.SEE_QUARTER)
def history(work: Work, code: str) -> ResponseReturnValue:
    """Every step of the quarter."""
    quarter = quarter_in(code)
    my, steps = my_quarter(work, quarter=quarter), own_history(work, quarter=quarter)
    return render_template("walk/history.html", my=my, rows=history_rows(steps, my.zone), code=code)


@blueprint.get("/tanda-terima")
@allow(Permission.SEE_QUARTER)
def receipts(work: Work, code: str) -> ResponseReturnValue:
    """The receipts of the quarter."""
    quarter = quarter_in(code)
    my, found = my_quarter(work, quarter=quarter), receipts_of(work, quarter=quarter)
    return render_template("walk/receipts.html", screen=receipts_screen(my, found))


@blueprint.get("/tanda-terima/<issuer>/<int:number>")
@allow(Permission.SEE_QUARTER)
def receipt(work: Work, code: str, issuer: str, number: int) -> ResponseReturnValue:
    """One receipt."""
    quarter = quarter_in(code)
    found = receipt_of(work, quarter=quarter, issuer=issuer, number=number)
    my = my_quarter(work, quarter=quarter)
    paper = printed_receipt(work, receipt=found)
    return render_template("walk/receipt.html", screen=receipt_screen(my, found), paper=paper)


@blueprint.post("/tanda-terima/<issuer>/<int:number>/pdf")
@allow(Permission.SEE_PAPERS)
def print_(work: Work, code: str, issuer: str, number: int) -> ResponseReturnValue:
    """Have a receipt made as a paper; the worker makes it."""
    quarter = quarter_in(code)
    found = receipt_of(work, quarter=quarter, issuer=issuer, number=number)
    print_receipt(work, quarter=quarter, issuer=issuer, number=number, step=STEPS[found.step])
    flash(f"Tanda terima {found.code} sedang dibuat sebagai PDF. Muat ulang halaman ini sesaat lagi.")
    return redirect(url_for("walk.receipt", code=code, issuer=issuer, number=number))


def _step(work: Work, code: str, act: Callable[[Quarter], Receipt]) -> ResponseReturnValue:
    quarter = quarter_in(code)
    my = my_quarter(work, quarter=quarter)
    try:
        receipt = act(quarter)
    except (Refused, Conflict) as error:
        undone(quarter_page(work, my, refused=str(error)), STATUS[type(error)])
    return _done(quarter, receipt)


def _reasoned(work: Work, code: str, act: Callable[[Quarter, str], Receipt]) -> ResponseReturnValue:
    quarter, form = quarter_in(code), ReasonForm()
    my = my_quarter(work, quarter=quarter)
    if not form.validate():
        undone(quarter_page(work, my, form=form), 422)
    try:
        receipt = act(quarter, form.reason.data or "")
    except Invalid as error:
        form.refuse(error)
        undone(quarter_page(work, my, form=form), 422)
    except (Refused, Conflict) as error:
        undone(quarter_page(work, my, form=form, refused=str(error)), STATUS[type(error)])
    return _done(quarter, receipt)


def _done(quarter: Quarter, receipt: Receipt) -> ResponseReturnValue:
    flash(f"{STEPS[receipt.step]}. Nomor tanda terima: {receipt.code}.")
    return redirect(url_for("quarter.period", code=quarter.code))


def _part(
    work: Work, quarter: Quarter, office: UUID, *, form: ReasonForm | None = None, refused: str = ""
) -> str:
    screen = part_screen(my_quarter(work, quarter=quarter), office)
    return render_template(
        "walk/part.html",
        screen=screen,
        form=form or ReasonForm(formdata=None),
        typed=comments() if request.method == "POST" else {},
        may_return=may(Permission.RETURN_PART) and screen.may_return,
        refused=refused,
    )


def _number() -> int | None:
    """The step that stood on the page."""
    return request.form.get("number", type=int)
