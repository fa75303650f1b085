"""The form of a letterhead with room for its signers."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from wtforms import Field, HiddenField, RadioField, StringField, TextAreaField

from spm_oversight.domain.district_paper import PaperSize
from spm_oversight.domain.letterhead import SIGNERS, Letterhead, Signer
from spm_oversight.web.forms import Form
from spm_oversight.web.told import SHEETS

_PARTS = (("position", "Jabatan"), ("name", "Nama dan gelar"), ("rank", "Pangkat, golongan"), ("nip", "NIP"))


@dataclass(frozen=True)
class SignerFields:
    """The fields of one signer, under the number people call it by."""

    number: int
    fields: tuple[Field, ...]


class LetterheadForm(Form):
    """What stands over the papers of a district or province, and who signs; what is wrong is said by the service."""

    government = StringField("Pemerintah daerah", render_kw={"autocomplete": "off"})
    office = StringField("Perangkat daerah atau bagian", render_kw={"autocomplete": "off"})
    address = TextAreaField("Alamat", render_kw={"rows": 3, "autocomplete": "off"})
    contact = StringField("Kontak", render_kw={"autocomplete": "off"})
    paper = RadioField("Ukuran kertas")
    version = HiddenField()

    def __init__(self) -> None:
        super().__init__()
        self.paper.choices = SHEETS

    def show(self, letterhead: Letterhead, version: int) -> None:
        """Fill in what is kept."""
        self.government.data, self.office.data = letterhead.government, letterhead.office
        self.address.data, self.contact.data = "\n".join(letterhead.address), letterhead.contact
        self.paper.data, self.version.data = letterhead.paper.value, str(version)
        for number, signer in enumerate(letterhead.signers, start=1):
            for part, _ in _PARTS:
                self[f"{part}_{number}"].data = getattr(signer, part)

    @property
    def signers(self) -> tuple[SignerFields, ...]:
        """The signers' fields in groups."""
        return tuple(
            SignerFields(number, tuple(self[f"{part}_{number}"] for part, _ in _PARTS))
            for number in range(1, SIGNERS + 1)
        )

    @property
    def typed(self) -> Letterhead:
        """What was typed, as it was typed."""
        return Letterhead(
            government=_text(self.government),
            office=_text(self.office),
            address=tuple(_text(self.address).splitlines()),
            contact=_text(self.contact),
            paper=PaperSize(self.paper.data),
            signers=tuple(
                Signer(**{part: _text(self[f"{part}_{number}"]) for part, _ in _PARTS})
                for number in range(1, SIGNERS + 1)
            ),
        )

    @property
    def seen(self) -> int:
        """The version that the person had before them; a spoiled one is nobody's."""
        text = _text(self.version)
        return int(text) if text.isascii() and text.isdigit() and len(text) < 9 else -1


def _text(field: Any) -> str:
    return field.data or ""


for _number in range(1, SIGNERS + 1):
    for _part, _label in _PARTS:
        _field = StringField(f"{_label} {_number}", render_kw={"autocomplete": "off"})
        setattr(LetterheadForm, f"{_part}_{_number}", _field)
