"""The form of a draft: every choice that the rules leave open, in words."""

from __future__ import annotations

from fractions import Fraction

from wtforms import Field, RadioField, StringField, TextAreaField

from spm_oversight import formats
from spm_oversight.documents.words import AGGREGATION, EMPTY_DENOMINATOR, badge_of
from spm_oversight.domain.errors import Fault, Invalid
from spm_oversight.domain.method import (
    DEFAULT_BANDS,
    Band,
    EmptyDenominator,
    Method,
    QualityAggregation,
    ReportState,
)
from spm_oversight.domain.tolerances import Tolerances
from spm_oversight.web.forms import Form

# Which states are ranked; a report that was not sent is never ranked.
_STATES = {
    "accepted": (ReportState.ACCEPTED,),
    "accepted_sent": (ReportState.ACCEPTED, ReportState.SENT),
}
_STATE_LABELS = {
    "accepted": "Hanya laporan yang diterima provinsi",
    "accepted_sent": "Laporan yang diterima, dan yang menunggu pemeriksaan",
}
_NAMED = DEFAULT_BANDS[:-1]
_NUMBER = {"inputmode": "decimal", "autocomplete": "off"}


class MethodForm(Form):
    """A version being prepared; what is wrong is said by the service."""

    weight = StringField("Bobot penerima", render_kw=_NUMBER)
    aggregation = RadioField(
        "Mutu layanan", choices={each.value: text.capitalize() for each, text in AGGREGATION.items()}
    )
    empty = RadioField(
        "Nihil: tidak ada yang harus dilayani",
        choices={each.value: text.capitalize() for each, text in EMPTY_DENOMINATOR.items()},
    )
    jump = StringField("Lonjakan, kali angka triwulan sebelumnya", render_kw=_NUMBER)
    fall = StringField("Penurunan yang dibiarkan, persen", render_kw=_NUMBER)
    slip = StringField("Salah ketik nol, jarak dalam persen", render_kw=_NUMBER)
    days = StringField("Tenggat, hari sesudah triwulan berakhir", render_kw=_NUMBER)
    states = RadioField("Yang diperingkat", choices=_STATE_LABELS)
    why = TextAreaField("Alasan dan dasar", render_kw={"rows": 3})

    def show(self, method: Method, why: str = "") -> MethodForm:
        """Filled with a version."""
        self.weight.data = _decimal(100 * method.recipients_weight)
        self.aggregation.data = method.quality_aggregation.value
        self.empty.data = method.empty_denominator.value
        self.states.data = "accepted_sent" if ReportState.SENT in method.ranked_states else "accepted"
        self.jump.data = _decimal(method.tolerances.jump)
        self.fall.data = _decimal(method.tolerances.fall)
        self.slip.data = _decimal(method.tolerances.slip)
        self.days.data = formats.number(method.deadline_days)
        self.why.data = why
        for number, band in enumerate(method.bands[: len(_NAMED)], start=1):
            self[f"band_{number}"].data = _decimal(band.lower)
        return self

    @property
    def bands(self) -> tuple[Field, ...]:
        """The lower bounds, the highest first."""
        return tuple(self[f"band_{number}"] for number in range(1, len(_NAMED) + 1))

    def typed(self) -> Method:
        """What was typed, once the choices are valid; ``Invalid`` with a fault for each number that is none."""
        faults = list[Fault]()
        share = self._decimal("weight", faults) / 100
        tolerances = Tolerances(*(self._decimal(name, faults) for name in ("jump", "fall", "slip")))
        days = self._whole("days", faults)
        bounds = [self._decimal(f"band_{number}", faults) for number in range(1, len(_NAMED) + 1)]
        if faults:
            raise Invalid("Konsep metode belum benar.", tuple(faults))
        return Method(
            recipients_weight=share,
            quality_weight=1 - share,
            quality_aggregation=QualityAggregation(self.aggregation.data),
            empty_denominator=EmptyDenominator(self.empty.data),
            ranked_states=_STATES[self.states.data or ""],
            bands=(
                *(Band(bound, band.name) for bound, band in zip(bounds, _NAMED, strict=True)),
                DEFAULT_BANDS[-1],
            ),
            tolerances=tolerances,
            deadline_days=days,
        )

    def _whole(self, name: str, faults: list[Fault]) -> int:
        try:
            return formats.read_whole(self[name].data or "")
        except ValueError as error:
            faults.append(Fault(name, str(error)))
            return 0

    def _decimal(self, name: str, faults: list[Fault]) -> Fraction:
        try:
            return formats.read_decimal(self[name].data or "", 2)
        except ValueError as error:
            faults.append(Fault(name, str(error)))
            return Fraction(0)


def _decimal(value: Fraction) -> str:
    return formats.number(value, 0 if value.denominator == 1 else 2)


for _number, _band in enumerate(_NAMED, start=1):
    _field = StringField(
        f"Batas bawah {badge_of(_band.name, running=False).label}",
        render_kw=_NUMBER,
    )
    setattr(MethodForm, f"band_{_number}", _field)
