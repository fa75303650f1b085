"""/buku: what the rakor booklet of a quarter is made of, its preview, and tables put into it."""

from __future__ import annotations

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from spm_oversight.domain.access import Permission
from spm_oversight.domain.errors import Conflict, Invalid
from spm_oversight.persistence.work import Work
from spm_oversight.services.begin import own_province
from spm_oversight.services.compose_booklet import Booklet, booklet_to_compose, keep_composition, put_table
from spm_oversight.services.periods import list_periods
from spm_oversight.web.address import quarter_in
from spm_oversight.web.booklet.forms import CompositionForm, form_of
from spm_oversight.web.booklet.screens import compose_screen, preview_screen
from spm_oversight.web.comparison.address import view_in
from spm_oversight.web.guard import allow
from spm_oversight.web.told import title_of
from spm_oversight.web.undo import undone

blueprint = Blueprint("booklet", __name__, url_prefix="/buku")


@blueprint.get("")
@allow(Permission.COMPOSE_BOOKLET)
def choose(work: Work) -> ResponseReturnValue:
    """To the booklet of the newest closed period, or of the newest when none is closed."""
    periods = list_periods(work)
    chosen = next((each for each in periods if each.closed_at), periods[0] if periods else None)
    if chosen is None:
        flash("Belum ada periode. Buka periode dahulu, lalu susun bukunya.")
        return redirect(url_for("papers.page"))
    return redirect(url_for("booklet.page", quarter=chosen.quarter.code))


@blueprint.get("/<quarter>")
@allow(Permission.COMPOSE_BOOKLET)
def page(work: Work, quarter: str) -> ResponseReturnValue:
    """The booklet's parts, to arrange and to write."""
    booklet = booklet_to_compose(work, quarter=quarter_in(quarter))
    form = form_of(booklet.kept.composition)
    form.show(booklet.kept.composition, booklet.kept.version)
    return _page(work, booklet, form)


@blueprint.post("/<quarter>")
@allow(Permission.COMPOSE_BOOKLET)
def keep(work: Work, quarter: str) -> ResponseReturnValue:
    """Keep what was arranged and typed."""
    booklet = booklet_to_compose(work, quarter=quarter_in(quarter))
    form = form_of(booklet.kept.composition)
    if not form.validate():
        undone(_page(work, booklet, form), 422)
    try:
        keep_composition(
            work,
            quarter=booklet.period.quarter,
            composition=form.typed(booklet.kept.composition),
            version=form.seen,
        )
    except Invalid as error:
        form.refuse(error)
        undone(_page(work, booklet, form), 422)
    except Conflict as error:
        form.refuse(Invalid(str(error)))
        undone(_page(work, booklet, form), 409)
    flash("Susunan buku tersimpan dan dipakai pada buku yang diminta mulai sekarang.")
    after = "booklet.preview" if "pratinjau" in request.form else "booklet.page"
    return redirect(url_for(after, quarter=quarter))


@blueprint.get("/<quarter>/pratinjau")
@allow(Permission.COMPOSE_BOOKLET)
def preview(work: Work, quarter: str) -> ResponseReturnValue:
    """The order and the texts as they will be printed."""
    booklet = booklet_to_compose(work, quarter=quarter_in(quarter))
    return render_template("booklet/preview.html", screen=preview_screen(booklet, _zone(work)))


@blueprint.post("/tabel")
@allow(Permission.COMPOSE_BOOKLET)
def put(work: Work) -> ResponseReturnValue:
    """Put the view of the comparison that the form names into the booklet of its quarter."""
    view, _remarks = view_in(request.form)
    try:
        quarter = put_table(work, view=view)
    except Invalid as error:
        flash(str(error))
        if view.quarter is None:
            return redirect(url_for("comparison.page"))
        return redirect(url_for("booklet.page", quarter=view.quarter.code))
    flash(f"Tabel dimuat dalam buku rakor {title_of(quarter)}. Atur letaknya di sini.")
    return redirect(url_for("booklet.page", quarter=quarter.code))


def _zone(work: Work) -> str:
    return work.places.province(own_province(work)).time_zone


def _page(work: Work, booklet: Booklet, form: CompositionForm) -> str:
    return render_template("booklet/compose.html", screen=compose_screen(booklet, _zone(work)), form=form)
