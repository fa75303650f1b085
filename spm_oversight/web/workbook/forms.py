"""Choosing a file to upload, and confirming it."""

from __future__ import annotations

from flask_wtf.file import FileField, FileRequired
from wtforms import HiddenField

from spm_oversight.web.forms import Form, required


class UploadForm(Form):
    """One filled workbook."""

    file = FileField(
        "Lembar kerja yang sudah diisi",
        [FileRequired("Pilih berkas .xlsx yang sudah Anda isi.")],
        render_kw={"accept": ".xlsx"},
    )


class SaveForm(Form):
    """The file that was checked, by the name under which it is kept."""

    upload = HiddenField(validators=[required("Unggah berkasnya sekali lagi.")])
