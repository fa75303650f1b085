"""The form of a booklet's composition: for each part a place in the order, a box, and a text."""

from __future__ import annotations

from dataclasses import replace

from wtforms import BooleanField, Field, HiddenField, RadioField, StringField, TextAreaField, ValidationError

from spm_oversight import formats
from spm_oversight.documents.words import PART_TITLES
from spm_oversight.domain.composition import ALWAYS, Chapter, Composition, Part, arranged
from spm_oversight.domain.district_paper import PaperSize
from spm_oversight.services.booklet_tables import table_title
from spm_oversight.web.forms import Form
from spm_oversight.web.told import SHEETS

LAST = 99


def title_of_part(part: Part) -> str:
    """A part's name on screen: its chapter's, or what its table shows."""
    return f"Tabel: {table_title(part.table)}" if part.table else PART_TITLES[Chapter(part.key)]


def _place(_form: object, field: Field) -> None:
    try:
        place = formats.read_whole(field.data or "")
    except ValueError as error:
        raise ValidationError(str(error)) from error
    if not 1 <= place <= LAST:
        raise ValidationError(f"Tulis nomor urut 1 sampai {LAST}.")


class CompositionForm(Form):
    """What all compositions have; ``form_of`` adds the fields of the parts."""

    sheet = RadioField("Ukuran kertas")
    version = HiddenField()

    def show(self, composition: Composition, version: int) -> None:
        """Fill in what is kept."""
        self.sheet.data, self.version.data = composition.sheet.value, str(version)
        for number, part in enumerate(composition.parts, start=1):
            self[f"place_{part.key}"].data = str(number)
            self[f"shown_{part.key}"].data = part.shown
            if not part.table:
                self[f"text_{part.key}"].data = part.text

    def typed(self, kept: Composition) -> Composition:
        """The composition as it was typed, in the order of its numbers; ask after validation."""
        parts = [
            replace(
                part,
                shown=part.key in ALWAYS or bool(self[f"shown_{part.key}"].data),
                text="" if part.table else self[f"text_{part.key}"].data or "",
            )
            for part in kept.parts
        ]
        places = {part.key: formats.read_whole(self[f"place_{part.key}"].data) for part in parts}
        return Composition(arranged(parts, places), PaperSize(self.sheet.data))

    @property
    def seen(self) -> int:
        """The version that the person had before them; a spoiled one is nobody's."""
        text = self.version.data or ""
        return int(text) if text.isascii() and text.isdigit() and len(text) < 9 else -1


def form_of(composition: Composition) -> CompositionForm:
    """The form for the parts of a composition, filled from the request if it was sent."""
    fields: dict[str, object] = {}
    for part in composition.parts:
        title = title_of_part(part)
        attributes = {"inputmode": "numeric", "autocomplete": "off", "size": 3}
        fields[f"place_{part.key}"] = StringField(f"Urutan {title}", [_place], render_kw=attributes)
        fields[f"shown_{part.key}"] = BooleanField("Muat dalam buku")
        if not part.table:
            rows = {"rows": 14 if part.key == Chapter.FOREWORD else 5}
            label = title if part.key == Chapter.FOREWORD else f"Teks pembuka {title}"
            fields[f"text_{part.key}"] = TextAreaField(label, render_kw=rows)
    form: CompositionForm = type("ComposedForm", (CompositionForm,), fields)()
    form.sheet.choices = SHEETS
    return form
