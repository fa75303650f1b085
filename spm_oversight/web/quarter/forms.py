"""Why something goes back."""

from __future__ import annotations

from collections.abc import Mapping

from flask import request
from wtforms import TextAreaField

from spm_oversight.web.forms import Form, required

COMMENT = "komentar-"
"""What the name of a field with a comment on a service or an item begins with."""


class ReasonForm(Form):
    """Why a part or a quarter goes back."""

    reason = TextAreaField(
        "Alasan pengembalian", [required("Tulis apa yang harus diperbaiki.")], render_kw={"rows": 3}
    )


def comments() -> Mapping[str, str]:
    """The comments of the form that was sent, by the code of the service or item each is about."""
    return {
        name.removeprefix(COMMENT): text.strip()
        for name, text in request.form.items()
        if name.startswith(COMMENT) and text.strip()
    }
