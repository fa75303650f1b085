"""The forms of an evaluation meeting: the meeting itself, an agreement, and what became of one."""

from __future__ import annotations

from uuid import UUID, uuid4

from wtforms import HiddenField, RadioField, StringField, TextAreaField

from spm_oversight.domain.agreements import Act, Agreement, Meeting
from spm_oversight.domain.errors import Fault, Invalid
from spm_oversight.web.forms import DayField, Form, required

_CHANGES = (
    (Act.DONE.value, "Selesai"),
    (Act.MOVED.value, "Tenggat diubah"),
    (Act.DROPPED.value, "Dicabut, tidak dilanjutkan"),
)


class _SeenForm(Form):
    """Carries back how much had been recorded when the page was opened."""

    seen = HiddenField(default="0")

    @property
    def count(self) -> int:
        """So many; a spoiled number is nobody's."""
        text = self.seen.data or ""
        return int(text) if text.isascii() and text.isdigit() and len(text) < 9 else -1


class MeetingForm(_SeenForm):
    """When the meeting was, and who led it."""

    held_on = DayField("Tanggal rapat", [required("Tulis tanggal rapat, misalnya 15 Januari 2025.")])
    led_by = StringField("Pimpinan rapat", [required("Tulis siapa yang memimpin rapat.")])

    @classmethod
    def of(cls, meeting: Meeting | None) -> MeetingForm:
        """Filled with what is recorded."""
        if meeting is None:
            return cls(formdata=None)
        known = {"held_on": meeting.held_on, "led_by": meeting.led_by, "seen": str(meeting.number)}
        return cls(formdata=None, data=known)


class AgreementForm(Form):
    """What was agreed with an office; each form has a key, so that one sent twice counts once."""

    key = HiddenField()
    text = TextAreaField(
        "Yang disepakati", [required("Tulis apa yang disepakati.")], render_kw={"rows": 2, "maxlength": 1000}
    )
    owner = StringField("Penanggung jawab", [required("Tulis siapa yang bertanggung jawab.")])
    due = DayField("Tenggat", [required("Tulis tenggat, misalnya 31 Maret 2025.")])

    @classmethod
    def empty(cls, office: UUID) -> AgreementForm:
        """A fresh one of this office."""
        return cls(formdata=None, prefix=prefix_of(office), data={"key": str(uuid4())})

    @property
    def once(self) -> UUID:
        """The key; ``Invalid`` for a spoiled one."""
        try:
            return UUID(self.key.data or "")
        except ValueError as error:
            raise Invalid("Formulir ini tidak lengkap. Muat ulang halaman, lalu tulis lagi.") from error


class StepForm(_SeenForm):
    """What became of an agreement, in which words."""

    act = RadioField("Apa yang terjadi", [required("Pilih apa yang terjadi.")], choices=[])
    due = DayField("Tenggat baru")
    word = TextAreaField(
        "Hasil atau alasan",
        [required("Tulis hasil atau alasannya; tercatat bersama nama Anda.")],
        render_kw={"rows": 2, "maxlength": 1000},
    )

    def offer(self, agreement: Agreement) -> None:
        """What can happen to it now."""
        closed = agreement.closing is not None
        self.act.choices = [(Act.REOPENED.value, "Dibuka kembali")] if closed else list(_CHANGES)

    @property
    def chosen(self) -> Act:
        """The act; ``Invalid`` for none that there is."""
        try:
            return Act(self.act.data)
        except ValueError as error:
            raise Invalid("Isian belum benar.", (Fault("act", "Pilih salah satu dari daftar."),)) from error


def prefix_of(office: UUID) -> str:
    """Before the names of an office's fields: a page has a form for each office."""
    return f"pd-{office}"
