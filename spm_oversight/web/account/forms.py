"""Choosing a password."""

from __future__ import annotations

from wtforms import PasswordField
from wtforms.validators import EqualTo

from spm_oversight.web.forms import Form, required


class PasswordForm(Form):
    """The old password, and the new one twice."""

    old = PasswordField(
        "Kata sandi sekarang",
        [required("Tulis kata sandi yang sekarang dipakai.")],
        render_kw={"autocomplete": "current-password"},
    )
    new = PasswordField(
        "Kata sandi baru", [required("Tulis kata sandi baru.")], render_kw={"autocomplete": "new-password"}
    )
    again = PasswordField(
        "Kata sandi baru, sekali lagi",
        [
            required("Tulis kata sandi baru sekali lagi."),
            EqualTo("new", "Tidak sama dengan kata sandi baru. Tulis keduanya lagi."),
        ],
        render_kw={"autocomplete": "new-password"},
    )
