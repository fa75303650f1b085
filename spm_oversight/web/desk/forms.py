"""Opening a period, and returning a report with a reason."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, time
from typing import Any
from zoneinfo import ZoneInfo

from wtforms import DateField, HiddenField, TextAreaField, TimeField

from spm_oversight import formats
from spm_oversight.domain.period import Quarter
from spm_oversight.web.forms import Form, required

USUAL_HOUR = time(23, 59)


class DayField(DateField):
    """A day, as a browser's calendar sends it or as a person types it."""

    def process_formdata(self, valuelist: Sequence[Any]) -> None:
        """Read it; the message of a day that cannot be read is ours."""
        if valuelist and valuelist[0]:
            self.data = formats.read_date(valuelist[0])


class HourField(TimeField):
    """A time of day: ``23.59`` or ``23:59``."""

    def process_formdata(self, valuelist: Sequence[Any]) -> None:
        """Read it; the message of a time that cannot be read is ours."""
        try:
            super().process_formdata([value.replace(".", ":") for value in valuelist])
        except ValueError as error:
            raise ValueError("Tulis jam dan menit, misalnya 23.59.") from error


class OpenForm(Form):
    """When a quarter takes reports, in the province's own time."""

    quarter = HiddenField(validators=[required("Muat ulang halaman ini.")])
    opens = DayField("Mulai menerima laporan", [required("Tulis tanggal mulai.")])
    deadline = DayField("Tanggal tenggat", [required("Tulis tanggal tenggat.")])
    hour = HourField("Jam tenggat", [required("Tulis jam tenggat, misalnya 23.59.")])

    @classmethod
    def usual(cls, quarter: Quarter) -> OpenForm:
        """Filled with the usual days: from the end of the quarter to the ministry's day."""
        return cls(
            formdata=None,
            data={
                "quarter": quarter.code,
                "opens": quarter.next.first_day,
                "deadline": quarter.usual_deadline,
                "hour": USUAL_HOUR,
            },
        )

    def window(self, zone: str) -> tuple[datetime, datetime]:
        """The first moment and the deadline, once the form is valid."""
        assert self.opens.data and self.deadline.data and self.hour.data is not None  # noqa: S101 (validated)
        place = ZoneInfo(zone)
        return (
            datetime.combine(self.opens.data, time(), place),
            datetime.combine(self.deadline.data, self.hour.data, place),
        )


class ReturnForm(Form):
    """Why a report goes back."""

    reason = TextAreaField(
        "Alasan pengembalian", [required("Tulis apa yang harus diperbaiki dan di mana.")], render_kw={"rows": 4}
    )
