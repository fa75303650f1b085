"""A closed quarter opened again for the correction of one district."""

from __future__ import annotations

from collections.abc import Sequence

from wtforms import SelectField, TextAreaField

from spm_oversight.web.desk.forms import TimeForm
from spm_oversight.web.forms import required


class ReopenForm(TimeForm):
    """Which district corrects its figures, until when in the province's own time, and why."""

    office = None
    district = SelectField("Daerah yang angkanya diperbaiki", validate_choice=False)
    why = TextAreaField(
        "Alasan",
        [required("Tulis mengapa dibuka kembali; alasan ini dibaca semua daerah.")],
        render_kw={"rows": 2},
    )

    def to(self, districts: Sequence[tuple[str, str]]) -> ReopenForm:
        """With the districts (code, name) to choose from."""
        self.district.choices = {"": "Pilih daerah", **dict(districts)}
        return self
