"""The forms that ask for a paper: the province's booklet, the district's meeting handout."""

from __future__ import annotations

from wtforms import BooleanField, RadioField, SelectField, TextAreaField

from spm_oversight.domain.district_paper import PaperSize, Source
from spm_oversight.domain.period import Quarter
from spm_oversight.persistence.quarters import Period
from spm_oversight.web.forms import Form, required
from spm_oversight.web.told import SHEETS, title_of


class BookletForm(Form):
    """Which period, and whether as a draft from the figures as they stand now; only a published one gives no draft."""

    period = SelectField("Periode", validate_choice=True)
    draft = BooleanField("Buat sebagai konsep dari angka saat ini")

    def offer(self, periods: tuple[Period, ...]) -> None:
        """The periods to choose from; the newest closed one is proposed."""
        self.period.choices = {each.quarter.code: title_of(each.quarter) + _note(each) for each in periods}
        closed = (each.quarter.code for each in periods if each.closed_at)
        if not self.period.raw_data:
            self.period.data = next(closed, None)

    @property
    def quarter(self) -> Quarter:
        """The period chosen; ask after validation."""
        return Quarter.parse(self.period.data)


class HandoutForm(Form):
    """Which period, which figures, which sheet."""

    period = SelectField("Periode", validate_choice=True)
    source = RadioField("Data", default=Source.LIVE.value)
    sheet = RadioField("Ukuran kertas")

    def offer(self, periods: tuple[Period, ...], sheet: PaperSize) -> None:
        """The periods to choose from, the newest proposed, and the sheet of the letterhead."""
        self.period.choices = {each.quarter.code: title_of(each.quarter) + _frozen(each) for each in periods}
        self.source.choices = {
            Source.LIVE.value: "Data langsung: isian yang tersimpan saat ini",
            Source.FROZEN.value: "Data beku: hasil yang diterbitkan provinsi",
        }
        self.sheet.choices = SHEETS
        if not self.sheet.raw_data:
            self.sheet.data = sheet.value

    @property
    def quarter(self) -> Quarter:
        """The period chosen; ask after validation."""
        return Quarter.parse(self.period.data)


class WithdrawForm(Form):
    """Why an issued paper holds no more."""

    reason = TextAreaField(
        "Alasan pencabutan",
        [required("Tulis mengapa dokumen ini tidak berlaku lagi.")],
        render_kw={"rows": 3},
    )


def _frozen(period: Period) -> str:
    return "" if period.published_at else ", hanya data langsung"


def _note(period: Period) -> str:
    if period.closed_at is None:
        return ", hanya konsep"
    return "" if period.published_at else ", belum diterbitkan: hanya konsep"
