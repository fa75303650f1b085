"""Naming an office."""

from __future__ import annotations

from wtforms import StringField

from spm_oversight.web.forms import Form, required


class OfficeForm(Form):
    """The name of a new or an existing office."""

    name = StringField(
        "Nama perangkat daerah", [required("Tulis nama perangkat daerah.")], render_kw={"autocomplete": "off"}
    )
