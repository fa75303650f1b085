"""A group: its name, and its districts as boxes."""

from __future__ import annotations

from collections.abc import Iterable

from wtforms import SelectMultipleField, StringField
from wtforms.widgets import CheckboxInput

from spm_oversight.persistence.places import District
from spm_oversight.web.forms import Form


class GroupForm(Form):
    """A new group, or one to be changed; the service says what is wrong with it."""

    name = StringField("Nama kelompok", render_kw={"autocomplete": "off"})
    districts = SelectMultipleField(
        "Kabupaten/kota", option_widget=CheckboxInput(), validate_choice=False, choices={}
    )

    def offer(self, districts: Iterable[District]) -> GroupForm:
        """With the districts to choose from."""
        self.districts.choices = {each.id: each.short for each in districts}
        return self
