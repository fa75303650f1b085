"""The sign-in form."""

from __future__ import annotations

from wtforms import EmailField, PasswordField

from spm_oversight.web.forms import Form, required


class SignInForm(Form):
    """Address and password."""

    email = EmailField(
        "Alamat surel", [required("Tulis alamat surel Anda.")], render_kw={"autocomplete": "username"}
    )
    password = PasswordField(
        "Kata sandi", [required("Tulis kata sandi Anda.")], render_kw={"autocomplete": "current-password"}
    )
