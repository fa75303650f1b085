"""What all forms share: one base, Indonesian messages, and the domain's faults put beside their fields."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from flask_wtf import FlaskForm
from wtforms import Field
from wtforms.validators import InputRequired
from wtforms.widgets import TextInput

from spm_oversight import formats
from spm_oversight.domain.errors import Invalid

FIRST_YEAR = 2000
"""No day of this field is older: a year typed with two digits would be."""

# WTForms brings no Indonesian; these are its sentences that our kinds of field can say.
INDONESIAN: Mapping[str, str] = {
    "Not a valid choice.": "Pilih salah satu dari daftar.",
    "This field is required.": "Isian ini wajib.",
    "Not a valid date value.": "Tulis tanggal, misalnya 20/10/2024.",
}


class _Translations:
    """What WTForms asks for its sentences; an unknown one is shown as it is, and the tests' page check finds it."""

    def gettext(self, string: str) -> str:
        return INDONESIAN.get(string, string)

    def ngettext(self, singular: str, plural: str, n: int) -> str:
        return self.gettext(singular if n == 1 else plural)


class Form(FlaskForm):
    """Base of all forms; the token is checked once for the whole application, before any form sees the request."""

    class Meta:  # pyright: ignore[reportIncompatibleVariableOverride] (WTForms joins the Metas itself)
        """WTForms' own settings."""

        csrf = False

        def get_translations(self, _form: object) -> _Translations:
            """Indonesian, whatever the browser asks for."""
            return _Translations()

    def refuse(self, error: Invalid) -> None:
        """Show what a service refused: each fault at the field it names, the rest over the form."""
        for fault in error.faults:
            if fault.place in self:
                field = self[fault.place]
                field.errors = (*field.errors, fault.message)
            else:
                self.form_errors.append(f"{fault.place}: {fault.message}")
        if not error.faults:
            self.form_errors.append(str(error))


def required(message: str) -> InputRequired:
    """A field that may not stay empty; ``message`` says what to write."""
    return InputRequired(message)


class DayField(Field):
    """A day, shown and read as ``20 Januari 2025``; a browser's own field would write it in the browser's language."""

    widget = TextInput()

    def process_formdata(self, valuelist: Sequence[Any]) -> None:
        """Read it; what cannot be read stays in the field, with our message."""
        if valuelist and valuelist[0]:
            self.data = formats.read_date(valuelist[0])
            if self.data.year < FIRST_YEAR:
                raise ValueError(f"Tulis tahun {FIRST_YEAR} atau sesudahnya, dengan empat angka.")

    def _value(self) -> str:
        if self.raw_data:
            return str(self.raw_data[0])
        return formats.long_date(self.data) if self.data else ""
