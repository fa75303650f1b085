"""The form that asks for a booklet."""

from __future__ import annotations

from wtforms import BooleanField, SelectField

from spm_oversight.domain.period import Quarter
from spm_oversight.persistence.quarters import Period
from spm_oversight.web.forms import Form
from spm_oversight.web.told import title_of


class BookletForm(Form):
    """Which period, and whether as a draft from the figures as they stand now; only a published one gives no draft."""

    period = SelectField("Periode", validate_choice=True)
    draft = BooleanField("Buat sebagai konsep dari angka saat ini")

    def offer(self, periods: tuple[Period, ...]) -> None:
        """The periods to choose from; the newest closed one is proposed."""
        self.period.choices = [(each.quarter.code, title_of(each.quarter) + _note(each)) for each in periods]
        closed = (each.quarter.code for each in periods if each.closed_at)
        if not self.period.raw_data:
            self.period.data = next(closed, None)

    @property
    def quarter(self) -> Quarter:
        """The period chosen; ask after validation."""
        return Quarter.parse(self.period.data)


def _note(period: Period) -> str:
    if period.closed_at is None:
        return ", hanya konsep"
    return "" if period.published_at else ", belum diterbitkan: hanya konsep"
