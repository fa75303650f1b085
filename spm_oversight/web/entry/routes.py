"""GET and POST /triwulan/<code>/isian: filling in an urusan, all at once or row by row."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from flask import Blueprint, flash, jsonify, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from spm_oversight import formats
from spm_oversight.domain.access import Permission
from spm_oversight.domain.errors import Conflict, Refused
from spm_oversight.domain.period import Quarter
from spm_oversight.persistence.work import Work
from spm_oversight.services.entry import carried_over, entry_form
from spm_oversight.services.reports import my_quarter
from spm_oversight.services.save_rows import CellAnswer, Outcome, give_up, save_cells, unsaved
from spm_oversight.web.address import quarter_in
from spm_oversight.web.entry.reading import rows_of, rows_of_json
from spm_oversight.web.entry.rows import answer_of
from spm_oversight.web.entry.screens import choose_screen, entry_screen
from spm_oversight.web.entry.service_state import services_of
from spm_oversight.web.errors import STATUS
from spm_oversight.web.guard import allow, may
from spm_oversight.web.undo import undone, undone_json

blueprint = Blueprint("entry", __name__, url_prefix="/triwulan/<code>/isian")


@blueprint.get("")
@allow(Permission.SEE_QUARTER)
def choose(work: Work, code: str) -> ResponseReturnValue:
    """Which urusan to fill in; straight on where there is one."""
    my = my_quarter(work, quarter=quarter_in(code))
    screen = choose_screen(my)
    if len(screen.groups) == 1:
        return redirect(url_for("entry.page", code=code, urusan=screen.groups[0][0]))
    return render_template("entry/choose.html", screen=screen)


@blueprint.get("/<urusan>")
@allow(Permission.SEE_QUARTER)
def page(work: Work, code: str, urusan: str) -> ResponseReturnValue:
    """The form of an urusan; for those who may not enter, the same without inputs that take anything."""
    return _page(work, quarter_in(code), urusan)


@blueprint.post("/<urusan>")
@allow(Permission.ENTER_FIGURES)
def save(work: Work, code: str, urusan: str) -> ResponseReturnValue:
    """Save the whole form: what can count is stored, the rest kept as typed and shown with what to mend."""
    quarter = quarter_in(code)
    rows = rows_of(request.form.items(multi=True))
    taken = tuple(request.form.get("take", "").split("/", 1))
    if len(taken) == 2:
        rows = tuple(row for row in rows if (row.kind, row.key) != taken)
    mine, _, version = request.form.get("mine", "").rpartition("/")
    if (
        version.isascii() and version.isdigit()
    ):  # typed values that are to stand over what was shown beside them
        rows = tuple(replace(r, version=int(version)) if f"{r.kind}/{r.key}" == mine else r for r in rows)
    try:
        if len(taken) == 2:
            give_up(work, quarter=quarter, urusan=urusan, kind=taken[0], key=taken[1])
        answers = save_cells(work, quarter=quarter, urusan=urusan, rows=rows).answers
        if service := request.form.get("carry"):
            old = carried_over(entry_form(work, quarter=quarter, urusan=urusan), service)
            answers += save_cells(work, quarter=quarter, urusan=urusan, rows=old).answers
    except Refused as refused:
        undone(_page(work, quarter, urusan, answers=unsaved(rows), refused=str(refused)), STATUS[Refused])
    wrong = [a for a in answers if a.outcome is not Outcome.SAVED]
    if wrong:
        overtaken = any(a.outcome is Outcome.CONFLICT for a in wrong)
        return _page(work, quarter, urusan, answers=answers), STATUS[Conflict] if overtaken else 422
    flash(f"{formats.number(len(answers))} isian tersimpan." if answers else "Tidak ada isian yang berubah.")
    return redirect(url_for("entry.page", code=code, urusan=urusan))


@blueprint.post("/<urusan>/sel")
@allow(Permission.ENTER_FIGURES)
def cells(work: Work, code: str, urusan: str) -> ResponseReturnValue:
    """Save single rows for a script; each is answered for itself, and each of their services as a whole."""
    quarter = quarter_in(code)
    rows = rows_of_json(request.form.get("rows", ""))
    try:
        saved = save_cells(work, quarter=quarter, urusan=urusan, rows=rows)
    except Refused as refused:
        undone_json({"refused": str(refused)}, STATUS[Refused])
    cells = [answer_of(quarter, saved, answer) for answer in saved.answers]
    return jsonify(cells=cells, services=services_of(saved))


def _page(
    work: Work, quarter: Quarter, urusan: str, *, answers: Sequence[CellAnswer] = (), refused: str = ""
) -> str:
    form = entry_form(work, quarter=quarter, urusan=urusan)
    screen = entry_screen(form, may_enter=may(Permission.ENTER_FIGURES), now=work.now, answers=answers)
    return render_template("entry/urusan.html", screen=screen, refused=refused, kept=bool(answers))
