"""The password that confirms a change, the code that shows an app works, and what a browser says of a passkey."""

from __future__ import annotations

from wtforms import HiddenField, PasswordField, StringField

from spm_oversight.web.forms import Form, required


class ConfirmForm(Form):
    """The password that one has."""

    password = PasswordField(
        "Kata sandi sekarang",
        [required("Tulis kata sandi yang sekarang dipakai.")],
        render_kw={"autocomplete": "current-password"},
    )


class AppForm(ConfirmForm):
    """A code of the app that was just set up; ``sealed`` is its secret as the page carries it."""

    code = StringField(
        "Kode dari aplikasi",
        [required("Tulis enam angka yang tampak pada aplikasi.")],
        render_kw={"autocomplete": "one-time-code", "inputmode": "numeric", "maxlength": 40},
    )
    sealed = HiddenField()


class PasskeyForm(ConfirmForm):
    """A passkey's name, and the browser's answer, which a script of ours puts in."""

    name = StringField("Nama kunci", [required("Tulis nama kunci, misalnya Laptop kantor.")])
    answer = HiddenField()
