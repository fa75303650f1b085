"""/sasaran: the denominators of a year, each with its source, its lock and its changes."""

from __future__ import annotations

from collections.abc import Callable

from flask import Blueprint, flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue

from spm_oversight.domain.access import Permission
from spm_oversight.domain.errors import Conflict, Invalid, Refused
from spm_oversight.persistence.work import Work
from spm_oversight.services import keep_register as register
from spm_oversight.web.guard import allow, may
from spm_oversight.web.register.forms import DenominatorForm, UnlockForm, VersionForm
from spm_oversight.web.register.screens import register_screen, service_screen
from spm_oversight.web.undo import undone

blueprint = Blueprint("register", __name__, url_prefix="/sasaran")


@blueprint.get("")
@allow(Permission.SEE_REGISTER)
def page(work: Work) -> ResponseReturnValue:
    """The running year's register."""
    return redirect(url_for("register.year", year=register.running_year(work)))


@blueprint.get("/<int:year>")
@allow(Permission.SEE_REGISTER)
def year(work: Work, year: int) -> ResponseReturnValue:
    """A year's register."""
    screen = register_screen(register.register_of(work, year=year))
    return render_template("register/register.html", screen=screen)


@blueprint.post("/<int:year>/bawa")
@allow(Permission.KEEP_REGISTER)
def carry(work: Work, year: int) -> ResponseReturnValue:
    """Take the year before's where there is none yet."""
    count = register.carry_over(work, year=year)
    flash(
        f"{count} sasaran dibawa dari {year - 1}. Periksa masing-masing, lalu kunci."
        if count
        else f"Tidak ada sasaran {year - 1} yang dapat dibawa."
    )
    return redirect(url_for("register.year", year=year))


@blueprint.get("/<int:year>/<service>")
@allow(Permission.SEE_REGISTER)
def service(work: Work, year: int, service: str) -> ResponseReturnValue:
    """One service's denominator."""
    line = register.line_of(work, year=year, service=service)
    form = DenominatorForm(formdata=None)
    form.show(line.registered, line.service.unit)
    return _page(work, year, service, form=form)


@blueprint.post("/<int:year>/<service>")
@allow(Permission.KEEP_REGISTER)
def keep(work: Work, year: int, service: str) -> ResponseReturnValue:
    """Register what was typed."""
    line = register.line_of(work, year=year, service=service)
    form = DenominatorForm()

    def save() -> None:
        typed = form.typed(line.service.unit)
        register.keep_denominator(work, year=year, service=service, typed=typed, version=form.seen)

    return _tried(work, year, service, form, save, f"Sasaran {line.service.name} tersimpan.")


@blueprint.post("/<int:year>/<service>/kunci")
@allow(Permission.KEEP_REGISTER)
def lock(work: Work, year: int, service: str) -> ResponseReturnValue:
    """Lock it."""
    form = VersionForm()

    def shut() -> None:
        register.lock(work, year=year, service=service, version=form.seen)

    return _tried(work, year, service, form, shut, "Sasaran ini terkunci.")


@blueprint.post("/<int:year>/<service>/buka")
@allow(Permission.KEEP_REGISTER)
def unlock(work: Work, year: int, service: str) -> ResponseReturnValue:
    """Unlock it, with a reason."""
    form = UnlockForm()

    def open_() -> None:
        reason = form.reason.data or ""
        register.unlock(work, year=year, service=service, version=form.seen, reason=reason)

    return _tried(work, year, service, form, open_, "Kunci sasaran ini dibuka; alasannya tercatat.")


def _tried(
    work: Work, year: int, service: str, form: VersionForm, act: Callable[[], None], done: str
) -> ResponseReturnValue:
    """Do it and show the service again; what was refused keeps what was typed."""
    register.line_of(work, year=year, service=service)
    status, refused = _outcome(form, act)
    if status:
        undone(_page(work, year, service, form=form, refused=refused), status)
    flash(done)
    return redirect(url_for("register.service", year=year, service=service))


def _outcome(form: VersionForm, act: Callable[[], None]) -> tuple[int, str]:
    """The status of a refusal with its sentence, or 0; faults stand in the form."""
    if not form.validate():
        return 422, ""
    try:
        act()
    except Invalid as error:
        form.refuse(error)
        return 422, ""
    except Conflict as error:
        return 409, str(error)
    except Refused as error:
        return 403, str(error)
    return 0, ""


def _page(work: Work, year: int, code: str, *, form: VersionForm, refused: str = "") -> str:
    line = register.line_of(work, year=year, service=code)
    changes = register.changes_of(work, year=year, service=code)
    screen = service_screen(line, year, changes, register.zone_of(work))
    version = line.registered.version if line.registered else 0
    kept = DenominatorForm(formdata=None)
    kept.show(line.registered, line.service.unit)
    return render_template(
        "register/service.html",
        screen=screen,
        form=form if isinstance(form, DenominatorForm) else kept,
        opening=form if isinstance(form, UnlockForm) else UnlockForm(formdata=None),
        version=version,
        locked=bool(line.registered and line.registered.locked),
        may_keep=may(Permission.KEEP_REGISTER),
        refused=refused,
    )
