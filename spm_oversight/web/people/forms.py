"""The forms that appoint somebody, with only the fields the actor's office needs, and that hand a post over."""

from __future__ import annotations

from wtforms import EmailField, HiddenField, RadioField, SelectField, StringField, TextAreaField

from spm_oversight.services.hand_over import Candidates, Successor
from spm_oversight.services.manage_people import Appointment, Openings, Place
from spm_oversight.web.forms import Form, required


class AppointForm(Form):
    """A person, a role, and where the role is held."""

    email = EmailField(
        "Alamat surel", [required("Tulis alamat surelnya.")], render_kw={"autocomplete": "off"}
    )
    name = StringField(
        "Nama lengkap", [required("Tulis nama lengkapnya.")], render_kw={"autocomplete": "off"}
    )
    role = RadioField("Peran", [required("Pilih salah satu peran.")])
    province = SelectField("Provinsi", default="")
    district = SelectField("Kabupaten/kota", default="")
    office = SelectField("Perangkat daerah", default="")

    def appointment(self) -> Appointment:
        """What was typed."""
        typed = {name: field.data or "" for name, field in self._fields.items()}
        return Appointment(**typed)


def appoint_form(openings: Openings) -> AppointForm:
    """A form that offers what may be given; a kind of place nobody may choose has no field."""
    form = AppointForm()
    form.role.choices = {role.name: role.label for role in openings.roles}
    for name in ("province", "district", "office"):
        places: tuple[Place, ...] = getattr(openings, f"{name}s")
        field: SelectField = getattr(form, name)
        if places:
            field.choices = {"": "Pilih jika perannya memerlukan", **{p.code: p.name for p in places}}
        else:
            del form[name]
    return form


class HandOverForm(Form):
    """Who takes a post over, and why: somebody who works here, or a new person by address and name."""

    account = SelectField("Penerus", default="")
    email = EmailField("Alamat surel orang baru", render_kw={"autocomplete": "off"})
    name = StringField("Nama lengkap orang baru", render_kw={"autocomplete": "off"})
    reason = TextAreaField("Alasan")  # asked for by the service, with every other fault
    confirmed = HiddenField()  # filled in by the page that asks once more

    @classmethod
    def offer(cls, found: Candidates) -> HandOverForm:
        """The form with the people who could take the post."""
        form = cls()
        people = {
            str(person.account): f"{person.name}, {person.office_name or person.place}"
            for person in found.people
        }
        form.account.choices = {"": "Orang baru, tulis di bawah", **people}
        return form

    def successor(self) -> Successor:
        """What was chosen or typed."""
        return Successor(
            account=self.account.data or "", email=self.email.data or "", name=self.name.data or ""
        )
