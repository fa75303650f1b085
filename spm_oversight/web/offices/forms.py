"""Naming an office."""

from __future__ import annotations

from wtforms import BooleanField, StringField, TextAreaField

from spm_oversight.web.forms import Form, required


class OfficeForm(Form):
    """The name of a new or an existing office."""

    name = StringField(
        "Nama perangkat daerah", [required("Tulis nama perangkat daerah.")], render_kw={"autocomplete": "off"}
    )


class DutiesForm(Form):
    """Whether one person may enter and approve in an office, and why."""

    joined = BooleanField("Satu orang boleh mengisi dan menyetujui")
    reason = TextAreaField("Sebab", render_kw={"rows": 2})
