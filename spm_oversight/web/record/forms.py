"""What of the record is asked for: the same fields in the address of the page and in the form that exports."""

from __future__ import annotations

from wtforms import SelectField, StringField
from wtforms.validators import Optional

from spm_oversight.services.read_record import Asked
from spm_oversight.services.record_words import KINDS
from spm_oversight.web.address import quarter_in
from spm_oversight.web.forms import DayField, Form


class RecordForm(Form):
    """The filter; all fields may stay empty."""

    daerah = SelectField("Daerah", validate_choice=False)
    orang = StringField("Orang (nama atau surel)")
    jenis = SelectField(
        "Jenis",
        choices={"": "Semua jenis", **{code: title for code, (title, _) in KINDS.items()}},
        validate_choice=False,
    )
    sejak = DayField("Sejak tanggal", [Optional()])
    sampai = DayField("Sampai tanggal", [Optional()])
    triwulan = SelectField("Triwulan", validate_choice=False)

    def asked(self) -> Asked:
        """The filter as the service takes it; ``Missing`` for what is no quarter."""
        quarter = self.triwulan.data
        return Asked(
            tenant=self.daerah.data or "",
            person=(self.orang.data or "").strip(),
            kind=self.jenis.data or "",
            since=self.sejak.data,
            until=self.sampai.data,
            quarter=quarter_in(quarter) if quarter else None,
        )
