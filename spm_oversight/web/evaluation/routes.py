"""/evaluasi and /daerah/<district>/evaluasi: who has met, each office in the meeting, what was agreed."""

from __future__ import annotations

from collections.abc import Callable
from uuid import UUID

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from spm_oversight.domain.access import Permission
from spm_oversight.domain.errors import Conflict, Invalid, Missing, Refused
from spm_oversight.domain.period import Quarter
from spm_oversight.persistence.work import Work
from spm_oversight.services import keep_agreements as keep
from spm_oversight.services.begin import own_district
from spm_oversight.services.evaluation import Evaluation, evaluation
from spm_oversight.services.evaluation_list import evaluation_list
from spm_oversight.web.address import quarter_in
from spm_oversight.web.errors import STATUS
from spm_oversight.web.evaluation.agreements import agreement_screen
from spm_oversight.web.evaluation.forms import AgreementForm, MeetingForm, StepForm, prefix_of
from spm_oversight.web.evaluation.listing import list_screen
from spm_oversight.web.evaluation.screens import screen_of
from spm_oversight.web.forms import Form
from spm_oversight.web.guard import allow, may
from spm_oversight.web.undo import undone

blueprint = Blueprint("evaluation", __name__)
_HERE = "/daerah/<district>/evaluasi"


@blueprint.get("/evaluasi")
@allow(Permission.SEE_DESK)
def page(work: Work) -> ResponseReturnValue:
    """All districts in the newest quarter that takes reports, unless ``?triwulan=`` names one."""
    found = evaluation_list(work, quarter=_asked())
    if found is None:
        return render_template("components/no_results.html", title="Evaluasi")
    return render_template("evaluation/list.html", screen=list_screen(found))


@blueprint.get(_HERE)
@allow(Permission.SEE_EVALUATION)
def district(work: Work, district: str) -> ResponseReturnValue:
    """A district's offices in the same quarter."""
    found = evaluation(work, district=district, quarter=_asked())
    if found is None:
        return render_template("components/no_results.html", title="Evaluasi")
    return _page(found)


@blueprint.post(f"{_HERE}/rapat")
@allow(Permission.KEEP_AGREEMENTS)
def meet(work: Work, district: str) -> ResponseReturnValue:
    """Record the meeting."""
    found, form = _own(work, district), MeetingForm()
    quarter = found.period.quarter

    def save() -> None:
        assert form.held_on.data  # noqa: S101 (validated)
        day, leader = form.held_on.data, form.led_by.data or ""
        keep.record_meeting(work, quarter=quarter, held_on=day, led_by=leader, seen=form.count)

    if status := _refused(form, save):
        undone(_page(_own(work, district), meeting=form), status)
    flash("Rapat tercatat. Tulis kesepakatan pada setiap perangkat daerah.")
    return _back(district, quarter)


@blueprint.post(f"{_HERE}/perangkat-daerah/<uuid:office>")
@allow(Permission.KEEP_AGREEMENTS)
def agree(work: Work, district: str, office: UUID) -> ResponseReturnValue:
    """Record an agreement with an office."""
    found = _own(work, district)
    work.offices.office(district, office)
    form, quarter = AgreementForm(prefix=prefix_of(office)), found.period.quarter

    def save() -> None:
        assert form.due.data  # noqa: S101 (validated)
        told = {"text": form.text.data or "", "owner": form.owner.data or ""}
        keep.agree(work, quarter=quarter, office=office, key=form.once, due=form.due.data, **told)

    if status := _refused(form, save):
        undone(_page(_own(work, district), agreement=(office, form)), status)
    flash("Kesepakatan tercatat.")
    return _back(district, quarter, office)


@blueprint.get(f"{_HERE}/<uuid:agreement>")
@allow(Permission.SEE_EVALUATION)
def agreement(work: Work, district: str, agreement: UUID) -> ResponseReturnValue:
    """An agreement with all that became of it."""
    return _agreement(keep.agreement_page(work, district=district, agreement=agreement), None)


@blueprint.post(f"{_HERE}/<uuid:agreement>")
@allow(Permission.KEEP_AGREEMENTS)
def step(work: Work, district: str, agreement: UUID) -> ResponseReturnValue:
    """Say what became of it."""
    found = keep.agreement_page(work, district=district, agreement=agreement)
    form = StepForm()
    form.offer(found.agreement)

    def save() -> None:
        act, word, due = form.chosen, form.word.data or "", form.due.data
        keep.take_step(
            work, district=district, agreement=agreement, act=act, word=word, due=due, seen=form.count
        )

    if status := _refused(form, save):
        again = keep.agreement_page(work, district=district, agreement=agreement)
        undone(_agreement(again, form), status)
    flash("Catatan tersimpan.")
    return _back(district, _asked(), found.agreement.office)


def _refused(form: Form, save: Callable[[], None]) -> int:
    """The status of a refusal, which then stands in the form; 0 when it was saved."""
    if not form.validate():
        return 422
    try:
        save()
    except (Invalid, Refused, Conflict) as error:
        form.refuse(error if isinstance(error, Invalid) else Invalid(str(error)))
        return STATUS[type(error)]
    return 0


def _own(work: Work, district: str) -> Evaluation:
    """The own district's evaluation of the quarter that the address names; another district's is absent."""
    found = (
        evaluation(work, district=district, quarter=_asked()) if district == own_district(work)[1] else None
    )
    if found is None:
        raise Missing("Evaluasi itu tidak ada.")
    return found


def _asked() -> Quarter | None:
    code = request.args.get("triwulan", "")
    return quarter_in(code) if code else None


def _back(district: str, quarter: Quarter | None, office: UUID | None = None) -> ResponseReturnValue:
    code = quarter.code if quarter else None
    anchor = prefix_of(office) if office else None
    return redirect(url_for("evaluation.district", district=district, triwulan=code, _anchor=anchor))


def _page(
    found: Evaluation,
    *,
    meeting: MeetingForm | None = None,
    agreement: tuple[UUID, AgreementForm] | None = None,
) -> str:
    """The page; of its forms one may be refused."""
    forms: dict[str, AgreementForm] = {}
    if may(Permission.KEEP_AGREEMENTS):
        forms = {str(each.id): AgreementForm.empty(each.id) for each in found.offices if each.id}
    if agreement:
        forms[str(agreement[0])] = agreement[1]
    refused = agreement[1] if agreement else meeting
    if meeting:
        meeting.seen.data = str(found.meeting.number if found.meeting else 0)
    return render_template(
        "evaluation/evaluation.html",
        screen=screen_of(found),
        meeting=meeting or MeetingForm.of(found.meeting),
        forms=forms,
        refused=refused,
    )


def _agreement(found: keep.AgreementPage, form: StepForm | None) -> str:
    if form is None:
        form = StepForm(formdata=None, data={"seen": str(len(found.agreement.steps))})
    else:
        form.seen.data = str(len(found.agreement.steps))
    form.offer(found.agreement)
    quarter = _asked()
    return render_template(
        "evaluation/agreement.html",
        screen=agreement_screen(found),
        form=form,
        code=quarter.code if quarter else None,
    )
