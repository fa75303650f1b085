"""/dokumen: the province's papers and, for a district's people, its own; asking for one, and the files."""

from __future__ import annotations

from collections.abc import Callable
from uuid import UUID

from flask import Blueprint, flash, make_response, redirect, render_template, request, send_file, url_for
from flask.typing import ResponseReturnValue

from spm_oversight.domain.access import Permission
from spm_oversight.domain.district_paper import PaperSize, Source
from spm_oversight.domain.errors import Invalid, Refused
from spm_oversight.persistence.work import Work
from spm_oversight.services.begin import own_province
from spm_oversight.services.district_papers import district_paper_file, district_papers, proposed_sheet
from spm_oversight.services.handout import request_handout
from spm_oversight.services.overview import walk_state
from spm_oversight.services.paper_way import PaperFile
from spm_oversight.services.papers import PaperView, paper_file, papers, request_booklet
from spm_oversight.services.periods import list_periods
from spm_oversight.services.reports import my_quarter
from spm_oversight.services.scorecards import request_scorecards
from spm_oversight.services.withdraw_paper import paper_to_withdraw, withdraw_paper
from spm_oversight.web.guard import allow, may
from spm_oversight.web.papers.forms import BookletForm, HandoutForm, WithdrawForm
from spm_oversight.web.papers.screens import PapersScreen, screen_of
from spm_oversight.web.session import BY_ITSELF
from spm_oversight.web.told import title_of
from spm_oversight.web.undo import undone

blueprint = Blueprint("papers", __name__, url_prefix="/dokumen")


@blueprint.get("")
@allow(Permission.SEE_PAPERS)
def page(work: Work) -> ResponseReturnValue:
    """The papers, the newest first, with the form to ask for another.

    While one is being made the page looks again by itself, without the form, which would lose what is being typed;
    ``?segar=tidak`` stays still. A header, not a meta element: whoever needs more time can leave it off by the link.
    """
    screen = _screen(work)
    refreshing = screen.waiting and request.args.get("segar") != "tidak"
    response = make_response(_page(screen, _form(work), refreshing=refreshing))
    if refreshing:
        response.headers["Refresh"] = f"2; url={url_for('papers.page', segar=BY_ITSELF)}"
    return response


@blueprint.post("")
@allow(Permission.MAKE_PAPERS)
def make(work: Work) -> ResponseReturnValue:
    """Ask for a booklet; the worker makes it."""
    return _asked(work, request_booklet, "Buku rakor")


@blueprint.post("/kartu")
@allow(Permission.MAKE_PAPERS)
def make_cards(work: Work) -> ResponseReturnValue:
    """Ask for a scorecard of each district; the worker makes them beside each other."""
    return _asked(work, request_scorecards, "Kartu setiap daerah")


@blueprint.post("/daerah")
@allow(Permission.MAKE_DISTRICT_PAPERS)
def make_own(work: Work) -> ResponseReturnValue:
    """Ask for the own district's meeting handout; the worker makes it."""
    form = _own_form(work)
    if not form.validate():
        undone(_page(_screen(work), form), 422)
    try:
        request_handout(
            work,
            quarter=form.quarter,
            source=Source(form.source.data),
            sheet=PaperSize(form.sheet.data),
            office_state=walk_state(my_quarter(work, quarter=form.quarter)),
        )
    except Refused as refused:
        form.refuse(Invalid(str(refused)))
        undone(_page(_screen(work), form), 422)
    flash("Bahan rapat sedang dibuat. Halaman ini menyegarkan diri sampai selesai.")
    return redirect(url_for("papers.page"))


@blueprint.get("/<uuid:paper>.pdf")
@allow(Permission.SEE_PAPERS)
def file(work: Work, paper: UUID) -> ResponseReturnValue:
    """A finished paper of the province."""
    return _sent(paper_file(work, paper=paper))


@blueprint.get("/daerah/<uuid:paper>.pdf")
@allow(Permission.SEE_PAPERS)
def own_file(work: Work, paper: UUID) -> ResponseReturnValue:
    """A finished paper of the own district."""
    return _sent(district_paper_file(work, paper=paper))


@blueprint.get("/<uuid:paper>/cabut")
@allow(Permission.WITHDRAW_PAPERS)
def withdraw_page(work: Work, paper: UUID) -> ResponseReturnValue:
    """Ask why, before an issued paper is withdrawn for good."""
    return _withdrawing(paper_to_withdraw(work, paper=paper), WithdrawForm())


@blueprint.post("/<uuid:paper>/cabut")
@allow(Permission.WITHDRAW_PAPERS)
def withdraw(work: Work, paper: UUID) -> ResponseReturnValue:
    """Withdraw it; whoever checks its number is told from now on."""
    found, form = paper_to_withdraw(work, paper=paper), WithdrawForm()
    if not form.validate():
        return _withdrawing(found, form), 422
    try:
        withdraw_paper(work, paper=paper, reason=form.reason.data or "")
    except Invalid as error:
        form.refuse(error)
        return _withdrawing(found, form), 422
    flash(f"Dokumen {found.number} dicabut. Siapa pun yang memeriksa nomornya diberi tahu.")
    return redirect(url_for("papers.page"))


def _withdrawing(found: PaperView, form: WithdrawForm) -> str:
    title = f"{found.title} {title_of(found.quarter)}"
    return render_template("papers/withdraw.html", title=title, number=found.number, form=form)


def _asked(work: Work, request: Callable[..., object], what: str) -> ResponseReturnValue:
    """Ask for what the province's form says; ``what`` names it in the answer."""
    form = _booklet_form(work)
    if not form.validate():
        undone(_page(_screen(work), form), 422)
    try:
        request(work, quarter=form.quarter, draft=bool(form.draft.data))
    except Refused as refused:
        form.refuse(Invalid(str(refused)))
        undone(_page(_screen(work), form), 422)
    flash(f"{what} sedang dibuat. Halaman ini menyegarkan diri sampai selesai.")
    return redirect(url_for("papers.page"))


def _sent(found: PaperFile) -> ResponseReturnValue:
    return send_file(found.path, mimetype="application/pdf", as_attachment=True, download_name=found.name)


def _booklet_form(work: Work) -> BookletForm:
    form = BookletForm()
    form.offer(list_periods(work))
    return form


def _own_form(work: Work) -> HandoutForm:
    form = HandoutForm()
    form.offer(list_periods(work), proposed_sheet(work))
    return form


def _form(work: Work) -> BookletForm | HandoutForm | None:
    """What this person may ask for; no role asks for both."""
    if may(Permission.MAKE_PAPERS):
        return _booklet_form(work)
    return _own_form(work) if may(Permission.MAKE_DISTRICT_PAPERS) else None


def _screen(work: Work) -> PapersScreen:
    own = district_papers(work) if work.scope.write_district else None
    kind = work.places.district(work.scope.write_district).kind if work.scope.write_district else ""
    zone = work.places.province(own_province(work)).time_zone
    maker = may(Permission.MAKE_PAPERS) or may(Permission.MAKE_DISTRICT_PAPERS)
    return screen_of(papers(work), own, kind=kind, zone=zone, maker=maker)


def _page(screen: PapersScreen, form: BookletForm | HandoutForm | None, *, refreshing: bool = False) -> str:
    return render_template("papers/papers.html", screen=screen, form=form, refreshing=refreshing)
