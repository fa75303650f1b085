"""What all forms share: one base, Indonesian messages, and the domain's faults put beside their fields."""

from __future__ import annotations

from flask_wtf import FlaskForm
from wtforms.validators import InputRequired

from spm_oversight.domain.errors import Invalid


class Form(FlaskForm):
    """Base of all forms; the token is checked once for the whole application, before any form sees the request."""

    class Meta:
        """WTForms' own settings."""

        csrf = False

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
