"""The forms of the map: row, column and short name of each square, and the file of boundaries."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from flask_wtf.file import FileField, FileRequired
from wtforms import Field, HiddenField, StringField

from spm_oversight import formats
from spm_oversight.domain.errors import Fault, Invalid
from spm_oversight.domain.tile_layout import TilePlace
from spm_oversight.persistence.places import District
from spm_oversight.web.forms import Form

_FIELDS = (("row", "Baris"), ("column", "Kolom"), ("label", "Nama singkat"))


class VersionForm(Form):
    """The version of the map that was on the page: whoever changes it changes that one."""

    version = HiddenField(default="0")

    @property
    def seen(self) -> int:
        """The version; a spoiled one is nobody's."""
        text = self.version.data or ""
        return int(text) if text.isascii() and text.isdigit() and len(text) < 9 else -1


class BoundaryForm(VersionForm):
    """A file of boundaries."""

    file = FileField(
        "Berkas GeoJSON",
        [FileRequired("Pilih berkas .geojson dari komputer Anda.")],
        render_kw={"accept": ".geojson,.json"},
    )


@dataclass(frozen=True)
class TileFields:
    """The fields of one district."""

    name: str
    fields: tuple[Field, ...]


class TilesForm(VersionForm):
    """Base of the form; ``tiles_form`` gives it the fields of the province's districts."""

    districts: Sequence[District] = ()

    def show(self, places: Iterable[TilePlace], version: int) -> None:
        """Fill in what is kept."""
        self.version.data = str(version)
        for place in places:
            self[f"{place.district}-row"].data = formats.number(place.row)
            self[f"{place.district}-column"].data = formats.number(place.column)
            self[f"{place.district}-label"].data = place.label

    @property
    def rows(self) -> tuple[TileFields, ...]:
        """The fields in groups."""
        return tuple(
            TileFields(each.short, tuple(self[f"{each.id}-{name}"] for name, _ in _FIELDS))
            for each in self.districts
        )

    @property
    def typed(self) -> tuple[TilePlace, ...]:
        """What was typed; ``Invalid`` names each field that is no whole number."""
        faults: list[Fault] = []
        places = tuple(
            TilePlace(
                each.id,
                self._number(f"{each.id}-row", faults),
                self._number(f"{each.id}-column", faults),
                self[f"{each.id}-label"].data or "",
            )
            for each in self.districts
        )
        if faults:
            raise Invalid("Letak petak belum benar.", tuple(faults))
        return places

    def _number(self, place: str, faults: list[Fault]) -> int:
        try:
            return formats.read_whole(self[place].data or "")
        except ValueError as error:
            faults.append(Fault(place, str(error)))
            return 0


def tiles_form(districts: Sequence[District]) -> type[TilesForm]:
    """The form of these districts."""
    fields: dict[str, object] = {"districts": tuple(districts)}
    for district in districts:
        for name, label in _FIELDS:
            numeric = {} if name == "label" else {"inputmode": "numeric"}
            options = {"autocomplete": "off", "aria-label": f"{label} {district.short}", **numeric}
            fields[f"{district.id}-{name}"] = StringField(f"{label} {district.short}", render_kw=options)
    return type("TilesOfProvince", (TilesForm,), fields)
