"""/periode/<quarter>/surat: letters to the districts whose report has not come."""

from __future__ import annotations

from io import BytesIO
from zoneinfo import ZoneInfo

from flask import Blueprint, flash, redirect, render_template, send_file, url_for
from flask.typing import ResponseReturnValue
from wtforms import SelectField, SelectMultipleField, StringField
from wtforms.widgets import CheckboxInput

from spm_oversight import formats
from spm_oversight.domain.access import Permission
from spm_oversight.domain.errors import Invalid, Refused
from spm_oversight.domain.period import Quarter
from spm_oversight.persistence.work import Work
from spm_oversight.services.letters import LetterDesk, letter_desk, request_letters
from spm_oversight.services.letters_together import bound_letters, letters_of
from spm_oversight.web.address import quarter_in
from spm_oversight.web.errors import STATUS
from spm_oversight.web.forms import DayField, Form, required
from spm_oversight.web.guard import allow
from spm_oversight.web.undo import undone

blueprint = Blueprint("letters", __name__, url_prefix="/periode/<code>/surat")


NATURES = ("Biasa", "Segera", "Penting")


class LettersForm(Form):
    """Number, nature and date of the letters, and to whom they go."""

    number = StringField("Nomor surat", render_kw={"autocomplete": "off"})
    nature = SelectField("Sifat", choices={each: each for each in NATURES}, default="Segera")
    day = DayField("Tanggal surat", [required("Tulis tanggal surat, misalnya 22 Januari 2025.")])
    districts = SelectMultipleField(
        "Kabupaten/kota", option_widget=CheckboxInput(), validate_choice=False, choices={}
    )


@blueprint.get("")
@allow(Permission.REMIND_DISTRICTS)
def page(work: Work, code: str) -> ResponseReturnValue:
    """The districts without a report, and the form."""
    quarter = quarter_in(code)
    desk = letter_desk(work, quarter=quarter)
    today = work.now.astimezone(ZoneInfo(desk.reminding.zone)).date()
    return _page(work, desk, quarter, LettersForm(formdata=None, data={"day": today, "nature": "Segera"}))


@blueprint.get("/semua.pdf")
@allow(Permission.REMIND_DISTRICTS)
def together(work: Work, code: str) -> ResponseReturnValue:
    """The letters made, the newest of each district, in one file."""
    found = bound_letters(work, quarter=quarter_in(code))
    return send_file(
        BytesIO(found.content), mimetype="application/pdf", as_attachment=True, download_name=found.name
    )


@blueprint.post("")
@allow(Permission.REMIND_DISTRICTS)
def make(work: Work, code: str) -> ResponseReturnValue:
    """Ask for the letters; the worker makes them."""
    quarter, form = quarter_in(code), LettersForm()
    desk = letter_desk(work, quarter=quarter)
    if not form.validate():
        undone(_page(work, desk, quarter, form), 422)
    assert form.day.data  # noqa: S101 (validated)
    try:
        papers = request_letters(
            work,
            quarter=quarter,
            districts=form.districts.data or [],
            number=form.number.data or "",
            nature=form.nature.data,
            day=form.day.data,
        )
    except Invalid as error:
        form.refuse(error)
        undone(_page(work, desk, quarter, form), 422)
    except Refused as refused:
        form.refuse(Invalid(str(refused)))
        undone(_page(work, desk, quarter, form), STATUS[Refused])
    flash(f"{len(papers)} surat sedang dibuat. Halaman ini menyegarkan diri sampai selesai.")
    return redirect(url_for("papers.page"))


def _page(work: Work, desk: LetterDesk, quarter: Quarter, form: LettersForm) -> str:
    zone, letters = desk.reminding.zone, letters_of(work, quarter=quarter)
    form.districts.choices = {
        each.district.id: f"{each.district.name}: {each.standing}; tenggat {formats.moment(each.closes, zone)}"
        for each in desk.late
    }
    return render_template(
        "letters/letters.html",
        code=quarter.code,
        period=desk.reminding.title,
        form=form,
        expired=tuple((each.district.id, each.district.name) for each in desk.expired),
        letterhead=desk.letterhead,
        letters=letters,
    )
