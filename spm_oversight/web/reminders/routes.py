"""/triwulan/<code>/ingatkan for the district's admin, /periode/<code>/ingatkan for the province's coordinator."""

from __future__ import annotations

from uuid import UUID

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from spm_oversight.domain.access import Permission
from spm_oversight.domain.errors import Missing, Refused
from spm_oversight.domain.period import Quarter
from spm_oversight.persistence.work import Work
from spm_oversight.services.remind import chat_text, remind, reminding
from spm_oversight.services.remind_districts import (
    districts_chat_text,
    districts_reminding,
    remind_districts,
)
from spm_oversight.web.address import quarter_in
from spm_oversight.web.errors import STATUS
from spm_oversight.web.guard import allow
from spm_oversight.web.reminders.screens import districts_screen, offices_screen, outcome
from spm_oversight.web.undo import undone

blueprint = Blueprint("reminders", __name__)


@blueprint.get("/triwulan/<code>/ingatkan")
@allow(Permission.REMIND)
def offices(work: Work, code: str) -> ResponseReturnValue:
    """The offices with what they lack; ``?perangkat=`` has the chat text of one."""
    return _offices(work, quarter_in(code), _office(request.args.get("perangkat", "")))


@blueprint.post("/triwulan/<code>/ingatkan")
@allow(Permission.REMIND)
def remind_offices(work: Work, code: str) -> ResponseReturnValue:
    """Remind one office, or all that are behind."""
    quarter, office = quarter_in(code), _office(request.form.get("perangkat", ""))
    try:
        reminded = remind(work, quarter=quarter, offices=None if office is None else (office,))
    except Refused as refused:
        undone(_offices(work, quarter, office, refused=str(refused)), STATUS[Refused])
    flash(outcome(reminded, "operator atau kepala"))
    return redirect(url_for("reminders.offices", code=quarter.code))


@blueprint.get("/periode/<code>/ingatkan")
@allow(Permission.REMIND_DISTRICTS)
def districts(work: Work, code: str) -> ResponseReturnValue:
    """The districts with the state of their report; ``?daerah=`` has the chat text of one."""
    return _districts(work, quarter_in(code), request.args.get("daerah") or None)


@blueprint.post("/periode/<code>/ingatkan")
@allow(Permission.REMIND_DISTRICTS)
def remind_all(work: Work, code: str) -> ResponseReturnValue:
    """Remind one district, or all whose report has not come."""
    quarter, district = quarter_in(code), request.form.get("daerah") or None
    try:
        reminded = remind_districts(
            work, quarter=quarter, districts=None if district is None else (district,)
        )
    except Refused as refused:
        undone(_districts(work, quarter, district, refused=str(refused)), STATUS[Refused])
    flash(outcome(reminded, "admin"))
    return redirect(url_for("reminders.districts", code=quarter.code))


def _office(text: str) -> UUID | None:
    """The office named by its id; nothing means all of them, anything else is no office."""
    try:
        return UUID(text) if text else None
    except ValueError as error:
        raise Missing("Perangkat daerah itu tidak ada.") from error


def _offices(work: Work, quarter: Quarter, office: UUID | None, *, refused: str = "") -> str:
    chat = chat_text(work, quarter=quarter, office=office)
    screen = offices_screen(reminding(work, quarter=quarter), chat=chat, chosen=office)
    return render_template("reminders/remind.html", screen=screen, refused=refused)


def _districts(work: Work, quarter: Quarter, district: str | None, *, refused: str = "") -> str:
    chat = districts_chat_text(work, quarter=quarter, district=district)
    screen = districts_screen(
        districts_reminding(work, quarter=quarter), chat=chat, chosen=district, now=work.now
    )
    return render_template("reminders/remind.html", screen=screen, refused=refused)
