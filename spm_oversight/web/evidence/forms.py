"""Adding a file or a link to a service or one of its items."""

from __future__ import annotations

from collections.abc import Iterable

from flask_wtf.file import FileField, FileRequired
from wtforms import SelectField, StringField

from spm_oversight.domain.catalogue import QualityItem
from spm_oversight.domain.evidence import Kind, Place, Purpose
from spm_oversight.web.forms import Form, required

WHOLE, NIL = "layanan", "nihil"
_ACCEPTED = ",".join([*(kind.suffix for kind in Kind), ".jpeg"])


class PlaceForm(Form):
    """What both have: where the evidence belongs, where in it to look, what to say about it."""

    place = SelectField("Bukti untuk")
    page = StringField("Halaman")
    note = StringField("Catatan")

    def offer(self, items: Iterable[QualityItem], *, nil: bool, chosen: str = "") -> None:
        """Say what can be chosen; ``chosen`` stands there at first."""
        choices = {WHOLE: "Seluruh layanan", **{item.code: item.name for item in items}}
        if nil:
            choices[NIL] = "Surat pernyataan nihil"
        self.place.choices = choices
        if chosen in choices and not self.place.raw_data:
            self.place.data = chosen

    def place_of(self, service: str) -> Place:
        """The place that was chosen, once the form is valid."""
        if self.place.data == NIL:
            return Place(service, None, Purpose.NIL_STATEMENT)
        return Place(service, None if self.place.data == WHOLE else self.place.data)


class FileForm(PlaceForm):
    """One file."""

    file = FileField("Berkas", [FileRequired("Pilih berkasnya.")], render_kw={"accept": _ACCEPTED})


class LinkForm(PlaceForm):
    """One link; its fields have names of their own, since both forms stand on one page."""

    link = StringField("Alamat", [required("Tulis alamatnya, dimulai dengan https://.")])

    @classmethod
    def of_page(cls, *, empty: bool = False) -> LinkForm:
        """The form as sent, or empty."""
        return cls(formdata=None, prefix="tautan-") if empty else cls(prefix="tautan-")
