"""The forms of the page that checks papers."""

from __future__ import annotations

from flask_wtf.file import FileField, FileRequired
from wtforms import HiddenField

from spm_oversight.web.forms import Form


class MatchForm(Form):
    """A file to be held against a number's."""

    nomor = HiddenField()
    berkas = FileField(
        "Unggah berkas untuk mencocokkan",
        [FileRequired("Pilih berkas PDF yang Anda terima.")],
        render_kw={"accept": ".pdf,application/pdf"},
    )
