"""/kop-surat: the letterhead of a district's or the province's papers, and who signs them."""

from __future__ import annotations

from flask import Blueprint, flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue

from spm_oversight.domain.access import Permission
from spm_oversight.domain.errors import Conflict, Invalid
from spm_oversight.persistence.work import Work
from spm_oversight.services.letterhead import keep_letterhead, own_letterhead
from spm_oversight.web.guard import allow
from spm_oversight.web.letterhead.forms import LetterheadForm
from spm_oversight.web.undo import undone

blueprint = Blueprint("letterhead", __name__, url_prefix="/kop-surat")


@blueprint.get("")
@allow(Permission.KEEP_LETTERHEAD)
def page(work: Work) -> ResponseReturnValue:
    """The letterhead as it is kept, to change."""
    found = own_letterhead(work)
    form = LetterheadForm()
    form.show(found.letterhead, found.version)
    return _page(form, kept=found.version > 0)


@blueprint.post("")
@allow(Permission.KEEP_LETTERHEAD)
def keep(work: Work) -> ResponseReturnValue:
    """Keep what was typed."""
    form = LetterheadForm()
    kept = own_letterhead(work).version > 0
    if not form.validate():
        undone(_page(form, kept=kept), 422)
    try:
        keep_letterhead(work, letterhead=form.typed, version=form.seen)
    except Invalid as error:
        form.refuse(error)
        undone(_page(form, kept=kept), 422)
    except Conflict as error:
        form.refuse(Invalid(str(error)))
        undone(_page(form, kept=kept), 409)
    flash("Kop surat tersimpan dan dipakai pada dokumen yang diminta mulai sekarang.")
    return redirect(url_for("letterhead.page"))


def _page(form: LetterheadForm, *, kept: bool) -> str:
    return render_template("letterhead/letterhead.html", form=form, kept=kept)
