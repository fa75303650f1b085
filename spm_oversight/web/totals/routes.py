"""/triwulan/<code>/total-anggaran: the district's totals in each budget version."""

from __future__ import annotations

from flask import Blueprint, flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue

from spm_oversight.domain.access import Permission
from spm_oversight.domain.errors import Conflict, Invalid, Refused
from spm_oversight.domain.period import Quarter
from spm_oversight.persistence.work import Work
from spm_oversight.services.totals import keep_totals, own_totals
from spm_oversight.web.address import quarter_in
from spm_oversight.web.guard import allow, may
from spm_oversight.web.told import title_of
from spm_oversight.web.totals.forms import TotalsForm
from spm_oversight.web.undo import undone

blueprint = Blueprint("totals", __name__, url_prefix="/triwulan/<code>/total-anggaran")


@blueprint.get("")
@allow(Permission.SEE_QUARTER)
def page(work: Work, code: str) -> ResponseReturnValue:
    """The totals as they are kept."""
    quarter = quarter_in(code)
    form = TotalsForm(formdata=None)
    form.show(own_totals(work, quarter=quarter).totals)
    return _page(work, quarter, form)


@blueprint.post("")
@allow(Permission.ENTER_FIGURES)
def keep(work: Work, code: str) -> ResponseReturnValue:
    """Keep what was typed."""
    quarter, form = quarter_in(code), TotalsForm()
    own_totals(work, quarter=quarter)
    count = 0
    try:
        count = keep_totals(work, quarter=quarter, typed=form.typed)
    except Invalid as error:
        form.refuse(error)
        undone(_page(work, quarter, form), 422)
    except Conflict as error:
        undone(_page(work, quarter, form, refused=str(error)), 409)
    except Refused as error:
        undone(_page(work, quarter, form, refused=str(error)), 403)
    flash("Total anggaran tersimpan." if count else "Tidak ada total yang berubah.")
    return redirect(url_for("totals.page", code=code))


def _page(work: Work, quarter: Quarter, form: TotalsForm, *, refused: str = "") -> str:
    own = own_totals(work, quarter=quarter)
    return render_template(
        "totals/totals.html",
        form=form,
        code=quarter.code,
        title=f"Total anggaran {title_of(quarter)}",
        why_closed=own.my.why_closed,
        may_enter=own.may_enter and may(Permission.ENTER_FIGURES),
        refused=refused,
    )
