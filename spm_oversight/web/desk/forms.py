"""Opening a period, and returning a report with a reason."""

from __future__ import annotations

import re
from collections.abc import Sequence
from datetime import date, datetime, time
from typing import Any
from zoneinfo import ZoneInfo

from flask import request
from wtforms import BooleanField, Field, HiddenField, SelectField, TextAreaField
from wtforms.widgets import TextInput

from spm_oversight.domain.period import Quarter
from spm_oversight.web.forms import DayField, Form, required

USUAL_HOUR = time(23, 59)
_HOUR = re.compile(r"([01]?\d|2[0-3])[.:]([0-5]\d)", re.ASCII)


class HourField(Field):
    """A time of day, shown as ``23.59``; ``23:59`` is read as well."""

    widget = TextInput()

    def process_formdata(self, valuelist: Sequence[Any]) -> None:
        """Read it; what cannot be read stays in the field, with our message."""
        if valuelist and valuelist[0]:
            found = _HOUR.fullmatch(valuelist[0].strip())
            if not found:
                raise ValueError("Tulis jam dan menit, misalnya 23.59.")
            self.data = time(int(found[1]), int(found[2]))

    def _value(self) -> str:
        if self.raw_data:
            return str(self.raw_data[0])
        return f"{self.data:%H.%M}" if self.data else ""


class OpenForm(Form):
    """When a quarter takes reports, in the province's own time."""

    quarter = HiddenField(validators=[required("Muat ulang halaman ini.")])
    opens = DayField("Mulai menerima laporan", [required("Tulis tanggal mulai, misalnya 1 Januari 2025.")])
    deadline = DayField("Tanggal tenggat", [required("Tulis tanggal tenggat, misalnya 20 Januari 2025.")])
    hour = HourField("Jam tenggat", [required("Tulis jam tenggat, misalnya 23.59.")])

    @classmethod
    def usual(cls, quarter: Quarter, deadline: date) -> OpenForm:
        """Filled with the usual days: from the end of the quarter to the province's usual day."""
        return cls(
            formdata=None,
            data={
                "quarter": quarter.code,
                "opens": quarter.next.first_day,
                "deadline": deadline,
                "hour": USUAL_HOUR,
            },
        )

    def window(self, zone: str) -> tuple[datetime, datetime]:
        """The first moment and the deadline, once the form is valid; the deadline's minute counts (ADR 0013)."""
        assert self.opens.data and self.deadline.data and self.hour.data is not None  # noqa: S101 (validated)
        opens = datetime.combine(self.opens.data, time(), ZoneInfo(zone))
        return opens, _end(self.deadline.data, self.hour.data, zone)


class TimeForm(Form):
    """More time for a district or one of its offices, in the province's own time."""

    office = SelectField("Untuk siapa", validate_choice=False)
    until = DayField("Sampai tanggal", [required("Tulis tanggal, misalnya 25 Januari 2025.")])
    hour = HourField("Jam", [required("Tulis jam, misalnya 23.59.")], default=USUAL_HOUR)
    why = TextAreaField(
        "Alasan", [required("Tulis mengapa waktunya ditambah; alasan ini tercatat.")], render_kw={"rows": 2}
    )

    def offer(self, whole: str, offices: Sequence[tuple[str, str]]) -> TimeForm:
        """With the district (``whole``) and its offices (id, name) to choose from."""
        self.office.choices = {"": whole, **dict(offices)}
        return self

    def end(self, zone: str) -> datetime:
        """Until when, once the form is valid; that minute counts (ADR 0013)."""
        assert self.until.data and self.hour.data is not None  # noqa: S101 (validated)
        return _end(self.until.data, self.hour.data, zone)


class ApprovalsForm(Form):
    """Who approves before a district's quarter goes on."""

    head = BooleanField("Kepala perangkat daerah menyetujui bagiannya")
    leader = BooleanField("Pimpinan daerah menyetujui sebelum dikirim ke provinsi")


def _end(day: date, hour: time, zone: str) -> datetime:
    return datetime.combine(day, hour.replace(second=59), ZoneInfo(zone))


class ReturnForm(Form):
    """Why a report goes back."""

    reason = TextAreaField(
        "Alasan pengembalian",
        [required("Tulis apa yang harus diperbaiki dan di mana.")],
        render_kw={"rows": 4},
    )


def ticked() -> dict[str, int]:
    """The reports ticked on the page of a period: by district, the submission that stood there.

    What nobody can have ticked on it names submission 0, which no report has.
    """
    found = dict[str, int]()
    for each in request.form.getlist("laporan"):
        district, _, number = each.partition(":")
        found[district] = int(number) if number.isascii() and number.isdigit() and len(number) < 9 else 0
    return found
