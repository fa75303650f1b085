"""The forms of a registered denominator: what it says, and why it is unlocked."""

from __future__ import annotations

from fractions import Fraction

from wtforms import HiddenField, StringField, TextAreaField

from spm_oversight import formats
from spm_oversight.domain.denominators import Denominator, Registered
from spm_oversight.domain.entry import decimals_of
from spm_oversight.domain.errors import Fault, Invalid
from spm_oversight.web.forms import DayField, Form, required


class VersionForm(Form):
    """What every change carries back: the version that was looked at."""

    version = HiddenField(default="0")

    @property
    def seen(self) -> int:
        """The version that the person had before them; a spoiled one is nobody's."""
        text = self.version.data or ""
        return int(text) if text.isascii() and text.isdigit() and len(text) < 9 else -1


class DenominatorForm(VersionForm):
    """How many are to be served, and who says so."""

    value = StringField("Jumlah", [required("Tulis jumlahnya, misalnya 14.995.")])
    source = StringField("Sumber", [required("Tulis siapa yang menghitung, misalnya BPS.")])
    dated = DayField("Tanggal data", [required("Tulis tanggal data, misalnya 31 Desember 2025.")])
    document = StringField("Dokumen")
    owner = StringField("Penanggung jawab")

    def show(self, registered: Registered | None, unit: str) -> None:
        """Fill in what is registered."""
        if registered is None:
            return
        said = registered.denominator
        self.value.data = value_of(said.value, unit)
        self.source.data, self.dated.data = said.source, said.dated
        self.document.data, self.owner.data = said.document, said.owner
        self.version.data = str(registered.version)

    def typed(self, unit: str) -> Denominator:
        """What was typed, once the form is valid; ``Invalid`` where the value is no number of this unit."""
        assert self.dated.data is not None  # noqa: S101 (validated)
        return Denominator(
            self._number(unit),
            self.source.data or "",
            self.dated.data,
            self.document.data or "",
            self.owner.data or "",
        )

    def _number(self, unit: str) -> Fraction:
        text, decimals = (self.value.data or "").strip(), decimals_of(unit)
        try:
            return formats.read_decimal(text, decimals) if decimals else Fraction(formats.read_whole(text))
        except ValueError as error:
            raise Invalid("Jumlah belum benar.", (Fault("value", str(error)),)) from error


class UnlockForm(VersionForm):
    """Why a locked denominator is opened."""

    reason = TextAreaField(
        "Alasan membuka kunci",
        [required("Tulis mengapa sasaran ini dibuka; alasan ini tercatat.")],
        render_kw={"rows": 2},
    )


def value_of(value: Fraction, unit: str) -> str:
    """A denominator as people write it."""
    return formats.number(value, 0 if value.denominator == 1 else decimals_of(unit))
